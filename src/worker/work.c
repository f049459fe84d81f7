/*
 * Leased tasks on their way, in the order in which they came.
 */
#include "worker_private.h"

struct work *
work_new(const struct task *t, struct search_batch *b, struct peer *peer)
{
	struct work *w = xcalloc(1, sizeof(*w));
	w->arena = arena_new();
	w->task = *t;
	w->task.reference = arena_strdup(w->arena, t->reference);
	w->task.system = arena_strdup(w->arena, t->system);
	w->task.state = arena_strdup(w->arena, t->state);
	w->task.connector = arena_strdup(w->arena, t->connector);
	w->task.job_state = arena_strdup(w->arena, t->job_state);
	w->task.error = NULL;
	w->batch = search_batch_use(b);
	w->peer = peer;
	return w;
}

void
work_free(struct work *w)
{
	if (!w)
		return;
	json_decref(w->task.needs);
	json_decref(w->task.categories);
	json_decref(w->answer);
	search_batch_release(w->batch);
	arena_free(w->arena);
	free(w);
}

void
work_push(struct work_list *l, struct work *w)
{
	w->next = NULL;
	if (l->last)
		l->last->next = w;
	else
		l->first = w;
	l->last = w;
	l->n++;
}

struct work *
work_pop(struct work_list *l)
{
	struct work *w = l->first;
	if (!w)
		return NULL;
	l->first = w->next;
	if (!l->first)
		l->last = NULL;
	l->n--;
	w->next = NULL;
	return w;
}

void
work_push_first(struct work_list *l, struct work *w)
{
	w->next = l->first;
	l->first = w;
	if (!l->last)
		l->last = w;
	l->n++;
}

struct work *
work_pop_for(struct work_list *l, int slots)
{
	struct work *before = NULL, *w = l->first;
	while (w && !peer_may_run(w->peer, slots)) {
		before = w;
		w = w->next;
	}
	if (!w || !before)
		return w ? work_pop(l) : NULL;
	before->next = w->next;
	if (!w->next)
		l->last = before;
	l->n--;
	w->next = NULL;
	return w;
}

void
work_list_release(struct work_list *l)
{
	for (struct work *w; (w = work_pop(l));)
		work_free(w);
}
