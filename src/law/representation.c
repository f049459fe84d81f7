/*
 * Who may ask for whom: the table of templates/law/representatives.json, and what follows from it
 * for one right of one request. Read it with UAVG 5 beside you.
 */
#include "dossier/representation.h"
#include "dossier/request_words.h"
#include "rules.h"

struct representatives {
	struct arena *arena;
	struct json_doc *doc;
	struct evidence *evidence;
	size_t nevidence;
	struct representative *rows;
	size_t nrows;
};

/* ---- the table ---- */

static void
read_evidence(struct representatives *l)
{
	const json_t *items = json_get(l->doc->root, "evidence"), *j;
	size_t i;
	l->evidence = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->evidence));
	json_array_foreach(items, i, j)
		l->evidence[l->nevidence++] = (struct evidence){ json_str(j, "id"),
			json_get(j, "name"), json_flag(j, "by_person") };
}

static bool
is_of(const struct representative *r, const char *relation, const char *country)
{
	bool same =
	    r->country && country ? strcmp(r->country, country) == 0 : r->country == country;
	return same && strcmp(r->relation, relation) == 0;
}

static const struct representative *
row_of(const struct representatives *l, const char *relation, const char *country)
{
	for (size_t i = 0; i < l->nrows; i++)
		if (is_of(&l->rows[i], relation, country))
			return &l->rows[i];
	return NULL;
}

static bool
row_wrong(const struct representatives *l, size_t i, const char *what, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s: %s",
	    json_where(l->doc, arena_printf(l->arena, "/representatives/%zu", i), l->arena), what);
}

static bool
read_row(struct representatives *l, size_t i, const json_t *j, struct err *err)
{
	const struct representative r = {
		.relation = json_str(j, "relation"),
		.country = json_str(j, "country"),
		.article = json_str(j, "article"),
		.under = (int)json_int_or(j, "under", 0),
		.scope = json_flag(j, "scope"),
		.ends = json_flag(j, "ends"),
		.not_of_advice = json_flag(j, "not_of_advice"),
		.evidences = json_get(j, "evidence"),
	};
	size_t k;
	const json_t *id;
	if (row_of(l, r.relation, r.country))
		return row_wrong(l, i, "a row of this relation and country is there already", err);
	json_array_foreach(r.evidences, k, id)
		if (!evidence_find(l, json_string_value(id)))
			return row_wrong(l, i, "it names evidence that is not listed", err);
	l->rows[l->nrows++] = r;
	return true;
}

static bool
read_rows(struct representatives *l, struct err *err)
{
	const json_t *items = json_get(l->doc->root, "representatives"), *j;
	size_t i;
	l->rows = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->rows));
	json_array_foreach(items, i, j)
		if (!read_row(l, i, j, err))
			return false;
	/* each there is, wherever it is; "self" needs no authority */
	for (const char *const *r = relation_words + 1; *r; r++)
		if (!row_of(l, *r, NULL))
			return err_set(err, ERR_INPUT,
			    "%s: no row of %s for other countries: expected \"country\": null",
			    l->doc->name, *r);
	return true;
}

struct representatives *
representatives_open(struct err *err)
{
	auto_drop(representatives) struct representatives *l = xcalloc(1, sizeof(*l));
	l->arena = arena_new();
	l->doc = rules_load(
	    "law/representatives.json", "law/representatives.schema.json", l->arena, err);
	if (!l->doc)
		return NULL;
	read_evidence(l);
	return read_rows(l, err) ? take(l) : NULL;
}

void
representatives_free(struct representatives *l)
{
	if (!l)
		return;
	json_doc_free(l->doc);
	arena_free(l->arena);
	free(l);
}

const struct representative *
representative_find(const struct representatives *l, const char *relation, const char *country)
{
	const struct representative *own = row_of(l, relation, country);
	return own ? own : row_of(l, relation, NULL);
}

const struct evidence *
evidence_find(const struct representatives *l, const char *id)
{
	for (size_t i = 0; i < l->nevidence; i++)
		if (strcmp(l->evidence[i].id, id) == 0)
			return &l->evidence[i];
	return NULL;
}

bool
evidence_shows(const struct representative *row, const char *id)
{
	return json_has(row->evidences, id);
}

const char *
evidence_names(const struct representative *row, struct arena *a)
{
	const char *names = "";
	size_t i;
	const json_t *id;
	json_array_foreach(row->evidences, i, id)
		names = arena_printf(a, "%s%s%s", names, i ? ", " : "", json_string_value(id));
	return names;
}

/* ---- what follows for one right ---- */

struct date
age_reached(struct date born, int years)
{
	/* who was born on 29 February is a year older once that day is over: on 1 March */
	struct date d = { born.year + years, born.month, born.day };
	if (d.day > date_days_in_month(d.year, d.month))
		d = (struct date){ d.year, d.month + 1, 1 };
	return d;
}

static bool
is_about(const struct fact *f, const char *right)
{
	return !f->right || strcmp(f->right, right) == 0;
}

bool
mandate_stands(const struct fact_list *facts, const struct fact *f, struct date today)
{
	if (f->kind != FACT_AUTHORITY_SEEN ||
	    (date_is_set(f->until) && date_cmp(f->until, today) < 0))
		return false;
	for (const struct fact *later = f + 1; later < facts->items + facts->n; later++)
		if (later->kind == FACT_AUTHORITY_ENDED)
			return false;
	return true;
}

