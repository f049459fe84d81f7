/*
 * What to do to check who asks: for each right what suffices and why, by which of their contact
 * data, and the command that records it.
 */
#include <inttypes.h>

#include "dossier/checked.h"
#include "dossier/guard.h"
#include "dossier/phrase.h"
#include "decide_private.h"

static json_t *
right_view(const struct dossier *d, const char *right, const struct sufficient *s)
{
	const char *lacks = s->least == CHECK_NONE ? NULL : decide_unidentified(d, right);
	return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:s?, s:s, s:s?, s:s, s:s?}", "right", right,
	    "least", check_level_words[s->least], "why", sufficient_words[s->why], "category",
	    s->category, "sensitivity", sensitivity_json(s->sensitivity), "reason", s->reason,
	    "article", s->article, "source", s->source, "methods",
	    checked_methods(s->least, true, d->a), "lacks", lacks);
}

/* What they gave that could show who they are, and whether it stood there before. */
static json_t *
by_view(const struct dossier *d, const json_t *looked)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (strcmp(x->state, "usable") == 0 && identifier_is_contact(x))
			json_array_append_new(out,
			    json_pack("{s:I, s:s, s:s, s:o}", "identifier", (json_int_t)x->id,
				"kind", x->kind, "source", x->source, "on_file",
				on_file_json(on_file(looked, x))));
	}
	return out;
}

static const struct identifier *
first_on_file(const struct dossier *d, const json_t *looked, const char *kind, enum on_file is)
{
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (strcmp(x->state, "usable") == 0 && strcmp(x->kind, kind) == 0 &&
		    on_file(looked, x) == is)
			return x;
	}
	return NULL;
}

struct proposal {
	const char *method;
	const struct identifier *to; /* NULL: by none of the request's */
};

/* The lightest that will do: by what is known to have stood there, where anything is. */
static struct proposal
propose(const struct dossier *d, const json_t *looked, enum check_level least)
{
	const struct identifier *email = first_on_file(d, looked, "email", ON_FILE_YES),
				*phone = first_on_file(d, looked, "phone", ON_FILE_YES);
	switch (least) {
	case CHECK_GIVEN:
		email = first_on_file(d, looked, "email", ON_FILE_NOT);
		return (struct proposal){ email ? "code-to-given" : "login", email };
	case CHECK_ON_FILE:
		return (struct proposal){ email ? "code-to-address" : "login", email };
	case CHECK_STRONG:
		return (struct proposal){ phone ? "phone-on-file" : "letter-code", phone };
	case CHECK_NONE:
	case CHECK_DOCUMENT:
	case CHECK__MAX:
		return (struct proposal){ NULL, NULL };
	case CHECK_EID:
		break;
	}
	return (struct proposal){ "eid", NULL };
}

static const char *
command(const struct dossier *d, const struct proposal *p)
{
	return p->method ? decide_check_command(d, p->method, p->to ? p->to->id : 0) : NULL;
}

static json_t *
view(const struct dossier *d, const json_t *looked, struct err *err)
{
	auto_drop(json) json_t *rights = json_array();
	enum check_level most = CHECK_NONE;
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		struct sufficient s;
		if (!right_is_open(r))
			continue;
		if (!checked_least(d, r->right, decide_about(d, r->right), looked, &s, err))
			return NULL;
		most = s.least > most ? s.least : most;
		json_array_append_new(rights, right_view(d, r->right, &s));
	}
	const struct proposal p = propose(d, looked, most);
	return json_pack("{s:s, s:b, s:O, s:o, s:s?, s:s?, s:s?}", "reference",
	    d->request.reference, "looked", looked != NULL, "rights", rights, "by",
	    by_view(d, looked), "method", p.method, "command", command(d, &p), "masked_copy",
	    checked_copy_reason(d));
}

json_t *
view_verify(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	auto_drop(json) json_t *looked = d ? dossier_looked(d, NULL, err) : NULL;
	return d && err->kind == ERR_NONE ? view(d, looked, err) : NULL;
}
