/*
 * Asking a system for people of the watch: for many at once, by their identifiers alone, counting
 * what is found and keeping nothing. Where the rows do not tell whose they are, the half is asked
 * for, and the half of that.
 */
#include "dossier/definition.h"
#include "watch_private.h"

/* What finds many people in one question; elsewhere one is asked for at a time. */
static size_t
at_once(const struct watch *w)
{
	return strcmp(w->s->connector, "postgresql") == 0 ? 100 : 1;
}

/* ---- the question ---- */

static json_t *
identifiers(const struct watched *people, size_t n)
{
	json_t *out = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(
		    out, json_pack("{s:s, s:s}", "kind", people[i].kind, "value", people[i].value));
	return out;
}

static json_t *
categories(const struct watch *w)
{
	json_t *out = json_array();
	for (const char *const *c = w->s->categories; *c; c++)
		json_array_append_new(out, json_pack("{s:s, s:s}", "id", *c, "name", *c));
	return out;
}

/* Read as a copy is, by what reads alone. */
static json_t *
job_of(const struct watch *w, const struct watched *people, size_t n, json_t **ret_reach,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(system_settings) struct system_settings settings = { 0 };
	const struct definition *definition = reg_definition(w->reg, w->s);
	if (!system_settings(w->in, w->org, w->reg, w->s, a, &settings, err))
		return NULL;
	const char *missing = json_string_value(json_array_get(settings.missing, 0));
	if (missing)
		return err_set(err, ERR_INPUT,
			   "no value for the setting %s of %s: put it under secrets/%s", missing,
			   w->s->id, w->org->slug),
		       NULL;
	(void)json_object_del(settings.values, "dsn_change");
	(void)json_object_del(settings.values, "dsn_maintain");
	const struct connector_call call = {
		.system = w->s->json, .definition = definition, .settings = settings.values
	};
	*ret_reach = system_reach(w->in, w->s->connector, &call);
	json_object_set_new(*ret_reach, "owner",
	    json_string(arena_printf(a, "%lld/%s", (long long)w->org->id, w->s->id)));
	return json_pack("{s:o, s:s, s:s, s:O, s:s?, s:O, s:o, s:{s:s, s:o}, s:{s:O}}", "now",
	    clock_is_moved() ? instant_json(clock_now()) : json_null(), "connector",
	    w->s->connector, "action", "count", "system", w->s->json, "definition",
	    definition ? definition->doc->text : NULL, "settings", settings.values, "identifiers",
	    identifiers(people, n), "request", "reference", "watch", "categories", categories(w),
	    "change", "watch", w->rules);
}

/* {"ok":true,"found":[...]}; NULL: it gave none. */
static json_t *
ask(const struct watch *w, const struct watched *people, size_t n, struct err *err)
{
	json_t *reach = NULL;
	auto_drop(json) json_t *job = job_of(w, people, n, &reach, err);
	auto_drop(json) json_t *to = reach;
	auto_drop(json) json_t *answer =
	    job ? w->tries->ask(w->tries->arg, w->s->id, job, to, err) : NULL;
	if (!answer)
		return NULL;
	if (!json_flag(answer, "ok"))
		return err_set(err, json_flag(answer, "transient") ? ERR_TEMPORARY : ERR_INPUT,
			   "%s: %s", w->s->id, json_str_or(answer, "text", "it gave no answer")),
		       NULL;
	if (json_int_or(answer, "again_s", 0) > 0)
		return err_set(err, ERR_DENIED,
			   "%s answers only after a while: it cannot be watched", w->s->id),
		       NULL;
	return take(answer);
}

/* ---- the answer ---- */

static bool
is_looked_for(const struct watched *people, size_t n, const char *collection)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < people[i].n; k++)
			if (json_get(people[i].items[k].collections, collection))
				return true;
	return false;
}

/* Are there rows in a collection that matters, and is it not told whose? */
static bool
is_untold(const json_t *found, const struct watched *people, size_t n)
{
	const json_t *f;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)found, i, f)
		if (json_int_or(f, "rows", 0) > json_int_or(f, "known", 0) &&
		    is_looked_for(people, n, json_str_or(f, "collection", "")))
			return true;
	return false;
}

static void
add_hits(
    struct watch *w, const struct watched *p, const char *collection, int64_t rows, int64_t used)
{
	for (size_t k = 0; k < p->n; k++) {
		const json_t *must = json_get(p->items[k].collections, collection);
		int64_t n = json_is_true(must) ? used : rows;
		if (must && n > 0)
			json_array_append_new(w->hits,
			    json_pack("{s:I, s:s, s:s, s:s?, s:I}", "request",
				(json_int_t)p->items[k].request_id, "collection", collection, "why",
				p->items[k].why, "purpose", p->items[k].purpose, "records",
				(json_int_t)n));
	}
}

static void
take_found(struct watch *w, const json_t *found, const struct watched *people, size_t n)
{
	const json_t *f;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)found, i, f) {
		const char *collection = json_str_or(f, "collection", "");
		for (size_t k = 0; k < n; k++) {
			char name[24];
			(void)snprintf(name, sizeof(name), "%zu", k);
			const json_t *of = n == 1 ? f : json_get(json_get(f, "who"), name);
			add_hits(w, &people[k], collection, json_int_or(of, "rows", 0),
			    json_int_or(of, "used", 0));
		}
	}
}

static bool
look(struct watch *w, const struct watched *people, size_t n, struct err *err)
{
	auto_drop(json) json_t *answer = ask(w, people, n, err);
	const json_t *found = json_get(answer, "found");
	if (!answer)
		return false;
	if (n > 1 && is_untold(found, people, n))
		return look(w, people, n / 2, err) && look(w, people + n / 2, n - n / 2, err);
	take_found(w, found, people, n);
	return true;
}

bool
watch_ask(struct watch *w, struct err *err)
{
	const size_t most = at_once(w);
	for (size_t i = 0; i < w->n; i += most) {
		size_t n = w->n - i < most ? w->n - i : most;
		if (!look(w, w->people + i, n, err))
			return false;
		w->asked += (int64_t)n;
	}
	return true;
}
