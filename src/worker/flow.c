/*
 * Work to the slots, answers from them, and answers into the database: in batches, as a
 * transaction costs about as much for a hundred of them as for one.
 */
#include <sys/socket.h>

#include "dossier/change.h"
#include "worker_private.h"

/* one run of one task, with time to end by itself; the sweep relies on less than a day */
#define RUN_MAX_MS(budget) ((budget)->run_ms + 60 * INT64_C(1000))
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

/* What is denied before a slot has it is where its settings lead. */
static json_t *
failed_answer(const struct err *err)
{
	const struct reason why = {
		.code = err->kind == ERR_DENIED ? REASON_SETTINGS : REASON_NONE,
	};
	json_t *j = json_pack("{s:b, s:b, s:s}", "ok", 0, "transient", err_is_transient(err->kind),
	    "text", err->text);
	reason_put(j, "why", &why);
	return j;
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

static void
begin(struct supervisor *s, struct slot *slot, struct work *w)
{
	slot->work = w;
	slot->served++;
	peer_begin(w->peer);
	if (s->opt->asking)
		s->opt->asking(w->task.system, s->opt->arg);
	slot->since_ms = clock_boot_ms();
	slot->has_asked = false;
	count_rate(s, slot->since_ms);
}

/* To an idle slot, which does nothing but read: the message can not get stuck. */
static bool
hand_to(struct supervisor *s, int i, struct work *w, struct err *err)
{
	struct slot *slot = &s->slots.items[i];
	struct err bad = { 0 };
	const struct dossier *d = search_batch_dossier(w->batch, &w->task, &bad);
	auto_drop(json) json_t *job = d ? search_job(s->in, d, &w->task, &bad) : NULL;
	if (!job || !change_job(s->in, d, &w->task, job, &bad)) {
		finished(s, w, failed_answer(&bad));
		return true;
	}
	/* for its broker; who took a slot over is told no more than the job needs */
	auto_drop(json) json_t *reach = json_incref(json_get(job, "reach"));
	(void)json_object_del(job, "reach");
	if (slots_bind(&s->slots, i, w->peer, reach, &bad) &&
	    message_send(slot->fd[PAIR_WORK], job, &bad)) {
		begin(s, slot, w);
		return true;
	}
	if (bad.kind == ERR_TEMPORARY) {
		/* an idle slot that is gone has lost nothing */
		work_push_first(&s->backlog, w);
		return slots_restart(&s->slots, i, err);
	}
	finished(s, w, failed_answer(&bad));
	return true;
}

void
flow_ask(struct supervisor *s, struct work *w)
{
	count_rate(s, clock_boot_ms());
	finished(s, w, NULL);
}

bool
flow_hand_out(struct supervisor *s, struct err *err)
{
	struct work *w;
	while (slots_busy(&s->slots) < (size_t)s->slots.n &&
	    (w = work_pop_for(&s->backlog, s->slots.n))) {
		if (!hand_to(s, slots_choose(&s->slots, w->peer), w, err))
			return false;
		if (s->backlog.first == w)
			break; /* the slot was gone: at the next turn */
	}
	return true;
}

/* One line for whoever looks after it, once each time. */
static void
tell_silence(const struct supervisor *s, const struct work *w, enum peer_news news)
{
	struct err ignored = { 0 };
	auto_drop(buf) struct buf text = { 0 };
	char since[INSTANT_LEN];
	if (news == PEER_NO_NEWS || !s->opt->say)
		return;
	const struct dossier *d = search_batch_dossier(w->batch, &w->task, &ignored);
	if (!d)
		return;
	buf_addf(&text, "system %s/%s ", d->org.slug, w->peer->system);
	if (news == PEER_IS_BACK)
		buf_adds(&text, "answers again");
	else
		buf_addf(&text, "is silent since %s: tried again in %lld s",
		    instant_format(w->peer->since, since), (long long)(w->peer->pause_ms / 1000));
	s->opt->say(text.data, s->opt->arg);
}

/* A slot that died may have done so of its own accord: that says nothing of the system. */
static enum peer_heard
heard(const json_t *answer)
{
	if (!answer)
		return PEER_UNKNOWN;
	return json_flag(answer, "ok") || !json_flag(answer, "transient") ? PEER_ANSWERED
									  : PEER_FAILED;
}

/* What became of its work: ${answer} NULL: it died. */
static bool
take_in(struct supervisor *s, struct slot *slot, json_t *answer, struct err *err)
{
	struct work *w = slot->work;
	slot->work = NULL;
	if (!w) {
		json_decref(answer);
		return true;
	}
	enum peer_news news = peer_end(w->peer, heard(answer));
	tell_silence(s, w, news);
	finished(s, w, answer);
	return news != PEER_IS_BACK ||
	    task_hasten(s->in->db, w->peer->org_id, w->peer->system, err);
}

/* It works for longer than any task may, or stopped in the middle of its answer. */
static bool
is_stuck(const struct slot *slot)
{
	int64_t now = clock_boot_ms();
	return (slot->work && now - slot->since_ms > RUN_MAX_MS(&budget_usual)) ||
	    (slot->inbox.got > 0 && now - slot->inbox.since_ms > MESSAGE_S * INT64_C(1000));
}

/* What is there of its answer, whole or not; one that is stuck or died has a fresh one follow. */
static bool
take_from(struct supervisor *s, int i, bool ready, struct err *err)
{
	struct slot *slot = &s->slots.items[i];
	struct err dead = { 0 };
	json_t *answer = NULL;
	bool alive =
	    !ready || inbox_take(&slot->inbox, slot->fd[PAIR_WORK], MSG_DONTWAIT, &answer, &dead);
	if (alive && commit_is_asked(answer)) { /* it keeps its work, unless it may not ask */
		alive = commit_answer(s, slot, answer, &dead);
		json_decref(answer);
		answer = alive ? NULL : failed_answer(&dead);
	}
	if (alive && !answer && is_stuck(slot)) {
		alive = false;
		err_set(&dead, ERR_TEMPORARY, "it took longer than any task may: given up");
		answer = failed_answer(&dead);
	}
	if ((answer || !alive) && !take_in(s, slot, answer, err))
		return false;
	return alive || slots_restart(&s->slots, i, err);
}

size_t
flow_listen(const struct supervisor *s, struct pollfd *ret, int *ret_slots)
{
	size_t n = 0;
	for (int i = 0; i < s->slots.pool; i++)
		if (s->slots.items[i].work) {
			ret_slots[n] = i;
			ret[n++] = (struct pollfd){ .fd = s->slots.items[i].fd[PAIR_WORK],
				.events = POLLIN };
		}
	return n;
}

bool
flow_take_in(struct supervisor *s, struct err *err)
{
	struct pollfd p[SLOTS_MAX];
	int slots[SLOTS_MAX];
	size_t n = flow_listen(s, p, slots);
	if (poll(p, n, 0) < 0)
		return true; /* a signal */
	for (size_t i = 0; i < n; i++)
		if (!take_from(s, slots[i], p[i].revents != 0, err))
			return false;
	return true;
}

/* One that a program does: what people are asked ends as every task of theirs. */
static bool
is_change(const struct task *t)
{
	return (t->action == ACTION_FIND || change_rule(t->action)) && !search_asks_people(t);
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
			answers[n++] = (struct search_answer){
				&w->task,
				search_batch_dossier(w->batch, &w->task, &unopened),
				w->answer,
				is_change(&w->task) ? &change_hook : NULL,
			};
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
