/*
 * The statements that find the rows of a change: one a collection. Unlike those that collect
 * (sql.c) they compare with values that were read before, since rows of which the parent is gone
 * are found by what it was; values go by settings of the transaction, as identifiers do.
 */
#include "look.h"

/* pg_type oids */
#define DATEOID 1082
#define TIMESTAMPOID 1114
#define TIMESTAMPTZOID 1184

static void
column(struct buf *b, const char *alias, const char *name)
{
	buf_addf(b, "%s.", alias);
	pg_name(b, name);
}

bool
look_has_place(const struct look_table *t)
{
	return t->table->nkey == 0 && (t->table->kind == 'r' || t->table->kind == 'p');
}

/* ---- which rows ---- */

static void
in_link(struct buf *b, const struct look_link *link)
{
	buf_addf(b, " IN (SELECT unnest(current_setting('dossier.m%zu')::%s[]))", link->number,
	    link->type);
}

static const struct look_collection *
collection_named(const struct look *l, const char *name)
{
	for (size_t i = 0; i < l->s->n; i++)
		if (strcmp(l->s->all[i].name, name) == 0)
			return &l->collections[i];
	return NULL;
}

/* One way by which rows are theirs; false: it cannot tell. */
static bool
by_match(struct buf *b, const struct look *l, const struct look_collection *c, const json_t *match)
{
	const char *kind = json_str(match, "identifier"), *parent = json_str(match, "collection");
	if (kind) {
		if (!pg_knows(l->s, kind))
			return false;
		pg_identified(b, l->s, c->c, match, 0);
		return true;
	}
	const struct look_link *link = look_link(l, parent, json_str_or(match, "field", ""));
	if (!link || link->values.n == 0)
		return false;
	column(b, "t0", json_str_or(match, "column", ""));
	in_link(b, link);
	return true;
}

static bool
by_keys(struct buf *b, const struct look_collection *c)
{
	const struct pg_table *t = c->t->table;
	if (json_array_size(c->keys) == 0 || t->nkey == 0)
		return false;
	for (size_t i = 0; i < t->nkey; i++) {
		buf_adds(b, i ? ", " : "(");
		column(b, "t0", t->key[i]->name);
	}
	for (size_t i = 0; i < t->nkey; i++)
		buf_addf(b, "%scurrent_setting('dossier.k%zu')::%s[]",
		    i ? ", " : ") IN (SELECT * FROM unnest(", i, t->key[i]->base);
	buf_adds(b, "))");
	return true;
}

/* ---- by its key alone ---- */

static const struct erase_set *
set_on(const struct erase_set *set, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(set[i].column, name) == 0)
			return &set[i];
	return NULL;
}

static bool
may_be_kept(const struct erase_rule *rule, const char *name)
{
	for (size_t i = 0; i < rule->nkeeps; i++)
		for (const char *const *c = rule->keeps[i].columns; c && *c; c++)
			if (strcmp(*c, name) == 0)
				return true;
	return false;
}

/* What the rule (${i}: npersons) or an entry of persons writes over the column of a match. */
static const struct erase_set *
set_over(const struct look_collection *c, size_t match, size_t i)
{
	const struct erase_rule *rule = &c->rule;
	const char *name =
	    json_str_or(json_array_get(json_get(c->c->json, "match"), match), "column", "");
	return i < rule->npersons ? set_on(rule->persons[i].set, rule->persons[i].nset, name)
				  : set_on(rule->set, rule->nset, name);
}

static size_t
number_of(const struct look_collection *c, size_t match, size_t i)
{
	return match * (c->rule.npersons + 1) + i;
}

