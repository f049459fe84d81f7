/*
 * Whom an approval has people ask: every system that no program changes, and those of which no
 * program can tell whose the rows are. Who finds persons by kinds of identifier none of which is
 * known is asked nothing, which is said before it is too late to learn one.
 */
#include "change_private.h"

const char *const *
change_missing(const struct dossier *d, const struct system *s)
{
	if (!s || !s->needs[0])
		return NULL;
	for (const char *const *kind = s->needs; *kind; kind++)
		for (size_t i = 0; i < d->identifiers.n; i++)
			if (strcmp(d->identifiers.items[i].state, "usable") == 0 &&
			    strcmp(d->identifiers.items[i].kind, *kind) == 0)
				return NULL;
	return s->needs;
}

static const struct change_system *
program_of(const struct change_state *s, const char *system)
{
	for (size_t i = 0; i < s->nsystems; i++)
		if (strcmp(s->systems[i].system, system) == 0)
			return &s->systems[i];
	return NULL;
}

/* ${people}: it counts that people were asked. */
static bool
is_asked(const struct dossier *d, const char *system, bool people)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (d->tasks.items[i].action == ACTION_ERASE &&
		    strcmp(d->tasks.items[i].system, system) == 0 &&
		    (!people || search_asks_people(&d->tasks.items[i])))
			return true;
	return false;
}

static bool
is_independent(const struct dossier *d, const struct system *x)
{
	const struct recipient *r = x->recipient ? reg_recipient(d->reg, x->recipient) : NULL;
	return r && r->independent;
}

static bool
is_for_people(const struct change_state *s, const struct system *x)
{
	const struct change_system *program = program_of(s, x->id);
	return (!program || program->by_hand) && !is_independent(s->d, x) &&
	    !is_asked(s->d, x->id, program != NULL);
}

bool
change_asks(const struct change_people *p)
{
	return json_array_size(p->categories) > 0;
}

bool
change_asks_any(const struct change_state *s)
{
	for (size_t i = 0; i < s->npeople; i++)
		if (change_asks(&s->people[i]))
			return true;
	return false;
}

const char *
change_people_connector(const struct dossier *d, const char *system, enum action action)
{
	struct task t = { .connector =
			      search_connector(d->in, &d->org, d->reg, system, action, d->a) };
	return search_asks_people(&t) && search_instructs(action) ? t.connector : "manual";
}

/* What that system has of this person's: decided to go, or not decided yet. */
static struct change_people
people_of(const struct change_state *s, const struct system *x)
{
	struct change_people p = { .system = x->id,
		.connector = change_people_connector(s->d, x->id, ACTION_ERASE),
		.categories = json_array(),
		.open = json_array(),
		.missing = change_missing(s->d, x) };
	for (const char *const *id = x->categories; *id; id++) {
		struct change_category *c = change_category(s, *id);
		if (!c)
			continue;
		c->people = true;
		if (c->fate == FATE_ERASE)
			json_array_append_new(p.categories, json_string(*id));
		else if (c->fate == FATE_OPEN)
			json_array_append_new(p.open, json_string(*id));
	}
	return p;
}

void
change_read_people(struct change_state *s)
{
	struct dossier *d = s->d;
	const struct inventory *inv = &d->reg->inv;
	s->people = arena_alloc(d->a, (inv->nsystems + 1) * sizeof(*s->people));
	for (size_t i = 0; i < inv->nsystems; i++) {
		if (!is_for_people(s, &inv->systems[i]))
			continue;
		struct change_people p = people_of(s, &inv->systems[i]);
		if (change_asks(&p) || json_array_size(p.open) > 0) {
			s->people[s->npeople++] = p;
			continue;
		}
		json_decref(p.categories);
		json_decref(p.open);
	}
}
