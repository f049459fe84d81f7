/*
 * The statements of the postgresql connector: one SELECT a collection, in which referenced
 * collections are nested sub-selects, so that keys never travel.
 *
 * Names are quoted here; values never stand in a statement. COPY takes no parameters, so a value is
 * put into a setting of the session by set_config($1, $2), and the statement reads it with
 * current_setting(): it cannot end a literal it is not in, plans use indexes as for a parameter,
 * and the organisation's pg_stat_activity and statement log do not show whom we look for.
 */
#include "dossier/large.h"
#include "postgresql.h"

/* pg_type oids that are compared as themselves, so that an index serves. */
#define INT8OID 20
#define INT2OID 21
#define INT4OID 23
#define UUIDOID 2950

void
pg_name(struct buf *b, const char *s)
{
	buf_addc(b, '"');
	for (; *s; s++) {
		if (*s == '"')
			buf_addc(b, '"');
		buf_addc(b, *s);
	}
	buf_addc(b, '"');
}

const char *
pg_array(const char *const *texts, size_t n, size_t step, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < n; i++) {
		buf_adds(&b, i ? "," : "{");
		const char *s = texts[i * step];
		if (!s) {
			buf_adds(&b, "NULL");
			continue;
		}
		buf_addc(&b, '"');
		for (; *s; s++) {
			if (*s == '"' || *s == '\\')
				buf_addc(&b, '\\');
			buf_addc(&b, *s);
		}
		buf_addc(&b, '"');
	}
	buf_adds(&b, n ? "}" : "{}");
	return arena_strndup(a, b.data, b.len);
}

static void
column(struct buf *b, int depth, const char *s)
{
	buf_addf(b, "t%d.", depth);
	pg_name(b, s);
}

static void
table(struct buf *b, const struct pg_collection *c, int depth)
{
	pg_name(b, c->schema);
	buf_addc(b, '.');
	pg_name(b, c->table);
	buf_addf(b, " AS t%d", depth);
}

/* Both sides of a comparison with an identifier: SQL with %s for the column, and for the value. */
struct comparison {
	const char *column, *value;
};

static struct comparison
comparison(const struct pg_column *c, const char *kind)
{
	if (strcmp(kind, "email") == 0)
		return (struct comparison){ "lower(%s::text)", "lower(%s)" };
	/*
	 * digits alone, without the (0) and the 00 that people write: +31 (0)6-12345678 =
	 * 0031612345678 = 31612345678
	 */
	if (strcmp(kind, "phone") == 0)
		return (struct comparison){
			"regexp_replace(regexp_replace(%s::text, '\\(0\\)|[^0-9]', '', 'g'), "
			"'^00', '')",
			"ltrim(%s, '+')",
		};
	if (c->type == INT2OID || c->type == INT4OID || c->type == INT8OID)
		return (struct comparison){ "%s",
			"CASE WHEN %1$s ~ '^[0-9]{1,18}$' THEN %1$s::int8 END" };
	if (c->type == UUIDOID)
		return (struct comparison){
			"%s",
			"CASE WHEN %1$s ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"
			" THEN %1$s::uuid END",
		};
	return (struct comparison){ "%s::text", "%s" };
}

/* ${pattern} with each %s or %1$s replaced. */
static void
fill(struct buf *b, const char *pattern, const char *with)
{
	for (const char *p = pattern; *p;) {
		size_t skip = strncmp(p, "%s", 2) == 0 ? 2 : strncmp(p, "%1$s", 4) == 0 ? 4 : 0;
		if (skip)
			buf_adds(b, with);
		else
			buf_addc(b, *p);
		p += skip ? skip : 1;
	}
}

bool
pg_knows(const struct pg_source *s, const char *kind)
{
	for (size_t i = 0; i < s->nids; i++)
		if (strcmp(s->ids[i].kind, kind) == 0)
			return true;
	return false;
}

void
pg_identified(struct buf *b, const struct pg_source *s, const struct pg_collection *c,
    const json_t *match, int depth)
{
	const char *kind = json_str(match, "identifier"), *before = " IN (";
	const struct pg_column *col = pg_column_find(c, json_str(match, "column"));
	struct comparison cmp = comparison(col, kind);
	auto_drop(buf) struct buf ref = { 0 };
	column(&ref, depth, col->name);
	fill(b, cmp.column, ref.data);
	for (size_t i = 0; i < s->nids; i++) {
		if (strcmp(s->ids[i].kind, kind) != 0)
			continue;
		char value[64];
		(void)snprintf(value, sizeof(value), "current_setting('dossier.v%zu')", i);
		buf_adds(b, before);
		fill(b, cmp.value, value);
		before = ", ";
	}
	buf_addc(b, ')');
}

