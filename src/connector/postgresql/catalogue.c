/*
 * What the tables of the collections are, for who is to change them: columns, key, foreign keys
 * from and to, what runs when a row is written, what the role may, and the fingerprint of all that.
 * Reads the catalogue alone, never a row.
 */
#include "dossier/digest.h"

#include "change.h"

/*
 * The tables asked for, by the place in the list; and with what inherits from them, partitions
 * among it. $1 schemas, $2 names.
 */
#define MINE                                                                                       \
	"WITH RECURSIVE mine AS (SELECT u.ord::int, c.oid, c.relkind FROM"                         \
	" unnest($1::text[], $2::text[]) WITH ORDINALITY AS u(schema, name, ord)"                  \
	" JOIN pg_namespace n ON n.nspname = u.schema"                                             \
	" JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = u.name"                        \
	" AND c.relkind IN ('r', 'v', 'm', 'p', 'f')),"                                            \
	" family AS (SELECT ord, oid FROM mine UNION"                                              \
	" SELECT f.ord, i.inhrelid FROM family f JOIN pg_inherits i ON i.inhparent = f.oid) "

static const char sql_tables[] =
    MINE "SELECT m.ord, c.relkind, row_security_active(c.oid),"
	 " has_table_privilege(c.oid, 'DELETE'), has_any_column_privilege(c.oid, 'UPDATE'),"
	 " c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid)"
	 " FROM mine m JOIN pg_class c ON c.oid = m.oid ORDER BY m.ord";

/* The place in the key comes last; to_jsonb() knows no attgenerated before PostgreSQL 12. */
static const char sql_attributes[] =
    MINE ", keys AS (SELECT DISTINCT ON (m.ord) m.ord,"
	 " (i.indkey::int2[])[0:i.indnkeyatts - 1] AS columns FROM mine m"
	 " JOIN pg_index i ON i.indrelid = m.oid AND i.indisunique AND i.indisvalid"
	 " AND i.indpred IS NULL AND i.indexprs IS NULL AND (i.indisprimary OR i.indimmediate)"
	 " JOIN pg_class x ON x.oid = i.indexrelid"
	 " WHERE m.relkind IN ('r', 'p') AND NOT EXISTS (SELECT FROM pg_attribute a"
	 " WHERE a.attrelid = m.oid AND NOT a.attnotnull"
	 " AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))"
	 " ORDER BY m.ord, i.indisprimary DESC, i.indnkeyatts, x.relname)"
	 "SELECT m.ord, a.attname, format_type(a.atttypid, a.atttypmod), format_type(b.oid, -1),"
	 " b.oid, b.typcategory, CASE WHEN b.oid IN (1042, 1043) AND b.typmod > 4"
	 " THEN b.typmod - 4 ELSE -1 END, a.attnotnull OR b.is_not_null,"
	 " a.attidentity = 'a' OR coalesce(to_jsonb(a) ->> 'attgenerated', '') <> '',"
	 " has_column_privilege(a.attrelid, a.attnum, 'SELECT'),"
	 " has_column_privilege(a.attrelid, a.attnum, 'UPDATE'),"
	 " coalesce(array_position(k.columns, a.attnum) - array_lower(k.columns, 1), -1)"
	 " FROM mine m JOIN pg_attribute a ON a.attrelid = m.oid AND a.attnum > 0"
	 " AND NOT a.attisdropped LEFT JOIN keys k ON k.ord = m.ord"
	 " CROSS JOIN LATERAL (WITH RECURSIVE d AS ("
	 "  SELECT t.oid, t.typtype, t.typbasetype, t.typcategory, t.typnotnull AS is_not_null,"
	 "  a.atttypmod AS typmod, t.typtypmod FROM pg_type t WHERE t.oid = a.atttypid UNION ALL"
	 "  SELECT t.oid, t.typtype, t.typbasetype, t.typcategory, d.is_not_null OR t.typnotnull,"
	 "  d.typtypmod, t.typtypmod FROM d"
	 "  JOIN pg_type t ON d.typtype = 'd' AND t.oid = d.typbasetype)"
	 " SELECT oid, typcategory, typmod, is_not_null FROM d WHERE typtype <> 'd') b"
	 " ORDER BY m.ord, a.attnum";

