/*
 * Before rows are looked at: the rules and holds of the collections, which columns have to be read
 * of which table, and what the register names that is not there.
 */
#include "dossier/change_rule.h"
#include "look.h"

/* ---- what has to be read of a table ---- */

/* A column that is there and may be read; else it is said what is wrong. */
static bool
is_readable(struct look *l, const struct look_collection *c, const char *name, const char *for_what)
{
	const struct pg_attribute *x = name ? pg_attribute_find(c->t->table, name) : NULL;
	if (!x)
		pg_problem(l->wrong, c->c, "no column %s in %s.%s, which its %s names",
		    name ? name : "?", c->c->schema, c->c->table, for_what);
	else if (!x->may_read)
		look_problem(l, "no-privilege", c->t->table->full,
		    arena_printf(l->a, "SELECT (%s)", name), -1);
	return x && x->may_read;
}

/* Columns of the key come first, so that a key is the head of a row's cells. */
static void
begin_tables(struct look *l)
{
	l->tables = arena_alloc(l->a, (l->cat->ntables + 1) * sizeof(*l->tables));
	for (size_t i = 0; i < l->cat->ntables; i++) {
		const struct pg_table *table = &l->cat->tables[i];
		struct look_table *t = &l->tables[i];
		t->table = table;
		t->columns = arena_alloc(l->a, (table->nattributes + 1) * sizeof(*t->columns));
		for (size_t k = 0; k < table->nkey; k++)
			(void)look_want(t, table->key[k]->name);
	}
	for (size_t i = 0; i < l->cat->nreferences; i++) {
		const struct pg_reference *ref = &l->cat->references[i];
		for (size_t k = 0; ref->parent && k < ref->ncolumns; k++)
			(void)look_want(
			    &l->tables[ref->parent - l->cat->tables], ref->parent_columns[k]);
		if (!ref->child || !ref->parent)
			continue;
		for (size_t k = 0; k < ref->ncolumns; k++)
			(void)look_want(&l->tables[ref->child - l->cat->tables], ref->columns[k]);
	}
}

/* Outside keys, foreign keys of others may be read by nobody: what cannot be read is no cell. */
static void
check_cells(struct look *l)
{
	for (size_t i = 0; i < l->cat->ntables; i++) {
		const struct look_table *t = &l->tables[i];
		for (size_t k = 0; k < t->ncolumns; k++) {
			const struct pg_attribute *x = pg_attribute_find(t->table, t->columns[k]);
			if (x && !x->may_read)
				look_problem(l, "no-privilege", t->table->full,
				    arena_printf(l->a, "SELECT (%s)", x->name), -1);
		}
		if (t->table->hides_rows)
			look_problem(l, "no-privilege", t->table->full, "BYPASSRLS", -1);
	}
}

/* ---- the collections ---- */

static void
add_link(struct look *l, const char *collection, const char *field)
{
	if (!collection || !field || look_link(l, collection, field))
		return;
	for (size_t i = 0; i < l->s->n; i++) {
		struct look_collection *c = &l->collections[i];
		if (strcmp(c->c->name, collection) != 0)
			continue;
		const struct pg_attribute *x = pg_attribute_find(c->t->table, field);
		struct look_link *links = arena_alloc(l->a, (c->nlinks + 1) * sizeof(*links));
		for (size_t k = 0; k < c->nlinks; k++)
			links[k] = c->links[k];
		c->links = links;
		c->links[c->nlinks++] = (struct look_link){
			.field = field,
			.type = x ? x->base : "text",
			.cell = is_readable(l, c, field, "match") ? look_want(c->t, field) : 0,
			.number = l->nlinks++,
		};
	}
}

/* What earlier looks found: the row it stood in may be gone. */
static void
thaw(struct look *l, struct look_link *link, const char *collection)
{
	const json_t *values =
	    json_get(json_get(json_get(l->change, "links"), collection), link->field);
	const json_t *v;
	size_t i;
	json_array_foreach(values, i, v)
		if (json_is_string(v))
			(void)texts_add(&link->values, json_string_value(v), l->a, NULL);
}

static void
prepare_links(struct look *l)
{
	const json_t *match;
	size_t k;
	for (size_t i = 0; i < l->s->n; i++) {
		struct look_collection *c = &l->collections[i];
		json_array_foreach(json_get(c->c->json, "match"), k, match) {
			(void)is_readable(l, c, json_str(match, "column"), "match");
			for (size_t s = 0; s < c->rule.nset && json_get(match, "collection"); s++)
				c->lets_go = c->lets_go ||
				    strcmp(c->rule.set[s].column,
					json_str_or(match, "column", "")) == 0;
			add_link(l, json_str(match, "collection"), json_str(match, "field"));
		}
		for (k = 0; k < c->rule.npersons && c->is_asked; k++)
			add_link(l, c->rule.persons[k].collection, c->rule.persons[k].field);
	}
	for (size_t i = 0; i < l->s->n; i++)
		for (k = 0; k < l->collections[i].nlinks; k++)
			thaw(l, &l->collections[i].links[k], l->collections[i].c->name);
}