/* What was judged last; NULL: nothing. */
static const struct fact *
judged(const struct fact_list *facts, const char *right)
{
	const struct fact *last = NULL;
	for (size_t i = 0; i < facts->n; i++)
		if (facts->items[i].kind == FACT_COMPETENCE_JUDGED &&
		    is_about(&facts->items[i], right))
			last = &facts->items[i];
	return last;
}

static bool
is_judged(const struct representation *x, const char *result)
{
	const struct fact *f = judged(x->facts, x->right);
	return f && strcmp(f->result, result) == 0;
}

/* UAVG 5(4): a child asks itself, in so far as it can decide; free advice asks nobody (5(5)). */
static enum mandate
of_person(const struct representatives *l, const struct representation *x)
{
	const struct representative *parent = representative_find(l, "parent", x->country);
	bool child = parent && date_is_set(x->born) &&
	    date_cmp(x->today, age_reached(x->born, parent->under)) < 0;
	if (is_judged(x, "incapable"))
		return MANDATE_INCAPABLE;
	if (!child || is_judged(x, "capable") || (x->advice && parent->not_of_advice))
		return MANDATE_NOT_NEEDED;
	return MANDATE_UNJUDGED;
}

/* May one by this law, whatever was seen? A mandate of the person themselves needs no such law. */
static enum mandate
by_law(const struct representative *row, const struct representation *x)
{
	if (x->advice && row->not_of_advice)
		return MANDATE_ADVICE;
	if (row->under && !date_is_set(x->born))
		return MANDATE_AGE_UNKNOWN;
	if (row->under && date_cmp(x->today, age_reached(x->born, row->under)) >= 0)
		return MANDATE_TOO_OLD;
	return is_judged(x, "capable") ? MANDATE_CAPABLE : MANDATE_SEEN;
}

bool
scope_covers(const struct fact *f, const char *category)
{
	const char *const *c = f->scope;
	while (c && *c && strcmp(*c, category) != 0)
		c++;
	return !f->scope || !f->scope[0] || *c;
}

static bool
covers_all(const struct fact *f, const char *const *categories)
{
	while (categories && *categories && scope_covers(f, *categories))
		categories++;
	return !categories || !*categories;
}

/* What one that was seen is worth. A child that cannot decide gives no mandate. */
static enum mandate
worth(const struct representatives *l, const struct representative *row,
    const struct representation *x, const struct fact *f)
{
	const struct evidence *e = evidence_find(l, f->method);
	if (!is_about(f, x->right))
		return MANDATE_OUT_OF_SCOPE;
	if (!mandate_stands(x->facts, f, x->today))
		return MANDATE_ENDED;
	if (!covers_all(f, x->categories))
		return MANDATE_PARTLY;
	if (!e || !e->by_person)
		return by_law(row, x);
	enum mandate person = of_person(l, x);
	return person == MANDATE_NOT_NEEDED ? MANDATE_SEEN : person;
}

/* Nothing stands: whether anything could. Who is sent by the person is bound by no such law. */
static enum mandate
without(const struct representative *row, const struct representation *x)
{
	enum mandate law = row->under || row->not_of_advice ? by_law(row, x) : MANDATE_SEEN;
	return law == MANDATE_SEEN || law == MANDATE_AGE_UNKNOWN ? MANDATE_MISSING : law;
}

enum mandate
mandate_of(
    const struct representatives *l, const struct representation *x, const struct fact **ret_by)
{
	*ret_by = NULL;
	if (strcmp(x->relation, "self") == 0)
		return of_person(l, x);
	const struct representative *row = representative_find(l, x->relation, x->country);
	if (!row)
		return MANDATE_MISSING;
	enum mandate best = without(row, x);
	for (size_t i = 0; i < x->facts->n && best != MANDATE_SEEN; i++) {
		const struct fact *f = &x->facts->items[i];
		if (f->kind != FACT_AUTHORITY_SEEN || (*ret_by && !is_about(f, x->right)))
			continue; /* what is about another right tells nothing more */
		best = worth(l, row, x, f);
		*ret_by = f;
	}
	return best;
}

bool
mandate_suffices(enum mandate is)
{
	return is == MANDATE_SEEN || is == MANDATE_NOT_NEEDED;
}

bool
mandate_is_excluded(enum mandate is)
{
	return is == MANDATE_TOO_OLD || is == MANDATE_CAPABLE || is == MANDATE_ADVICE ||
	    is == MANDATE_INCAPABLE;
}

const char *
mandate_name(enum mandate is)
{
	static const char *const names[] = {
		[MANDATE_NOT_NEEDED] = "not-needed",
		[MANDATE_SEEN] = "seen",
		[MANDATE_MISSING] = "missing",
		[MANDATE_ENDED] = "ended",
		[MANDATE_OUT_OF_SCOPE] = "out-of-scope",
		[MANDATE_PARTLY] = "partly",
		[MANDATE_TOO_OLD] = "too-old",
		[MANDATE_AGE_UNKNOWN] = "age-unknown",
		[MANDATE_CAPABLE] = "capable",
		[MANDATE_ADVICE] = "advice",
		[MANDATE_UNJUDGED] = "unjudged",
		[MANDATE_INCAPABLE] = "incapable",
	};
	_Static_assert(array_len(names) == MANDATE__MAX, "a name for each");
	return names[is];
}
