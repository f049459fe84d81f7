/*
 * The http connector: walks the steps that find a person in a definition, then those of the action,
 * one operation after another. Of rows that later steps go into it keeps only what these use. It
 * collects; the other actions of a definition are read and checked with it, not run yet.
 */
#include "../answer.h"
#include "../reach.h"
#include "http.h"

/* ---- one step: its operations, over the rows of `each`, over the identifiers known ---- */

struct step {
	struct http_run *run;
	const struct def_step *def;
	struct http_into *into, *parent;
};

static size_t
count_ids(const struct http_run *run, const char *kind)
{
	size_t n = 0;
	for (size_t i = 0; i < run->call->nids; i++)
		n += strcmp(run->call->ids[i].kind, kind) == 0;
	return n;
}

/* {"email": "..."}, as this vendor wants it. New. */
static json_t *
identity_of(const struct http_run *run, const struct identifier_value *id)
{
	const struct def_identity *identity = definition_identity(run->definition, id->kind);
	return json_pack("{s:o}", id->kind, definition_normal(identity, id->value));
}

static bool
visit(const struct step *s, const struct def_op *op, const struct values *v, struct err *err)
{
	return op->save ? http_save(s->run, s->parent, op, v, err)
			: http_visit(s->run, s->into, op, v, err);
}

static bool
run_op(
    const struct step *s, const struct def_op *op, const struct values *inherited, struct err *err)
{
	const char *kind = op->uses.identity;
	struct values v = *inherited;
	if (!kind || json_get(v.of[SCOPE_IDENTITY], kind))
		return visit(s, op, &v, err);
	for (size_t i = 0; i < s->run->call->nids; i++) {
		const struct identifier_value *id = &s->run->call->ids[i];
		if (strcmp(id->kind, kind) != 0)
			continue;
		auto_drop(json) json_t *identity = identity_of(s->run, id);
		v.of[SCOPE_IDENTITY] = identity;
		if (!identity || !visit(s, op, &v, err))
			return identity
			    ? false
			    : err_set(err, ERR_INPUT,
				  "op %s: an identifier that can not be searched by", op->name);
	}
	return true;
}

static bool
run_ops(const struct step *s, const json_t *row, const json_t *identity, struct err *err)
{
	const json_t *params = s->run->params;
	const struct values v = { .of = { [SCOPE_IDENTITY] = identity,
				      [SCOPE_PARAM] = params,
				      [SCOPE_SECRET] = params,
				      [SCOPE_ROW] = row } };
	bool now;
	if (!condition_holds(s->def->when, row, &v, &now, err))
		return false;
	for (size_t i = 0; now && i < s->def->nops; i++)
		if (!run_op(s, s->def->ops[i], &v, err))
			return false;
	return true;
}

static bool
run_each_row(const struct step *s, struct err *err)
{
	const struct buf *kept = &s->parent->kept;
	for (size_t at = 0; at < kept->len; at += strlen(kept->data + at) + 1) {
		auto_drop(json) json_t *k = json_loads(kept->data + at, 0, NULL);
		if (!run_ops(s, json_get(k, "row"), json_get(k, "identity"), err))
			return false;
	}
	return true;
}

static bool
run_each_value(const struct step *s, const json_t *list, struct err *err)
{
	size_t i;
	json_t *value;
	json_array_foreach((json_t *)(uintptr_t)list, i, value) {
		auto_drop(json) json_t *row = json_pack("{s:O}", "value", value);
		if (!run_ops(s, row, NULL, err))
			return false;
	}
	return true;
}

static bool
run_all(const struct step *s, struct err *err)
{
	if (s->parent)
		return run_each_row(s, err);
	if (s->def->each_param)
		return run_each_value(s, json_get(s->run->params, s->def->each_param), err);
	return run_ops(s, NULL, NULL, err);
}

/* Which kinds were wanted and are not known, ended by NULL; NULL: some operation can run. */
static const char *const *
missing_kinds(const struct step *s)
{
	if (s->parent && s->parent->missing)
		return s->parent->missing;
	const char **kinds = arena_alloc(s->run->arena, (s->def->nops + 1) * sizeof(*kinds));
	for (size_t i = 0, n = 0; i < s->def->nops; i++) {
		const char *kind = s->def->ops[i]->uses.identity;
		if (!kind || count_ids(s->run, kind) > 0)
			return NULL;
		size_t k = 0;
		while (k < n && strcmp(kinds[k], kind) != 0)
			k++;
		kinds[k] = kind;
		n += k == n;
	}
	return kinds;
}

static bool
run_step(const struct step *s, struct err *err)
{
	struct row_sink *sink = s->run->call->sink;
	const char *const *missing = missing_kinds(s);
	const char *kind = s->def->ops[0]->uses.identity;
	bool collects = s->into && s->into->coll;
	if (s->into) {
		s->into->missing = missing;
		s->into->several = s->def->nops > 1 || (kind && count_ids(s->run, kind) > 1);
	}
	if (missing)
		return true;
	return (!collects || sink->begin(sink, &s->into->columns, err)) && run_all(s, err) &&
	    (!collects || sink->end(sink, err));
}

