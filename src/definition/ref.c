/*
 * What steps refer to: operations that are there, rows that a step before keeps; and whether a step
 * gives an operation what that uses.
 */
#include "dossier/phrase.h"
#include "definition_private.h"

const struct def_step *
ref_rows(const struct def_steps *steps, const char *into)
{
	for (size_t i = 0; steps && i < steps->n; i++)
		if (steps->items[i].into && strcmp(steps->items[i].into, into) == 0)
			return &steps->items[i];
	return NULL;
}

/* A step before this one that keeps its rows by this name. */
bool
ref_read_rows(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const char *name = json_string_value(v);
	const struct def_step *step = name ? ref_rows(&r->steps, name) : NULL;
	(void)how;
	if (name && !step)
		step = ref_rows(r->earlier, name);
	*(const struct def_step **)out = step;
	return step ||
	    complain(
		r, at, "no step before this keeps rows as %s (into)", name ? name : phrase("that"));
}

bool
ref_read_op(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const char *name = json_string_value(v);
	const struct def_op *op = name ? op_find(r->def, name) : NULL;
	(void)how;
	*(const struct def_op **)out = op;
	if (!op)
		return complain(
		    r, at, "there is no operation %s", name ? name : phrase("of that name"));
	if (r->action->reads && op->method != METHOD_GET && op->method != METHOD_POST)
		return complain(r, at, "%s only reads, but operation %s is a %s", r->action->name,
		    op->name, method_name(op->method));
	if (r->action->erases && op->method != METHOD_GET && !(op->uses.call & SCOPES_PERSON))
		return complain(
		    r, at, "operation %s would erase without an id, a filter or a batch", op->name);
	return r->action->corrects || !(op->uses.scopes & BIT(CORRECT)) ||
	    complain(r, at, "operation %s uses {correct....}: new values come with rectify only",
		op->name);
}

/* ---- does the step give what its operations use? ---- */

bool
ref_gives(struct reader *r, const struct def_step *s, const struct def_op *op, const char *at)
{
	const struct uses *uses = &op->uses;
	const char *batch = s->kind == STEP_JOB ? s->job.batch.as : NULL;
	if ((uses->scopes & BIT(ROW)) && !s->each && !s->each_param)
		return complain(
		    r, at, "operation %s uses {row....}: the step needs each", op->name);
	if (uses->batch && (!batch || strcmp(batch, uses->batch) != 0))
		return complain(r, at,
		    "operation %s uses {batch.%s}: it needs a job with a batch as %s", op->name,
		    uses->batch, uses->batch);
	if ((uses->scopes & BIT(JOB)) && (s->kind != STEP_JOB || op == s->job.start))
		return complain(r, at,
		    "operation %s uses {job....}: only a job's poll, advance and explain know it",
		    op->name);
	return true;
}
