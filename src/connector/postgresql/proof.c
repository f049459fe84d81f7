/*
 * Before the first row goes: can all of it be done? Keys, rights, what columns take, what blocks a
 * row that is held. Everything that cannot is a problem of its own, so that who mends it sees all.
 */
#include "look.h"

struct proving {
	struct pg *pg;
	const struct pg_catalogue *cat;
	struct arena *a;
	json_t *problems, *wrong;
	struct texts told; /* a problem of many rows is one */
};

static void
tell(struct proving *p, const char *code, const struct pg_table *t, const char *name, int64_t n)
{
	auto_drop(buf) struct buf b = { 0 };
	bool is_new;
	buf_addf(&b, "%s %s %s", code, t->full, name ? name : "");
	(void)texts_add(&p->told, b.data, p->a, &is_new);
	if (!is_new)
		return;
	json_t *j = json_pack("{s:s, s:s}", "code", code, "table", t->full);
	if (name)
		json_object_set_new(j, "name", json_string(name));
	if (n >= 0)
		json_object_set_new(j, "n", json_integer(n));
	json_array_append_new(p->problems, j);
}

/* ---- one table ---- */

/* What nobody can name, no run can be held to: be it that it stays for now. */
static void
prove_key(struct proving *p, const struct pg_table *t, int64_t n)
{
	if (t->kind != 'r' && t->kind != 'p')
		tell(p, "no-key", t, "view", n);
	else if (t->nkey == 0)
		tell(p, "no-key", t, NULL, n);
}

static void
prove_delete(struct proving *p, const struct pg_table *t)
{
	if (!t->may_delete)
		tell(p, "no-privilege", t, "DELETE", -1);
}

/* ---- what a column becomes ---- */

/* A key names its row, here and where others refer to it: it is not written over. */
static bool
is_referred_to(const struct proving *p, const struct pg_table *t, const char *column)
{
	for (size_t i = 0; i < t->nkey; i++)
		if (strcmp(t->key[i]->name, column) == 0)
			return true;
	for (size_t i = 0; i < p->cat->nreferences; i++) {
		const struct pg_reference *ref = &p->cat->references[i];
		for (size_t k = 0; ref->parent == t && k < ref->ncolumns; k++)
			if (strcmp(ref->parent_columns[k], column) == 0)
				return true;
	}
	return false;
}

