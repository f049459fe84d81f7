/*
 * What was erased, and what was kept though its erasure was asked: records by what became of them,
 * holds that were placed, run and ended, and by what they keep. Of the period, up to the day as of
 * which it is told.
 */
#include "report_private.h"

static struct date
last_day(const struct reader *r)
{
	struct date last = date_add_days(r->ask->next, -1);
	return date_cmp(last, r->as_of) > 0 ? r->as_of : last;
}

static json_t *
holds_json(const struct report_held_list *l)
{
	json_t *list = json_array();
	for (size_t i = 0; i < l->n; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:I, s:I}", "kind", l->items[i].kind, "placed",
			(json_int_t)l->items[i].placed, "running", (json_int_t)l->items[i].running,
			"ended", (json_int_t)l->items[i].ended, "past_maximum",
			(json_int_t)l->items[i].past_maximum));
	return list;
}

static json_t *
kept_json(const struct report_kept_list *l)
{
	json_t *list = json_array();
	for (size_t i = 0; i < l->n; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:o}", "basis", l->items[i].basis, "holds",
			(json_int_t)l->items[i].holds, "records", (json_int_t)l->items[i].records,
			"until", date_json(l->items[i].until)));
	return list;
}

static json_t *
erased_json(const struct report_erased_list *l)
{
	json_t *list = json_array();
	for (size_t i = 0; i < l->n; i++) {
		const struct report_erased *x = &l->items[i];
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "system", x->system,
			"requests", (json_int_t)x->requests, "erased", (json_int_t)x->erased,
			"anonymised", (json_int_t)x->anonymised, "held", (json_int_t)x->held,
			"kept", (json_int_t)x->kept, "waiting", (json_int_t)x->waiting,
			"reappeared", (json_int_t)x->reappeared, "backups_until",
			date_json(x->backups_until)));
	}
	return list;
}

bool
held_add(struct reader *r, json_t *organisation, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct report_held_list holds;
	struct report_kept_list kept;
	struct report_erased_list erased;
	const struct date first = r->ask->first, last = last_day(r);
	const int64_t org = r->org->id;
	const char *zone = r->org->zone;
	if (!report_erased(r->db, org, zone, first, last, a, &erased, err) ||
	    !report_held(r->db, org, zone, first, last, a, &holds, err) ||
	    !report_kept(r->db, org, zone, last, a, &kept, err))
		return false;
	json_object_set_new(organisation, "erasures", erased_json(&erased));
	json_object_set_new(organisation, "holds", holds_json(&holds));
	json_object_set_new(organisation, "kept", kept_json(&kept));
	return true;
}
