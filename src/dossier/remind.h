/* Reminders to recipients who were asked by a written instruction. */
#ifndef DOSSIER_REMIND_H
#define DOSSIER_REMIND_H

#include "dossier/letter.h"
#include "dossier/ladder.h"
#include "dossier/store/look.h"
#include "decide_private.h"

/* Written aside in the transaction that records them, there once it is committed. */
struct reminders {
	struct eml_draft **items;
	size_t n;
};
/*
 * Who is reminded of what. to NULL: no letter can be made, as nobody was asked by one, or the
 * recipient has no address now, or the register cannot be read. The register is the newest: an
 * address may have been corrected.
 */
struct reminder {
	const struct org *org;
	const struct look *look;
	const struct reg *reg;
	const json_t *recipient;
	const char *from, *to, *system, *language;
};
void reminder_find(
    struct installation *in, const struct org *org, const struct look *l, struct reminder *ret);
/*
 * reminder_write: the letter of a rung, recorded and added to ${list}; its name in the outbox in
 * ${a}.
 */
const char *reminder_write(struct installation *in, const struct reminder *r,
    const struct ladder_news *news, struct reminders *list, struct arena *a, struct err *err);
/*
 * reminders_settle(list, err): the transaction is over, ${err} tells how. False with ${err} when a
 * recorded letter is not in the outbox; letters_mend puts it there.
 */
bool reminders_settle(struct reminders *list, bool committed, struct err *err) MUSTCHECK;

#endif
