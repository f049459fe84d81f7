/*
 * Between the files of the watch: whom a system is asked for (watch_whom.c), asking it
 * (watch_ask.c), and what becomes of it (watch.c).
 */
#ifndef WATCH_PRIVATE_H
#define WATCH_PRIVATE_H

#include "change_private.h"
#include "dossier/store/watch.h"
#include "dossier/store/suppression.h"
#include "dossier/suppress.h"
#include "dossier/suppressed.h"

/* Why somebody is looked for: an entry of the stop list, or an erasure. */
struct watched_for {
	int64_t request_id;
	const char *why, *purpose; /* purpose NULL: erased */
	json_t *collections;       /* {COLLECTION: true: it must be used, false: be there}; new */
};
/* By one identifier. */
struct watched {
	const char *kind, *value;
	struct watched_for *items;
	size_t n;
};
struct watch {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
	const struct reg *reg;
	const struct system *s;
	const struct doctor_tries *tries;
	struct arena *a; /* of one page of people; the rest is borrowed */
	struct watched *people;
	size_t n, room;
	json_t *index; /* {"KIND/VALUE": place in people} */
	json_t *rules; /* {COLLECTION: {"match":{COLUMN:KIND},"column","value"}} */
	json_t *hits;  /* [{"request","collection","why","purpose","records"}] */
	int64_t asked;
	usec_t at;
};
/*
 * watch_listed: the next page of who is on the stop list, after *after; -1: that was the end.
 * watch_erased: who was erased there, while backups may hold them. Both forget the page before.
 */
bool watch_listed(struct watch *w, int64_t *after, struct err *err) MUSTCHECK;
bool watch_erased(struct watch *w, struct err *err) MUSTCHECK;
void watch_forget(struct watch *w);
/* watch_ask: the system is asked for all of the page, in batches; adds to w->hits. */
bool watch_ask(struct watch *w, struct err *err) MUSTCHECK;

#endif