/*
 * Of a partitioned table a foreign key stands at each partition again: those are left out, unless a
 * partition is what the register names. One at a partition alone counts for its table.
 */
static const char sql_references[] = MINE
    "SELECT con.conname, cn.nspname, c.relname, mc.ord, mp.ord, con.confdeltype, ca.attname,"
    " pa.attname, has_column_privilege(c.oid, ca.attnum, 'SELECT')"
    " AND NOT row_security_active(c.oid), con.oid, format_type(pa.atttypid, NULL)"
    " FROM pg_constraint con"
    " LEFT JOIN pg_constraint up ON up.oid = con.conparentid"
    " JOIN pg_class c ON c.oid = con.conrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace"
    " LEFT JOIN LATERAL (SELECT min(ord) AS ord FROM mine WHERE oid = con.conrelid) mc ON true"
    " LEFT JOIN LATERAL (SELECT min(ord) AS ord FROM family WHERE oid = con.confrelid) mp ON true"
    " CROSS JOIN LATERAL unnest(con.conkey, con.confkey) WITH ORDINALITY AS k(child, parent, n)"
    " JOIN pg_attribute ca ON ca.attrelid = con.conrelid AND ca.attnum = k.child"
    " JOIN pg_attribute pa ON pa.attrelid = con.confrelid AND pa.attnum = k.parent"
    " WHERE con.contype = 'f' AND CASE WHEN con.conparentid = 0"
    " THEN con.conrelid IN (SELECT oid FROM family) OR con.confrelid IN (SELECT oid FROM family)"
    " ELSE (con.confrelid IN (SELECT oid FROM mine)"
    " AND up.confrelid NOT IN (SELECT oid FROM mine))"
    " OR (con.conrelid IN (SELECT oid FROM mine) AND up.conrelid NOT IN (SELECT oid FROM mine))"
    " END ORDER BY cn.nspname COLLATE \"C\", c.relname COLLATE \"C\", con.conname COLLATE \"C\","
    " con.oid, k.n";

/*
 * What a change of the schema changes, as text, without numbers of objects: a table that was
 * restored has the same. The last column: it runs where a row goes or is written over, before or
 * after: it may keep it, or a copy.
 */
static const char sql_definitions[] = MINE
    "SELECT x.ord, x.kind, x.name, x.def, x.runs FROM ("
    "SELECT m.ord, 'table' AS kind, ''::text AS name, concat_ws(' ', c.relkind, c.relrowsecurity,"
    " c.relforcerowsecurity, (SELECT string_agg(i.inhrelid::regclass::text, ' ' ORDER BY"
    "  i.inhrelid::regclass::text COLLATE \"C\") FROM pg_inherits i WHERE i.inhparent = c.oid"
    "  AND c.relkind = 'r'), CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END)"
    " AS def, false AS runs FROM mine m JOIN pg_class c ON c.oid = m.oid"
    " UNION ALL SELECT m.ord, 'column', a.attname::text, concat_ws(' ',"
    " format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,"
    " to_jsonb(a) ->> 'attgenerated', pg_get_expr(d.adbin, d.adrelid)), false"
    " FROM mine m JOIN pg_attribute a ON a.attrelid = m.oid AND a.attnum > 0"
    " AND NOT a.attisdropped"
    " LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    " UNION ALL SELECT f.ord, 'constraint', con.conname::text,"
    " concat_ws(' ', con.conrelid::regclass, pg_get_constraintdef(con.oid)), false"
    " FROM family f JOIN pg_constraint con ON (con.conrelid = f.oid OR con.confrelid = f.oid)"
    " AND con.conparentid = 0 AND con.contype IN ('p', 'u', 'c', 'x', 'f')"
    " UNION ALL SELECT m.ord, 'index', x.relname::text, pg_get_indexdef(i.indexrelid), false"
    " FROM mine m JOIN pg_index i ON i.indrelid = m.oid AND i.indisunique"
    " JOIN pg_class x ON x.oid = i.indexrelid"
    " UNION ALL SELECT f.ord, 'trigger', t.tgname::text, concat_ws(' ', t.tgenabled,"
    " pg_get_triggerdef(t.oid), p.prosecdef, p.proconfig, l.lanname, p.probin, p.prosrc),"
    " t.tgenabled IN ('O', 'A') AND t.tgtype & 24 <> 0 FROM family f"
    " JOIN pg_trigger t ON t.tgrelid = f.oid AND NOT t.tgisinternal"
    " AND coalesce(to_jsonb(t) ->> 'tgparentid', '0') = '0'"
    " JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang"
    " UNION ALL SELECT m.ord, 'rule', r.rulename::text, concat_ws(' ', r.ev_enabled,"
    " pg_get_ruledef(r.oid)), r.ev_enabled IN ('O', 'A') AND r.ev_type IN ('2', '4') FROM mine m"
    " JOIN pg_rewrite r ON r.ev_class = m.oid AND r.rulename <> '_RETURN'"
    " UNION ALL SELECT m.ord, 'policy', p.polname::text, concat_ws(' ', p.polcmd,"
    " p.polpermissive, (SELECT string_agg(g.rolname, ' ' ORDER BY g.rolname COLLATE \"C\")"
    "  FROM pg_roles g WHERE g.oid = ANY (p.polroles)), pg_get_expr(p.polqual, p.polrelid),"
    " pg_get_expr(p.polwithcheck, p.polrelid)), false"
    " FROM mine m JOIN pg_policy p ON p.polrelid = m.oid"
    ") x ORDER BY x.ord, x.kind COLLATE \"C\", x.name COLLATE \"C\", x.def COLLATE \"C\"";

