/*
 * Bases of retention: the table of templates/law/retention.json, and the days that follow from one
 * of them. Weighs nothing: which records a basis covers is for who decides.
 */
#include "dossier/asset.h"
#include "dossier/phrase.h"
#include "dossier/retention.h"
#include "dossier/text.h"
#include "derivation.h"
#include "rules.h"

#define SCHEMA "law/retention.schema.json"

struct retention_law {
	struct arena *arena;
	struct json_doc *doc;
	struct retention_basis *items;
	size_t n;
};

const char *const retention_start_words[RETENTION__MAX] = {
	[RETENTION_DAY] = "day",
	[RETENTION_NEXT_DAY] = "next-day",
	[RETENTION_YEAR_BEGIN] = "year-begin",
	[RETENTION_YEAR] = "year",
	[RETENTION_BOOK_YEAR] = "book-year",
	[RETENTION_EITHER_YEAR] = "year-or-book-year",
};
const char *const retention_bound_words[RETENTION_BOUND__MAX] = {
	[RETENTION_AT_LEAST] = "at-least",
	[RETENTION_AT_MOST] = "at-most",
	[RETENTION_EXACTLY] = "exactly",
};

/* ---- the table ---- */

/* The schema has none but these. */
static unsigned
index_of(const char *word, const char *const *words, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return i;
	BUG("\"%s\" in a basis of retention", word);
}

static bool
read_basis(struct retention_law *l, const json_t *j, size_t i, struct err *err)
{
	const char *since = json_str(j, "since");
	struct retention_basis *b = &l->items[l->n++];
	struct err bad = { 0 };
	*b = (struct retention_basis){
		.id = json_str(j, "id"),
		.country = json_str(j, "country"),
		.article = json_str(j, "article"),
		.hold = json_flag(j, "hold"),
		.title = json_get(j, "title"),
		.event = json_get(j, "event"),
		.told = json_get(j, "told"),
		.yields = json_get(j, "yields"),
		.note = json_get(j, "note"),
		.source = json_str(j, "source"),
		.period = json_str(j, "period"),
		.before = json_str(j, "before"),
		.start = index_of(json_str(j, "start"), retention_start_words, RETENTION__MAX),
		.bound =
		    index_of(json_str(j, "bound"), retention_bound_words, RETENTION_BOUND__MAX),
	};
	const char *at = arena_printf(l->arena, "/bases/%zu", i);
	if (since && !date_parse(since, &b->since, &bad))
		return json_complain(
		    l->doc, arena_printf(l->arena, "%s/since", at), err, "%s", bad.text);
	if (b->before && !since)
		return json_complain(l->doc, arena_printf(l->arena, "%s/before", at), err,
		    "a period of what happened before, and no day `since` when it is another");
	if (b->hold == (b->bound == RETENTION_AT_MOST))
		return json_complain(l->doc, arena_printf(l->arena, "%s/bound", at), err,
		    "a hold keeps data for a time, and what only says when it must go is none");
	return true;
}

/* Of a document that its schema has checked; NULL: it was refused. */
static struct retention_law *
read_law(struct json_doc *doc, struct err *err)
{
	auto_drop(retention_law) struct retention_law *l = xcalloc(1, sizeof(*l));
	const json_t *j;
	size_t i;
	l->arena = arena_new();
	l->doc = doc;
	if (!l->doc)
		return NULL;
	const json_t *items = json_get(l->doc->root, "bases");
	l->items = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->items));
	json_array_foreach(items, i, j)
		if (!read_basis(l, j, i, err))
			return NULL;
	return take(l);
}

struct retention_law *
retention_law_open(struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	return read_law(rules_load("law/retention.json", SCHEMA, a, err), err);
}

struct retention_law *
retention_law_read(const char *text, size_t len, struct err *err)
{
	const struct asset *schema = asset_find(SCHEMA);
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_parse("law/retention.json", text, len, err);
	auto_drop(json_doc) struct json_doc *rules =
	    json_doc_parse(schema->name, schema->data, schema->size, err);
	bool good = doc && rules && json_schema_check(rules->root, doc, err);
	return read_law(good ? take(doc) : NULL, err);
}

