/*
 * What a person says of what leaves, checked before anything is kept: it is about something that is
 * there, can be done, rests on a ground that fits, and meets neither nothing nor, unconfirmed,
 * everything.
 */
#include <regex.h>

#include "dossier/phrase.h"
#include "dossier/reviewed.h"
#include "dossier/text.h"
#include "review.h"

#define REVIEW_TEXT_MAX 8000
#define REVIEW_FILE_MAX (INT64_C(64) << 20)

/* ---- who and when ---- */

static bool
check_open(const struct dossier *d, struct err *err)
{
	const char *ref = d->request.reference, *handler = d->request.handler;
	return !handler || strcmp(handler, d->who->name) == 0 ||
	    err_set(err, ERR_DENIED, "%s is handled by %s: `dossier assign %s %s` takes it over",
		ref, handler, ref, d->who->name);
}

/* ---- what can be said ---- */

static bool
is_kind(const struct review_said *s, const char *kind)
{
	return strcmp(s->kind, kind) == 0;
}

/* By itself, whatever it is about. */
static bool
check_said(const struct review_said *s, struct err *err)
{
	int ways = (s->text != NULL) + (s->pattern != NULL) + (s->pages.first > 0) + s->people;
	if (is_kind(s, "redact") ? ways != 1 : ways != 0)
		return err_set(err, ERR_USAGE,
		    "a redaction is of a text (--text), of what a pattern matches (--pattern), of "
		    "pages (--pages) or of third parties (--people): one of these");
	if ((s->where != NULL) != (s->is != NULL) || (s->where && s->rows.first))
		return err_set(err, ERR_USAGE,
		    "rows are named by number (--rows), or by a column and its value (--where, "
		    "--is)");
	if (s->nitems == 0 &&
	    (!is_kind(s, "redact") || s->pages.first || s->rows.first || s->people))
		return err_set(
		    err, ERR_USAGE, "which item (--item): `dossier review list` has their numbers");
	if (s->nitems > 1 && (s->rows.first || s->column || s->where || s->pages.first))
		return err_set(err, ERR_USAGE, "a part is said of one item (--item)");
	if (s->rows.last < s->rows.first || s->pages.last < s->pages.first)
		return err_set(err, ERR_USAGE, "a range begins with its lower number");
	if ((s->text && strlen(s->text) > REVIEW_TEXT_MAX) ||
	    (s->is && strlen(s->is) > REVIEW_TEXT_MAX) ||
	    (s->facts && strlen(s->facts) > REVIEW_TEXT_MAX))
		return err_set(err, ERR_USAGE, "a text of more than %d bytes: give less of it",
		    REVIEW_TEXT_MAX);
	return true;
}

/* Why it can not be sought is the typist's to mend. */
static bool
check_sought(const struct review_said *s, struct err *err)
{
	const struct edit e = { .kind = EDIT_REDACT, .text = s->text, .pattern = s->pattern };
	struct err why = { 0 };
	if (s->pattern && !reg_pattern_check(s->pattern, &why))
		return err_set(err, ERR_USAGE, "--pattern: %s", why.text);
	return (!s->text && !s->pattern) || edit_check(&e, &why) ||
	    err_set(err, ERR_USAGE, "%s: %s", s->text ? "--text" : "--pattern", why.text);
}

static bool
check_ground(const struct dossier *d, const struct review_said *s, struct err *err)
{
	const struct withholding_law *law = laws_withholding(d->in, err);
	const unsigned copies = rights_bits(&d->rights);
	if (is_kind(s, "pass"))
		return true;
	if (law && (!s->ground || !*s->ground))
		return err_set(err, ERR_USAGE,
		    "what is left out rests on a ground (--ground): `dossier review grounds` lists "
		    "them");
	const struct withholding_ground *g =
	    law ? withholding_find(law, s->ground, d->org.country, err) : NULL;
	if (!g)
		return false;
	if (!(g->rights & copies))
		return err_set(err, ERR_DENIED, "%s: %s (%s) fits no copy that it asks for",
		    d->request.reference, g->id, g->article);
	return !g->needs_facts || text_says(s->facts) ||
	    err_set(err, ERR_DENIED, "%s: %s needs what shows that it applies here (--facts): %s",
		d->request.reference, g->id, phrase(g->must_show ? g->must_show : g->article));
}

/* ---- of which item ---- */

