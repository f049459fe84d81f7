/*
 * The dates of a request as they are shown, with whether it may have more time. Counts none.
 */
#include "decide_private.h"

/* What ended, or must stop at once (art. 21(3), 7(3)), takes no more time than it took. */
static bool
is_extendable(const struct dossier *d, const json_t *term)
{
	return strcmp(json_str_or(term, "extension", ""), "none") != 0 ||
	    (!json_str(term, "ended") && dossier_absolute(d, LETTER_EXTENSION) == ABSOLUTE_NONE);
}

json_t *
view_term_of(const struct dossier *d, struct date as_of, struct err *err)
{
	json_t *v = dossier_term_json(d, as_of, err);
	if (v)
		json_object_set_new(v, "extendable", json_boolean(is_extendable(d, v)));
	return v;
}

json_t *
view_term(struct installation *in, const struct actor *who, const char *reference,
    struct date as_of, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	if (!d)
		return NULL;
	struct date day = date_is_set(as_of) ? as_of : d->today;
	auto_drop(json) json_t *v = view_term_of(d, day, err);
	json_t *facts = v ? history_of(d, day, err) : NULL;
	if (!facts)
		return NULL;
	json_object_set_new(v, "reference", json_string(d->request.reference));
	json_object_set_new(v, "facts", facts);
	return take(v);
}
