/*
 * What is asked of a file. One that was made anew is searched once more, whoever made it.
 */
#include "part.h"
#include "serve.h"

static void
put(struct buf *ret, enum wire_kind kind, int number, struct bytes bytes)
{
	wire_put(ret, (struct wire_record){ kind, number, bytes });
}

static void
put_found(const struct job *job, struct buf *ret)
{
	uint32_t where = job->where;
	put(ret, WIRE_FOUND, job->found, (struct bytes){ &where, sizeof(where) });
	if (job->blind)
		put(ret, WIRE_BLIND, 0, (struct bytes){ 0 });
}

static bool
still_holds(const struct wire_question *q, const char *name, const struct buf *made)
{
	struct wire_question again = *q;
	again.ask = WIRE_HOLDS;
	again.data = (struct bytes){ made->data ? made->data : "", made->len };
	struct job *job = part_job(&again, NULL);
	bool clean = job && part_read(job, name, again.data) && job->found < 0;
	part_job_free(job);
	return !clean;
}

static void
put_made(const struct wire_question *q, const char *name, const struct buf *made, struct buf *ret)
{
	if (still_holds(q, name, made)) {
		put(ret, WIRE_REFUSED, WIRE_STILL_HOLDS, (struct bytes){ 0 });
		return;
	}
	put(ret, WIRE_DATA, 0, (struct bytes){ made->data ? made->data : "", made->len });
	put(ret, WIRE_NAME, 0, (struct bytes){ name, strlen(name) });
	for (size_t i = 0; i < q->nmarks; i++)
		put(ret, WIRE_COUNT, (int)i,
		    (struct bytes){ &q->marks[i].count, sizeof(q->marks[i].count) });
}

static void
redact(struct job *job, const struct wire_question *q, struct buf *ret)
{
	struct buf made = { 0 }, name = { 0 };
	(void)job_clean(job, q->name, strlen(q->name), &name);
	enum part part = part_redact(job, q->name, q->data, &made);
	if (part == PART_SAME && part_pages(job))
		part = PART_CANNOT;
	if (part == PART_SAME)
		buf_add(&made, q->data.p, q->data.n);
	if (part == PART_CANNOT)
		put(ret, WIRE_REFUSED, WIRE_NO_FORM, (struct bytes){ 0 });
	else
		put_made(q, name.data, &made, ret);
	buf_release(&made);
	buf_release(&name);
}

static void
answer(struct job *job, const struct wire_question *q, struct buf *ret)
{
	if (q->ask == WIRE_REDACT)
		redact(job, q, ret);
	else if (!part_read(job, q->name, q->data))
		put(ret, WIRE_REFUSED, WIRE_BROKEN, (struct bytes){ 0 });
	if (q->ask == WIRE_HOLDS)
		put_found(job, ret);
}

void
serve_answer(struct bytes question, struct buf *ret)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct wire_question q;
	struct job *job = wire_ask_get(question, &q, a) ? part_job(&q, ret) : NULL;
	if (!job)
		return;
	answer(job, &q, ret);
	put(ret, WIRE_DONE, 0, (struct bytes){ 0 });
	part_job_free(job);
}
