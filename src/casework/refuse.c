/*
 * Deciding: refusing a right, with the ground, the facts and the remedies that art. 12(4) wants the
 * person told. Sends nothing: the words go back to who decides.
 */
#include "decide_private.h"

#define RIGHTS_MAX RIGHT__MAX

struct refusing {
	const struct case_refusal *c;
	const struct refusal_law *law;
	const struct refusal_ground *ground;
	const char *rights[RIGHTS_MAX]; /* resolved: those named, or the only open one */
	size_t nrights;
	const char *text; /* what is sealed: the facts, and why it is necessary */
	bool late;
	struct refused_parts before;
	json_t **ret;
};

/* ---- which rights ---- */

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

/* When none was named there is no question only where one alone is open. */
static bool
only_open_right(const struct dossier *d, struct refusing *f, struct err *err)
{
	auto_drop(buf) struct buf names = { 0 };
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].state, "open") == 0) {
			buf_addf(&names, "%s%s", names.len ? ", " : "", d->rights.items[i].right);
			f->rights[0] = d->rights.items[i].right;
		}
	f->nrights = 1;
	if (names.len == 0)
		return err_set(err, ERR_DENIED,
		    "%s has no open right to refuse (art. 12(4) GDPR); `dossier show %s` tells "
		    "what "
		    "became of each",
		    d->request.reference, d->request.reference);
	return open_rights(d) == 1 ||
	    err_set(err, ERR_USAGE, "say which right with --right: open are %s", names.data);
}

static bool
resolve_rights(const struct dossier *d, struct refusing *f, struct err *err)
{
	if (f->c->nrights == 0)
		return only_open_right(d, f, err);
	for (size_t i = 0; i < f->c->nrights; i++) {
		for (size_t k = 0; k < f->nrights; k++)
			if (strcmp(f->rights[k], f->c->rights[i]) == 0)
				return err_set(
				    err, ERR_USAGE, "the right %s was given twice", f->rights[k]);
		if (!check_asked(d, f->c->rights[i], err))
			return false;
		f->rights[f->nrights++] = f->c->rights[i]; /* at most one for each there is */
	}
	return true;
}

/* ---- which categories ---- */

static bool
contains(const char *const *list, const char *s)
{
	while (*list && strcmp(*list, s) != 0)
		list++;
	return *list != NULL;
}

static bool
check_category(struct deciding *x, const struct refusing *f, const char *right,
    const char *category, struct err *err)
{
	const char *const *all = right_categories(x->d, right, x->a);
	auto_drop(buf) struct buf names = { 0 };
	const struct refused_part *before = refused_part(&f->before, right, category);
	if (before)
		return err_set(err, ERR_CONFLICT, "%s: %s of %s is refused already (%s)",
		    x->d->request.reference, category, right, before->ground);
	if (contains(all, category))
		return true;
	for (; *all; all++)
		if (!refused_part(&f->before, right, *all))
			buf_addf(&names, "%s%s", names.len ? ", " : "", *all);
	return err_set(err, ERR_NOTFOUND,
	    "%s has no category %.20s to refuse for %s: expected one of %s",
	    x->d->request.reference, category, right, names.len ? names.data : "none");
}

static bool
check_categories(struct deciding *x, const struct refusing *f, const char *right, struct err *err)
{
	const struct case_refusal *c = f->c;
	for (size_t i = 0; i < c->ncategories; i++) {
		for (size_t k = 0; k < i; k++)
			if (strcmp(c->categories[k], c->categories[i]) == 0)
				return err_set(err, ERR_USAGE, "a category was given twice");
		if (!check_category(x, f, right, c->categories[i], err))
			return false;
	}
	return true;
}

/* Is nothing left of the right with these categories refused too? */
static bool
is_whole(struct deciding *x, const struct refusing *f, const char *right)
{
	const struct case_refusal *c = f->c;
	if (c->ncategories == 0)
		return true;
	for (const char *const *id = right_categories(x->d, right, x->a); *id; id++) {
		bool now = false;
		for (size_t i = 0; i < c->ncategories; i++)
			now = now || strcmp(c->categories[i], *id) == 0;
		if (!now && !refused_part(&f->before, right, *id))
			return false;
	}
	return true;
}

/* ---- the words art. 12(4) demands: the ground, the facts, complaint and court ---- */

/* The names of the categories, a line each; nothing when all of the right is refused. */
static const char *
category_lines(struct deciding *x, const struct case_refusal *c)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < c->ncategories; i++) {
		const struct category *k = reg_category(x->d->reg, c->categories[i]);
		buf_addf(
		    &b, "- %s\n", json_text_in(json_get(k->json, "name"), x->d->request.language));
	}
	return b.len ? arena_printf(x->a, "%s\n", b.data) : "";
}

