/*
 * What was kept though its erasure was asked: how many holds were placed, run and ended. Of the
 * period, up to the day as of which it is told.
 */
#include "report_private.h"

bool
held_add(struct reader *r, json_t *organisation, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct report_held_list l;
	struct date last = date_add_days(r->ask->next, -1);
	if (date_cmp(last, r->as_of) > 0)
		last = r->as_of;
	if (!report_held(r->db, r->org->id, r->org->zone, r->ask->first, last, a, &l, err))
		return false;
	json_t *list = json_array();
	for (size_t i = 0; i < l.n; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:I, s:I}", "kind", l.items[i].kind, "placed",
			(json_int_t)l.items[i].placed, "running", (json_int_t)l.items[i].running,
			"ended", (json_int_t)l.items[i].ended, "past_maximum",
			(json_int_t)l.items[i].past_maximum));
	json_object_set_new(organisation, "holds", list);
	return true;
}
