/*
 * Between the files of replay. Within the room alone.
 */
#ifndef CHANGE_REPLAY_PRIVATE_H
#define CHANGE_REPLAY_PRIVATE_H

#include "dossier/replay.h"
#include "dossier/restored.h"
#include "change_private.h"

/* One change that was done, or an erasure asked of people. */
struct replay_item {
	const struct org *org;
	const char *reference, *system, *purpose;
	enum action action;
	int change;
	usec_t at;
	const struct erasure *row; /* of the ledger; NULL */
	json_t *entry;             /* of the ledger file, where the ledger lacks it; NULL */
	const json_t *asked;       /* categories that people were asked for; NULL */
	bool stopped, repeated;    /* stopped: or of before that day */
	bool is_stopped, undone;
	json_t *back; /* categories for which it was taken back; NULL: for none */
};
struct replay_list {
	struct arena *a;
	struct org_list orgs;
	usec_t *since; /* an instant of each of them */
	struct replay_item *items;
	size_t n, cap;
	json_t *kept;  /* what items borrow */
	json_t *index; /* {"ORG REFERENCE SYSTEM CHANGE": place} */
	struct outside_list outside;
	const char *why; /* it counts as restored; NULL: it does not */
};
/* replay_collect: all of it (replay_list.c). replay_release: what is not in its arena. */
bool replay_collect(struct installation *in, const struct actor *who, const struct replaying *x,
    struct replay_list *ret, struct err *err) MUSTCHECK;
void replay_release(struct replay_list *l);
/* replay_again: ${n} items of one request are begun again (replay_again.c). */
bool replay_again(struct installation *in, const struct actor *who,
    struct replay_item *const *items, size_t n, struct err *err) MUSTCHECK;

#endif
