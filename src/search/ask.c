/*
 * What is asked of people: a recipient gets a written instruction, a colleague is told where to
 * look, or what to erase. Nothing is reached for it, so no slot does it: the task counts as asked,
 * and its letter is written, in one transaction.
 */
#include "search_private.h"

bool
search_asks_people(const struct task *t)
{
	return reach_asks_people(t->connector);
}

struct outcome *
outcomes_all(const struct task *t, const struct outcome *said, struct arena *a)
{
	struct outcome *o = arena_alloc(a, (json_array_size(t->categories) + 1) * sizeof(*o));
	size_t i;
	json_t *c;
	json_array_foreach(t->categories, i, c) {
		o[i] = *said;
		o[i].category = json_string_value(c);
	}
	return o;
}

static void
say_all(const struct task *t, const struct outcome *said, struct arena *a, struct task_done *ret)
{
	ret->outcomes = outcomes_all(t, said, a);
	ret->noutcomes = json_array_size(t->categories);
}

/* Is there anything to search by? */
static bool
is_known(const struct dossier *d, const struct task *t)
{
	for (size_t i = 0; i < d->identifiers.n; i++)
		if (strcmp(d->identifiers.items[i].state, "usable") == 0 &&
		    json_has(t->needs, d->identifiers.items[i].kind))
			return true;
	return json_array_size(t->needs) == 0;
}

static bool
ask_recipient(struct installation *in, const struct dossier *d, const struct task *t,
    struct arena *a, struct task_done *ret, struct err *err)
{
	const struct system *s = reg_system(d->reg, t->system);
	const struct recipient *r = s && s->recipient ? reg_recipient(d->reg, s->recipient) : NULL;
	if (!r || !json_str(json_get(r->json, "contact"), "email")) {
		say_all(t,
		    &(struct outcome){
			.code = OUTCOME_ASKED, .why = { REASON_NO_CONTACT }, .count = -1 },
		    a, ret);
		return true;
	}
	struct letter *letter = arena_alloc(a, sizeof(*letter));
	int64_t left;
	if (!letter_left(in->db, t->org_id, t->request_id, instruct_name(d, t, instruct_kind(t), a),
		&left, err) ||
	    !instruct_recipient(in, d, t, r->json, left, a, letter, err))
		return false;
	say_all(t, &(struct outcome){ .code = OUTCOME_WRITTEN, .count = -1 }, a, ret);
	ret->letters = letter;
	ret->nletters = 1;
	return true;
}

/* Where the register says whom to tell, they are told that there is something to do. */
static bool
ask_colleague(struct installation *in, const struct dossier *d, const struct task *t,
    struct arena *a, struct task_done *ret, struct err *err)
{
	const struct system *s = reg_system(d->reg, t->system);
	if (t->action != ACTION_FIND) /* what is found is no outcome: a room above has it */
		say_all(t, &(struct outcome){ .code = OUTCOME_ASKED, .count = -1 }, a, ret);
	if (!s || !search_instructs(t->action) || !json_str(json_get(s->json, "contact"), "email"))
		return true;
	struct letter *letter = arena_alloc(a, sizeof(*letter));
	int64_t left;
	if (!letter_left(in->db, t->org_id, t->request_id, instruct_name(d, t, instruct_kind(t), a),
		&left, err) ||
	    !instruct_colleague(in, d, t, s->json, left, a, letter, err))
		return false;
	ret->letters = letter;
	ret->nletters = 1;
	return true;
}

bool
ask_people(struct installation *in, const struct dossier *d, const struct task *t, struct arena *a,
    struct task_done *ret, struct err *err)
{
	*ret = (struct task_done){
		.org_id = t->org_id,
		.id = t->id,
		.request_id = t->request_id,
		.fence = t->fence,
		.state = "asked",
	};
	if (!is_known(d, t))
		return err_set(err, ERR_INPUT, "nothing is known to search %s by", t->system);
	if (strcmp(t->connector, "written") == 0)
		return ask_recipient(in, d, t, a, ret, err);
	return ask_colleague(in, d, t, a, ret, err);
}
