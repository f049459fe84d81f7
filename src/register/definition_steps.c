/*
 * Steps of the rights of a connector definition: they call operations that are there, over rows that were
 * kept before, with what those operations need. Reading a right never changes anything at the vendor, and
 * an erasure never ends in hope: it is verified, expires, or was asked in writing.
 */
#include "definition.h"

struct right_check {
	const struct check *c;
	const char *right; /* "erasure"; "preflight" */
	bool reads;        /* may not change anything */
	bool erases;
	json_t *kept; /* names rows are kept under, so far */
};

/* A kind of step: the member that names it, those it needs and those it may have (ended by NULL). */
static const struct step_kind {
	const char *name;
	const char *required[4];
	const char *members[9];
} step_kinds[] = {
	{ "do", { NULL }, { "each", "batch", "when", "into", "union_by", "confirm", "on_error" } },
	{ "job", { NULL }, { "when", "on_error" } },
	{ "verify", { "expect", "until", "else" },
	    { "each", "when", "expect", "not_before", "every", "until", "else" } },
	{ "written", { NULL }, { "when" } },
	{ "expires", { NULL }, { "when" } },
	{ "branch", { NULL }, { NULL } },
	{ "note", { NULL }, { "when" } },
};

static bool
in_list(const char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n && list[i]; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static const struct step_kind *
step_kind(const struct right_check *rc, const json_t *step, const char *pointer)
{
	const struct step_kind *kind = NULL;
	for (size_t i = 0; i < array_len(step_kinds); i++) {
		if (!json_get(step, step_kinds[i].name))
			continue;
		if (kind) {
			(void)complain(rc->c, pointer, "a step is one thing, not %s and %s",
			    kind->name, step_kinds[i].name);
			return NULL;
		}
		kind = &step_kinds[i];
	}
	if (!kind)
		(void)complain(rc->c, pointer,
		    "a step is one of do, job, verify, written, expires, branch and note");
	return kind;
}

static bool
check_members(const struct right_check *rc, const struct step_kind *kind, const json_t *step,
    const char *pointer)
{
	const char *name;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)step, name, v)
		if (strcmp(name, kind->name) != 0 &&
		    !in_list(kind->members, array_len(kind->members), name))
			return complain(rc->c, at(rc->c, "%s/%s", pointer, name),
			    "a step %s has no %s", kind->name, name);
	for (size_t i = 0; i < array_len(kind->required) && kind->required[i]; i++)
		if (!json_get(step, kind->required[i]))
			return complain(
			    rc->c, pointer, "a step %s needs %s", kind->name, kind->required[i]);
	if (strcmp(kind->name, "verify") == 0 && !json_is_string(json_get(step, "else")))
		return complain(rc->c, at(rc->c, "%s/else", pointer),
		    "a step verify has else: written or fail");
	return true;
}

/* each: rows kept before, a parameter that is a list, or an identity. */
static bool
check_each(const struct right_check *rc, const json_t *step, const char *pointer)
{
	const char *each = json_str(step, "each");
	if (!each)
		return true;
	const json_t *root = rc->c->doc->root;
	pointer = at(rc->c, "%s/each", pointer);
	if (strncmp(each, "param.", 6) == 0)
		return json_flag(json_get(json_get(root, "params"), each + 6), "list") ||
		    complain(rc->c, pointer, "params declares no list %s", each + 6);
	if (strncmp(each, "identity.", 9) == 0)
		return json_get(json_get(root, "identities"), each + 9) ||
		    complain(rc->c, pointer, "identities declares no %s", each + 9);
	return json_get(rc->kept, each) ||
	    complain(rc->c, pointer, "no step before this keeps rows as %s (into)", each);
}

static bool
check_batch(const struct right_check *rc, const json_t *step, const char *pointer)
{
	const char *over = json_str(json_get(step, "batch"), "over");
	return !over || json_get(rc->kept, over) ||
	    complain(rc->c, at(rc->c, "%s/batch/over", pointer),
		"no step before this keeps rows as %s (into)", over);
}

/* Does the step give what the operation's templates use? */
static bool
check_given(
    const struct right_check *rc, const char *op, const json_t *step, bool job, const char *pointer)
{
	struct uses uses = op_uses(rc->c, op);
	const char *batch = json_str(json_get(step, "batch"), "as");
	if ((uses.scopes & (BIT(ROW) | BIT(PARENT))) && !json_get(step, "each"))
		return complain(
		    rc->c, pointer, "operation %s uses {row....}: the step needs each", op);
	if ((uses.scopes & BIT(BATCH)) && (!batch || strcmp(batch, uses.batch) != 0))
		return complain(rc->c, pointer,
		    "operation %s uses {batch.%s}: the step needs a batch as %s", op, uses.batch,
		    uses.batch);
	if ((uses.scopes & BIT(JOB)) && !job)
		return complain(rc->c, pointer,
		    "operation %s uses {job....}: only a job's poll, advance, result and explain know it",
		    op);
	if ((uses.scopes & BIT(CORRECT)) && strcmp(rc->right, "rectification") != 0)
		return complain(rc->c, pointer,
		    "operation %s uses {correct....}: new values come with rectification only", op);
	return true;
}

