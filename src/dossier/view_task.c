/*
 * A task as a face shows it: what it did as codes, and in words of the interface.
 */
#include "dossier/phrase.h"
#include "dossier_private.h"

/* Of one that failed and is tried again it is not said that it is ready. */
static const char *
state_of(const struct task *t)
{
	return t->error && strcmp(t->state, "ready") == 0 ? "failing" : t->state;
}

json_t *
view_task(const struct org *org, const struct task *t, const char *error)
{
	struct date asked = { 0 };
	if (t->asked_at && !zone_date(org->zone, t->asked_at, &asked, NULL))
		asked = (struct date){ 0 };
	return json_pack("{s:s, s:s, s:s, s:s, s:O, s:O, s:i, s:s?, s:o, s:o, s:o, s:[]}", "system",
	    t->system, "action", action_name(t->action), "state", state_of(t), "connector",
	    t->connector, "categories", t->categories, "needs", t->needs, "attempts", t->attempts,
	    "error", error, "purge_at", instant_json(t->purge_at), "next_try",
	    instant_json(t->not_before), "asked", date_json(asked), "outcomes");
}

/* "email, phone": what there is to search by, of what the task needs. */
static const char *
kinds_known(const struct dossier *d, const struct task *t, struct arena *a)
{
	const char *list = NULL;
	size_t i;
	json_t *kind;
	json_array_foreach(t->needs, i, kind)
		for (size_t k = 0; k < d->identifiers.n; k++) {
			const struct identifier *id = &d->identifiers.items[k];
			if (strcmp(id->kind, json_string_value(kind)) != 0 ||
			    strcmp(id->state, "usable") != 0)
				continue;
			list = list ? arena_printf(a, "%s, %s", list, id->kind) : id->kind;
			break;
		}
	return list;
}

/* What a colleague is asked to do, as the register has it. */
static const char *
instruction(const struct dossier *d, const struct task *t, struct arena *a)
{
	const struct system *s = reg_system(d->reg, t->system);
	const char *language =
	    json_string_value(json_array_get(json_get(d->reg->organisation, "languages"), 0));
	const char *text = NULL, *kinds = kinds_known(d, t, a);
	if (t->action == ACTION_FORWARD)
		return phrase("pass it on to the customers for whom this is processed");
	if (s && !(text = json_text_in(json_get(s->json, "instruction"), language)))
		text = json_text_in(json_get(s->json, "name"), language);
	text = text ? text : t->system;
	return kinds ? arena_printf(a, "%s (%s)", text, kinds) : text;
}

static json_t *
outcome_of(const struct code_words *w, const struct dossier *d, const struct task *t,
    const struct outcome *o, struct arena *a)
{
	json_t *v = outcome_view(w, o, phrase_language_now(), a);
	const char *detail = NULL;
	if (o->code == OUTCOME_ASKED)
		detail = o->why.code == REASON_NONE
		    ? instruction(d, t, a)
		    : reason_words(w, &o->why, phrase_language_now(), a);
	if (o->code == OUTCOME_UNREACHABLE)
		detail = dossier_error_words(d->keys, d->request.reference, t->error, a);
	if (detail)
		json_object_set_new(v, "detail", json_string(detail));
	if (t->action == ACTION_ERASE && o->why.code != REASON_SKIPPED)
		(void)json_object_del(v, "text"); /* what shows it stands in its receipt */
	return v;
}

json_t *
view_dossier_task(
    const struct code_words *w, const struct dossier *d, const struct task *t, struct arena *a)
{
	json_t *v = view_task(
		   &d->org, t, dossier_error_words(d->keys, d->request.reference, t->error, a)),
	       *outcomes = json_get(v, "outcomes");
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome_row *row = &d->outcomes.items[i];
		if (row->task_id != t->id)
			continue;
		json_array_append_new(outcomes, outcome_of(w, d, t, &row->o, a));
		/* why a person skipped it stands sealed, with what that came to */
		if (row->o.why.code == REASON_SKIPPED)
			json_object_set_new(v, "error", json_string(row->o.why.text));
	}
	return v;
}
