/*
 * Answering what an agent asked for many people of whom nothing is held: each request by itself, by
 * the same rules as any other answer. A first pass builds what is to be sent; what was taken out
 * since is answered by a later one (art. 12(3)).
 */
#include "answer_private.h"
#include "dossier/agents.h"
#include "dossier/phrase.h"

/* NULL: every source was searched, and nothing was found. */
static const char *
found_anything(const struct dossier *d)
{
	if (strcmp(d->request.state, "collected") != 0)
		return phrase("it is not searched yet");
	for (size_t i = 0; i < d->outcomes.n; i++) {
		enum outcome_code code = d->outcomes.items[i].o.code;
		if (code == OUTCOME_NOT_SEARCHED || code == OUTCOME_UNREACHABLE)
			return phrase("not every source was searched: answer it by itself");
		if (code != OUTCOME_NOTHING && code != OUTCOME_FORWARDED)
			return phrase("something was found, or is awaited: answer it by itself");
	}
	return d->outcomes.n ? NULL : phrase("nothing was searched: answer it by itself");
}

/* *ret_why: it is not to be answered here; *ret_build: there is no copy of it as it is now. */
static bool
look(struct installation *in, const struct actor *who, const char *reference, bool *ret_build,
    const char **ret_why, struct err *err)
{
	struct release newest;
	struct err none = { 0 };
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	if (!d)
		return false;
	*ret_why = found_anything(d);
	*ret_build = dossier_open_copy(d) &&
	    !(answer_newest_release(d, ERR_NOTFOUND, &newest, &none) &&
		answer_check_current(d, &newest, &none));
	return true;
}

static bool
answer_one(struct installation *in, const struct actor *who, const char *reference, const char *how,
    struct arena *a, const char **ret_why, struct err *err)
{
	const struct answer said = { .how = how, .only_taken = true };
	struct answered told;
	struct release built;
	bool build = false;
	struct err no = { 0 };
	if (look(in, who, reference, &build, ret_why, &no) && *ret_why)
		return true;
	bool ok = !no.kind && (!build || answer_build(in, who, reference, a, &built, &no)) &&
	    answer_record(in, who, reference, &said, a, &told, &no);
	if (no.kind == ERR_TEMPORARY)
		return err_set(err, no.kind, "%s", no.text);
	if (!ok)
		*ret_why = arena_strdup(a, no.text);
	else if (told.nleft)
		*ret_why = told.left[0].why;
	return true;
}

json_t *
answer_agent(struct installation *in, const struct actor *who, const char *slug, const char *label,
    const char *how, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *out = json_array();
	const char *const *references;
	struct org org;
	struct agent agent;
	if (!installation_org(in, who, slug, act_roles(ACT_AGENT), a, &org, err) ||
	    !agents_find(in, &org, label, a, &agent, err) ||
	    !agent_requests(in->db, org.id, agent.id, a, &references, err))
		return NULL;
	for (; *references; references++) {
		const char *why = NULL;
		if (!answer_one(in, who, *references, how, a, &why, err))
			return NULL;
		json_array_append_new(out,
		    json_pack("{s:s, s:b, s:s?}", "reference", *references, "answered", why == NULL,
			"why", why));
	}
	return json_incref(out);
}
