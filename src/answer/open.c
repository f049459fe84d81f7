/*
 * What an answer still waits for. An archive that was built before says so on every page, and
 * nothing is answered by it.
 */
#include "answer_private.h"

static json_t *
open_task(const struct dossier *d, const struct task *t)
{
	const struct system *s = reg_system(d->reg, t->system);
	bool forward = t->action == ACTION_FORWARD;
	return json_pack("{s:s, s:O?, s:s?, s:s}", "action", action_name(t->action), "name",
	    s ? json_get(s->json, "name") : NULL, "recipient", s ? s->recipient : NULL, "state",
	    forward ? "unforwarded" : t->state);
}

/* Whatever is awaited at the systems, and a forwarding of which the letter came back. */
static void
add_tasks(const struct dossier *d, json_t *out)
{
	const unsigned wanted = 1u << ACTION_COLLECT | 1u << ACTION_FORWARD;
	struct err back = { 0 };
	bool forward = false;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		bool ended = strcmp(t->state, "done") == 0 || strcmp(t->state, "skipped") == 0;
		if (ended || !(wanted & 1u << t->action))
			continue;
		json_array_append_new(out, open_task(d, t));
		forward = forward || t->action == ACTION_FORWARD;
	}
	if (!forward && !post_check_forwarded(d, "15(1)", &back))
		json_array_append_new(out,
		    json_pack("{s:s, s:s}", "action", action_name(ACTION_FORWARD), "state",
			"unforwarded"));
}

json_t *
answer_open(const struct dossier *d, struct err *err)
{
	const char *unreviewed;
	if (!review_lacks(d, &unreviewed, err))
		return NULL;
	json_t *out = json_array();
	add_tasks(d, out);
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		if (identifier_is_proposed(id) || identifier_rival(d, id))
			json_array_append_new(
			    out, json_pack("{s:s, s:s}", "kind", id->kind, "state", "doubtful"));
	}
	informing_open(d, out);
	if (unreviewed)
		json_array_append_new(
		    out, json_pack("{s:b, s:s}", "review", true, "state", "unreviewed"));
	return out;
}

bool
answer_is_draft(const struct release *r)
{
	return answer_holds(r, ARCHIVE_DRAFT);
}

bool
answer_check_named(
    const struct release *r, const char *reference, const char *name, struct err *err)
{
	const char *slash = strrchr(name, '/');
	return !answer_is_draft(r) || strstr(slash ? slash + 1 : name, "CONCEPT") ||
	    err_set(err, ERR_DENIED,
		"%s: its archive is a CONCEPT, built before everything was accounted for (art. "
		"15(1) GDPR): to look at it, `dossier archive get %s CONCEPT-%s.zip`; `dossier "
		"show %s` tells what is open",
		reference, reference, reference, reference);
}