struct reading {
	struct pg *pg;
	struct pg_source *s;
	struct pg_catalogue *c;
	const char *params[2];
};

/* ---- the tables ---- */

/* Has its rule anything done to a row? One by which all stays as it is needs no right to write. */
static bool
is_to_change(const struct pg_collection *c)
{
	const json_t *erase = json_get(c->json, "erase"), *p;
	size_t i;
	if (!erase)
		return false;
	if (strcmp(json_str_or(erase, "do", ""), "keep") != 0 || json_get(erase, "set"))
		return true;
	json_array_foreach(json_get(erase, "persons"), i, p)
		if (strcmp(json_str_or(p, "shared", "keep"), "keep") != 0)
			return true;
	return false;
}

static struct pg_table *
table_of(struct reading *r, const struct pg_collection *c)
{
	struct pg_catalogue *cat = r->c;
	struct arena *a = r->s->arena;
	for (size_t i = 0; i < cat->ntables; i++)
		if (strcmp(cat->tables[i].schema, c->schema) == 0 &&
		    strcmp(cat->tables[i].name, c->table) == 0)
			return &cat->tables[i];
	auto_drop(buf) struct buf quoted = { 0 };
	pg_name(&quoted, c->schema);
	buf_addc(&quoted, '.');
	pg_name(&quoted, c->table);
	cat->tables[cat->ntables] = (struct pg_table){
		.schema = c->schema,
		.name = c->table,
		.full = arena_printf(a, "%s.%s", c->schema, c->table),
		.quoted = arena_strndup(a, quoted.data, quoted.len),
	};
	return &cat->tables[cat->ntables++];
}

static void
list_tables(struct reading *r)
{
	struct arena *a = r->s->arena;
	struct pg_catalogue *cat = r->c;
	cat->tables = arena_alloc(a, (r->s->n + 1) * sizeof(*cat->tables));
	cat->of = arena_alloc(a, (r->s->n + 1) * sizeof(*cat->of));
	for (size_t i = 0; i < r->s->n; i++) {
		struct pg_table *t = table_of(r, &r->s->all[i]);
		t->is_changed = t->is_changed || is_to_change(&r->s->all[i]);
		cat->of[i] = t;
	}
	const char **schemas = arena_alloc(a, (cat->ntables + 1) * sizeof(*schemas));
	const char **names = arena_alloc(a, (cat->ntables + 1) * sizeof(*names));
	for (size_t i = 0; i < cat->ntables; i++) {
		schemas[i] = cat->tables[i].schema;
		names[i] = cat->tables[i].name;
	}
	r->params[0] = pg_array(schemas, cat->ntables, 1, a);
	r->params[1] = pg_array(names, cat->ntables, 1, a);
}

static bool
is_true(const PGresult *res, int row, int column)
{
	return pg_value(res, row, column)[0] == 't';
}

