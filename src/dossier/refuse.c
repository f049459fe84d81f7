/*
 * Deciding: refusing a right, with the ground, the facts and the remedies that art. 12(4) wants the
 * person told. Sends nothing: the letter is left in the outbox.
 */
#include "tell.h"

#define RIGHTS_MAX RIGHT__MAX

struct refusing {
	const struct decide_refusal *c;
	const struct refusal_law *law;
	const struct refusal_ground *ground;
	const char *rights[RIGHTS_MAX]; /* resolved: those named, or the only open one */
	size_t nrights;
	const char *const *categories; /* ended by NULL; NULL: all */
	const char *text;              /* what is sealed: the facts, and why it is necessary */
	bool late;
	struct refused_parts before;
	struct told told;
};

/* ---- which rights ---- */

/* The names of the open ones, for a line of an error. */
static const char *
open_names(const struct dossier *d, struct arena *a)
{
	const char *names = NULL;
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].state, "open") == 0)
			names = names ? arena_printf(a, "%s, %s", names, d->rights.items[i].right)
				      : d->rights.items[i].right;
	return names ? names : "none";
}

static bool
check_asked(const struct dossier *d, const char *right, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].right, right) == 0)
			return strcmp(d->rights.items[i].state, "open") == 0 ||
			    err_set(err, ERR_CONFLICT,
				"%s: %s is %s already (art. 12(4) GDPR); open are: %s",
				d->request.reference, right, d->rights.items[i].state,
				open_names(d, d->a));
	return err_set(err, ERR_NOTFOUND, "%s does not ask for %s; open are: %s",
	    d->request.reference, right, open_names(d, d->a));
}

/* When none was named there is no question only where one alone is open. */
static bool
only_open_right(const struct dossier *d, struct refusing *f, struct err *err)
{
	int open = dossier_open_rights(d);
	if (open == 0)
		return err_set(err, ERR_DENIED,
		    "%s has no open right to refuse (art. 12(4) GDPR); still possible: `dossier "
		    "reopen "
		    "%s`, with the reason",
		    d->request.reference, d->request.reference);
	f->rights[0] = open_names(d, d->a);
	f->nrights = 1;
	return open == 1 ||
	    err_set(err, ERR_USAGE, "say which right with --right: open are %s", f->rights[0]);
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
check_category(struct dossier *d, const struct refusing *f, const char *right, const char *category,
    struct err *err)
{
	const char *const *all = right_categories(d, right, d->a);
	auto_drop(buf) struct buf names = { 0 };
	const struct refused_part *before = refused_part(&f->before, right, category);
	if (before)
		return err_set(err, ERR_CONFLICT, "%s: %s of %s is refused already (%s)",
		    d->request.reference, category, right, before->ground);
	if (contains(all, category))
		return true;
	for (; *all; all++)
		if (!refused_part(&f->before, right, *all))
			buf_addf(&names, "%s%s", names.len ? ", " : "", *all);
	return err_set(err, ERR_NOTFOUND,
	    "%s has no category \"%.20s\" to refuse for %s: expected one of %s",
	    d->request.reference, category, right, names.len ? names.data : "none");
}

static bool
check_categories(struct dossier *d, const struct refusing *f, const char *right, struct err *err)
{
	const struct decide_refusal *c = f->c;
	for (size_t i = 0; i < c->ncategories; i++) {
		for (size_t k = 0; k < i; k++)
			if (strcmp(c->categories[k], c->categories[i]) == 0)
				return err_set(err, ERR_USAGE, "a category was given twice");
		if (!check_category(d, f, right, c->categories[i], err))
			return false;
	}
	return true;
}

/* Is nothing left of the right with these categories refused too? */
static bool
is_whole(struct dossier *d, const struct refusing *f, const char *right)
{
	const struct decide_refusal *c = f->c;
	if (c->ncategories == 0)
		return true;
	for (const char *const *id = right_categories(d, right, d->a); *id; id++) {
		bool now = false;
		for (size_t i = 0; i < c->ncategories; i++)
			now = now || strcmp(c->categories[i], *id) == 0;
		if (!now && !refused_part(&f->before, right, *id))
			return false;
	}
	return true;
}

/*
 * Is the whole right refused on grounds that are for a part only? What was refused of it before on
 * another ground leaves that part to be all there is.
 */
static bool
is_whole_of_parts(struct dossier *d, const struct refusing *f, const char *right)
{
	struct err none = { 0 };
	for (size_t i = 0; i < f->before.n; i++) {
		const struct refused_part *p = &f->before.items[i];
		const struct refusal_ground *g = refusal_ground_find(f->law, p->ground, &none);
		if (strcmp(p->right, right) == 0 && !(g && g->part_only))
			return false;
	}
	return is_whole(d, f, right);
}

/* ---- the letter art. 12(4) demands: the ground, the facts, complaint and court ---- */

static json_t *
category_names(struct dossier *d, const struct decide_refusal *c, const char *language)
{
	json_t *out = json_array();
	for (size_t i = 0; i < c->ncategories; i++) {
		const struct category *k = reg_category(d->reg, c->categories[i]);
		const char *name = json_text_in(json_get(k->json, "name"), language);
		json_array_append_new(
		    out, json_pack("{s:s, s:s}", "id", k->id, "name", name ? name : k->id));
	}
	return out;
}

/* Rights as a letter names them; "" for none. */
static const char *
named(struct dossier *d, const char *const *rights, size_t n, const char *language, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < n; i++) {
		const char *one = letter_right(rights[i], language, d->a, err);
		if (!one)
			return NULL;
		buf_addf(&b, "%s%s", i ? "; " : "", one);
	}
	return arena_strdup(d->a, b.data ? b.data : "");
}