/*
 * Has the alternative what it needs: a known identifier, or a collection that is itself reachable?
 */
static bool
usable(const struct pg_source *s, const json_t *match)
{
	const char *kind = json_str(match, "identifier"), *parent = json_str(match, "collection");
	if (kind)
		return pg_knows(s, kind);
	return parent && pg_reachable(s, pg_source_find(s, parent));
}

bool
pg_reachable(const struct pg_source *s, const struct pg_collection *c)
{
	const json_t *match;
	size_t i;
	json_array_foreach(json_get(c->json, "match"), i, match) {
		if (usable(s, match))
			return true;
	}
	return false;
}

static void
add_kinds(const struct pg_source *s, const struct pg_collection *c, json_t *kinds)
{
	const json_t *match;
	size_t i;
	json_array_foreach(json_get(c->json, "match"), i, match) {
		if (json_str(match, "identifier"))
			json_object_set_new(kinds, json_str(match, "identifier"), json_true());
		else
			add_kinds(s, pg_source_find(s, json_str(match, "collection")), kinds);
	}
}

const char *const *
pg_kinds_wanted(const struct pg_source *s, const struct pg_collection *c)
{
	auto_drop(json) json_t *kinds = json_object();
	const char *kind;
	json_t *v;
	add_kinds(s, c, kinds);
	const char **list = arena_alloc(s->arena, (json_object_size(kinds) + 1) * sizeof(*list));
	size_t n = 0;
	json_object_foreach(kinds, kind, v)
		list[n++] = arena_strdup(s->arena, kind);
	return list;
}

static void predicate(struct buf *b, const struct pg_source *s, const struct pg_collection *c,
    const json_t *match, int depth);

/*
 * The keys of another collection's rows: every alternative of its match by itself, so that each
 * uses its own index.
 */
static void
parent_predicate(struct buf *b, const struct pg_source *s, const json_t *match, int depth)
{
	const struct pg_collection *parent = pg_source_find(s, json_str(match, "collection"));
	const json_t *way;
	const char *before = " IN (";
	size_t i;
	column(b, depth, json_str(match, "column"));
	json_array_foreach(json_get(parent->json, "match"), i, way) {
		if (!usable(s, way))
			continue;
		buf_addf(b, "%sSELECT ", before);
		column(b, depth + 1, json_str(match, "field"));
		buf_adds(b, " FROM ");
		table(b, parent, depth + 1);
		buf_adds(b, " WHERE ");
		predicate(b, s, parent, way, depth + 1);
		before = " UNION ALL ";
	}
	buf_addc(b, ')');
}

static void
predicate(struct buf *b, const struct pg_source *s, const struct pg_collection *c,
    const json_t *match, int depth)
{
	if (json_str(match, "identifier"))
		pg_identified(b, s, c, match, depth);
	else
		parent_predicate(b, s, match, depth);
}

static void
item(struct buf *b, const struct pg_item *it, size_t n)
{
	buf_adds(b, it->form == PG_PRESENT ? "(" : it->to_json ? "to_json(" : "");
	column(b, 0, it->column->name);
	buf_adds(b, it->form == PG_PRESENT ? " IS NOT NULL)" : it->to_json ? ")" : "");
	buf_addf(b, " AS c%zu", n);
}

/*
 * One alternative's rows; those an earlier alternative has are left to it, so that no row comes
 * twice.
 */
static void
branch(struct buf *b, const struct pg_source *s, const struct pg_collection *c, size_t which)
{
	const json_t *order = json_get(c->json, "order"), *match = json_get(c->json, "match"), *v;
	size_t i;
	buf_adds(b, "SELECT ");
	for (i = 0; i < c->nitems; i++) {
		buf_adds(b, i ? ", " : "");
		item(b, &c->items[i], i);
	}
	json_array_foreach(order, i, v) {
		buf_adds(b, ", ");
		column(b, 0, json_string_value(v));
		buf_addf(b, " AS o%zu", i);
	}
	buf_adds(b, " FROM ");
	table(b, c, 0);
	buf_adds(b, " WHERE ");
	predicate(b, s, c, json_array_get(match, which), 0);
	for (i = 0; i < which; i++) {
		if (!usable(s, json_array_get(match, i)))
			continue;
		buf_adds(b, " AND (");
		predicate(b, s, c, json_array_get(match, i), 0);
		buf_adds(b, ") IS NOT TRUE");
	}
}

static void
rows(struct buf *b, const struct pg_source *s, const struct pg_collection *c)
{
	const json_t *match = json_get(c->json, "match");
	const char *before = " FROM (";
	for (size_t i = 0; i < json_array_size(match); i++) {
		if (!usable(s, json_array_get(match, i)))
			continue;
		buf_adds(b, before);
		branch(b, s, c, i);
		before = " UNION ALL ";
	}
	buf_adds(b, ") AS u");
}