static size_t
characters(const char *text)
{
	size_t n = 0;
	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

/* As text of its type; the server's word, which a savepoint keeps from ending the transaction. */
static bool
is_of_type(
    struct proving *p, const struct pg_attribute *x, const char *text, bool *ret, struct err *err)
{
	struct err e = { 0 };
	*ret = pg_run(p->pg, "SAVEPOINT proof", NULL, 0, NULL, err) &&
	    pg_run(p->pg, arena_printf(p->a, "SELECT $1::text::%s IS NULL", x->type), &text, 1,
		NULL, &e);
	if (err->kind != ERR_NONE)
		return false;
	if (err_is_transient(e.kind))
		return err_set(err, e.kind, "%s", e.text);
	return pg_run(p->pg, *ret ? "RELEASE SAVEPOINT proof" : "ROLLBACK TO SAVEPOINT proof", NULL,
	    0, NULL, err);
}

static bool
prove_column(
    struct proving *p, const struct pg_table *t, const struct erase_set *set, struct err *err)
{
	const struct pg_attribute *x = pg_attribute_find(t, set->column);
	const char *text = pg_set_value(set->value, p->a);
	auto_drop(buf) struct buf key = { 0 };
	bool is_new, fits = true;
	buf_addf(&key, "=%s %s %s", t->full, set->column, text ? text : "");
	(void)texts_add(&p->told, key.data, p->a, &is_new);
	if (!is_new)
		return true;
	if (!x || x->fixed || is_referred_to(p, t, set->column) || (!text && x->not_null) ||
	    (text && x->length >= 0 && characters(text) > (size_t)x->length)) {
		tell(p, "set", t, set->column, -1);
		return true;
	}
	if (!x->may_set)
		tell(p, "no-privilege", t, arena_printf(p->a, "UPDATE (%s)", set->column), -1);
	if (text && !is_of_type(p, x, text, &fits, err))
		return false;
	if (!fits)
		tell(p, "set", t, set->column, -1);
	return true;
}

/* ---- where what is held is blocked ---- */

static void
prove_blocked(struct proving *p, const struct pg_table *t, const char *column)
{
	static const uint32_t takes_days[] = { 25, 1043, 1082, 1114, 1184 };
	const struct pg_attribute *x = pg_attribute_find(t, column);
	bool fits = false;
	for (size_t i = 0; x && i < array_len(takes_days); i++)
		fits = fits || x->base_oid == takes_days[i];
	if (!fits || x->fixed)
		tell(p, "set", t, column, -1);
	else if (!x->may_set)
		tell(p, "no-privilege", t, arena_printf(p->a, "UPDATE (%s)", column), -1);
}

static const char *
quoted_table(const char *name, struct arena *a)
{
	const char *dot = strchr(name, '.');
	auto_drop(buf) struct buf b = { 0 };
	pg_name(&b, dot ? arena_strndup(a, name, (size_t)(dot - name)) : "public");
	buf_addc(&b, '.');
	pg_name(&b, dot ? dot + 1 : name);
	return arena_strndup(a, b.data, b.len);
}

bool
pg_blocked_visible(struct pg *pg, const struct pg_table *t, const char *view,
    const char *const *keys, size_t n, struct arena *a, int64_t *ret, struct err *err)
{
	auto_drop(buf) struct buf sql = { 0 };
	auto_drop(pgresult) PGresult *res = NULL;
	const char *params[PG_KEY_MAX];
	struct err e = { 0 };
	buf_addf(&sql, "SELECT count(*) FROM %s AS v WHERE (", quoted_table(view, a));
	for (size_t k = 0; k < t->nkey; k++) {
		buf_adds(&sql, k ? ", v." : "v.");
		pg_name(&sql, t->key[k]->name);
		params[k] = pg_array(keys + k, n, t->nkey, a);
	}
	buf_adds(&sql, ") IN (SELECT * FROM unnest(");
	for (size_t k = 0; k < t->nkey; k++)
		buf_addf(&sql, "%s$%zu::text[]::%s[]", k ? ", " : "", k + 1, t->key[k]->base);
	buf_adds(&sql, "))");
	*ret = -1;
	if (!pg_run(pg, "SAVEPOINT proof", NULL, 0, NULL, err))
		return false;
	if (pg_run(pg, sql.data, params, (int)t->nkey, &res, &e)) {
		*ret = strtoll(pg_value(res, 0, 0), NULL, 10);
		return pg_run(pg, "RELEASE SAVEPOINT proof", NULL, 0, NULL, err);
	}
	if (err_is_transient(e.kind))
		return err_set(err, e.kind, "%s", e.text);
	return pg_run(pg, "ROLLBACK TO SAVEPOINT proof", NULL, 0, NULL, err);
}

static bool
look_at_view(
    struct look *l, struct proving *p, const struct pg_set *set, const char *view, struct err *err)
{
	int64_t n;
	if (!set->keys)
		return true;
	if (!pg_blocked_visible(l->pg, set->table, view, set->keys, set->n, l->a, &n, err))
		return false;
	if (n < 0)
		tell(p, "view", set->table, view, -1);
	else if (n > 0)
		look_note(l, "view", set->table->full, view, n);
	return true;
}

/* ---- all of it ---- */

static const struct erase_rule *
rule_of(const struct look *l, const struct pg_set *set)
{
	return &l->collections[set->collection - l->s->all].rule;
}

/* What is restricted must not be where it is read from: of rows that are so already it is told. */
static bool
prove_restricted(struct look *l, struct proving *p, const struct pg_set *set, struct err *err)
{
	const char *view = rule_of(l, set)->blocked_view;
	int64_t n = 0;
	if (!view || !set->keys)
		return true;
	if (set->verdict->verdict == VERDICT_KEEP)
		return look_at_view(l, p, set, view, err);
	if (!pg_blocked_visible(l->pg, set->table, view, set->keys, set->n, l->a, &n, err))
		return false;
	if (n < 0)
		tell(p, "view", set->table, view, -1);
	return true;
}

static bool
prove_writing(struct look *l, struct proving *p, const struct pg_set *set, struct err *err)
{
	const struct row_verdict *v = set->verdict;
	if (v->verdict == VERDICT_UNDECIDABLE)
		return true; /* people's */
	if (v->verdict != VERDICT_SET)
		return prove_restricted(l, p, set, err);
	prove_key(p, set->table, (int64_t)set->n);
	if (!set->table->may_lock)
		tell(p, "no-privilege", set->table, "UPDATE", -1);
	for (size_t i = 0; i < v->nset; i++)
		if (!prove_column(p, set->table, &v->set[i], err))
			return false;
	return prove_restricted(l, p, set, err);
}

static bool
prove_set(struct look *l, struct proving *p, const struct pg_set *set, struct err *err)
{
	const struct row_verdict *v = set->verdict;
	const struct erase_rule *rule = rule_of(l, set);
	if (l->action != ACTION_ERASE)
		return prove_writing(l, p, set, err);
	bool held = v->verdict == VERDICT_HOLD, blocks = held && rule->blocked_column;
	if (rule->act != ERASE_NOTHING || v->act != ERASE_NOTHING || blocks)
		prove_key(p, set->table, (int64_t)set->n);
	if (v->act == ERASE_NOTHING && !blocks)
		return !held || !rule->blocked_view ||
		    look_at_view(l, p, set, rule->blocked_view, err);
	if (!set->table->may_lock) /* SELECT ... FOR UPDATE asks for UPDATE of a column at least */
		tell(p, "no-privilege", set->table, "UPDATE", -1);
	if (v->act == ERASE_DELETE)
		prove_delete(p, set->table);
	for (size_t i = 0; i < v->nset && v->act == ERASE_ANONYMISE; i++)
		if (!prove_column(p, set->table, &v->set[i], err))
			return false;
	if (blocks)
		prove_blocked(p, set->table, rule->blocked_column);
	return !held || !rule->blocked_view || look_at_view(l, p, set, rule->blocked_view, err);
}

bool
look_proofs(struct look *l, struct err *err)
{
	struct proving p = { l->pg, l->cat, l->a, l->ret->problems, l->wrong, { 0 } };
	bool ok = true;
	for (size_t i = 0; i < l->ret->nsets && ok; i++)
		ok = prove_set(l, &p, &l->ret->sets[i], err);
	texts_release(&p.told);
	return ok;
}

static bool
prove_rule(
    struct proving *p, const struct pg_table *t, const struct erase_rule *rule, struct err *err)
{
	prove_key(p, t, -1);
	if (!t->may_lock)
		tell(p, "no-privilege", t, "UPDATE", -1);
	if (rule->act == ERASE_DELETE)
		prove_delete(p, t);
	for (size_t i = 0; i < rule->nset; i++)
		if (!prove_column(p, t, &rule->set[i], err))
			return false;
	for (size_t i = 0; i < rule->npersons; i++) {
		const struct erase_person *x = &rule->persons[i];
		if (x->shared == ERASE_DELETE)
			prove_delete(p, t);
		for (size_t k = 0; k < x->nset; k++)
			if (!prove_column(p, t, &x->set[k], err))
				return false;
	}
	if (rule->blocked_column)
		prove_blocked(p, t, rule->blocked_column);
	return true;
}

static bool
prove_view(
    struct look *l, struct proving *p, const struct pg_table *t, const char *view, struct err *err)
{
	int64_t n = 0;
	if (t->nkey > 0 && !pg_blocked_visible(l->pg, t, view, NULL, 0, l->a, &n, err))
		return false;
	if (n < 0)
		tell(p, "view", t, view, -1);
	return true;
}

/* ---- what only writes, whoever the person is ---- */

static bool
prove_written(struct proving *p, const struct pg_table *t, const struct pg_collection *c,
    const json_t *set, const char *for_what, struct err *err)
{
	const char *column;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)set, column, value) {
		const struct erase_set one = { .column = column, .value = value };
		const struct pg_attribute *x = pg_attribute_find(t, column);
		if (!x)
			pg_problem(p->wrong, c, "no column %s in %s.%s, which its %s names", column,
			    c->schema, c->table, for_what);
		else if (!x->may_read)
			tell(p, "no-privilege", t, arena_printf(p->a, "SELECT (%s)", column), -1);
		if (x && !prove_column(p, t, &one, err))
			return false;
	}
	return true;
}

