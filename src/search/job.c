/*
 * What a slot gets to do one task, and nothing else: the identifiers its system matches on, the
 * settings, what a colleague or a recipient must know, and the public key to seal to.
 */
#include "dossier/connector.h"
#include "dossier/definition.h"
#include "dossier/text.h"
#include "search_private.h"

static json_t *
job_identifiers(const struct dossier *d, const struct task *t, struct arena *a, struct err *err)
{
	json_t *ids = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		/* each system gets only the identifiers it matches on */
		if (strcmp(id->state, "usable") != 0 || !json_has(t->needs, id->kind))
			continue;
		const char *plain = unseal(d->keys->ledger,
		    seal_place(d->request.reference, id->kind, a), id->sealed, a, err);
		if (!plain) {
			json_decref(ids);
			return NULL;
		}
		json_array_append_new(
		    ids, json_pack("{s:s, s:s}", "kind", id->kind, "value", plain));
	}
	return ids;
}

json_t *
search_categories(const struct dossier *d, const struct task *t, const char *language)
{
	json_t *out = json_array(), *id;
	size_t i;
	json_array_foreach(t->categories, i, id) {
		const struct category *c = reg_category(d->reg, json_string_value(id));
		if (c)
			json_array_append_new(out,
			    json_pack("{s:s, s:s}", "id", c->id, "name",
				json_text_in(json_get(c->json, "name"), language)));
	}
	return out;
}

static json_t *
job_request(const struct dossier *d, const struct system *s, const struct task *t)
{
	const struct request *r = &d->request;
	const struct recipient *rec =
	    s && s->recipient ? reg_recipient(d->reg, s->recipient) : NULL;
	return json_pack("{s:s, s:s, s:o, s:O, s:O?, s:o, s:o, s:s?, s:s, s:n}", "reference",
	    r->reference, "right", d->rights.items[0].right, "rights", view_rights(&d->rights),
	    "organisation", d->reg->organisation, "recipient", rec ? rec->json : NULL, "categories",
	    search_categories(d, t, d->request.language), "deadline", date_json(r->due),
	    "answer_by", r->answer_by, "language", r->language, "controller");
}

static json_t *
job_system(const struct system *s, const struct task *t)
{
	if (s)
		return json_incref((json_t *)(uintptr_t)s->json);
	return json_pack("{s:s, s:{s:s, s:s}, s:s, s:O}", "id", t->system, "name", "nl",
	    "doorsturen aan de verantwoordelijke", "en", "forward to the controller", "connector",
	    "manual", "categories", t->categories);
}

json_t *
search_portable_categories(const struct dossier *d, struct arena *a)
{
	json_t *out = json_array();
	if (!(rights_bits(&d->rights) & 1u << RIGHT_PORTABILITY))
		return out;
	struct plan plan;
	const char *const none[] = { NULL };
	const struct plan_asked asked = {
		.rights = 1u << RIGHT_PORTABILITY,
		.controller = d->request.instructed_by,
		.known = none,
	};
	plan_make(&d->reg->inv, &asked, a, &plan);
	for (size_t i = 0; i < plan.ntasks; i++)
		if (plan.tasks[i].action == ACTION_COLLECT)
			for (const char *const *c = plan.tasks[i].categories; *c; c++)
				json_array_append_new(out, json_string(*c));
	return out;
}

/* What its connector needs may have gone since the task was planned. */
static bool
check_settings(
    const struct dossier *d, const struct task *t, const json_t *missing, struct err *err)
{
	const char *first = json_string_value(json_array_get(missing, 0));
	if (!first || reach_asks_people(t->connector))
		return true;
	return err_set(err, ERR_INPUT,
	    "no value for the setting %s of %s: put it under secrets/%s, or `dossier "
	    "task retry` asks in writing instead",
	    first, t->system, d->org.slug);
}

/* What reads is never given what could write. */
static void
withhold_ways_to_change(const struct task *t, json_t *values)
{
	if (t->action == ACTION_COLLECT) {
		(void)json_object_del(values, "dsn_change");
		(void)json_object_del(values, "dsn_maintain");
	}
}

static bool
job_settings(struct installation *in, const struct dossier *d, const struct task *t,
    const struct system *s, struct arena *a, json_t **ret, struct err *err)
{
	auto_drop(system_settings) struct system_settings settings = { 0 };
	*ret = NULL;
	if (s &&
	    (!system_settings(in, &d->org, d->reg, s, a, &settings, err) ||
		!check_settings(d, t, settings.missing, err)))
		return false;
	withhold_ways_to_change(t, settings.values);
	*ret = take(settings.values);
	return true;
}

const char *
search_state_place(const struct task *t, struct arena *a)
{
	return arena_printf(
	    a, "job/%s/%s/%s/%d", t->reference, t->system, action_name(t->action), t->change);
}

static bool
job_state(
    const struct dossier *d, const struct task *t, struct arena *a, json_t **ret, struct err *err)
{
	*ret = NULL;
	if (!t->job_state)
		return true;
	const char *plain = unseal(d->keys->ledger, search_state_place(t, a), t->job_state, a, err);
	*ret = plain ? json_loads(plain, 0, NULL) : NULL;
	return plain != NULL;
}

/* What its slot may reach, for the broker: the slot itself is not told. */
static json_t *
job_reach(const struct installation *in, const struct dossier *d, const struct task *t,
    const struct connector_call *call, struct arena *a)
{
	json_t *reach = system_reach(in, t->connector, call);
	json_object_set_new(reach, "blobs", json_string(in->conf.home));
	json_object_set_new(reach, "owner",
	    json_string(arena_printf(a, "%lld/%s", (long long)d->org.id, t->system)));
	return reach;
}

static json_t *
job_fill(struct installation *in, const struct dossier *d, const struct task *t, struct arena *a,
    struct err *err)
{
	const struct system *s = reg_system(d->reg, t->system);
	const struct definition *definition = s ? reg_definition(d->reg, s) : NULL;
	auto_drop(json) json_t *settings = NULL, *ids = NULL, *state = NULL;

	if (!job_settings(in, d, t, s, a, &settings, err) || !job_state(d, t, a, &state, err))
		return NULL;
	ids = job_identifiers(d, t, a, err);
	if (!ids)
		return NULL;
	if (json_array_size(t->needs) > 0 && json_array_size(ids) == 0) {
		err_set(err, ERR_INPUT, "nothing is known to search %s by", t->system);
		return NULL;
	}
	/* a slot has a clock of its own: a rehearsal's must tell the same time */
	json_t *now = clock_is_moved() ? instant_json(clock_now()) : json_null();
	auto_drop(json) json_t *system = job_system(s, t);
	const struct connector_call call = {
		.system = system, .definition = definition, .settings = settings
	};
	return json_pack("{s:o, s:s, s:s, s:O, s:s?, s:O?, s:O, s:o, s:O?, s:o, s:s, s:o}", "now",
	    now, "connector", t->connector, "action", action_name(t->action), "system", system,
	    "definition", definition ? definition->doc->text : NULL, "settings", settings,
	    "identifiers", ids, "request", job_request(d, s, t), "state", state, "reach",
	    job_reach(in, d, t, &call, a), "content_public",
	    age_recipient_text(d->keys->content_public, a), "portable",
	    search_portable_categories(d, a));
}

json_t *
search_job(struct installation *in, const struct dossier *d, const struct task *t, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	json_t *job = job_fill(in, d, t, a, err);
	if (!job && err->kind == ERR_NONE)
		err_set(err, ERR_SYSTEM, "cannot put the work for %s together", t->system);
	return job;
}