static bool
run_steps(struct http_run *run, struct err *err)
{
	for (size_t i = 0; i < run->nsteps; i++) {
		const struct def_step *def = run->steps[i];
		const struct step s = {
			.run = run,
			.def = def,
			.into = http_into_of(run, def),
			.parent = http_into_of(run, def->each),
		};
		if (!run_step(&s, err))
			return false;
	}
	return true;
}

/* ---- the run ---- */

static void
run_close(struct http_run *run)
{
	for (size_t i = 0; i < run->nintos; i++)
		http_into_release(&run->intos[i]);
	net_client_free(run->client);
	json_decref(run->params);
	arena_free(run->arena);
}

static void
add_steps(struct http_run *run, const struct def_steps *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		run->steps[run->nsteps++] = &steps->items[i];
}

static void
run_open(struct http_run *run, struct connector_call *call)
{
	const struct definition *d = call->definition;
	*run = (struct http_run){
		.call = call,
		.definition = d,
		.action = definition_action(d, action_name(call->action)),
		.arena = arena_new(),
		.client = net_client_new(),
		.params = http_params(d, call->settings),
	};
	size_t n = d->find.n + (run->action ? run->action->steps.n : 0);
	run->steps = arena_alloc(run->arena, (n + 1) * sizeof(*run->steps));
	if (run->action) {
		add_steps(run, &d->find);
		add_steps(run, &run->action->steps);
	}
	run->account = arena_printf(run->arena, "%s/%s",
	    json_str_or(json_get(call->request, "organisation"), "slug", "-"),
	    json_str_or(call->system, "id", "-"));
}

static bool
intos_open(struct http_run *run, struct err *err)
{
	run->intos = arena_alloc(run->arena, (run->nsteps + 1) * sizeof(*run->intos));
	for (size_t i = 0; i < run->nsteps; i++)
		if (run->steps[i]->into &&
		    !http_into_init(&run->intos[run->nintos++], run, run->steps[i], err))
			return false;
	return true;
}

static bool
act_begin(struct http_run *run, struct err *err)
{
	auto_drop(json) json_t *problems = json_array();
	if (!run->action)
		return err_set(err, ERR_INPUT, "definition %s says nothing of %s",
		    run->definition->id, action_name(run->call->action));
	http_params_check(run, problems);
	if (json_array_size(problems) > 0)
		return err_set(err, ERR_INPUT, "definition %s: %s", run->definition->id,
		    json_string_value(json_array_get(problems, 0)));
	return intos_open(run, err);
}

static bool
http_act(struct connector_call *call, struct err *err)
{
	struct http_run run;
	run_open(&run, call);
	bool ok = act_begin(&run, err) && run_steps(&run, err);
	if (ok)
		http_tell(&run);
	run_close(&run);
	return ok;
}

/* ---- whether it works ---- */

/* Not an error of a run: such rows are counted and told as left out. */
static void
check_untaken(const struct http_run *run, json_t *ret_problems)
{
	for (size_t i = 0; i < run->nintos; i++) {
		const struct http_into *into = &run->intos[i];
		if (!into->is_parent && !into->coll)
			answer_problem(ret_problems,
			    "no collection takes the rows %s that the definition finds",
			    into->step->into);
	}
}

/* One cheap call per operation of preflight; a refusal is a problem, a silent server an error. */
static bool
preflight(struct http_run *run, json_t *ret_problems, struct err *err)
{
	const struct definition *d = run->definition;
	const struct values v = { .of = {
				      [SCOPE_PARAM] = run->params, [SCOPE_SECRET] = run->params } };
	for (size_t i = 0; i < d->npreflight; i++) {
		struct err failed = { 0 };
		if (http_visit(run, NULL, d->preflight[i], &v, &failed))
			continue;
		if (failed.kind == ERR_TEMPORARY)
			return err_set(err, ERR_TEMPORARY, "%s", failed.text);
		json_array_append_new(ret_problems, json_string(failed.text));
	}
	return true;
}

static bool
http_check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	struct http_run run;
	struct err failed = { 0 };
	run_open(&run, call);
	http_params_check(&run, ret_problems);
	if (intos_open(&run, &failed))
		check_untaken(&run, ret_problems);
	else
		json_array_append_new(ret_problems, json_string(failed.text));
	bool ok = json_array_size(ret_problems) > 0 || preflight(&run, ret_problems, err);
	run_close(&run);
	return ok;
}

/* Every server of the definition; where their links lead is the same host and port. */
static void
http_reach(const struct connector_call *call, json_t *ret)
{
	const struct definition *d = call->definition;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *params = d ? http_params(d, call->settings) : NULL;
	for (size_t i = 0; d && i < d->nservers; i++) {
		struct err ignored = { 0 };
		const char *url = http_server_url(&d->servers[i], params, a, &ignored);
		const char *host, *port;
		if (url && net_url_place(url, a, &host, &port))
			reach_place(ret, host, port);
	}
}

const struct connector connector_http = {
	.kind = "http",
	.reach = http_reach,
	.check = http_check,
	.act = { [ACTION_COLLECT] = http_act },
};
