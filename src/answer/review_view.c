/*
 * The review as a person sees it: the items with how they stand, the rules and what they met, what
 * was said; and a page of what stands in an item.
 */
#include "dossier/approval.h"
#include "dossier/text.h"
#include "review.h"

static bool
is_file(const struct review_item *i)
{
	return strcmp(i->part->format, "file") == 0;
}

static json_t *
item_json(const struct review_item *i)
{
	json_t *facts = json_array();
	for (const struct review_fact *const *f = i->said; *f; f++)
		json_array_append_new(facts, json_integer((json_int_t)(*f)->id));
	return json_pack("{s:I, s:s, s:s, s:s, s:I, s:I, s:s, s:o, s:b, s:I, s:o}", "item",
	    (json_int_t)i->id, "category", i->part->category, "name", i->part->name, "kind",
	    is_file(i) ? "file" : "table", "rows", (json_int_t)i->part->rows, "bytes",
	    (json_int_t)i->part->plain_bytes, "state", review_state_words[i->state], "columns",
	    json_strings(i->columns, SIZE_MAX), "unknown", i->unknown, "seen", (json_int_t)i->seen,
	    "said", facts);
}

static void
put_what(json_t *j, const struct review_what *w)
{
	json_object_set_new(j, "kind", json_string(w->kind));
	json_object_set_new(j, "ground", w->ground ? json_string(w->ground) : json_null());
	json_object_set_new(j, "rows",
	    w->first_row ? json_pack("[I, I]", (json_int_t)w->first_row, (json_int_t)w->last_row)
			 : json_null());
	json_object_set_new(j, "pages",
	    w->first_page ? json_pack("[i, i]", w->first_page, w->last_page) : json_null());
	json_object_set_new(j, "people", json_boolean(w->people));
	json_object_set_new(j, "only_here", json_boolean(w->only_here));
	json_object_update_new(j,
	    json_pack("{s:s?, s:s?, s:s?, s:s?, s:s?}", "column", w->column, "where", w->where,
		"is", w->is, "text", w->text, "pattern", w->pattern));
}

static json_t *
said_json(const struct review_fact *f)
{
	json_t *out = json_pack("{s:I, s:n, s:s, s:o, s:o, s:s?}", "said", (json_int_t)f->id,
	    "item", "by", f->by, "at", instant_json(f->at), "taken_back",
	    f->taken_back ? json_integer((json_int_t)f->taken_back) : json_null(), "facts",
	    f->facts);
	if (f->item)
		json_object_set_new(out, "item", json_integer((json_int_t)f->item->id));
	json_object_set_new(out, "everywhere", json_boolean(!f->category));
	json_object_set_new(
	    out, "count", f->count < 0 ? json_null() : json_integer((json_int_t)f->count));
	put_what(out, &f->what);
	return out;
}

/* What the newest archive says that it took away; -1: not known. */
static int64_t
met_by(const json_t *left_out, const char *rule)
{
	size_t i;
	const json_t *x;
	json_array_foreach((json_t *)(uintptr_t)left_out, i, x)
		if (strcmp(json_str_or(x, "rule", ""), rule) == 0)
			return json_int_or(x, "count", -1);
	return -1;
}

/* Of a rule that meets something collected: what a person has to know of it. */
static json_t *
rule_json(const struct review *r, const struct review_rule *rule, const json_t *left_out)
{
	const struct review_what *w = &rule->what;
	const char *column = w->where ? w->where : w->column, *doubt = NULL;
	int64_t count = met_by(left_out, rule->id), rows = 0;
	size_t items = 0;
	for (size_t i = 0; i < r->nitems; i++) {
		const struct review_item *item = &r->items[i];
		if (!review_rules_on(rule, item))
			continue;
		items++;
		rows += item->part->rows;
		if (column && !is_file(item) && !review_has_column(item->part, column))
			doubt = "no-column";
	}
	if (items == 0)
		return NULL;
	if (!doubt && count == 0)
		doubt = "nothing";
	else if (!doubt && w->where && count == rows)
		doubt = "everything";
	json_t *out = json_pack("{s:s, s:s, s:s?, s:b, s:o, s:I, s:s?}", "rule", rule->id,
	    "category", rule->category, "collection", rule->collection, "third_parties",
	    rule->third_parties, "count", count < 0 ? json_null() : json_integer((json_int_t)count),
	    "of", (json_int_t)rows, "doubt", doubt);
	put_what(out, w);
	return out;
}

static json_t *
view(const struct review *r, struct err *err)
{
	const struct dossier *d = r->d;
	struct release newest = { 0 };
	struct err none = { 0 };
	bool built =
	    release_newest(d->in->db, d->request.org_id, d->request.id, d->a, &newest, &none);
	if (!built && none.kind != ERR_NOTFOUND)
		return err_set(err, none.kind, "%s", none.text), NULL;
	struct approval_state approval;
	if (!review_approval(r, &approval, err))
		return NULL;
	auto_drop(json) json_t *left_out = built ? json_loads(newest.left_out, 0, NULL) : NULL;
	json_t *items = json_array(), *rules = json_array(), *said = json_array();
	for (size_t i = 0; i < r->nitems; i++)
		json_array_append_new(items, item_json(&r->items[i]));
	for (size_t i = 0; i < r->nrules; i++) {
		json_t *rule = rule_json(r, &r->rules[i], left_out);
		if (rule)
			json_array_append_new(rules, rule);
	}
	for (size_t i = 0; i < r->nfacts; i++)
		json_array_append_new(said, said_json(&r->facts[i]));
	return json_pack("{s:s, s:o, s:s?, s:I, s:o, s:o, s:o}", "reference", d->request.reference,
	    "approval", approval_view(&approval), "handler", d->request.handler, "open",
	    (json_int_t)review_open(r), "items", items, "rules", rules, "said", said);
}