/* ---- values too large for their rows ---- */

#define SLICE_BYTES (512u << 10)
#define TINY_BYTES 512 /* stored; no compression makes LARGE_BYTES of so little */

bool
pg_may_be_large(const struct pg_collection *c)
{
	for (size_t i = 0; i < c->nitems; i++)
		if (c->items[i].measure != PG_SMALL)
			return true;
	return false;
}

/* Nothing is read here that need not be: the length of a text stands in its head. */
static void
is_large(struct buf *b, const struct pg_item *it, const char *value)
{
	if (it->measure == PG_BY_LENGTH)
		buf_addf(b, "octet_length(%s) > %u", value, LARGE_BYTES);
	else
		buf_addf(b,
		    "CASE WHEN pg_column_size(%s) > %d THEN octet_length(%s::text) > %u "
		    "ELSE false END",
		    value, TINY_BYTES, value, LARGE_BYTES);
}

static void
bytes_of(struct buf *b, const struct pg_item *it, const char *value)
{
	buf_addf(b, it->form == PG_BASE64 ? "%s" : "convert_to(%s::text, 'UTF8')", value);
}

static void
key_of(struct buf *b, const struct pg_item *it, const char *value)
{
	buf_adds(b, "left(encode(sha256(");
	bytes_of(b, it, value);
	buf_adds(b, "), 'hex'), 32)");
}

static void
small_item(struct buf *b, const struct pg_item *it, const char *value)
{
	if (it->measure == PG_SMALL) {
		buf_adds(b, value);
		return;
	}
	buf_adds(b, "CASE WHEN ");
	is_large(b, it, value);
	buf_addf(b, " THEN NULL ELSE %s END", value);
}

static void
large_items(struct buf *b, const struct pg_collection *c)
{
	const char *before = ", CASE WHEN ";
	for (size_t i = 0; i < c->nitems; i++) {
		char value[32];
		(void)snprintf(value, sizeof(value), "c%zu", i);
		if (c->items[i].measure == PG_SMALL)
			continue;
		buf_adds(b, before);
		is_large(b, &c->items[i], value);
		before = " OR ";
	}
	buf_adds(b, " THEN concat_ws(' '");
	for (size_t i = 0; i < c->nitems; i++) {
		char value[32];
		(void)snprintf(value, sizeof(value), "c%zu", i);
		if (c->items[i].measure == PG_SMALL)
			continue;
		buf_adds(b, ", CASE WHEN ");
		is_large(b, &c->items[i], value);
		buf_addf(b, " THEN '%zu:' || ", i);
		key_of(b, &c->items[i], value);
		buf_adds(b, " END");
	}
	buf_adds(b, ") END");
}

/* The bytes are made once a value, and cut from there: OFFSET 0 keeps that apart. */
const char *
pg_select_slices(const struct pg_source *s, const struct pg_collection *c, size_t i)
{
	const struct pg_item *it = &c->items[i];
	auto_drop(buf) struct buf b = { 0 };
	char value[32];
	(void)snprintf(value, sizeof(value), "c%zu", i);
	buf_addf(&b,
	    "SELECT d.k, g.n, substring(x.b FROM g.n * %u + 1 FOR %u) FROM (SELECT DISTINCT ON (k) "
	    "k, v FROM (SELECT ",
	    SLICE_BYTES, SLICE_BYTES);
	key_of(&b, it, value);
	buf_addf(&b, " AS k, %s AS v", value);
	rows(&b, s, c);
	buf_adds(&b, " WHERE ");
	is_large(&b, it, value);
	buf_adds(&b, ") AS l ORDER BY k) AS d CROSS JOIN LATERAL (SELECT ");
	bytes_of(&b, it, "d.v");
	buf_addf(&b,
	    " AS b OFFSET 0) AS x CROSS JOIN LATERAL "
	    "generate_series(0, (octet_length(x.b) - 1) / %u) AS g(n)",
	    SLICE_BYTES);
	return arena_strndup(s->arena, b.data, b.len);
}

const char *
pg_select(const struct pg_source *s, const struct pg_collection *c)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t norder = json_array_size(json_get(c->json, "order"));
	for (size_t i = 0; i < c->nitems; i++) {
		char value[32];
		(void)snprintf(value, sizeof(value), "c%zu", i);
		buf_adds(&b, i ? ", " : "SELECT ");
		small_item(&b, &c->items[i], value);
	}
	if (pg_may_be_large(c))
		large_items(&b, c);
	rows(&b, s, c);
	for (size_t i = 0; i < norder; i++)
		buf_addf(&b, "%so%zu", i ? ", " : " ORDER BY ", i);
	return arena_strndup(s->arena, b.data, b.len);
}
