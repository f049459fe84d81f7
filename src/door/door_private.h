/*
 * Between the files of the daemon.
 */
#ifndef DOOR_PRIVATE_H
#define DOOR_PRIVATE_H

#include <sys/types.h>

#include "dossier/door.h"

/*
 * place_listen(home, ret_door, ret_listener, err): the directory, locked for as long as *ret_door
 * is open, and the socket in it. CONFLICT when another daemon holds it.
 */
bool place_listen(const char *home, int *ret_door, int *ret_listener, struct err *err) MUSTCHECK;

/*
 * visit_run: in a child: read the request on ${conn} and run it as ${v}, whose visit is
 * written to once they may stay. Does not return.
 */
void visit_run(const struct door *door, int conn, struct visitor *v) __attribute__((noreturn));
/*
 * visit_alone: in a child: nothing of ours is open but ${keep} and ${too} (2: none); it dies with
 * us.
 */
void visit_alone(int keep, int too, pid_t parent);
#define VISIT_NO_REQUEST 64 /* the exit status for what is no request */

#endif
