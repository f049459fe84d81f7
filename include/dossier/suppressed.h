/*
 * The stop list as it is asked: by who sends, by an officer; and its end, when a person opts in
 * again (art. 21(3), 7(3) GDPR).
 */
#ifndef DOSSIER_SUPPRESSED_H
#define DOSSIER_SUPPRESSED_H

#include "dossier/dossier.h"

/*
 * suppressed_begin: for questions to the list of one organisation. DENIED where there is none of
 * that name for ${who}; USAGE for a purpose that its register does not have: whoever reads "not
 * listed" sends.
 * suppressed_ask: *ret, of each of these identifiers, as typed, {"suppressed": BOOL|null,
 * "entries": [{"purpose","channel","since"}]}; null: it is no identifier. New. A look-up each.
 * suppressed_done: an event, of how many were asked and how many were listed.
 */
struct suppressed {
	struct installation *in;
	const struct actor *who;
	struct org org;
	const char *purpose, *channel; /* NULL: any */
	int64_t asked, listed;
};
bool suppressed_begin(struct installation *in, const struct actor *who, const char *slug,
    struct arena *a, struct suppressed *ret, struct err *err) MUSTCHECK;
bool suppressed_ask(struct suppressed *s, const struct identifier_value *ids, size_t n,
    json_t **ret, struct err *err) MUSTCHECK;
bool suppressed_done(const struct suppressed *s, struct err *err) MUSTCHECK;

/*
 * view_suppressions: ${about} an organisation: how many are listed, by purpose, channel and kind
 * (NULL: of each); or a request: its entries, masked, an event. ${ended}: also those. New.
 */
json_t *view_suppressions(struct installation *in, const struct actor *who, const char *about,
    bool ended, struct err *err);
/*
 * suppressed_end: the person opted in again, which ${proof} shows; sealed, with its event.
 * ${about}: a request, all that is listed by whom it is about (of ${purpose}; NULL: any), or the
 * number of an entry. *ret_n: how many ended. NOTFOUND: none is listed.
 */
struct opt_in {
	const char *about, *purpose, *proof;
};
bool suppressed_end(struct installation *in, const struct actor *who, const struct opt_in *x,
    int64_t *ret_n, struct err *err) MUSTCHECK;

/* ---- the watch (watch.c) ---- */

/*
 * suppressed_scan: one system is asked for who is on the stop list, and who was erased there while
 * a backup may hold them: {"system","asked","found","new","gone"}, new. Nothing is changed there,
 * and nobody else's data is read. DENIED for a system that no program reads; TEMPORARY when it is
 * silent: then nothing is known. As many questions as hundreds of people; at a system that is no
 * PostgreSQL one each.
 * suppressed_sweep: those of an organisation of which the register asks for it ("watch") and whose
 * time has come; the first failure in *err, the others are asked all the same.
 * view_findings: what stands, of an organisation or (NULL) of each. New.
 */
json_t *suppressed_scan(struct installation *in, const struct actor *who, const char *slug,
    const char *system, const struct doctor_tries *tries, struct err *err);
bool suppressed_sweep(struct installation *in, const struct actor *who, const struct org *org,
    const struct doctor_tries *tries, struct err *err) MUSTCHECK;
json_t *view_findings(
    struct installation *in, const struct actor *who, const char *slug, struct err *err);

#endif