/* Holds the column of a match what is written over it? False: nothing is. */
static bool
is_written(struct buf *b, const struct look_collection *c, size_t match)
{
	const char *between = "(";
	for (size_t i = 0; i <= c->rule.npersons; i++) {
		const struct erase_set *s = set_over(c, match, i);
		const struct pg_attribute *at =
		    s ? pg_attribute_find(c->t->table, s->column) : NULL;
		if (!at)
			continue;
		buf_adds(b, between);
		column(b, "t0", s->column);
		if (json_is_null(s->value))
			buf_adds(b, " IS NULL");
		else if (at->category == 'S')
			buf_addf(
			    b, "::text = current_setting('dossier.w%zu')", number_of(c, match, i));
		else
			buf_addf(b, "::text = current_setting('dossier.w%zu')::%s::text",
			    number_of(c, match, i), at->type);
		between = " OR ";
	}
	buf_adds(b, *between == '(' ? "" : ")");
	return *between != '(';
}

/*
 * A row of a frozen key may be another person's by now. It is still theirs where a column by which
 * they were known holds what was written over it, and none of the others says otherwise; of rows
 * that hang on other rows alone nothing tells.
 */
static void
as_left(struct buf *b, const struct look *l, const struct look_collection *c)
{
	auto_drop(buf) struct buf any = { 0 }, all = { 0 };
	const json_t *match;
	size_t i;
	json_array_foreach(json_get(c->c->json, "match"), i, match) {
		const char *name = json_str_or(match, "column", "");
		const char *kind = json_str(match, "identifier");
		auto_drop(buf) struct buf one = { 0 };
		if (!kind)
			continue;
		if (is_written(&one, c, i)) {
			buf_addf(&any, "%s%s", any.len ? " OR " : "", one.data);
			if (!may_be_kept(&c->rule, name))
				buf_addf(&all, " AND %s", one.data);
		} else if (pg_knows(l->s, kind)) {
			buf_adds(&all, " AND ");
			column(&all, "t0", name);
			buf_adds(&all, " IS NULL");
		}
	}
	buf_addf(b, "CASE WHEN (%s)%s THEN '%s' ELSE '%s' END", any.len ? any.data : "false",
	    all.len ? all.data : "", LOOK_AS_LEFT, LOOK_BY_KEY);
}

/* ---- days ---- */

/*
 * The day of ${x} as text, NULL when there is none yet, '' when none can be told. A timestamp was
 * written in a zone, and its day is the organisation's; of an instant the zone is that of the day.
 */
static void
day(struct buf *b, const char *x, const struct pg_attribute *type, const struct erase_date *from,
    size_t i)
{
	uint32_t oid = type ? type->base_oid : 0;
	char zone[64], local[200];
	(void)snprintf(zone, sizeof(zone), "current_setting('dossier.z%zu')", i);
	if (oid == DATEOID)
		(void)snprintf(local, sizeof(local), "%s", x);
	else if (oid == TIMESTAMPTZOID)
		(void)snprintf(local, sizeof(local), "(%s AT TIME ZONE %s)::date", x, zone);
	else if (oid == TIMESTAMPOID && from->zone)
		(void)snprintf(local, sizeof(local),
		    "(%s AT TIME ZONE %s AT TIME ZONE current_setting('dossier.z'))::date", x,
		    zone);
	else {
		buf_addf(b, "CASE WHEN %s IS NOT NULL THEN '' END", x);
		return;
	}
	buf_addf(b,
	    "CASE WHEN %s = 'infinity' THEN NULL WHEN %s = '-infinity' THEN '' ELSE %s::text END",
	    x, x, local);
}

/* Of the row that it refers to; one that is not there has no day that can be told. */
static void
inherited(
    struct buf *b, const struct look *l, const struct erase_date *from, size_t i, const char *of)
{
	const struct look_collection *x = collection_named(l, from->collection);
	const struct pg_attribute *type = x ? pg_attribute_find(x->t->table, from->date) : NULL;
	auto_drop(buf) struct buf date = { 0 };
	column(&date, "x", from->date);
	buf_addf(b,
	    ", i%zu AS (SELECT f, CASE WHEN bool_or(d = '') THEN '' WHEN bool_or(d IS NULL) "
	    "THEN NULL ELSE max(d) END AS d FROM (SELECT ",
	    i);
	column(b, "x", from->field);
	buf_adds(b, " AS f, ");
	day(b, date.data, type, from, i);
	buf_addf(b, " AS d FROM %s AS x WHERE ", x ? x->t->table->quoted : of);
	column(b, "x", from->field);
	buf_addf(b, " IN (SELECT h%zu FROM r)) AS y GROUP BY f)", i);
}

