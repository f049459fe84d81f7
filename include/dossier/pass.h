/*
 * Open descriptors that go along with a message over a Unix socket.
 */
#ifndef DOSSIER_PASS_H
#define DOSSIER_PASS_H

#include <stddef.h>
#include <sys/types.h>

#define PASS_MAX 64 /* descriptors with one message */

/*
 * pass_send(to, p, len, fds, n): a message of ${len} bytes, on a stream perhaps not all of it,
 * with ${n} descriptors, which stay open here too. How many bytes went, and all descriptors with
 * them; -1 with errno: neither. Nobody is killed by SIGPIPE.
 * pass_receive(from, p, room, fds, n): a message as recvmsg() has it: bytes, 0 at the end, -1 with
 * errno. There is room for *n descriptors; those that came are in ${fds} (the rest is -1), close
 * at exec, and *n says how many. With more than that, or more than this process may have open, it
 * is EMSGSIZE and none is left open. A receiver that wants a certain number looks at *n itself.
 * pass_close(fds, n): those that are not -1, which they are then.
 */
ssize_t pass_send(int to, const void *p, size_t len, const int *fds, size_t n);
ssize_t pass_receive(int from, void *p, size_t room, int *fds, size_t *n);
void pass_close(int *fds, size_t n);

#endif
