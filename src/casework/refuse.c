/*
 * Deciding: refusing a right, with the ground, the facts and the remedies that art. 12(4) wants the
 * person told. Sends nothing: the words go back to who decides.
 */
#include "decide_private.h"

static bool
check_asked(const struct dossier *d, const char *right, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].right, right) == 0)
			return strcmp(d->rights.items[i].state, "open") == 0 ||
			    err_set(err, ERR_CONFLICT, "%s: %s is %s already", d->request.reference,
				right, d->rights.items[i].state);
	return err_set(err, ERR_NOTFOUND, "%s does not ask for %s", d->request.reference, right);
}

/* The words art. 12(4) demands: the ground, the facts, complaint and court. */
static const char *
refusal_letter(struct deciding *x, const struct refusal_law *law, const struct refusal_ground *g,
    const struct case_refusal *c, struct err *err)
{
	const char *lang = x->d->request.language;
	const json_t *org = x->d->reg->organisation;
	const char *remedies = remedy_text(law, x->d->org.country,
	    json_str_or(org, "kind", "private"),
	    json_string_value(json_array_get(json_get(org, "authorities"), 0)), lang, x->a, err);
	if (!remedies)
		return NULL;
	return arena_printf(x->a, "%s\n\n%s (%s)\n%s\n\n%s\n\n%s\n", x->d->request.reference,
	    json_text_in(g->title, lang), g->article, json_text_in(g->text, lang), c->facts,
	    remedies);
}

static bool
write_refusal(struct deciding *x, const struct case_refusal *c, const struct refusal_ground *g,
    bool late, struct err *err)
{
	const struct request *r = &x->d->request;
	/* together they are one text: what the facts are, and where asked why it is necessary and
	 * proportionate */
	const char *text =
	    arena_printf(x->a, "%s%s%s%s%s", c->facts, c->necessity ? "\nnecessity: " : "",
		c->necessity ? c->necessity : "", c->proportionality ? "\nproportionality: " : "",
		c->proportionality ? c->proportionality : "");
	if (!request_right_decide(x->in->db, r, c->right, "refused", g->id, x->today, err) ||
	    !append(x, FACT_REFUSED, x->today,
		json_pack("{s:s, s:s, s:b}", "right", c->right, "ground", g->id, "late", late),
		text, err))
		return false;
	if (open_rights(x->d, c->right) > 0)
		return true; /* a partial answer leaves the other rights open */
	/* nothing is left to do: what was granted before was handed over then */
	return append(x, FACT_ANSWERED, x->today, json_object(), NULL, err) &&
	    append(x, FACT_DONE, x->today, json_object(), NULL, err) &&
	    request_advance(x->in->db, r, r->state, "answered", clock_now(), err);
}

struct refusing {
	const struct case_refusal *c;
	const struct refusal_law *law;
	const struct refusal_ground *ground;
	enum right right;
	struct arena *a; /* of the caller: the letter lives there */
	const char **ret_letter;
	bool *ret_late;
};

static bool
refuse(struct deciding *x, const void *arg, struct err *err)
{
	const struct refusing *f = arg;
	const struct case_refusal *c = f->c;
	const struct guard_refusal guard = {
		.right = f->right,
		.ground = f->ground,
		.country = x->d->org.country,
		.facts = c->facts,
		.necessity = c->necessity,
		.proportionality = c->proportionality,
		.direct_marketing = c->direct_marketing,
		.today = x->today,
	};
	if (!check_asked(x->d, c->right, err) || !guard_refuse(&x->term, &guard, f->law, err))
		return false;
	const char *letter = refusal_letter(x, f->law, f->ground, c, err);
	*f->ret_late = refusal_is_late(&x->term, x->today);
	*f->ret_letter = arena_strdup(f->a, letter);
	return letter && write_refusal(x, c, f->ground, *f->ret_late, err);
}

bool
case_refuse(struct installation *in, const char *reference, const struct case_refusal *c,
    struct arena *a, const char **ret_letter, bool *ret_late, struct err *err)
{
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	struct refusing f = {
		.c = c, .law = law, .a = a, .ret_letter = ret_letter, .ret_late = ret_late
	};
	f.ground = law ? refusal_ground_find(law, c->ground, err) : NULL;
	return f.ground && right_parse(c->right, &f.right, err) &&
	    decide(in, reference, refuse, &f, err);
}
