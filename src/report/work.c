/*
 * How long the searching took, per system (with its recipient) and per category, and whom the
 * requests waited for. Of the requests received in the period.
 */
#include "report_private.h"

#define NAMES_MAX 2000 /* systems and categories of one register */

/* One system or category. */
struct work {
	const char *name;
	bool is_category;
	int64_t tasks, open, after_month, last;
	struct tally days;
};
struct works {
	struct work *items;
	size_t n;
};

static struct work *
work_of(struct works *w, const struct report_task *t, struct arena *a)
{
	/* they come sorted by name, each month anew */
	for (size_t i = w->n; i-- > 0;)
		if (w->items[i].is_category == t->is_category &&
		    strcmp(w->items[i].name, t->name) == 0)
			return &w->items[i];
	if (w->n == NAMES_MAX)
		return NULL;
	w->items[w->n] =
	    (struct work){ .name = arena_strdup(a, t->name), .is_category = t->is_category };
	return &w->items[w->n++];
}

static void
count_task(struct reader *r, struct works *w, const struct report_task *t)
{
	struct work *x = work_of(w, t, r->arena);
	if (!x)
		return;
	bool finished = date_is_set(t->finished), open = !finished && !t->ended;
	struct date first = reader_first_deadline(r, t->received),
		    until = finished ? t->finished : r->as_of;
	x->tasks += t->tasks;
	x->open += open ? t->tasks : 0;
	x->last += t->is_last && (finished || open) ? t->tasks : 0;
	x->after_month += (finished || open) && date_cmp(until, first) > 0 ? t->tasks : 0;
	if (finished)
		tally_add(&x->days, date_to_days(t->finished) - date_to_days(t->created), t->tasks);
}

static bool
read_months(struct reader *r, struct works *w, struct err *err)
{
	for (struct date month = r->ask->first;
	     date_cmp(month, r->ask->next) < 0 && date_cmp(month, r->as_of) <= 0;
	     month = date_add_months(month, 1)) {
		auto_drop(arena) struct arena *a = arena_new();
		struct report_tasks tasks;
		if (!report_tasks(r->db, r->org->id, reader_month(month), &r->when, a, &tasks, err))
			return false;
		for (size_t i = 0; i < tasks.n; i++)
			count_task(r, w, &tasks.items[i]);
	}
	return true;
}

static const json_t *
register_item(const struct reader *r, const char *list, const char *id)
{
	size_t i;
	const json_t *item;
	json_array_foreach(json_get(r->reg, list), i, item)
		if (id && strcmp(json_str_or(item, "id", ""), id) == 0)
			return item;
	return NULL;
}

static json_t *
work_json(const struct reader *r, const struct work *x)
{
	const json_t *item = register_item(r, x->is_category ? "categories" : "systems", x->name);
	json_t *title = json_get(item, "name");
	json_t *j = json_pack("{s:s, s:s?, s:O?, s:I, s:I, s:I, s:o, s:o, s:o, s:I, s:I}",
	    x->is_category ? "category" : "system", x->name, "name",
	    title ? json_text_in(title, "en") : NULL, "names", title, "tasks", (json_int_t)x->tasks,
	    "finished", (json_int_t)x->days.total, "open", (json_int_t)x->open, "median_days",
	    tally_percentile(&x->days, 5), "p90_days", tally_percentile(&x->days, 9), "max_days",
	    tally_percentile(&x->days, 10), "after_month", (json_int_t)x->after_month, "last",
	    (json_int_t)x->last);
	if (!j)
		BUG("the figures of a system");
	if (x->is_category)
		return j;
	const char *recipient = json_str(item, "recipient");
	const json_t *who = register_item(r, "recipients", recipient);
	json_object_set_new(j, "recipient", recipient ? json_string(recipient) : json_null());
	json_object_set_new(j, "recipient_name",
	    json_str(who, "name") ? json_string(json_str(who, "name")) : json_null());
	return j;
}

/* Whom most was waited for first. */
static int
work_cmp(const void *a, const void *b)
{
	const struct work *x = a, *y = b;
	if (x->after_month != y->after_month)
		return x->after_month < y->after_month ? 1 : -1;
	if (x->last != y->last)
		return x->last < y->last ? 1 : -1;
	return strcmp(x->name, y->name);
}

bool
work_add(struct reader *r, json_t *organisation, struct err *err)
{
	struct works w = { .items = arena_alloc(r->arena, NAMES_MAX * sizeof(*w.items)) };
	bool done = read_months(r, &w, err);
	json_t *systems = json_array(), *categories = json_array();
	if (w.n)
		qsort(w.items, w.n, sizeof(*w.items), work_cmp);
	for (size_t i = 0; i < w.n; i++) {
		json_array_append_new(
		    w.items[i].is_category ? categories : systems, work_json(r, &w.items[i]));
		free(w.items[i].days.n);
	}
	json_object_set_new(organisation, "systems", systems);
	json_object_set_new(organisation, "categories", categories);
	return done;
}