/* Of a number that the list gave: from 1. NULL: of none. */
static struct pg_table *
table_at(const struct reading *r, const PGresult *res, int row, int column)
{
	unsigned long ord = strtoul(pg_value(res, row, column), NULL, 10);
	return ord > 0 && ord <= r->c->ntables ? &r->c->tables[ord - 1] : NULL;
}

static bool
read_tables(struct reading *r, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!pg_run(r->pg, sql_tables, r->params, 2, &res, err))
		return false;
	for (int i = 0; i < PQntuples(res); i++) {
		struct pg_table *t = table_at(r, res, i, 0);
		if (!t)
			continue;
		t->kind = pg_value(res, i, 1)[0];
		t->hides_rows = is_true(res, i, 2);
		t->may_delete = is_true(res, i, 3);
		t->may_lock = is_true(res, i, 4);
		t->is_parent = is_true(res, i, 5);
	}
	return true;
}

/* ---- their columns ---- */

static const struct pg_attribute *
read_attribute(const struct reading *r, const PGresult *res, int i, struct pg_attribute *ret)
{
	struct arena *a = r->s->arena;
	*ret = (struct pg_attribute){
		.name = arena_strdup(a, pg_value(res, i, 1)),
		.type = arena_strdup(a, pg_value(res, i, 2)),
		.base = arena_strdup(a, pg_value(res, i, 3)),
		.base_oid = (uint32_t)strtoul(pg_value(res, i, 4), NULL, 10),
		.category = pg_value(res, i, 5)[0],
		.length = (int32_t)strtol(pg_value(res, i, 6), NULL, 10),
		.not_null = is_true(res, i, 7),
		.fixed = is_true(res, i, 8),
		.may_read = is_true(res, i, 9),
		.may_set = is_true(res, i, 10),
	};
	return ret;
}

static void
take_attributes(struct reading *r, const PGresult *res, struct pg_table *t, int first, int n)
{
	struct arena *a = r->s->arena;
	const struct pg_attribute **key = arena_alloc(a, ((size_t)n + 1) * sizeof(*key));
	t->attributes = arena_alloc(a, ((size_t)n + 1) * sizeof(*t->attributes));
	t->nattributes = (size_t)n;
	t->key = key;
	for (int i = 0; i < n; i++) {
		const struct pg_attribute *x = read_attribute(r, res, first + i, &t->attributes[i]);
		long place = strtol(pg_value(res, first + i, 11), NULL, 10);
		if (place < 0 || place >= n)
			continue;
		key[place] = x;
		t->nkey++;
	}
	if (t->is_parent || t->nkey > PG_KEY_MAX)
		t->nkey = 0;
}

/* As the statements that find rows know them. */
static void
give_columns(const struct reading *r)
{
	for (size_t i = 0; i < r->s->n; i++) {
		struct pg_collection *c = &r->s->all[i];
		const struct pg_table *t = r->c->of[i];
		c->ncolumns = t->nattributes;
		c->columns = arena_alloc(r->s->arena, (t->nattributes + 1) * sizeof(*c->columns));
		for (size_t k = 0; k < t->nattributes; k++)
			c->columns[k] = (struct pg_column){
				.name = t->attributes[k].name,
				.type = t->attributes[k].base_oid,
				.category = t->attributes[k].category,
				.readable = t->attributes[k].may_read,
			};
	}
}

static bool
read_attributes(struct reading *r, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!pg_run(r->pg, sql_attributes, r->params, 2, &res, err))
		return false;
	for (int i = 0, n; i < PQntuples(res); i += n) {
		struct pg_table *t = table_at(r, res, i, 0);
		for (n = 1; i + n < PQntuples(res) && table_at(r, res, i + n, 0) == t; n++)
			;
		if (t)
			take_attributes(r, res, t, i, n);
	}
	give_columns(r);
	return true;
}

const struct pg_attribute *
pg_attribute_find(const struct pg_table *t, const char *name)
{
	for (size_t i = 0; i < t->nattributes; i++)
		if (strcmp(t->attributes[i].name, name) == 0)
			return &t->attributes[i];
	return NULL;
}

/* ---- foreign keys ---- */

