/*
 * What one run of one task may take of a system. A server that never ends, or that sends a byte a
 * second, costs this much and no more; whoever waits for it asks here how long it may.
 */
#ifndef DOSSIER_BUDGET_H
#define DOSSIER_BUDGET_H

#include <stdint.h>

#include "dossier/err.h"

enum budget_kind {
	BUDGET_TRIPS, /* commands, statements, requests */
	BUDGET_ROWS,
	BUDGET_BYTES, /* that the system sent */
	BUDGET__MAX,
};

struct budget_limits {
	int64_t run_ms;     /* the whole run */
	int64_t silence_ms; /* without a byte; a server may think for as long */
	int64_t most[BUDGET__MAX];
};
extern const struct budget_limits budget_usual;

/* All zero is a budget that was not begun: the first look at it starts its time. */
struct budget {
	const struct budget_limits *limits; /* NULL: budget_usual */
	int64_t begun_ms;                   /* of clock_boot_ms(); 0: not yet */
	int64_t used[BUDGET__MAX];
};

/*
 * budget_take: ${n} more. INPUT when it is more than there is; TEMPORARY when the time is over.
 * budget_wait_ms: how long to wait for a system now: ${most_ms}, or the silence allowed when that
 * is 0, and no longer than the run may last. 0: its time is over, as it is with less than 0.
 * budget_silent: what is said when so long nothing came: TEMPORARY.
 * budget_poll: wait so long for ${fd}; true after a signal too, so that whoever asks tries again.
 */
bool budget_take(struct budget *b, enum budget_kind kind, int64_t n, struct err *err) MUSTCHECK;
int budget_wait_ms(struct budget *b, int64_t most_ms);
bool budget_silent(struct budget *b, const char *what, struct err *err);
bool budget_poll(struct budget *b, int fd, short events, int64_t most_ms, const char *what,
    struct err *err) MUSTCHECK;

#endif
