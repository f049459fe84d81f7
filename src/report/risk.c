/*
 * What is late now, whenever it was received, and what is due in the next fourteen days: how many,
 * how late the worst, and of the most urgent reference, day, and what is missing. No word about the
 * person.
 */
#include "report_private.h"

#include "dossier/ladder.h"

#define RISK_MAX 100 /* longer lists are for `dossier due` */

struct risk {
	const struct report_case *c;
	struct term term;
};
struct risks {
	struct risk *items;
	size_t n;
};

static int
risk_cmp(const void *a, const void *b)
{
	const struct risk *x = a, *y = b;
	int n = date_cmp(x->term.due, y->term.due);
	return n ? n : strcmp(x->c->reference, y->c->reference);
}

/* Decided, and nobody was told: its letter lies there. */
static bool
is_untold(const struct risk *x)
{
	return date_is_set(x->term.end.on);
}

static json_t *
missing(const struct risk *x)
{
	json_t *list = json_array();
	if (is_untold(x)) {
		json_array_append_new(list, json_string("letter"));
		return list;
	}
	if (!x->c->is_planned)
		json_array_append_new(list, json_string("plan"));
	for (const char *p = x->c->unfinished ? x->c->unfinished : ""; *p; p += *p == ' ') {
		size_t n = strcspn(p, " ");
		json_array_append_new(list, json_sprintf("system %.*s", (int)n, p));
		p += n;
	}
	if (x->term.suspended_now)
		json_array_append_new(list, json_string("question"));
	if (x->term.extension == EXTENSION_DECIDED)
		json_array_append_new(list, json_string("notice"));
	json_array_append_new(list, json_string("answer"));
	return list;
}

static json_t *
risk_json(const struct reader *r, const struct risk *x)
{
	char due[DATE_LEN], law[DATE_LEN];
	return json_pack("{s:s, s:s, s:s, s:i, s:b, s:o}", "reference", x->c->reference, "due",
	    date_format(x->term.due, due), "in_force", date_format(x->term.in_force, law),
	    "days_left", date_to_days(x->term.due) - date_to_days(r->as_of), "processor",
	    x->c->group.processor, "missing", missing(x));
}

/* ---- now ---- */

static bool
is_worse(const struct risk *x, const struct risk *y)
{
	int n = date_cmp(x->term.in_force, y->term.in_force);
	return n ? n < 0 : strcmp(x->c->reference, y->c->reference) < 0;
}

static bool
is_late(const struct reader *r, const struct risk *x)
{
	return date_cmp(x->term.in_force, r->as_of) < 0;
}

/* NULL: none is late. */
static const struct risk *
worst_of(const struct reader *r, const struct risks *risks)
{
	const struct risk *worst = NULL;
	for (size_t i = 0; i < risks->n; i++)
		if (is_late(r, &risks->items[i]) && (!worst || is_worse(&risks->items[i], worst)))
			worst = &risks->items[i];
	return worst;
}

/* `show` says of the rest what comes next. */
static const char *
next_step(const struct reader *r, const struct risk *worst, int64_t at_risk)
{
	if (!worst)
		return at_risk ? arena_printf(r->arena, "dossier due --org %s --within %d",
				     r->org->slug, AT_RISK_DAYS)
			       : NULL;
	return arena_printf(r->arena, "dossier %s %s", is_untold(worst) ? "letter list" : "show",
	    worst->c->reference);
}

/* Those open are counted by their dates, today; of a past day all were read. */
static bool
now_add(struct reader *r, const struct risks *risks, struct date last, json_t *organisation,
    struct err *err)
{
	struct report_now now = { 0 };
	if (!r->when.known && !report_now(r->db, r->org->id, r->as_of, last, &now, err))
		return false;
	for (size_t i = 0; i < risks->n; i++)
		if (r->when.known || is_untold(&risks->items[i]))
			*(is_late(r, &risks->items[i]) ? &now.late : &now.at_risk) += 1;
	const struct risk *worst = worst_of(r, risks);
	int days = worst ? date_to_days(r->as_of) - date_to_days(worst->term.in_force) : 0;
	json_object_set_new(organisation, "now",
	    json_pack("{s:I, s:o, s:I, s:s?, s:s?}", "late_now", (json_int_t)now.late,
		"worst_days_late", worst ? json_integer(days) : json_null(), "at_risk",
		(json_int_t)now.at_risk, "worst", worst ? worst->c->reference : NULL, "next",
		next_step(r, worst, now.at_risk)));
	return true;
}

json_t *
now_of_all(const json_t *organisations)
{
	static const char *const worst_of_it[] = { "worst_days_late", "worst", "next" };
	static const char *const sums[] = { "late_now", "at_risk" };
	const json_t *o, *now, *worst = NULL;
	size_t i;
	json_t *all = json_pack("{s:i, s:n, s:i, s:n, s:n}", "late_now", 0, "worst_days_late",
	    "at_risk", 0, "worst", "next");
	json_array_foreach(organisations, i, o) {
		now = json_get(o, "now");
		for (size_t k = 0; k < array_len(sums); k++)
			json_object_set_new(all, sums[k],
			    json_integer(
				json_int_or(all, sums[k], 0) + json_int_or(now, sums[k], 0)));
		if (json_int_or(now, "worst_days_late", 0) >
		    json_int_or(worst, "worst_days_late", 0))
			worst = now;
	}
	for (size_t k = 0; worst && k < array_len(worst_of_it); k++)
		json_object_set(all, worst_of_it[k], json_get(worst, worst_of_it[k]));
	if (!worst && json_int_or(all, "at_risk", 0) > 0)
		json_object_set_new(
		    all, "next", json_sprintf("dossier due --within %d", AT_RISK_DAYS));
	return all;
}

/* ---- all of it ---- */

static bool
read_risks(struct reader *r, struct date last, struct risks *ret, struct err *err)
{
	struct report_cases cases;
	if (!report_open(
		r->db, r->org->id, last, RISK_MAX + 1, &r->when, r->facts, r->arena, &cases, err))
		return false;
	*ret =
	    (struct risks){ .items = arena_alloc(r->arena, (cases.n + 1) * sizeof(struct risk)) };
	for (size_t i = 0; i < cases.n; i++) {
		struct verdict_list v;
		if (!verdicts_read(r, &cases.items[i].group, r->arena, &v, err))
			return false;
		const struct term *t = &v.items[0].term;
		if (!date_is_set(t->end.told) && date_cmp(t->due, last) <= 0)
			ret->items[ret->n++] = (struct risk){ &cases.items[i], *t };
	}
	if (ret->n)
		qsort(ret->items, ret->n, sizeof(struct risk), risk_cmp);
	return true;
}

bool
risk_add(struct reader *r, json_t *organisation, struct err *err)
{
	struct risks risks;
	struct date last = date_add_days(r->as_of, AT_RISK_DAYS);
	if (!read_risks(r, last, &risks, err) || !now_add(r, &risks, last, organisation, err))
		return false;
	json_t *list = json_array();
	for (size_t i = 0; i < risks.n && i < RISK_MAX; i++)
		json_array_append_new(list, risk_json(r, &risks.items[i]));
	json_object_set_new(organisation, "risk", list);
	json_object_set_new(organisation, "risk_more", json_boolean(risks.n > RISK_MAX));
	return true;
}