void
retention_law_text(const struct retention_law *l, struct buf *out)
{
	json_put(l->doc->root, out);
}

void
retention_law_free(struct retention_law *l)
{
	if (!l)
		return;
	json_doc_free(l->doc);
	arena_free(l->arena);
	free(l);
}

const struct retention_basis *
retention_bases(const struct retention_law *l, size_t *ret_n)
{
	*ret_n = l->n;
	return l->items;
}

const struct retention_basis *
retention_basis_find(const struct retention_law *l, const char *id, struct err *err)
{
	const char *meant = NULL;
	for (size_t i = 0; i < l->n; i++) {
		if (strcasecmp(l->items[i].id, id) == 0)
			return &l->items[i];
		text_nearer(id, l->items[i].id, &meant);
	}
	if (meant)
		(void)err_set(err, ERR_USAGE,
		    "there is no basis of retention %.40s; did you mean %s?", id, meant);
	(void)err_set(err, ERR_USAGE,
	    "there is no basis of retention %.40s: `dossier retention --list` names those there "
	    "are",
	    id);
	return NULL;
}

/* ---- the days ---- */

bool
book_year_parse(const char *s, struct book_year *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err bad = { 0 };
	struct date d;
	*ret = (struct book_year){ 0 };
	if (!s)
		return true;
	if (strlen(s) != 5 || !date_parse(arena_printf(a, "2000-%s", s), &d, &bad))
		return err_set(
		    err, ERR_USAGE, "a book year ends on a day of the year, written MM-DD: 06-30");
	*ret = (struct book_year){ d.month, d.day };
	return true;
}

bool
retention_has_book_year(const struct retention_basis *b)
{
	return b->start == RETENTION_BOOK_YEAR || b->start == RETENTION_EITHER_YEAR;
}

static bool
is_broken(struct book_year b)
{
	return b.month && (b.month != 12 || b.day != 31);
}

/* The last day of the book year in which ${d} falls. */
static struct date
book_year_end(struct book_year b, struct date d)
{
	struct date end = { 0 };
	for (int year = d.year; !date_is_set(end) || date_cmp(end, d) < 0; year++) {
		int last = date_days_in_month(year, b.month);
		end = (struct date){ year, b.month, b.day < last ? b.day : last };
	}
	return end;
}

/* Of an event that lies ahead the same steps, without a date. */
static void
step(struct derivation *v, const struct retention *r, struct date d, const char *rule)
{
	derivation_step(v, r->ahead ? (struct date){ 0 } : d, r->basis->article, rule);
}

/* The first day of the period. */
static struct date
begin(struct derivation *v, const struct retention *r, const struct retention_asked *x)
{
	static const char *const rules[RETENTION__MAX] = {
		[RETENTION_DAY] = "the period begins on that day, which counts",
		[RETENTION_NEXT_DAY] = "the period begins on the day after",
		[RETENTION_YEAR_BEGIN] = "the period begins on 1 January of that year",
		[RETENTION_YEAR] = "the period begins on 1 January after that year",
		[RETENTION_BOOK_YEAR] =
		    "the period begins on 1 January after the year in which that book year ends",
	};
	enum retention_start start = r->basis->start;
	struct date d = r->ahead ? x->today : x->from; /* ahead: any day, for none is told */
	if (start == RETENTION_EITHER_YEAR)
		start = is_broken(x->book_year) ? RETENTION_BOOK_YEAR : RETENTION_YEAR;
	if (start == RETENTION_BOOK_YEAR) {
		d = book_year_end(x->book_year, d);
		step(v, r, d, "the last day of the book year in which that day falls");
	}
	struct date first[RETENTION__MAX] = {
		[RETENTION_DAY] = d,
		[RETENTION_NEXT_DAY] = date_add_days(d, 1),
		[RETENTION_YEAR_BEGIN] = { d.year, 1, 1 },
		[RETENTION_YEAR] = { d.year + 1, 1, 1 },
		[RETENTION_BOOK_YEAR] = { d.year + 1, 1, 1 },
	};
	step(v, r, first[start], rules[start]);
	return first[start];
}

