/*
 * Ctrl-C: it is said at once that it was heard, and the process ends by the signal itself, so that
 * a shell sees 130 (143 for SIGTERM).
 */
#ifndef DOSSIER_INTERRUPT_H
#define DOSSIER_INTERRUPT_H

#include <stdbool.h>

/*
 * interrupt_watch(drawn): from now on, for SIGINT. What is in a transaction is rolled back. On a
 * terminal that is ${drawn} on, the word takes the place of what its last line says.
 */
void interrupt_watch(bool drawn);
/* interrupt_say(): that it was heard; may be called by a handler of signals. */
void interrupt_say(void);
/* interrupt_end(signal): what had to be cleaned up is: end by it. */
void interrupt_end(int signal) __attribute__((noreturn));

#endif