/* ---- what is read of them ---- */

static void
letter(struct buf *b, const struct look *l, const struct look_collection *c,
    const struct erase_person *p, size_t i)
{
	auto_drop(json) json_t *match =
	    json_pack("{s:s, s:s}", "column", p->column, "identifier", p->identifier);
	buf_adds(b, ", CASE WHEN ");
	column(b, "t0", p->column);
	buf_adds(b, " IS NULL THEN 'n'");
	if (pg_knows(l->s, p->identifier)) {
		buf_adds(b, " WHEN ");
		pg_identified(b, l->s, c->c, match, 0);
		buf_adds(b, " THEN 't'");
	}
	buf_addf(b, " ELSE 'o' END AS p%zu", i);
}

static void
selected(struct buf *b, const struct look *l, const struct look_collection *c, bool by_match)
{
	const struct erase_rule *rule = &c->rule;
	buf_adds(b, "SELECT ");
	if (look_has_place(c->t))
		buf_adds(b, "t0.tableoid::text || t0.ctid::text AS place, ");
	for (size_t i = 0; i < c->t->ncolumns; i++) {
		buf_adds(b, i ? ", " : "");
		column(b, "t0", c->t->columns[i]);
		buf_addf(b, "::text AS c%zu", i);
	}
	if (c->t->ncolumns == 0)
		buf_adds(b, "NULL::text AS c0");
	for (size_t i = 0; i < rule->nkeeps && c->is_asked; i++) {
		const struct erase_date *from = &rule->keeps[i].from;
		auto_drop(buf) struct buf x = { 0 };
		column(&x, "t0", from->column);
		buf_adds(b, ", ");
		if (from->collection)
			buf_addf(b, "%s AS h%zu", x.data, i);
		else {
			day(b, x.data, pg_attribute_find(c->t->table, from->column), from, i);
			buf_addf(b, " AS d%zu", i);
		}
	}
	for (size_t i = 0; i < rule->npersons && c->is_asked; i++)
		if (rule->persons[i].identifier)
			letter(b, l, c, &rule->persons[i], i);
		else
			buf_addf(b, ", 'n' AS p%zu", i);
	buf_adds(b, ", ");
	if (by_match)
		buf_addf(b, "'%s'", LOOK_BY_MATCH);
	else
		as_left(b, l, c);
	buf_addf(b, "::text AS way FROM %s AS t0 WHERE ", c->t->table->quoted);
}

/* Every way by itself, so that each uses its own index; a row found twice is known by its key. */
static size_t
ways(struct buf *b, const struct look *l, const struct look_collection *c)
{
	const json_t *list = json_get(c->c->json, "match");
	size_t n = 0, most = json_array_size(list);
	for (size_t i = 0; i <= most; i++) {
		auto_drop(buf) struct buf where = { 0 };
		if (i < most ? !by_match(&where, l, c, json_array_get(list, i))
			     : !by_keys(&where, c))
			continue;
		buf_adds(b, n++ ? " UNION ALL " : "");
		selected(b, l, c, i < most);
		buf_adds(b, where.data);
	}
	return n;
}

