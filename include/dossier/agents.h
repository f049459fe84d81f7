/*
 * The register of mandates: agents who ask for many people, as an officer let them in. What it says
 * counts for each of their requests as an authority that was seen does (representation.h).
 */
#ifndef DOSSIER_AGENTS_H
#define DOSSIER_AGENTS_H

#include "dossier/dossier.h"
#include "dossier/store/agent.h"

/*
 * agents_add: since and until unset: today, none; DENIED without a last day, or by what shows no
 * agent's mandate. agents_end: from a day on it asks no more (unset: today). agents_view: those of
 * the organisations in which ${who} may look; new.
 */
bool agents_add(struct installation *in, const struct actor *who, const char *org,
    const struct agent *x, struct err *err) MUSTCHECK;
bool agents_end(struct installation *in, const struct actor *who, const char *org,
    const char *label, struct date on, struct err *err) MUSTCHECK;
json_t *agents_view(
    struct installation *in, const struct actor *who, const char *org, struct err *err);
/* agents_find: by label; NOTFOUND names the command that lists them. */
bool agents_find(struct installation *in, const struct org *org, const char *label, struct arena *a,
    struct agent *ret, struct err *err) MUSTCHECK;

#endif