static bool
is_destructive(const char *method)
{
	static const char *const changing[] = { "PUT", "PATCH", "DELETE" };
	return in_list(changing, array_len(changing), method);
}

static bool
check_op(const struct right_check *rc, const char *name, const json_t *step, bool job,
    const char *pointer)
{
	const json_t *op = json_get(json_get(rc->c->doc->root, "ops"), name);
	if (!op)
		return complain(rc->c, pointer, "there is no operation %s", name);
	const char *method = json_str(op, "method");
	if (rc->reads && is_destructive(method))
		return complain(rc->c, pointer, "%s only reads, but operation %s is a %s",
		    rc->right, name, method);
	if (rc->erases && strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0 &&
	    !(op_uses(rc->c, name).scopes & SCOPES_PERSON))
		return complain(rc->c, pointer,
		    "operation %s would erase without an id, a filter or a batch", name);
	return check_given(rc, name, step, job, pointer);
}

static bool
check_ops(const struct right_check *rc, const json_t *step, const char *member, const char *pointer)
{
	const json_t *ops = json_get(step, member);
	pointer = at(rc->c, "%s/%s", pointer, member);
	if (json_is_string(ops))
		return check_op(rc, json_string_value(ops), step, false, pointer);
	size_t i;
	json_t *v;
	json_array_foreach(ops, i, v)
		if (!check_op(
			rc, json_string_value(v), step, false, at(rc->c, "%s/%zu", pointer, i)))
			return false;
	return true;
}

static bool
check_job_form(const struct right_check *rc, const json_t *job, const char *pointer)
{
	static const char *const polled[] = { "state", "done", "every", "deadline" };
	bool blind = json_get(job, "blind"), poll = json_get(job, "poll");
	if (blind == poll)
		return complain(rc->c, pointer, "a job has either poll or blind");
	if (blind && !json_get(job, "settle"))
		return complain(
		    rc->c, pointer, "a blind job needs settle: how long until it is done");
	for (size_t i = 0; poll && i < array_len(polled); i++)
		if (!json_get(job, polled[i]))
			return complain(rc->c, pointer, "a job that is polled needs %s", polled[i]);
	return true;
}

static bool
check_job(const struct right_check *rc, const json_t *job, const char *pointer)
{
	static const char *const later[] = { "poll", "result", "explain" };
	if (!check_job_form(rc, job, pointer) || !check_each(rc, job, pointer) ||
	    !check_batch(rc, job, pointer) ||
	    !check_op(rc, json_str(job, "start"), job, false, at(rc->c, "%s/start", pointer)))
		return false;
	for (size_t i = 0; i < array_len(later); i++) {
		const char *op = json_str(job, later[i]);
		if (op && !check_op(rc, op, job, true, at(rc->c, "%s/%s", pointer, later[i])))
			return false;
	}
	const char *state;
	json_t *v;
	json_object_foreach(json_get(job, "advance"), state, v)
		if (!check_op(rc, json_string_value(v), job, true,
			at(rc->c, "%s/advance/%s", pointer, state)))
			return false;
	return true;
}

static bool
check_written(const struct right_check *rc, const json_t *written, const char *pointer)
{
	struct uses uses = { 0 };
	size_t i;
	json_t *v;
	json_array_foreach(json_get(written, "attach"), i, v)
		if (!json_get(rc->kept, json_string_value(v)))
			return complain(rc->c, at(rc->c, "%s/attach/%zu", pointer, i),
			    "no step before this keeps rows as %s (into)", json_string_value(v));
	return check_templates(rc->c, json_get(written, "to"), &place_contact,
		   at(rc->c, "%s/to", pointer), &uses) &&
	    check_templates(rc->c, json_get(written, "fields"), &place_letter,
		at(rc->c, "%s/fields", pointer), &uses);
}

static bool check_list(const struct right_check *rc, const json_t *steps, const char *pointer);

static bool
check_conditions(const struct right_check *rc, const json_t *step, const char *pointer)
{
	struct uses uses = { 0 };
	const json_t *expect = json_get(step, "expect"), *branch = json_get(step, "branch");
	return check_templates(rc->c, json_get(step, "when"), &place_condition,
		   at(rc->c, "%s/when", pointer), &uses) &&
	    (!json_is_object(expect) ||
		check_templates(
		    rc->c, expect, &place_condition, at(rc->c, "%s/expect", pointer), &uses)) &&
	    check_templates(rc->c, json_get(branch, "if"), &place_condition,
		at(rc->c, "%s/branch/if", pointer), &uses);
}

