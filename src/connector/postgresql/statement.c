/*
 * A statement that is put together, and its parameters.
 */
#include "statement.h"

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

void
pg_statement_key(struct pg_statement *s, const struct pg_table *t, const char *after)
{
	for (size_t i = 0; i < t->nkey; i++) {
		buf_adds(&s->sql, i ? ", t." : "t.");
		pg_name(&s->sql, t->key[i]->name);
		buf_adds(&s->sql, after);
	}
}