static void
prove_correctable(struct proving *p, const struct pg_table *t, const struct pg_collection *c)
{
	size_t i;
	const json_t *v;
	json_array_foreach(json_get(c->json, "rectify"), i, v) {
		const char *column = json_string_value(v);
		const struct pg_attribute *x = pg_attribute_find(t, column);
		if (!x)
			pg_problem(p->wrong, c, "no column %s in %s.%s, which its %s names", column,
			    c->schema, c->table, "rectify");
		else if (x->fixed || is_referred_to(p, t, column))
			tell(p, "set", t, column, -1);
		else if (!x->may_set || !x->may_read)
			tell(p, "no-privilege", t,
			    arena_printf(p->a, "SELECT (%s), UPDATE (%s)", column, column), -1);
	}
}

static bool
prove_writes(struct look *l, struct proving *p, const struct look_collection *c, struct err *err)
{
	const json_t *json = c->c->json, *restriction = json_get(json, "restrict"), *entry;
	const struct pg_table *t = c->t->table;
	const char *view = json_str(restriction, "view");
	size_t i;
	if (!restriction && !json_get(json, "rectify") && !json_get(json, "suppress"))
		return true;
	prove_key(p, t, -1);
	if (!t->may_lock)
		tell(p, "no-privilege", t, "UPDATE", -1);
	prove_correctable(p, t, c->c);
	json_array_foreach(json_get(json, "suppress"), i, entry)
		if (!prove_written(p, t, c->c, json_get(entry, "set"), "suppress", err))
			return false;
	return prove_written(p, t, c->c, json_get(restriction, "set"), "restrict", err) &&
	    prove_written(p, t, c->c, json_get(restriction, "lift"), "restrict", err) &&
	    (!view || prove_view(l, p, t, view, err));
}