static bool
check_table(const struct review_item *i, const struct review_said *s, struct err *err)
{
	const char *const names[] = { s->column, s->where };
	long long id = (long long)i->id;
	for (size_t k = 0; k < array_len(names); k++)
		if (names[k] && !review_has_column(i->part, names[k]))
			return err_set(err, ERR_USAGE,
			    "item %lld (%s) has no column of the name that was given: `dossier "
			    "review read` shows those it has",
			    id, i->part->name);
	if (s->rows.last > i->part->rows)
		return err_set(err, ERR_USAGE, "item %lld (%s) has %lld rows, and no row %lld", id,
		    i->part->name, (long long)i->part->rows, (long long)s->rows.last);
	return !s->pages.first ||
	    err_set(err, ERR_USAGE, "item %lld is a table, and has no pages", id);
}

static bool
check_file(const struct review_item *i, const struct review_said *s, struct err *err)
{
	long long id = (long long)i->id;
	if (s->rows.first || s->column || s->where)
		return err_set(
		    err, ERR_USAGE, "item %lld is a file: it has neither rows nor columns", id);
	return !is_kind(s, "redact") || i->part->plain_bytes <= REVIEW_FILE_MAX ||
	    err_set(err, ERR_DENIED,
		"item %lld is too large to be redacted (more than 64 MiB): pass it or withhold it "
		"whole",
		id);
}

/* Nothing is said of what needs nothing, nor twice. */
static bool
is_news(const struct review_item *i, const struct review_said *s)
{
	return !is_kind(s, "pass") ||
	    (i->state != REVIEW_BY_RULE && i->state != REVIEW_DONE && i->state != REVIEW_WITHHELD);
}

static bool
check_item(const struct review_item *i, const struct review_said *s, struct err *err)
{
	if (!is_kind(s, "pass") && i->state == REVIEW_WITHHELD)
		return err_set(
		    err, ERR_CONFLICT, "item %lld is left out already, whole", (long long)i->id);
	return strcmp(i->part->format, "file") == 0 ? check_file(i, s, err)
						    : check_table(i, s, err);
}

/* ---- what it meets ---- */

