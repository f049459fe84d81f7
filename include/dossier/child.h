/*
 * A child that is of no use to anybody without the process that made it.
 */
#ifndef DOSSIER_CHILD_H
#define DOSSIER_CHILD_H

#include <sys/types.h>

/*
 * child_ends_with(parent, signal): in a child of ${parent} (whose number it asked for before it
 * forked): from now on ${signal} comes when the parent ends. One that ended already tells nobody:
 * then this process ends here. Asked for again after a change of user, which forgets it; a program
 * that takes this one's place keeps it, and children do not inherit it.
 */
void child_ends_with(pid_t parent, int signal);

#endif
