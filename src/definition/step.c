/*
 * Steps: they call operations that are there, over rows that were kept before, with what those
 * operations need. How a person is found (find) goes before the steps of every action.
 */
#include "definition_private.h"

/* ---- what steps name ---- */

static bool
read_each(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_step *s = out;
	const char *name = json_string_value(v);
	if (!name || strncmp(name, "param.", 6) != 0)
		return ref_read_rows(r, v, at, how, &s->each);
	const struct def_param *param = definition_param(r->def, name + 6);
	s->each_param = name + 6;
	return (param && param->list) || complain(r, at, "params declares no list %s", name + 6);
}

/* One name, or a list of them. */
static bool
read_op_names(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_step *s = out;
	if (!json_is_array(v)) {
		s->nops = 1;
		return ref_read_op(r, v, at, how, &s->ops[0]);
	}
	size_t n = json_array_size(v);
	if (n == 0 || n > DEF_OPS)
		return complain(r, at, "expected 1 to %d operations", DEF_OPS);
	for (; s->nops < n; s->nops++)
		if (!ref_read_op(r, json_array_get(v, s->nops),
			arena_printf(r->a, "%s/%zu", at, s->nops), how, &s->ops[s->nops]))
			return false;
	return true;
}

static const char *
op_place(struct reader *r, const struct def_step *s, const char *at, const char *member, size_t i)
{
	return s->nops > 1 ? arena_printf(r->a, "%s/%s/%zu", at, member, i) : below(r, at, member);
}

/* ---- do ---- */

/* What reading is for: rows of a name of their own, or files. */
static bool
check_reading(struct reader *r, const struct def_step *s, const char *at)
{
	for (size_t i = 0; i < s->nops; i++) {
		const struct def_op *op = s->ops[i];
		if (!op->rows && !op->save)
			return complain(r, op_place(r, s, at, "do", i),
			    "operation %s gives neither rows nor a file", op->name);
		if (op->save && !s->each)
			return complain(r, op_place(r, s, at, "do", i),
			    "operation %s gives a file: whose, say the rows of each", op->name);
		if (!op->save != (s->into != NULL))
			return complain(r, at,
			    s->into ? "a step that gives files keeps no rows"
				    : "the rows of a step need a name of their own (into)");
	}
	return true;
}

/*
 * Is every row of this step the person's own? Each operation holds it against the identifier, or
 * against the row of `each` that was held against it in its turn.
 */
static bool
is_proven(const struct def_step *s)
{
	bool parent = s->each && s->each->proven;
	for (size_t i = 0; i < s->nops; i++)
		if (!(s->ops[i]->pins & BIT(IDENTITY)) && !(parent && s->ops[i]->pins & BIT(ROW)))
			return false;
	return true;
}

static bool
check_into(struct reader *r, struct def_step *s, const char *at)
{
	if (!s->into)
		return true;
	if (ref_rows(&r->steps, s->into) || ref_rows(r->earlier, s->into))
		return complain(r, below(r, at, "into"),
		    "a step before this keeps rows as %s already", s->into);
	for (size_t i = 0; i < s->nops; i++)
		if (!s->ops[i]->rows)
			return complain(r, op_place(r, s, at, "do", i),
			    "operation %s gives no rows to keep as %s", s->ops[i]->name, s->into);
	s->proven = is_proven(s);
	if (!s->key)
		s->key = s->ops[0]->rows->key;
	return true;
}

static bool
check_do(struct reader *r, struct def_step *s, const char *at)
{
	for (size_t i = 0; i < s->nops; i++)
		if (!ref_gives(r, s, s->ops[i], op_place(r, s, at, "do", i)))
			return false;
	if (s->when && !s->each && !s->each_param)
		return complain(
		    r, below(r, at, "when"), "when is about a row: the step needs each");
	return (!r->action->reads || check_reading(r, s, at)) && check_into(r, s, at);
}

static bool
read_when(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_step *s = out;
	r->uses = &s->uses;
	bool ok = read_condition(r, v, at, how, &s->when);
	r->uses = NULL;
	return ok;
}

/* ---- verify, written, expires ---- */