/* A letter, a digit, a sign: what matches each of these matches whatever there is. */
static bool
matches_anything(const char *pattern)
{
	static const char *const samples[] = { "a", "Z", "7", "-", "\xc3\xa9" };
	regex_t re;
	size_t n = 0;
	if (!pattern || regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	for (size_t i = 0; i < array_len(samples); i++)
		n += regexec(&re, samples[i], 0, NULL, 0) == 0;
	regfree(&re);
	return n == array_len(samples);
}

static bool
check_met(const struct dossier *d, const struct review_said *s, const struct review_item *one,
    int64_t count, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *ref = d->request.reference, *confirmed = NULL;
	bool all = matches_anything(s->pattern) || (s->where && one && count == one->part->rows);
	if (count == 0)
		return err_set(
		    err, ERR_DENIED, "%s: it meets nothing (0 matches): nothing is recorded", ref);
	if (!all)
		return true;
	if (s->confirm && !reference_normalise(s->confirm, a, &confirmed, err))
		return false;
	return (confirmed && strcmp(confirmed, ref) == 0) ||
	    err_set(err, ERR_DENIED,
		"%s: it meets everything (%lld matches): with `--confirm %s`, if that is meant",
		ref, (long long)count, ref);
}

/* What it would take away, of one item or (${item} NULL) of all. */
static bool
count_met(const struct review *r, const struct review_said *s, const struct review_item *item,
    int64_t *ret, struct err *err)
{
	const struct dossier *d = r->d;
	struct edit e = { .kind = is_kind(s, "redact") ? EDIT_REDACT : EDIT_WITHHOLD,
		.blob = item ? item->part->blob : NULL,
		.first_row = s->rows.first,
		.last_row = s->rows.last,
		.column = s->column,
		.where = s->where,
		.is = s->is,
		.text = s->text,
		.pattern = s->pattern,
		.first_page = (int)s->pages.first,
		.last_page = (int)s->pages.last };
	const struct edit_job job = { .dir = d->in->conf.home,
		.keys = d->keys,
		.lang = d->request.language,
		.parts = r->parts.items,
		.nparts = r->parts.n,
		.edits = &e,
		.nedits = 1,
		.count_only = true,
		.progress = d->in->progress };
	*ret = -1;
	if (!s->where && !s->text && !s->pattern && !s->pages.first)
		return true;
	auto_drop(edited) struct edited *counted = edit_parts(&job, err);
	*ret = e.count;
	return counted != NULL;
}

/* ---- keeping it ---- */

static const char *
sealed_fact(
    const struct review *r, const struct review_said *s, const struct review_item *i, int64_t count)
{
	const struct review_fact f = {
		.what = { .kind = s->kind,
		    .first_row = s->rows.first,
		    .last_row = s->rows.last,
		    .column = s->column,
		    .where = s->where,
		    .is = s->is,
		    .text = s->text,
		    .pattern = s->pattern,
		    .first_page = (int)s->pages.first,
		    .last_page = (int)s->pages.last,
		    .only_here = s->only_here,
		    .people = s->people },
		.category = i ? i->part->category : NULL,
		.name = i ? i->part->name : NULL,
		.sha256 = i ? i->sha256 : NULL,
		.facts = s->facts,
		.count = count,
	};
	auto_drop(json) json_t *j = review_fact_json(&f);
	auto_drop(str) char *plain = j ? json_dumps(j, JSON_COMPACT) : NULL;
	return plain ? seal(r->d->keys->ledger, reviewed_place(r->d, r->a), plain, r->a) : NULL;
}

/* The items it is about, those left out that need nothing; none is a CONFLICT. */
static bool
find_items(const struct review *r, const struct review_said *s, const struct review_item **ret,
    size_t *ret_n, struct err *err)
{
	*ret_n = 0;
	for (size_t k = 0; k < s->nitems; k++) {
		const struct review_item *i = review_find(r, s->items[k], err);
		if (!i || !check_item(i, s, err))
			return false;
		size_t before = 0;
		while (before < *ret_n && ret[before] != i)
			before++;
		if (before == *ret_n && is_news(i, s))
			ret[(*ret_n)++] = i;
	}
	return *ret_n > 0 || s->nitems == 0 ||
	    err_set(err, ERR_CONFLICT,
		"nobody has to look at it: it was passed, by a person or a rule, or is left out");
}

/* ${before}: as it stood; what was said since has numbers of its own. */
static json_t *
said_view(const struct review *before, const char *kind, size_t n, int64_t count, struct err *err)
{
	const struct dossier *d = before->d;
	struct review now;
	if (!review_read(d, d->a, &now, err))
		return NULL;
	json_t *said = json_array();
	for (size_t i = before->nfacts; i < now.nfacts; i++)
		json_array_append_new(said, json_integer((json_int_t)now.facts[i].id));
	json_int_t gone = 0;
	for (size_t i = 0; i < before->nfacts; i++)
		gone += !before->facts[i].taken_back && now.facts[i].taken_back;
	return json_pack("{s:s, s:s, s:o, s:I, s:o, s:I, s:I}", "reference", d->request.reference,
	    "kind", kind, "said", said, "items", (json_int_t)n, "count",
	    count < 0 ? json_null() : json_integer((json_int_t)count), "passes",
	    gone > 0 ? gone - 1 : 0, "open", (json_int_t)review_open(&now));
}

static void
add_unopened(json_t *to, const struct review_item *i, int64_t first, int64_t last)
{
	json_array_append_new(to,
	    json_pack("{s:I, s:[I, I]}", "item", (json_int_t)i->id, "rows", (json_int_t)first,
		(json_int_t)last));
}

/* The rows of a table that are passed and were shown to nobody; where that was not kept, none */
static bool
find_unopened(const struct review *r, const struct review_said *s, const struct review_item *i,
    json_t *to, struct err *err)
{
	struct review_seen_list seen;
	const struct request *of = &r->d->request;
	int64_t next = s->rows.first ? s->rows.first : 1;
	const int64_t last = s->rows.last ? s->rows.last : i->part->rows;
	if (!review_opened(r->d->in->db, of, i->id, r->a, &seen, err))
		return false;
	if (seen.n > 0 && seen.items[0].first == 0)
		return true;
	for (size_t k = 0; k < seen.n && next <= last; k++) {
		const struct review_rows_seen *one = &seen.items[k];
		if (one->first > last)
			break;
		if (one->first > next)
			add_unopened(to, i, next, one->first - 1);
		if (one->last >= next)
			next = one->last + 1;
	}
	if (next <= last)
		add_unopened(to, i, next, last);
	return true;
}

static json_t *
unopened(const struct review *r, const struct review_said *s,
    const struct review_item *const *items, size_t n, struct err *err)
{
	auto_drop(json) json_t *all = json_array();
	for (size_t i = 0; i < n; i++)
		if (is_kind(s, "pass") && strcmp(items[i]->part->format, "file") != 0 &&
		    !find_unopened(r, s, items[i], all, err))
			return NULL;
	return json_incref(all);
}

/* In the transaction, of what is there now. */
static json_t *
keep(struct dossier *d, const struct review_said *s, int64_t count, struct err *err)
{
	static const char *const events[][2] = { { "pass", "review.passed" },
		{ "withhold", "review.withheld" }, { "redact", "review.redacted" } };
	struct review r;
	size_t n = 0, k = 0;
	const struct review_item **items = arena_alloc(d->a, (s->nitems + 1) * sizeof(*items));
	const char **sealed = arena_alloc(d->a, (s->nitems + 1) * sizeof(*sealed));
	const struct review_row row = {
		.kind = s->kind, .ground = is_kind(s, "pass") ? NULL : s->ground, .by = d->who->name
	};
	if (!check_open(d, err) || !check_ground(d, s, err) || !review_read(d, d->a, &r, err) ||
	    !find_items(&r, s, items, &n, err))
		return NULL;
	auto_drop(json) json_t *unseen = unopened(&r, s, items, n, err);
	if (!unseen)
		return NULL;
	size_t rows = s->nitems == 0 ? 1 : n;
	for (size_t i = 0; i < rows; i++)
		if (!(sealed[i] = sealed_fact(&r, s, s->nitems ? items[i] : NULL, count)))
			return err_set(err, ERR_USAGE, "a text that is not UTF-8"), NULL;
	while (strcmp(events[k][0], s->kind) != 0)
		k++;
	bool ok = review_insert(d->in->db, &d->request, &row, sealed, rows, err) &&
	    request_changed(d->in->db, &d->request, err) &&
	    dossier_event(d, events[k][1],
		json_pack("{s:I, s:s?, s:b}", "items", (json_int_t)n, "ground", row.ground,
		    "everywhere", s->nitems == 0),
		err);
	json_t *v = ok ? said_view(&r, s->kind, n, count, err) : NULL;
	if (v && is_kind(s, "pass"))
		json_object_set(v, "unopened", unseen);
	return v;
}

/* What it meets is counted before the request is locked: it may be large. */
static bool
look(struct installation *in, const struct actor *who, const char *reference,
    const struct review_said *s, int64_t *ret_count, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	struct review r;
	*ret_count = -1;
	if (!d || !installation_allows(in, who, d->org.id, act_roles(ACT_REVIEW), err) ||
	    !dossier_check_state(d, ACT_REVIEW, err) || !check_said(s, err) ||
	    !check_sought(s, err) || !check_open(d, err) || !check_ground(d, s, err) ||
	    !review_read(d, d->a, &r, err))
		return false;
	if (s->nitems == 0)
		return count_met(&r, s, NULL, ret_count, err) &&
		    check_met(d, s, NULL, *ret_count, err);
	const struct review_item **items = arena_alloc(d->a, s->nitems * sizeof(*items));
	size_t n;
	if (!find_items(&r, s, items, &n, err))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!count_met(&r, s, items[i], ret_count, err) ||
		    !check_met(d, s, items[i], *ret_count, err))
			return false;
	return true;
}