json_t *
answer_review_items(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	struct review r;
	if (!d || !rights_ask_copy(&d->rights))
		return d
		       ? err_set(err, ERR_DENIED,
			     "%s asks neither for access nor for portability: no copy of it leaves",
			     d->request.reference),
		       NULL : NULL;
	if (!review_read(d, d->a, &r, err) || !dossier_seen(in, who, reference, "review", err))
		return NULL;
	return view(&r, err);
}

bool
answer_unreviewed(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, const char **ret, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	if (!d || !review_lacks(d, ret, err))
		return false;
	*ret = arena_strdup(a, *ret);
	return true;
}

/* ---- what stands in it ---- */

struct page {
	json_t *rows;
	int64_t row, first, last; /* of which these are asked for */
	bool more;
};

static bool
add_row(void *arg, int64_t row, const char *text, size_t n, struct err *err)
{
	struct page *p = arg;
	(void)err;
	json_t *values = json_loadb(text, n, 0, NULL);
	if (!values) /* a number that only a larger one holds */
		values = json_loadb(text, n, JSON_DECODE_INT_AS_REAL, NULL);
	if (json_is_object(values))
		json_array_append_new(
		    p->rows, json_pack("{s:I, s:O}", "row", (json_int_t)row, "values", values));
	json_decref(values);
	return true;
}

/* A line of a text, or a section of what is made of several. */
static bool
add_text(struct page *p, const char *heading, const char *text, size_t n)
{
	p->row++;
	if (p->row < p->first)
		return true;
	if (p->row > p->last) {
		p->more = true;
		return false;
	}
	json_t *words = text ? json_stringn(text, n) : json_null();
	json_array_append_new(p->rows,
	    json_pack("{s:I, s:s?, s:o}", "row", (json_int_t)p->row, "heading", heading, "text",
		words ? words : json_null()));
	return true;
}

static bool
add_section(const char *heading, const char *text, size_t n, void *arg)
{
	return add_text(arg, heading, text, n);
}

static void
add_lines(struct page *p, const char *text, size_t n)
{
	for (size_t at = 0; at < n;) {
		const char *end = memchr(text + at, '\n', n - at);
		size_t some = end ? (size_t)(end - (text + at)) : n - at;
		size_t shown = some - (some > 0 && text[at + some - 1] == '\r');
		if (!add_text(p, NULL, text + at, shown))
			return;
		at += some + 1;
	}
}

static bool
add_person(const char *kind, const char *value, const char *name, void *arg)
{
	json_array_append_new(
	    arg, json_pack("{s:s, s:s, s:s}", "kind", kind, "value", value, "name", name));
	return true;
}

/* What there is to read in a file, by what it is; a picture and what is unknown are to be seen. */
static bool
read_file(const struct dossier *d, const struct part *part, struct page *p, json_t *people,
    struct err *err)
{
	struct buf text = { 0 };
	bool ok = review_texts(d, part, &text, err);
	const struct bytes data = { text.data ? text.data : "", text.len };
	enum redact_form form = ok ? redact_form_of(part->name, data.p, data.n) : REDACT_UNKNOWN;
	if (ok && (form == REDACT_PICTURE || form == REDACT_UNKNOWN))
		ok = err_set(err, ERR_DENIED, "it is no text: take the archive out to look at it");
	else if (ok && form == REDACT_TEXT)
		add_lines(p, data.p, data.n);
	else if (ok)
		ok = redact_words(part->name, data, add_section, p, err);
	if (ok && data.n > 0 && (form == REDACT_TEXT || form == REDACT_MAIL))
		ok = redact_people(part->name, data, add_person, people, err);
	if (text.len > 0)
		explicit_bzero(text.data, text.len);
	buf_release(&text);
	return ok;
}

static json_t *
read_item(
    const struct dossier *d, const struct review_item *i, struct review_range page, struct err *err)
{
	struct page p = { .first = page.first, .last = page.last };
	auto_drop(json) json_t *rows = p.rows = json_array(), *people = json_array();
	bool table = !is_file(i);
	bool ok = table
	    ? part_rows(d->in->conf.home, i->part, d->keys, p.first, p.last, add_row, &p, err)
	    : read_file(d, i->part, &p, people, err);
	if (!ok)
		return err_wrap(err, "item %lld", (long long)i->id), NULL;
	return json_pack("{s:s, s:I, s:s, s:s, s:O, s:s, s:s, s:o, s:O, s:b}", "reference",
	    d->request.reference, "item", (json_int_t)i->id, "category", i->part->category, "name",
	    i->part->name, "people", people, "kind", table ? "table" : "file", "state",
	    review_state_words[i->state], "columns", json_strings(i->columns, SIZE_MAX), "rows",
	    rows, "more", table ? p.last < i->part->rows : p.more);
}

json_t *
answer_review_read(struct installation *in, const struct actor *who, const char *reference,
    int64_t item, struct review_range page, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	struct review r;
	if (!d || !installation_allows(in, who, d->org.id, act_roles(ACT_READ), err) ||
	    !dossier_check_content(d, err) || !review_read(d, d->a, &r, err))
		return NULL;
	const struct review_item *i = review_find(&r, item, err);
	if (page.first == 0)
		page.first = 1;
	if (page.last == 0)
		page.last = page.first + REVIEW_PAGE - 1;
	if (!i ||
	    !dossier_seen_part(in, who, reference, "item",
		json_pack("{s:I, s:I, s:I}", "item", (json_int_t)item, "first",
		    (json_int_t)page.first, "last", (json_int_t)page.last),
		err))
		return NULL;
	return read_item(d, i, page, err);
}
