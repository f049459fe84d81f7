/*
 * Jobs: work at the vendor that takes its time: started, asked after until it is done, or waited
 * for where there is nothing to ask after.
 */
#include "definition_private.h"

static const struct words without = WORDS("what is left out", "hold");

static bool
read_without(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	unsigned word;
	(void)how;
	*(bool *)out = true;
	return read_word(r, v, at, &without, &word);
}

#define BATCH(field) offsetof(struct def_batch, field)
static const struct range batch_sizes = { 1, 100000 };
static const struct member batch_items[] = {
	{ "over", ref_read_rows, BATCH(over), NULL, true },
	{ "as", read_text, BATCH(as), &form_word, true },
	{ "pick", read_path, BATCH(pick), NULL, false },
	{ "size", read_int, BATCH(size), &batch_sizes, true },
	{ "without", read_without, BATCH(without_hold), NULL, false },
};
static const struct members batch_members = { batch_items, array_len(batch_items) };

static bool
read_batch(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	return read_members(r, v, at, &batch_members, out);
}

static bool
read_job_id(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	return source_parse(r, json_is_string(v) ? json_string_value(v) : "", at, out);
}

/* {"STATE": "OPERATION"} */
static const struct many advances = { .read = ref_read_op,
	.size = sizeof(struct def_advance),
	.offset = offsetof(struct def_advance, op) };

static bool
read_backoff(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	double n = *(double *)out = json_number_value(v);
	return (json_is_number(v) && n >= 1 && n <= 100) ||
	    complain(r, at, "expected a number from 1 to 100");
}

#define JOB(field) offsetof(struct def_job, field)
static const struct words failings = WORDS("what follows a failure", "stop", "continue", "written");
static const struct member job_items[] = {
	{ "start", ref_read_op, JOB(start), NULL, true },
	{ "batch", read_batch, JOB(batch), NULL, false },
	{ "id", read_job_id, JOB(id), NULL, true },
	{ "poll", ref_read_op, JOB(poll), NULL, false },
	{ "state", read_path, JOB(state), NULL, false },
	{ "wait", read_list, JOB(wait), &many_texts, false },
	{ "advance", read_map, JOB(advance), &advances, false },
	{ "done", read_list, JOB(done), &many_texts, false },
	{ "failed", read_list, JOB(failed), &many_texts, false },
	{ "every", read_span, JOB(every_s), NULL, false },
	{ "backoff", read_backoff, JOB(backoff), NULL, false },
	{ "max_every", read_span, JOB(max_every_s), NULL, false },
	{ "deadline", read_span, JOB(deadline_s), NULL, false },
	{ "explain", ref_read_op, JOB(explain), NULL, false },
	{ "blind", read_flag, JOB(blind), NULL, false },
	{ "settle", read_span, JOB(settle_s), NULL, false },
	{ "on_failed", read_word, JOB(on_failed), &failings, false },
};
static const struct members job_members = { job_items, array_len(job_items) };

static bool
check_job_form(struct reader *r, const json_t *v, const struct def_job *job, const char *at)
{
	static const char *const polled[] = { "state", "done", "every", "deadline" };
	if (job->blind == (job->poll != NULL))
		return complain(r, at, "a job has either poll or blind");
	if (job->blind && !json_get(v, "settle"))
		return complain(r, at, "a blind job needs settle: how long until it is done");
	for (size_t i = 0; job->poll && i < array_len(polled); i++)
		if (!json_get(v, polled[i]))
			return complain(r, at, "a job that is polled needs %s", polled[i]);
	return true;
}

static bool
check_job(struct reader *r, const struct def_step *s, const char *at)
{
	const struct def_job *job = &s->job;
	if (!ref_gives(r, s, job->start, below(r, at, "start")))
		return false;
	if (job->poll && !ref_gives(r, s, job->poll, below(r, at, "poll")))
		return false;
	for (size_t i = 0; i < job->nadvance; i++)
		if (!ref_gives(r, s, job->advance[i].op,
			arena_printf(r->a, "%s/advance/%s", at, job->advance[i].state)))
			return false;
	return !job->explain || ref_gives(r, s, job->explain, below(r, at, "explain"));
}

bool
read_job(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_step *s = out;
	(void)how;
	s->job.backoff = 1;
	return read_members(r, v, at, &job_members, &s->job) && check_job_form(r, v, &s->job, at) &&
	    check_job(r, s, at);
}