json_t *
answer_review_say(struct installation *in, const struct actor *who, const char *reference,
    const struct review_said *said, struct err *err)
{
	int64_t count;
	if (!look(in, who, reference, said, &count, err))
		return NULL;
	struct dossier *d = dossier_begin(in, who, reference, ACT_REVIEW, err);
	json_t *v = d ? keep(d, said, count, err) : NULL;
	if (dossier_commit(d, v != NULL, err))
		return v;
	json_decref(v);
	return NULL;
}

/* ---- taking it back ---- */

static json_t *
take_back(struct dossier *d, int64_t fact, struct err *err)
{
	struct review r;
	if (!check_open(d, err) || !review_read(d, d->a, &r, err))
		return NULL;
	size_t i = 0;
	while (i < r.nfacts && r.facts[i].id != fact)
		i++;
	const struct review_row row = {
		.kind = "take-back", .takes_back = fact, .by = d->who->name
	};
	const char *sealed = seal(d->keys->ledger, reviewed_place(d, d->a), "{}", d->a);
	if (i == r.nfacts)
		err_set(err, ERR_NOTFOUND,
		    "%s: nothing was said by the number %lld: `dossier review list %s`",
		    d->request.reference, (long long)fact, d->request.reference);
	else if (r.facts[i].taken_back)
		err_set(err, ERR_CONFLICT, "%s: %lld was taken back already", d->request.reference,
		    (long long)fact);
	else if (review_insert(d->in->db, &d->request, &row, &sealed, 1, err) &&
	    request_changed(d->in->db, &d->request, err) &&
	    dossier_event(
		d, "review.taken-back", json_pack("{s:I}", "fact", (json_int_t)fact), err))
		return said_view(&r, "take-back", 1, -1, err);
	return NULL;
}

json_t *
answer_review_undo(struct installation *in, const struct actor *who, const char *reference,
    int64_t fact, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_REVIEW, err);
	json_t *v = d ? take_back(d, fact, err) : NULL;
	if (dossier_commit(d, v != NULL, err))
		return v;
	json_decref(v);
	return NULL;
}