static const char *
refusal_letter(struct deciding *x, const struct refusing *f, struct err *err)
{
	const char *lang = x->d->request.language;
	const json_t *org = x->d->reg->organisation;
	const struct refusal_ground *g = f->ground;
	const char *remedies = remedy_text(f->law, x->d->org.country,
	    json_str_or(org, "kind", "private"),
	    json_string_value(json_array_get(json_get(org, "authorities"), 0)), lang, x->a, err);
	if (!remedies)
		return NULL;
	return arena_printf(x->a, "%s\n\n%s%s (%s)\n%s\n\n%s\n\n%s\n", x->d->request.reference,
	    category_lines(x, f->c), json_text_in(g->title, lang), g->article,
	    json_text_in(g->text, lang), f->c->facts, remedies);
}

/* ---- recording ---- */

static json_t *
strings_json(const char *const *items, size_t n)
{
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(out, json_string(items[i]));
	return out;
}

/* One fact a right: of all of it, or of some categories, which leaves the right open. */
static bool
write_refusal(struct deciding *x, const struct refusing *f, const char *right, struct err *err)
{
	bool whole = is_whole(x, f, right);
	json_t *detail =
	    json_pack("{s:s, s:s, s:b}", "right", right, "ground", f->ground->id, "late", f->late);
	if (f->c->ncategories)
		json_object_set_new(
		    detail, "categories", strings_json(f->c->categories, f->c->ncategories));
	if (!append(x, whole ? FACT_REFUSED : FACT_REFUSED_IN_PART, x->today, detail, f->text, err))
		return false;
	for (size_t i = 0; whole && i < x->d->rights.n; i++)
		if (strcmp(x->d->rights.items[i].right, right) == 0)
			x->d->rights.items[i].state = "refused";
	return !whole ||
	    request_right_decide(
		x->in->db, &x->d->request, right, "refused", f->ground->id, x->today, err);
}

/* Nothing is left to do: what was granted before was handed over then. */
static bool
end_when_none_is_open(struct deciding *x, struct err *err)
{
	const struct request *r = &x->d->request;
	if (open_rights(x->d) > 0)
		return true; /* a partial answer leaves the other rights open */
	return append(x, FACT_ANSWERED, x->today, json_object(), NULL, err) &&
	    append(x, FACT_DONE, x->today, json_object(), NULL, err) &&
	    request_advance(x->in->db, r, r->state, "answered", clock_now(), err);
}

static bool
check_right(struct deciding *x, const struct refusing *f, const char *name, struct err *err)
{
	const struct case_refusal *c = f->c;
	struct guard_refusal guard = {
		.ground = f->ground,
		.country = x->d->org.country,
		.facts = c->facts,
		.necessity = c->necessity,
		.proportionality = c->proportionality,
		.direct_marketing = c->direct_marketing,
		.today = x->today,
	};
	return right_parse(name, &guard.right, err) &&
	    guard_refuse(&x->term, &guard, f->law, err) && check_categories(x, f, name, err);
}

static json_t *
result(const struct deciding *x, const struct refusing *f, const char *letter)
{
	json_t *open = json_array();
	for (size_t i = 0; i < x->d->rights.n; i++)
		if (strcmp(x->d->rights.items[i].state, "open") == 0)
			json_array_append_new(open, json_string(x->d->rights.items[i].right));
	return json_pack("{s:s, s:o, s:o, s:s, s:b, s:o, s:s}", "reference",
	    x->d->request.reference, "rights", strings_json(f->rights, f->nrights), "categories",
	    strings_json(f->c->categories, f->c->ncategories), "ground", f->ground->id, "late",
	    f->late, "open", open, "letter", letter);
}

static bool
refuse(struct deciding *x, const void *arg, struct err *err)
{
	struct refusing f = *(const struct refusing *)arg;
	if (!resolve_rights(x->d, &f, err) ||
	    !refused_parts_read(x->in, x->d, x->a, &f.before, err))
		return false;
	f.late = refusal_is_late(&x->term, x->today);
	for (size_t i = 0; i < f.nrights; i++)
		if (!check_right(x, &f, f.rights[i], err))
			return false;
	const char *letter = refusal_letter(x, &f, err);
	if (!letter)
		return false;
	for (size_t i = 0; i < f.nrights; i++)
		if (!write_refusal(x, &f, f.rights[i], err))
			return false;
	*f.ret = result(x, &f, letter);
	return end_when_none_is_open(x, err);
}

json_t *
case_refuse(
    struct installation *in, const char *reference, const struct case_refusal *c, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	json_t *v = NULL;
	const char *text =
	    arena_printf(a, "%s%s%s%s%s", c->facts, c->necessity ? "\nnecessity: " : "",
		c->necessity ? c->necessity : "", c->proportionality ? "\nproportionality: " : "",
		c->proportionality ? c->proportionality : "");
	struct refusing f = { .c = c, .law = law, .text = text, .ret = &v };
	enum right known;
	for (size_t i = 0; i < c->nrights; i++)
		if (!right_parse(c->rights[i], &known, err))
			return NULL;
	f.ground = law ? refusal_ground_find(law, c->ground, err) : NULL;
	if (f.ground && decide(in, reference, refuse, &f, err))
		return v;
	json_decref(v);
	return NULL;
}
