/*
 * A statement that is put together, and its parameters.
 */
#include "statement.h"

/* The planner looks at each value of a list: of more of them it joins. */
#define LIST_MAX 20000

void
pg_statement_param(struct pg_statement *s, const char *value)
{
	if (s->n == s->room) {
		int room = s->room * 2 + 16;
		const char **more = arena_alloc(s->a, (size_t)room * sizeof(*more));
		if (s->n > 0)
			memcpy(more, s->params, (size_t)s->n * sizeof(*more));
		s->params = more;
		s->room = room;
	}
	s->params[s->n++] = value;
	buf_addf(&s->sql, "$%d", s->n);
}

void
pg_statement_keys(struct pg_statement *s, const char *alias, const struct pg_table *t,
    const char *const *texts, size_t n)
{
	buf_adds(&s->sql, "unnest(");
	for (size_t i = 0; i < t->nkey; i++) {
		buf_adds(&s->sql, i ? ", " : "");
		pg_statement_param(s, pg_array(texts + i, n, t->nkey, s->a));
		buf_addf(&s->sql, "::%s[]", t->key[i]->base);
	}
	buf_addf(&s->sql, ") AS %s(", alias);
	for (size_t i = 0; i < t->nkey; i++)
		buf_addf(&s->sql, "%sk%zu", i ? ", " : "", i);
	buf_adds(&s->sql, ")");
}

void
pg_statement_is_key(struct pg_statement *s, const char *alias, const struct pg_table *t)
{
	for (size_t i = 0; i < t->nkey; i++) {
		buf_adds(&s->sql, i ? " AND t." : "t.");
		pg_name(&s->sql, t->key[i]->name);
		buf_addf(&s->sql, " = %s.k%zu", alias, i);
	}
}

/*
 * One column against a list: a join with unnest() would rather hash the whole table than look up
 * some hundred rows of it.
 */
static void
in_list(struct pg_statement *s, const char *column, const char *type, const char *const *texts,
    size_t n)
{
	buf_adds(&s->sql, "t.");
	pg_name(&s->sql, column);
	buf_adds(&s->sql, " = ANY (");
	pg_statement_param(s, pg_array(texts, n, 1, s->a));
	buf_addf(&s->sql, "::%s[])", type);
}

void
pg_statement_in(struct pg_statement *s, const char *const *columns, const char *const *types,
    size_t width, const char *const *texts, size_t n)
{
	for (size_t i = 0; i < width; i++) {
		buf_adds(&s->sql, i ? ", t." : "(t.");
		pg_name(&s->sql, columns[i]);
	}
	for (size_t i = 0; i < width; i++) {
		buf_adds(&s->sql, i ? ", " : ") IN (SELECT * FROM unnest(");
		pg_statement_param(s, pg_array(texts + i, n, width, s->a));
		buf_addf(&s->sql, "::%s[]", types[i]);
	}
	buf_adds(&s->sql, "))");
}

void
pg_statement_among(
    struct pg_statement *s, const struct pg_table *t, const char *const *texts, size_t n)
{
	const char *columns[PG_KEY_MAX], *types[PG_KEY_MAX];
	for (size_t i = 0; i < t->nkey; i++) {
		columns[i] = t->key[i]->name;
		types[i] = t->key[i]->base;
	}
	if (t->nkey == 1 && n <= LIST_MAX)
		in_list(s, columns[0], types[0], texts, n);
	else
		pg_statement_in(s, columns, types, t->nkey, texts, n);
}

void
pg_statement_key(struct pg_statement *s, const struct pg_table *t, const char *after)
{
	for (size_t i = 0; i < t->nkey; i++) {
		buf_adds(&s->sql, i ? ", t." : "t.");
		pg_name(&s->sql, t->key[i]->name);
		buf_adds(&s->sql, after);
	}
}