static bool
check_step(const struct right_check *rc, const json_t *step, const char *pointer)
{
	const struct step_kind *kind = step_kind(rc, step, pointer);
	if (!kind || !check_members(rc, kind, step, pointer) || !check_each(rc, step, pointer) ||
	    !check_batch(rc, step, pointer) || !check_conditions(rc, step, pointer))
		return false;
	const json_t *job = json_get(step, "job"), *written = json_get(step, "written"),
		     *branch = json_get(step, "branch");
	if (!check_ops(rc, step, "do", pointer) || !check_ops(rc, step, "verify", pointer) ||
	    (job && !check_job(rc, job, at(rc->c, "%s/job", pointer))) ||
	    (written && !check_written(rc, written, at(rc->c, "%s/written", pointer))))
		return false;
	if (!check_list(rc, json_get(branch, "then"), at(rc->c, "%s/branch/then", pointer)) ||
	    !check_list(rc, json_get(branch, "else"), at(rc->c, "%s/branch/else", pointer)))
		return false;
	if (json_get(step, "into"))
		json_object_set_new(rc->kept, json_str(step, "into"), json_true());
	return true;
}

static bool
check_list(const struct right_check *rc, const json_t *steps, const char *pointer)
{
	size_t i;
	json_t *v;
	json_array_foreach(steps, i, v)
		if (!check_step(rc, v, at(rc->c, "%s/%zu", pointer, i)))
			return false;
	return true;
}

/* Both ways of a branch must end, and a branch without else may go neither. */
static bool
ends_well(const json_t *steps)
{
	const json_t *last = json_array_get(steps, json_array_size(steps) - 1);
	const json_t *branch = json_get(last, "branch");
	if (branch)
		return ends_well(json_get(branch, "then")) && ends_well(json_get(branch, "else"));
	/* what only happens under a condition may not happen */
	return !json_get(last, "when") &&
	    (json_get(last, "verify") || json_get(last, "expires") || json_get(last, "written"));
}

static bool
check_hold(const struct right_check *rc, const json_t *right, const char *pointer)
{
	const json_t *hold = json_get(right, "hold");
	struct uses uses = { 0 };
	if (!hold)
		return true;
	if (!json_get(rc->kept, json_str(hold, "over")))
		return complain(rc->c, at(rc->c, "%s/hold/over", pointer),
		    "no step keeps rows as %s (into)", json_str(hold, "over"));
	return check_templates(rc->c, json_get(hold, "when"), &place_condition,
	    at(rc->c, "%s/hold/when", pointer), &uses);
}

static bool
check_right(const struct check *c, const char *name, const json_t *right, const json_t *before)
{
	auto_drop(json) json_t *kept = json_deep_copy(before);
	const struct right_check rc = {
		.c = c,
		.right = name,
		.reads = strcmp(name, "access") == 0 || strcmp(name, "portability") == 0,
		.erases = strcmp(name, "erasure") == 0,
		.kept = kept,
	};
	const char *pointer = at(c, "/rights/%s", name);
	const json_t *steps = json_get(right, "steps");
	if (json_get(right, "lift") && strcmp(name, "restriction") != 0)
		return complain(c, at(c, "%s/lift", pointer), "only restriction is lifted");
	if (!check_list(&rc, steps, at(c, "%s/steps", pointer)) ||
	    !check_list(&rc, json_get(right, "lift"), at(c, "%s/lift", pointer)))
		return false;
	if (rc.erases && !ends_well(steps))
		return complain(c, at(c, "%s/steps/%zu", pointer, json_array_size(steps) - 1),
		    "an erasure ends in verify, expires or written, so that it can be answered for");
	return check_hold(&rc, right, pointer);
}

bool
check_steps(const struct check *c)
{
	auto_drop(json) json_t *kept = json_object();
	const struct right_check before = {
		.c = c, .right = "preflight", .reads = true, .kept = kept
	};
	if (!check_list(&before, json_get(c->doc->root, "preflight"), "/preflight"))
		return false;
	const char *name;
	json_t *right;
	json_object_foreach(json_get(c->doc->root, "rights"), name, right)
		if (!check_right(c, name, right, kept))
			return false;
	return true;
}

/* Does a step, or one inside it, keep its rows under this name? */
static bool
list_keeps(const json_t *steps, const char *into)
{
	size_t i;
	json_t *v;
	json_array_foreach(steps, i, v) {
		const json_t *branch = json_get(v, "branch");
		if (strcmp(json_str_or(v, "into", ""), into) == 0 ||
		    list_keeps(json_get(branch, "then"), into) ||
		    list_keeps(json_get(branch, "else"), into))
			return true;
	}
	return false;
}

bool
definition_keeps(const json_t *definition, const char *into)
{
	return list_keeps(
	    json_get(json_get(json_get(definition, "rights"), "access"), "steps"), into);
}
