/*
 * What is due in the next fourteen days, or late already: reference, day, and what is missing. No
 * word about the person.
 */
#include "report_private.h"

#include "dossier/ladder.h"

#define RISK_MAX 100 /* longer lists are for `dossier due` */

struct risk {
	const struct report_case *c;
	struct term term;
};

static int
risk_cmp(const void *a, const void *b)
{
	const struct risk *x = a, *y = b;
	int n = date_cmp(x->term.due, y->term.due);
	return n ? n : strcmp(x->c->reference, y->c->reference);
}

static json_t *
missing(const struct risk *x)
{
	json_t *list = json_array();
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

bool
risk_add(struct reader *r, json_t *organisation, struct err *err)
{
	struct report_cases cases;
	struct date last = date_add_days(r->as_of, AT_RISK_DAYS);
	size_t n = 0;
	if (!report_open(
		r->db, r->org->id, last, RISK_MAX + 1, &r->when, r->facts, r->arena, &cases, err))
		return false;
	struct risk *risks = arena_alloc(r->arena, (cases.n + 1) * sizeof(*risks));
	for (size_t i = 0; i < cases.n; i++) {
		struct verdict_list v;
		if (!verdicts_read(r, &cases.items[i].group, r->arena, &v, err))
			return false;
		const struct term *t = &v.items[0].term;
		if (!date_is_set(t->ended) && date_cmp(t->due, last) <= 0)
			risks[n++] = (struct risk){ &cases.items[i], *t };
	}
	if (n)
		qsort(risks, n, sizeof(*risks), risk_cmp);
	json_t *list = json_array();
	for (size_t i = 0; i < n && i < RISK_MAX; i++)
		json_array_append_new(list, risk_json(r, &risks[i]));
	json_object_set_new(organisation, "risk", list);
	json_object_set_new(organisation, "risk_more", json_boolean(n > RISK_MAX));
	return true;
}