static void
handed_over(struct buf *b, const struct look_collection *c)
{
	const struct erase_rule *rule = &c->rule;
	buf_adds(b, look_has_place(c->t) ? " SELECT r.place, " : " SELECT ");
	for (size_t i = 0; i < c->t->ncolumns || i == 0; i++)
		buf_addf(b, "%sr.c%zu", i ? ", " : "", i);
	for (size_t i = 0; i < rule->nkeeps && c->is_asked; i++)
		if (rule->keeps[i].from.collection)
			buf_addf(b, ", CASE WHEN i%zu.f IS NULL THEN '' ELSE i%zu.d END", i, i);
		else
			buf_addf(b, ", r.d%zu", i);
	for (size_t i = 0; i < rule->npersons && c->is_asked; i++)
		buf_addf(b, ", r.p%zu", i);
	buf_adds(b, ", r.way FROM r");
	for (size_t i = 0; i < rule->nkeeps && c->is_asked; i++)
		if (rule->keeps[i].from.collection)
			buf_addf(b, " LEFT JOIN i%zu ON i%zu.f = r.h%zu", i, i, i);
}

const char *
look_statement(const struct look *l, const struct look_collection *c)
{
	auto_drop(buf) struct buf b = { 0 };
	buf_adds(&b, "WITH r AS (");
	size_t n = ways(&b, l, c);
	if (n == 0)
		return NULL;
	buf_adds(&b, ")");
	for (size_t i = 0; i < c->rule.nkeeps && c->is_asked; i++)
		if (c->rule.keeps[i].from.collection)
			inherited(&b, l, &c->rule.keeps[i].from, i, c->t->table->quoted);
	handed_over(&b, c);
	buf_addf(&b, " LIMIT %zu", n * (PG_ROWS_MAX + (size_t)1));
	return arena_strndup(l->a, b.data, b.len);
}

/* ---- settings ---- */

static const char *
column_of_keys(const struct look *l, const struct look_collection *c, size_t i)
{
	size_t n = 0, k;
	const json_t *key;
	const char **texts = arena_alloc(l->a, (json_array_size(c->keys) + 1) * sizeof(*texts));
	json_array_foreach(c->keys, k, key)
		if (json_array_size(key) == c->t->table->nkey)
			texts[n++] = json_string_value(json_array_get(key, i));
	return pg_array(texts, n, 1, l->a);
}

bool
look_settings(struct look *l, const struct look_collection *c, struct err *err)
{
	const struct erase_rule *rule = &c->rule;
	size_t nkey = json_array_size(c->keys) ? c->t->table->nkey : 0, n = 0;
	size_t nmatches = nkey ? json_array_size(json_get(c->c->json, "match")) : 0;
	const char *(*pairs)[2] = arena_alloc(l->a,
	    (rule->nkeeps + nkey + number_of(c, nmatches, 0) + l->nlinks + 1) * sizeof(*pairs));
	for (size_t i = 0; i < rule->nkeeps; i++) {
		const char *zone = rule->keeps[i].from.zone;
		pairs[n][0] = arena_printf(l->a, "dossier.z%zu", i);
		pairs[n++][1] = zone ? zone : l->zone;
	}
	for (size_t i = 0; i < nkey; i++) {
		pairs[n][0] = arena_printf(l->a, "dossier.k%zu", i);
		pairs[n++][1] = column_of_keys(l, c, i);
	}
	for (size_t m = 0; m < nmatches; m++)
		for (size_t i = 0; i <= rule->npersons; i++) {
			const struct erase_set *s = set_over(c, m, i);
			if (!s || json_is_null(s->value))
				continue;
			pairs[n][0] = arena_printf(l->a, "dossier.w%zu", number_of(c, m, i));
			pairs[n++][1] = pg_set_value(s->value, l->a);
		}
	for (size_t i = 0; i < l->s->n; i++)
		for (size_t k = 0; k < l->collections[i].nlinks; k++) {
			struct look_link *link = &l->collections[i].links[k];
			if (link->is_set || !l->collections[i].is_searched)
				continue;
			link->is_set = true;
			pairs[n][0] = arena_printf(l->a, "dossier.m%zu", link->number);
			pairs[n++][1] = pg_array(link->values.items, link->values.n, 1, l->a);
		}
	return look_set(l, (const char *const(*)[2])pairs, n, err);
}
