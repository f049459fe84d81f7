/*
 * A draft for the administrator of an organisation's own database: triggers that refuse to write to
 * what is held, with its last day, or restricted, and views without that. It is printed and never
 * installed.
 */
#include "dossier/dsn.h"
#include "hold_private.h"

/* "a""b": a name as PostgreSQL reads it, whatever stands in it. */
static void
put_name(struct buf *b, const char *name, size_t n)
{
	buf_addc(b, '"');
	for (size_t i = 0; i < n; i++) {
		if (name[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, name[i]);
	}
	buf_addc(b, '"');
}

static void
put_text(struct buf *b, const char *text)
{
	buf_addc(b, '\'');
	for (const char *p = text; *p; p++) {
		if (*p == '\'')
			buf_addc(b, '\'');
		buf_addc(b, *p);
	}
	buf_addc(b, '\'');
}

static void
put_table(struct buf *b, const char *table)
{
	const char *dot = strchr(table, '.');
	if (dot) {
		put_name(b, table, (size_t)(dot - table));
		buf_addc(b, '.');
	}
	table = dot ? dot + 1 : table;
	put_name(b, table, strlen(table));
}

/* In the schema of its table: "app"."dossier_held_invoices". */
static void
put_function(struct buf *b, const char *table, const char *what)
{
	auto_drop(buf) struct buf name = { 0 };
	const char *dot = strchr(table, '.');
	buf_addf(&name, "dossier_%s_%s", what, dot ? dot + 1 : table);
	if (dot) {
		put_name(b, table, (size_t)(dot - table));
		buf_addc(b, '.');
	}
	put_name(b, name.data, name.len);
}

/* Whoever is not ${role} writes nothing to rows of which ${when} is so, and reads ${says}. */
static void
put_trigger(struct buf *b, const char *table, const char *what, const char *when, const char *says,
    const char *role)
{
	auto_drop(buf) struct buf body = { 0 }, tag = { 0 };
	buf_addf(&body, "\nBEGIN\n    IF %s AND current_user <> ", when);
	put_text(&body, role);
	buf_addf(&body,
	    " THEN\n        RAISE EXCEPTION %s\n            USING ERRCODE = 'check_violation';\n"
	    "    END IF;\n"
	    "    IF TG_OP = 'DELETE' THEN\n        RETURN OLD;\n    END IF;\n"
	    "    RETURN NEW;\nEND ",
	    says);
	buf_addf(&tag, "$%s", what);
	while (strstr(body.data, tag.data)) /* a name of the register's does not end it */
		buf_addc(&tag, '_');
	buf_adds(b, "\nCREATE FUNCTION ");
	put_function(b, table, what);
	buf_addf(b,
	    "() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS "
	    "%s$%s%s$;\nCREATE TRIGGER dossier_%s BEFORE UPDATE OR DELETE ON ",
	    tag.data, body.data, tag.data, what);
	put_table(b, table);
	buf_adds(b, " FOR EACH ROW EXECUTE FUNCTION ");
	put_function(b, table, what);
	buf_adds(b, "();\n");
}

/* What is held, through the day that stands in ${column}. */
static void
put_held(struct buf *b, const char *table, const char *column, const char *role)
{
	auto_drop(buf) struct buf day = { 0 }, when = { 0 }, says = { 0 };
	buf_adds(&day, "OLD.");
	put_name(&day, column, strlen(column));
	buf_addf(&when, "%s >= current_date", day.data);
	buf_addf(&says,
	    "'this record is held through %% (art. 17(3)(b) GDPR): it is not written to', %s",
	    day.data);
	put_trigger(b, table, "held", when.data, says.data, role);
}

/* ---- what is restricted (art. 18(2), recital 67) ---- */

/* As the mark of the register has it; ${row}: "OLD.", or "" of the row itself. */
static void
put_marked(struct buf *b, const json_t *set, const char *row)
{
	const char *column, *sep = "(";
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)set, column, value) {
		auto_drop(buf) struct buf text = { 0 };
		buf_addf(b, "%s%s", sep, row);
		put_name(b, column, strlen(column));
		if (!json_is_string(value) && !json_is_null(value))
			json_put(value, &text);
		if (json_is_null(value))
			buf_adds(b, " IS NULL");
		else {
			buf_adds(b, " IS NOT DISTINCT FROM ");
			put_text(b, json_is_string(value) ? json_string_value(value) : text.data);
		}
		sep = " AND ";
	}
	buf_addc(b, ')');
}

static void
put_restricted(struct buf *b, const char *table, const json_t *restriction, const char *role)
{
	auto_drop(buf) struct buf when = { 0 };
	const json_t *set = json_get(restriction, "set");
	const char *view = json_str(restriction, "view");
	put_marked(&when, set, "OLD.");
	put_trigger(b, table, "restricted", when.data,
	    "'this record is restricted (art. 18(2) GDPR): it is only stored'", role);
	if (!view)
		return;
	buf_adds(b, "CREATE OR REPLACE VIEW ");
	put_table(b, view);
	buf_adds(b, " WITH (security_barrier) AS SELECT * FROM ");
	put_table(b, table);
	buf_adds(b, " WHERE NOT ");
	put_marked(b, set, "");
	buf_adds(b, ";\n");
}

/* As whom its changes are made; a word to be replaced where that is not said. */
static bool
change_role_of(struct installation *in, const struct org *org, const struct reg *reg,
    const struct system *s, struct arena *a, const char **ret, struct err *err)
{
	auto_drop(system_settings) struct system_settings settings = { 0 };
	if (!system_settings(in, org, reg, s, a, &settings, err))
		return false;
	const char *dsn = json_str(settings.values, "dsn_change");
	const char *user = dsn ? dsn_value(dsn, "user", a) : NULL;
	*ret = user ? user : "THE ROLE OF dsn_change";
	return true;
}

json_t *
view_hold_ddl(struct installation *in, const struct actor *who, const char *slug,
    const char *system, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf b = { 0 };
	struct org org;
	const char *role;
	size_t i, n = 0;
	const json_t *c;
	if (!installation_org(in, who, slug, act_roles(ACT_REGISTER), a, &org, err))
		return NULL;
	const struct reg *reg = register_of(in, &org, 0, err);
	const struct system *s = reg ? reg_system(reg, system) : NULL;
	if (reg && !s)
		(void)err_set(err, ERR_NOTFOUND, "the register has no system %.40s", system);
	if (!s || !change_role_of(in, &org, reg, s, a, &role, err))
		return NULL;
	buf_addf(&b,
	    "-- A draft for whoever administers the database of %s: read it, and install it or "
	    "not. Dossier never does.\n"
	    "-- What is held or restricted is not written to, but by the role that erases; a view "
	    "that the register names shows nothing that is restricted.\n",
	    s->id);
	json_array_foreach(json_get(s->json, "collections"), i, c) {
		const char *table = json_str(c, "table");
		const char *column = json_str(json_get(json_get(c, "erase"), "blocked"), "column");
		const json_t *restriction = json_get(c, "restrict");
		if (table && column)
			put_held(&b, table, column, role);
		if (table && restriction)
			put_restricted(&b, table, restriction, role);
		n += table && (column || restriction);
	}
	if (n > 0)
		return json_pack("{s:s, s:s}", "system", s->id, "ddl", b.data);
	(void)err_set(err, ERR_NOTFOUND,
	    "no collection of %s has a column that is given the last day of what is held, or a "
	    "mark of what is restricted: say it in the register (erase.blocked.column, restrict)",
	    s->id);
	return NULL;
}