/* The day after the period: on 1 March where 29 February is not in that year. */
static struct date
end(struct derivation *v, const struct retention *r, struct date first)
{
	const char *period = r->period;
	int n = (int)strtol(period + 1, NULL, 10);
	bool weeks = period[strlen(period) - 1] == 'W';
	struct date d = weeks ? date_add_days(first, 7 * n) : date_add_months(first, 12 * n);
	if (!weeks && d.day != first.day)
		d = date_add_days(d, 1);
	const char *rule = weeks
	    ? arena_printf(v->arena, phrase("%d weeks long: the last day of it"), n)
	    : arena_printf(v->arena,
		  phrase(n == 1 ? "%d year long: the last day of it"
				: "%d years long: the last day of it"),
		  n);
	step(v, r, date_add_days(d, -1), rule);
	return d;
}

static bool
is_before(const struct retention_basis *b, const struct retention_asked *x)
{
	return date_is_set(x->from) && date_cmp(x->from, b->since) < 0;
}

static bool
check(const struct retention_basis *b, const struct retention_asked *x, struct err *err)
{
	char from[DATE_LEN], since[DATE_LEN];
	if (is_before(b, x) && !b->before)
		return err_set(err, ERR_USAGE,
		    "%s counts what happened from %s on: %s is before that law", b->id,
		    date_format(b->since, since), date_format(x->from, from));
	if (b->start == RETENTION_BOOK_YEAR && !x->book_year.month)
		return err_set(err, ERR_USAGE,
		    "%s counts from the end of a book year: say its last day, --book-year-ends "
		    "MM-DD",
		    b->id);
	if (!retention_has_book_year(b) && x->book_year.month)
		return err_set(err, ERR_USAGE, "%s counts from no book year", b->id);
	return true;
}

bool
retention_compute(const struct retention_basis *b, const struct retention_asked *x, struct arena *a,
    struct retention *ret, struct err *err)
{
	static const char *const after[RETENTION_BOUND__MAX] = {
		[RETENTION_AT_LEAST] =
		    "from then on this law keeps it no longer, and it goes unless another does",
		[RETENTION_AT_MOST] = "by then it has gone; before, it may go any day",
		[RETENTION_EXACTLY] = "then it is destroyed, though nobody asks",
	};
	struct derivation v = { .arena = a };
	*ret = (struct retention){ .basis = b, .period = is_before(b, x) ? b->before : b->period };
	if (!check(b, x, err))
		return false;
	ret->ahead = !date_is_set(x->from) || date_cmp(x->from, x->today) > 0;
	step(&v, ret, x->from, json_text_in(b->event, phrase_language_now()));
	struct date gone = end(&v, ret, begin(&v, ret, x));
	step(&v, ret, gone, after[b->bound]);
	if (!ret->ahead) {
		ret->last = date_add_days(gone, -1);
		ret->may_go = b->hold ? gone : ret->may_go;
		ret->must_go = b->bound != RETENTION_AT_LEAST ? gone : ret->must_go;
	}
	if (b->start == RETENTION_EITHER_YEAR && is_broken(x->book_year))
		ret->warning = arena_printf(a,
		    phrase(
			"%s does not say where the period of a broken book year begins: counted "
			"from the end of the year in which it ends, the latest reading; have the "
			"register say it"),
		    b->article);
	ret->steps = v.steps;
	ret->nsteps = v.n;
	return true;
}

const struct retention *
retention_longest(const struct retention *list, size_t n)
{
	const struct retention *longest = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct retention *r = &list[i];
		if (!r->basis->hold || (longest && longest->ahead))
			continue;
		if (!longest || r->ahead || date_cmp(r->last, longest->last) > 0)
			longest = r;
	}
	return longest;
}