/* Open rights that this refusal is not about. */
static const char *
other_rights(struct dossier *d, const struct refusing *f, const char *language, struct err *err)
{
	const char *others[RIGHTS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		bool ours = strcmp(r->state, "open") != 0;
		for (size_t k = 0; k < f->nrights; k++)
			ours = ours || strcmp(f->rights[k], r->right) == 0;
		if (!ours)
			others[n++] = r->right;
	}
	return named(d, others, n, language, err);
}

static bool
leaves_rest(struct dossier *d, const struct refusing *f)
{
	for (size_t i = 0; i < f->nrights; i++)
		if (!is_whole(d, f, f->rights[i]))
			return true;
	return false;
}

static bool
tell_refusal(struct dossier *d, struct refusing *f, struct err *err)
{
	const char *language = tell_language(d, LETTER_REFUSAL);
	const struct refusal_ground *g = f->ground;
	const char *right = named(d, f->rights, f->nrights, language, err);
	const char *others = right ? other_rights(d, f, language, err) : NULL;
	if (!others)
		return false;
	bool rest = leaves_rest(d, f);
	const char *until =
	    date_is_set(f->c->until) && (g->asks & (1u << ASK_UNTIL | 1u << ASK_REVIEW))
	    ? date_words(f->c->until, language, d->a)
	    : NULL;
	const struct telling t = { .kind = LETTER_REFUSAL,
		.facts = json_pack(
		    "{s:s*, s:s*, s:s*, s:s*, s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:b, s:o}",
		    "law", g->asks & 1u << ASK_LAW ? f->c->law : NULL, "procedure",
		    g->asks & 1u << ASK_PROCEDURE ? f->c->procedure : NULL, "kept_until",
		    g->asks & 1u << ASK_UNTIL ? until : NULL, "review_on",
		    g->asks & 1u << ASK_REVIEW ? until : NULL, "right", right, "others", others,
		    "ground", json_text_in(g->text, language), "article",
		    article_words(g->article, language, d->a), "facts", f->c->facts, "first",
		    date_words(d->term.first, language, d->a), "refused_late", f->late, "rest",
		    rest, "some", f->c->ncategories > 0, "categories",
		    category_names(d, f->c, language)) };
	return tell_person(d, &t, &f->told, err);
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

/* What is kept sealed of a refusal, in one text. */
static const char *
words_of(const struct decide_refusal *c, struct arena *a)
{
	const struct {
		const char *name, *text;
	} parts[] = { { "necessity", c->necessity }, { "proportionality", c->proportionality },
		{ "law", c->law }, { "procedure", c->procedure } };
	auto_drop(buf) struct buf b = { 0 };
	buf_adds(&b, c->facts);
	for (size_t i = 0; i < array_len(parts); i++)
		if (parts[i].text)
			buf_addf(&b, "\n%s: %s", parts[i].name, parts[i].text);
	return arena_strdup(a, b.data ? b.data : "");
}

static const char *const *
listed(const struct decide_refusal *c, struct arena *a)
{
	const char **list = arena_alloc(a, (c->ncategories + 1) * sizeof(*list));
	if (c->ncategories == 0)
		return NULL;
	memcpy(list, c->categories, c->ncategories * sizeof(*list));
	return list;
}

/* One fact a right: of all of it, or of some categories, which leaves the right open. */
static bool
write_refusal(struct dossier *d, const struct refusing *f, const char *right, struct err *err)
{
	bool whole = is_whole(d, f, right);
	const struct fact fact = { .kind = whole ? FACT_REFUSED : FACT_REFUSED_IN_PART,
		.on = d->today,
		.right = right,
		.ground = f->ground->id,
		.categories = f->categories,
		.until = f->c->until,
		.late = f->late,
		.letter = f->told.message_id };
	if (!decide_append(d, &fact, f->text, err))
		return false;
	for (size_t i = 0; whole && i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].right, right) == 0)
			d->rights.items[i].state = "refused";
	return !whole ||
	    request_right_decide(
		d->in->db, &d->request, right, "refused", f->ground->id, d->today, err);
}

