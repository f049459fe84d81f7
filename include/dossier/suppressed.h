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

#endif