/*
 * Whatever its category: what goes takes the identifiers with it by which other systems find the
 * person.
 */
static void
prepare_yields(struct look *l, struct look_collection *c)
{
	const json_t *list = json_get(c->c->json, "yields"), *v;
	size_t i;
	if (!json_flag(l->change, "yields"))
		return;
	c->yields = arena_alloc(l->a, (json_array_size(list) + 1) * sizeof(*c->yields));
	json_array_foreach(list, i, v) {
		const char *field = json_str(v, "field");
		if (is_readable(l, c, field, "yields"))
			c->yields[c->nyields++] = (struct look_yield){
				.kind = json_str_or(v, "kind", ""),
				.field = field,
				.cell = look_want(c->t, field),
			};
	}
}

static void
prepare_date(struct look *l, const struct look_collection *c, const struct erase_date *from)
{
	(void)is_readable(l, c, from->column, "erase");
	if (!from->collection)
		return;
	for (size_t i = 0; i < l->s->n; i++) {
		const struct look_collection *x = &l->collections[i];
		if (strcmp(x->c->name, from->collection) != 0)
			continue;
		(void)is_readable(l, x, from->field, "erase");
		(void)is_readable(l, x, from->date, "erase");
		return;
	}
	pg_problem(l->wrong, c->c, "no collection %s in this system, which its erase names",
	    from->collection);
}

/* What is written over is read first: by it a row is put back, and known to be as it was. */
static void
prepare_set(struct look *l, struct look_collection *c)
{
	const struct erase_rule *rule = &c->rule;
	c->set_cells = arena_alloc(l->a, (rule->nset + 1) * sizeof(size_t));
	for (size_t i = 0; c->x.sets && i < rule->nset; i++)
		if (is_readable(l, c, rule->set[i].column, action_name(l->action)))
			c->set_cells[i] = look_want(c->t, rule->set[i].column);
}

static void
prepare_rule(struct look *l, struct look_collection *c)
{
	const struct erase_rule *rule = &c->rule;
	c->person_cells = arena_alloc(l->a, (rule->npersons + 1) * sizeof(size_t));
	for (size_t i = 0; i < rule->nkeeps; i++)
		prepare_date(l, c, &rule->keeps[i].from);
	prepare_set(l, c);
	for (size_t i = 0; i < rule->npersons; i++)
		if (is_readable(l, c, rule->persons[i].column, "erase") &&
		    rule->persons[i].collection)
			c->person_cells[i] = look_want(c->t, rule->persons[i].column);
}

/* What becomes of its rows; where ${action} is not about them, none is looked at. */
static bool
read_rule(struct look *l, struct look_collection *c, struct err *err)
{
	const json_t *json = c->c->json;
	c->x.sets = l->action != ACTION_ERASE;
	if (!c->x.sets)
		return erase_rule_read(json_get(json, "erase"), l->a, &c->rule, err);
	if (!set_rule_read(json, l->action, json_get(l->change, "wanted"), l->a, &c->rule, err))
		return false;
	c->is_asked = c->is_asked && c->rule.act != ERASE_NOTHING;
	return true;
}

static bool
prepare_collection(struct look *l, size_t i, struct err *err)
{
	struct look_collection *c = &l->collections[i];
	const struct pg_collection *of = &l->s->all[i];
	const json_t *categories = json_get(l->change, "categories");
	*c = (struct look_collection){
		.c = of,
		.at = i,
		.t = &l->tables[l->cat->of[i] - l->cat->tables],
		.is_asked = !json_is_array(categories) || json_has(categories, of->category),
		.keys = json_get(json_get(l->change, "keys"), of->name),
		.cache = json_object(),
		.x = { .law = l->ret->law,
		    .today = l->today,
		    .ground = erasure_ground_find(
			json_str(json_get(l->change, "grounds"), of->category)) },
	};
	if (!c->t->table->kind)
		pg_problem(l->wrong, of,
		    "no table or view %s.%s that the role may see; names are case-sensitive",
		    of->schema, of->table);
	if (!read_rule(l, c, err))
		return err_wrap(err, "collection %s", of->name);
	c->x.rule = &c->rule;
	return look_claims(l, c, err);
}

bool
look_prepare(struct look *l, struct err *err)
{
	const char *action = json_str_or(l->change, "action", action_name(ACTION_ERASE));
	if (!action_parse(action, &l->action) || !change_rule(l->action))
		return err_set(err, ERR_INPUT, "a change that is none: %.20s", action);
	begin_tables(l);
	l->collections = arena_alloc(l->a, (l->s->n + 1) * sizeof(*l->collections));
	for (size_t i = 0; i < l->s->n; i++)
		if (!prepare_collection(l, i, err))
			return false;
	if (!pg_first_problem(l->wrong, err))
		return false;
	for (size_t i = 0; i < l->s->n; i++)
		if (l->collections[i].is_asked)
			prepare_rule(l, &l->collections[i]);
	prepare_links(l);
	look_claims_inherit(l);
	for (size_t i = 0; i < l->s->n; i++)
		prepare_yields(l, &l->collections[i]);
	check_cells(l);
	return pg_first_problem(l->wrong, err);
}