/* Nothing is left to do: what was granted before was handed over then. */
static bool
end_when_none_is_open(struct dossier *d, struct err *err)
{
	const struct fact answered = { .kind = FACT_ANSWERED, .on = d->today },
			  done = { .kind = FACT_DONE, .on = d->today };
	if (dossier_open_rights(d) > 0)
		return true; /* a partial answer leaves the other rights open */
	return decide_append(d, &answered, NULL, err) && decide_append(d, &done, NULL, err) &&
	    dossier_end(d, "answered", err);
}

/* What of this right was said to be about; NULL: nothing. */
static const struct purpose *const *
purposes_of(const struct dossier *d, const char *right)
{
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].right, right) == 0)
			return right_purposes(d, &d->rights.items[i], d->a);
	return NULL;
}

static bool
check_right(struct dossier *d, const struct refusing *f, const char *name, struct err *err)
{
	const struct decide_refusal *c = f->c;
	struct guard_refusal guard = {
		.ground = f->ground,
		.country = d->org.country,
		.facts = c->facts,
		.necessity = c->necessity,
		.proportionality = c->proportionality,
		.law = c->law,
		.procedure = c->procedure,
		.until = c->until,
		.purposes = purposes_of(d, name),
		.marketing = c->direct_marketing,
		.today = d->today,
	};
	if (!right_parse(name, &guard.right, err) || !check_categories(d, f, name, err))
		return false;
	guard.whole = is_whole_of_parts(d, f, name);
	return guard_refuse(&d->term, &guard, f->law, err);
}

static json_t *
result(const struct dossier *d, const struct refusing *f)
{
	json_t *open = json_array();
	for (size_t i = 0; i < d->rights.n; i++)
		if (strcmp(d->rights.items[i].state, "open") == 0)
			json_array_append_new(open, json_string(d->rights.items[i].right));
	return json_pack("{s:s, s:s, s:o, s:o, s:s, s:b, s:o, s:s}", "reference",
	    d->request.reference, "right", f->rights[0], "rights",
	    strings_json(f->rights, f->nrights), "categories",
	    strings_json(f->c->categories, f->c->ncategories), "ground", f->ground->id, "late",
	    f->late, "open", open, "letter", f->told.body);
}

static bool
refuse(struct dossier *d, struct refusing *f, json_t **ret, struct err *err)
{
	f->text = words_of(f->c, d->a);
	f->categories = listed(f->c, d->a);
	f->late = guard_refusal_is_late(&d->term, d->today);
	refused_parts_of(d, &f->before);
	if (!resolve_rights(d, f, err))
		return false;
	for (size_t i = 0; i < f->nrights; i++)
		if (!check_right(d, f, f->rights[i], err))
			return false;
	if (!tell_refusal(d, f, err))
		return false;
	for (size_t i = 0; i < f->nrights; i++)
		if (!write_refusal(d, f, f->rights[i], err))
			return false;
	*ret = result(d, f);
	return end_when_none_is_open(d, err);
}

json_t *
decide_refuse(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_refusal *c, struct err *err)
{
	json_t *v = NULL;
	enum right known;
	struct refusing f = { .c = c, .law = laws_refusals(in, err) };
	for (size_t i = 0; i < c->nrights; i++)
		if (!right_parse(c->rights[i], &known, err))
			return NULL;
	f.ground = f.law ? refusal_ground_find(f.law, c->ground, err) : NULL;
	struct dossier *d = f.ground ? dossier_begin(in, who, reference, MAY_ACT, err) : NULL;
	if (dossier_commit(d, d && refuse(d, &f, &v, err), err))
		return v;
	json_decref(v);
	return NULL;
}