static bool
check_verify(struct reader *r, struct def_step *s, const char *at)
{
	for (size_t i = 0; i < s->nops; i++) {
		const char *where = op_place(r, s, at, "verify", i);
		if (!s->ops[i]->rows || s->ops[i]->method == METHOD_DELETE)
			return complain(
			    r, where, "operation %s finds no rows to look for", s->ops[i]->name);
		if (!ref_gives(r, s, s->ops[i], where))
			return false;
	}
	return true;
}

static bool
read_written(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	static const struct member items[] = { { "template", read_text, 0, &form_slug, true } };
	static const struct members members = { items, array_len(items) };
	(void)how;
	return read_members(r, v, at, &members, out);
}

static bool
read_expires(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	static const struct member items[] = {
		{ "within", read_span, offsetof(struct def_expires, within_s), NULL, true },
		{ "basis", read_text, offsetof(struct def_expires, basis), NULL, true },
	};
	static const struct members members = { items, array_len(items) };
	(void)how;
	return read_members(r, v, at, &members, out);
}

/* ---- a step ---- */

#define STEP(field) offsetof(struct def_step, field)
static const struct words otherwise = WORDS("what follows otherwise", "fail", "written");
static const struct member do_items[] = {
	{ "do", read_op_names, 0, NULL, true },
	{ "each", read_each, 0, NULL, false },
	{ "when", read_when, 0, "row.", false },
	{ "union_by", read_path, STEP(key), NULL, false },
	{ "into", read_text, STEP(into), &form_slug, false },
};
static const struct member job_items[] = {
	{ "job", read_job, 0, NULL, true },
};
static const struct member verify_items[] = {
	{ "verify", read_op_names, 0, NULL, true },
	{ "each", read_each, 0, NULL, false },
	{ "not_before", read_span, STEP(verify.not_before_s), NULL, false },
	{ "every", read_span, STEP(verify.every_s), NULL, false },
	{ "until", read_span, STEP(verify.until_s), NULL, true },
	{ "else", read_word, STEP(verify.otherwise), &otherwise, true },
};
static const struct member written_items[] = {
	{ "written", read_written, STEP(template), NULL, true },
};
static const struct member expires_items[] = {
	{ "expires", read_expires, STEP(expires), NULL, true },
};

/* A step is one thing; the first member of its table names it. */
static const struct step_kind_row {
	struct members members;
	bool (*check)(struct reader *r, struct def_step *s, const char *at);
} kinds[] = {
	[STEP_DO] = { { do_items, array_len(do_items) }, check_do },
	[STEP_JOB] = { { job_items, array_len(job_items) }, NULL },
	[STEP_VERIFY] = { { verify_items, array_len(verify_items) }, check_verify },
	[STEP_WRITTEN] = { { written_items, array_len(written_items) }, NULL },
	[STEP_EXPIRES] = { { expires_items, array_len(expires_items) }, NULL },
};

static bool
kind_of(struct reader *r, const json_t *v, const char *at, enum step_kind *ret)
{
	size_t found = 0;
	for (size_t i = 0; i < array_len(kinds); i++) {
		if (!json_get(v, kinds[i].members.items[0].name))
			continue;
		*ret = (enum step_kind)i;
		found++;
	}
	return found == 1 ||
	    complain(r, at, "a step is one of do, job, verify, written and expires");
}

static bool
read_step(struct reader *r, const json_t *v, const char *at, struct def_step *s)
{
	return kind_of(r, v, at, &s->kind) && read_members(r, v, at, &kinds[s->kind].members, s) &&
	    (!kinds[s->kind].check || kinds[s->kind].check(r, s, at));
}

bool
steps_read(struct reader *r, const json_t *list, const char *at, const struct action_kind *action,
    const struct def_steps *earlier, struct def_steps *ret)
{
	if (!json_is_array(list) || json_array_size(list) == 0)
		return complain(r, at, "expected a list of steps");
	r->action = action;
	r->earlier = earlier;
	r->steps = (struct def_steps){ .items = arena_alloc(
					   r->a, json_array_size(list) * sizeof(*ret->items)) };
	for (size_t i = 0; i < json_array_size(list); i++, r->steps.n++)
		if (!read_step(r, json_array_get(list, i), arena_printf(r->a, "%s/%zu", at, i),
			&r->steps.items[i]))
			return false;
	*ret = r->steps;
	return true;
}
