/* Reminders to recipients who were asked by a written instruction. */
#ifndef DOSSIER_REMIND_H
#define DOSSIER_REMIND_H

#include "decide_private.h"
#include "dossier/ladder.h"
#include "dossier/letter.h"
#include "dossier/store/look.h"

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
 * reminder_make(in, r, news, ledger, a, ret, err): the letter of a rung, sealed with the ledger key
 * of its request; in ${a}.
 */
bool reminder_make(struct installation *in, const struct reminder *r,
    const struct ladder_news *news, const unsigned char ledger[static KEY_LEN], struct arena *a,
    struct letter *ret, struct err *err) MUSTCHECK;

#endif