static void
take_reference(struct reading *r, const PGresult *res, int first, int n)
{
	struct arena *a = r->s->arena;
	struct pg_reference *ref = &r->c->references[r->c->nreferences++];
	const char **columns = arena_alloc(a, ((size_t)n + 1) * sizeof(*columns));
	const char **parents = arena_alloc(a, ((size_t)n + 1) * sizeof(*parents));
	const char **types = arena_alloc(a, ((size_t)n + 1) * sizeof(*types));
	auto_drop(buf) struct buf quoted = { 0 };
	pg_name(&quoted, pg_value(res, first, 1));
	buf_addc(&quoted, '.');
	pg_name(&quoted, pg_value(res, first, 2));
	*ref = (struct pg_reference){
		.name = arena_strdup(a, pg_value(res, first, 0)),
		.child = table_at(r, res, first, 3),
		.parent = table_at(r, res, first, 4),
		.child_full =
		    arena_printf(a, "%s.%s", pg_value(res, first, 1), pg_value(res, first, 2)),
		.child_quoted = arena_strndup(a, quoted.data, quoted.len),
		.child_readable = true,
		.columns = columns,
		.parent_columns = parents,
		.parent_types = types,
		.ncolumns = (size_t)n,
		.on_delete = pg_value(res, first, 5)[0],
	};
	for (int i = 0; i < n; i++) {
		columns[i] = arena_strdup(a, pg_value(res, first + i, 6));
		parents[i] = arena_strdup(a, pg_value(res, first + i, 7));
		types[i] = arena_strdup(a, pg_value(res, first + i, 10));
		ref->child_readable = ref->child_readable && is_true(res, first + i, 8);
		if (ref->parent && !pg_attribute_find(ref->parent, parents[i]))
			ref->parent = NULL; /* of a table that inherits: that has no key either */
	}
}

static bool
read_references(struct reading *r, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	if (!pg_run(r->pg, sql_references, r->params, 2, &res, err))
		return false;
	r->c->references =
	    arena_alloc(r->s->arena, ((size_t)PQntuples(res) + 1) * sizeof(*r->c->references));
	for (int i = 0, n; i < PQntuples(res); i += n) {
		for (n = 1; i + n < PQntuples(res) &&
		     strcmp(pg_value(res, i, 9), pg_value(res, i + n, 9)) == 0;
		     n++)
			;
		if (n > PG_KEY_MAX)
			return err_set(err, ERR_INPUT, "foreign key %s has more than %d columns",
			    pg_value(res, i, 0), PG_KEY_MAX);
		take_reference(r, res, i, n);
	}
	return true;
}

/* ---- the fingerprint ---- */

static void
take_note(struct reading *r, const PGresult *res, int i)
{
	const struct pg_table *t = table_at(r, res, i, 0);
	if (t && t->is_changed && is_true(res, i, 4))
		json_array_append_new(r->c->notes,
		    json_pack("{s:s, s:s, s:s}", "code", "trigger", "table", t->full, "name",
			pg_value(res, i, 2)));
}

/* By names, not by the places in the list: a collection more is no change of the schema. */
static bool
read_definitions(struct reading *r, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(digest) struct digest *d = digest_new();
	unsigned char sum[SHA256_LEN];
	if (!pg_run(r->pg, sql_definitions, r->params, 2, &res, err))
		return false;
	r->c->notes = json_array();
	for (int i = 0; i < PQntuples(res); i++) {
		const struct pg_table *t = table_at(r, res, i, 0);
		digest_add(d, t ? t->full : "", t ? strlen(t->full) + 1 : 1);
		for (int k = 1; k < 4; k++)
			digest_add(d, pg_value(res, i, k), strlen(pg_value(res, i, k)) + 1);
		take_note(r, res, i);
	}
	digest_end(d, sum);
	(void)hex_put(sum, sizeof(sum), r->c->fingerprint);
	return true;
}

bool
pg_catalogue_read(struct pg *pg, struct pg_source *s, struct pg_catalogue *ret, struct err *err)
{
	struct reading r = { .pg = pg, .s = s, .c = ret };
	*ret = (struct pg_catalogue){ 0 };
	list_tables(&r);
	return read_tables(&r, err) && read_attributes(&r, err) && read_references(&r, err) &&
	    read_definitions(&r, err);
}

void
pg_catalogue_release(struct pg_catalogue *c)
{
	json_decref(c->notes);
	c->notes = NULL;
}