void
retention_period_parse(const char *period, int *ret_months, int *ret_days)
{
	*ret_months = *ret_days = 0;
	for (const char *p = period + 1; *p;) {
		char *unit;
		int n = (int)strtol(p, &unit, 10);
		if (!*unit)
			break; /* the schema ends every number with its unit */
		*ret_months += *unit == 'Y' ? 12 * n : *unit == 'M' ? n : 0;
		*ret_days += *unit == 'W' ? 7 * n : *unit == 'D' ? n : 0;
		p = unit + 1;
	}
}

struct date
retention_period_last(const char *period, struct date from)
{
	int months, days;
	retention_period_parse(period, &months, &days);
	struct date gone = date_add_months(from, months);
	if (gone.day != from.day) /* of a month too short for it, the next one begins */
		gone = date_add_days(gone, 1);
	return date_add_days(gone, days - 1);
}

/* The book year that ends last of those in which a day falls begins on it. */
struct date
retention_latest(const struct retention_basis *b, struct date today, struct retention_asked *ret)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct date eve = date_add_days(today, -1);
	struct err err = { 0 };
	struct retention r;
	*ret = (struct retention_asked){ .from = today, .today = today };
	if (retention_has_book_year(b))
		ret->book_year = (struct book_year){ eve.month, eve.day };
	return retention_compute(b, ret, a, &r, &err) ? r.last : (struct date){ 0 };
}

/* ---- as JSON ---- */

json_t *
retention_basis_json(const struct retention_basis *b)
{
	const char *lang = phrase_language_now();
	return json_pack(
	    "{s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:o, s:s?, s:s?, s:s?, s:s}", "id",
	    b->id, "country", b->country, "article", b->article, "title",
	    json_text_in(b->title, lang), "hold", b->hold, "event", json_text_in(b->event, lang),
	    "start", retention_start_words[b->start], "period", b->period, "bound",
	    retention_bound_words[b->bound], "since", date_json(b->since), "before", b->before,
	    "yields", b->yields ? json_text_in(b->yields, lang) : NULL, "note",
	    b->note ? json_text_in(b->note, lang) : NULL, "source", b->source);
}

static json_t *
number(int n)
{
	char text[12];
	(void)snprintf(text, sizeof(text), "%d", n);
	return n > 0 ? json_string(text) : json_null();
}

json_t *
retention_rule(const struct retention_basis *b, const char *language)
{
	int months, days;
	retention_period_parse(b->period, &months, &days);
	bool years = months > 0 && months % 12 == 0;
	return json_pack("{s:s*, s:s*, s:b, s:o, s:o, s:o}", "event",
	    json_text_in(b->event, language), "words", json_text_in(b->told, language), "year",
	    b->start != RETENTION_DAY && b->start != RETENTION_NEXT_DAY, "years",
	    number(years ? months / 12 : 0), "months", number(years ? 0 : months), "days",
	    number(days));
}

json_t *
retention_json(const struct retention *r)
{
	json_t *v = retention_basis_json(r->basis), *steps = json_array();
	for (size_t i = 0; i < r->nsteps; i++)
		json_array_append_new(steps,
		    json_pack("{s:o, s:s, s:s}", "date", date_json(r->steps[i].date), "rule",
			r->steps[i].rule, "source", r->steps[i].source));
	json_object_set_new(v, "period", json_string(r->period));
	json_object_set_new(v, "ahead", json_boolean(r->ahead));
	json_object_set_new(v, "last_day", date_json(r->last));
	json_object_set_new(v, "may_go", date_json(r->may_go));
	json_object_set_new(v, "must_go", date_json(r->must_go));
	json_object_set_new(v, "steps", steps);
	if (r->warning)
		json_object_set_new(v, "warning", json_string(r->warning));
	return v;
}