bool
look_prove_rules(struct look *l, struct err *err)
{
	struct proving p = { l->pg, l->cat, l->a, l->ret->problems, l->wrong, { 0 } };
	bool ok = true;
	for (size_t i = 0; i < l->s->n && ok; i++) {
		const struct look_collection *c = &l->collections[i];
		ok = prove_writes(l, &p, c, err);
		if (!ok || c->rule.act == ERASE_ASK || !c->t->table->is_changed)
			continue;
		ok = prove_rule(&p, c->t->table, &c->rule, err) &&
		    (!c->rule.blocked_view ||
			prove_view(l, &p, c->t->table, c->rule.blocked_view, err));
	}
	texts_release(&p.told);
	return ok;
}

/* ---- the epoch ---- */

bool
pg_epoch(struct pg *pg, const struct pg_source *s, const json_t *system, bool *ret_has,
    int64_t *ret, struct err *err)
{
	const char *table = json_str(json_get(system, "erasure"), "epoch");
	auto_drop(pgresult) PGresult *res = NULL;
	struct err e = { 0 };
	*ret_has = false;
	if (!table)
		return true;
	if (!pg_run(pg, "SAVEPOINT proof", NULL, 0, NULL, err))
		return false;
	const char *name = quoted_table(table, s->arena);
	bool there = pg_run(pg,
	    arena_printf(s->arena,
		"SELECT count(*), max(epoch), has_column_privilege($1::text, 'epoch', 'UPDATE')"
		" FROM %s",
		name),
	    &name, 1, &res, &e);
	if (err_is_transient(e.kind))
		return err_set(err, e.kind, "%s", e.text);
	*ret_has = there && strcmp(pg_value(res, 0, 0), "1") == 0 && !PQgetisnull(res, 0, 1) &&
	    pg_value(res, 0, 2)[0] == 't';
	*ret = *ret_has ? strtoll(pg_value(res, 0, 1), NULL, 10) : 0;
	return pg_run(pg, there ? "RELEASE SAVEPOINT proof" : "ROLLBACK TO SAVEPOINT proof", NULL,
	    0, NULL, err);
}
