/*
 * How a task will really be done: by the connector its system names, or by asking people, where
 * that connector can not do this, or what it needs is not there.
 */
#include "dossier/definition.h"
#include "search_private.h"

bool
reach_asks_people(const char *connector)
{
	return strcmp(connector, "written") == 0 || strcmp(connector, "manual") == 0;
}

/* Its kind does this, and of a system with a definition that says how. */
static bool
can(const struct reg *reg, const struct system *s, enum action action)
{
	const struct connector *c = connector_find(s->connector);
	const struct definition *d = reg_definition(reg, s);
	return c && c->act[action] && (!d || definition_action(d, action_name(action)));
}

/* What writes there has a way of its own, and without it nothing is changed by a program. */
static bool
has_way_to_change(const struct system *s, enum action action, const json_t *values)
{
	return strcmp(s->connector, "postgresql") != 0 || action == ACTION_COLLECT ||
	    json_get(values, "dsn_change");
}

/*
 * A setting that is there and can not be read is no reason to ask in writing, nor to keep the
 * other systems waiting: the task fails, says so, and is tried again when it is mended.
 */
const char *
search_connector(struct installation *in, const struct org *org, const struct reg *reg,
    const char *system, enum action action, struct arena *a)
{
	const struct system *s = reg_system(reg, system);
	auto_drop(system_settings) struct system_settings settings = { 0 };
	struct err unreadable = { 0 };

	if (!s)
		return "manual"; /* forwarding: whose customer this is, a colleague finds out */
	const char *people = s->recipient ? "written" : "manual";
	if (reach_asks_people(s->connector))
		return s->connector;
	if (!can(reg, s, action))
		return people;
	if (!system_settings(in, org, reg, s, a, &settings, &unreadable))
		return s->connector;
	return json_array_size(settings.missing) == 0 &&
		has_way_to_change(s, action, settings.values)
	    ? s->connector
	    : people;
}

const char *const *
search_changes(struct installation *in, const struct org *org, const struct reg *reg,
    enum action action, struct arena *a)
{
	const char **ids = arena_alloc(a, (reg->inv.nsystems + 1) * sizeof(*ids));
	size_t n = 0;
	for (size_t i = 0; i < reg->inv.nsystems; i++) {
		const struct system *s = &reg->inv.systems[i];
		if (can(reg, s, action) &&
		    !reach_asks_people(search_connector(in, org, reg, s->id, ACTION_FIND, a)))
			ids[n++] = s->id;
	}
	return ids;
}

const char *
search_planned(struct installation *in, const struct org *org, const struct reg *reg,
    const struct plan_task *t, struct arena *a)
{
	const char *connector =
	    t->by_hand ? "manual" : search_connector(in, org, reg, t->system, t->action, a);
	/* what a program stops it finds first, by a way of its own (change.h): this asks people */
	if (t->action != ACTION_SUPPRESS || reach_asks_people(connector))
		return connector;
	return reg_system(reg, t->system)->recipient ? "written" : "manual";
}
