/*
 * Work to the slots, answers from them, and answers into the database: in batches, as a
 * transaction costs about as much for a hundred of them as for one.
 */
#include <poll.h>

#include "worker_private.h"

#define RUN_MAX_MS                                                                                 \
	(12 * 3600 * INT64_C(1000)) /* one run of one task; the sweep relies on less than a day */
#define WRITE_MAX 500 /* answers; or, when this long passed since the first of them: */
#define WRITE_MS 250

static void
finished(struct supervisor *s, struct work *w, json_t *answer)
{
	if (s->finished.n == 0)
		s->finished_at_ms = clock_boot_ms();
	w->answer = answer;
	work_push(&s->finished, w);
}

static json_t *
failed_answer(const struct err *err)
{
	return json_pack("{s:b, s:b, s:s}", "ok", 0, "transient", err_is_transient(err->kind),
	    "text", err->text);
}

/* How many a second: as many are leased ahead. */
static void
count_rate(struct supervisor *s, int64_t now_ms)
{
	if (now_ms - s->rate_at_ms >= 1000) {
		s->rate = now_ms - s->rate_at_ms < 2000 ? s->rate_now : 0;
		s->rate_now = 0;
		s->rate_at_ms = now_ms;
	}
	s->rate_now++;
}

/* To an idle slot, which does nothing but read: the message can not get stuck. */
static bool
hand_out_one(struct supervisor *s, int i, struct err *err)
{
	struct work *w = work_pop(&s->backlog);
	struct slot *slot = &s->slots.items[i];
	struct err bad = { 0 };
	const struct dossier *d = search_batch_dossier(w->batch, &w->task, &bad);
	auto_drop(json) json_t *job = d ? search_job(s->in, d, &w->task, &bad) : NULL;
	if (job && slot->fd >= 0 && message_send(slot->fd, job, &bad)) {
		slot->work = w;
		slot->since_ms = clock_boot_ms();
		count_rate(s, slot->since_ms);
		return true;
	}
	if (job && (slot->fd < 0 || bad.kind == ERR_TEMPORARY)) {
		/* an idle slot that is gone has lost nothing */
		work_push(&s->backlog, w);
		return slots_restart(&s->slots, i, err);
	}
	finished(s, w, failed_answer(&bad));
	return true;
}

void
flow_ask(struct supervisor *s, struct work *w)
{
	s->asked = true;
	count_rate(s, clock_boot_ms());
	finished(s, w, NULL);
}

bool
flow_hand_out(struct supervisor *s, struct err *err)
{
	for (int i = 0; i < s->slots.n && s->backlog.n > 0; i++)
		if (!s->slots.items[i].work && !hand_out_one(s, i, err))
			return false;
	return true;
}

/* Its answer, or NULL when it died or must: then a fresh process takes its place. */
static bool
take_in(struct supervisor *s, int i, json_t *answer, struct err *err)
{
	struct slot *slot = &s->slots.items[i];
	struct work *w = slot->work;
	bool alive = answer != NULL;
	slot->work = NULL;
	if (w)
		finished(s, w, answer);
	else
		json_decref(answer);
	return alive || slots_restart(&s->slots, i, err);
}

bool
flow_take_in(struct supervisor *s, struct err *err)
{
	int64_t now = clock_boot_ms();
	struct pollfd p[SLOTS_MAX];
	for (int i = 0; i < s->slots.n; i++)
		p[i] = (struct pollfd){ .fd = s->slots.items[i].fd, .events = POLLIN };
	if (poll(p, (nfds_t)s->slots.n, 0) < 0)
		return true; /* a signal */
	for (int i = 0; i < s->slots.n; i++) {
		struct slot *slot = &s->slots.items[i];
		struct err dead = { 0 };
		bool stuck = !p[i].revents && slot->work && now - slot->since_ms > RUN_MAX_MS;
		json_t *answer = p[i].revents ? message_receive(slot->fd, &dead) : NULL;
		if ((p[i].revents || stuck) && !take_in(s, i, answer, err))
			return false;
	}
	return true;
}

/* Answers of one organisation at a time, as every query that writes names one. */
static bool
write_down_org(struct supervisor *s, int64_t org_id, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct search_answer *answers = arena_alloc(a, s->finished.n * sizeof(*answers));
	struct work_list written = { 0 }, left = { 0 };
	struct err unopened = { 0 };
	size_t n = 0;
	for (const struct work *w = s->finished.first; w; w = w->next)
		if (w->task.org_id == org_id)
			answers[n++] = (struct search_answer){ &w->task,
				search_batch_dossier(w->batch, &w->task, &unopened), w->answer };
	/*
	 * kept until it is known to be written: a commit in doubt is tried again, and the fence
	 * tells
	 */
	if (!search_accept(s->in, &s->who, org_id, answers, n, err))
		return false;
	for (struct work *w; (w = work_pop(&s->finished));)
		work_push(w->task.org_id == org_id ? &written : &left, w);
	work_list_release(&written);
	s->finished = left;
	s->result->tasks += (int64_t)n;
	return true;
}

/* Nothing to wait for: no slot works that could add to the batch. */
static bool
is_time(const struct supervisor *s)
{
	return s->finished.n >= WRITE_MAX || slots_busy(&s->slots) == 0 ||
	    clock_boot_ms() - s->finished_at_ms >= WRITE_MS;
}

bool
flow_write_down(struct supervisor *s, bool now, struct err *err)
{
	if (!now && !is_time(s))
		return true;
	while (s->finished.n > 0)
		if (!write_down_org(s, s->finished.first->task.org_id, err))
			return false;
	return true;
}

int
flow_wait_ms(const struct supervisor *s, int most)
{
	if (s->finished.n == 0)
		return most;
	if (is_time(s))
		return 0;
	int64_t left = s->finished_at_ms + WRITE_MS - clock_boot_ms();
	return left < 0 ? 0 : left < most ? (int)left : most;
}
