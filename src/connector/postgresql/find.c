/*
 * The preview of an erasure: what would become of every row of the person, told and not done. One
 * read-only snapshot, over the connection that would write.
 */
#include "change.h"

json_t *
pg_change_json(const struct pg_change *c, const struct pg_catalogue *cat)
{
	json_t *sets = json_array();
	for (size_t i = 0; i < c->nsets; i++)
		json_array_append_new(sets, pg_set_json(&c->sets[i], true));
	return json_pack("{s:s, s:o, s:o, s:O, s:O, s:O, s:O}", "fingerprint", cat->fingerprint,
	    "epoch", c->has_epoch ? json_integer(c->epoch) : json_null(), "sets", sets, "links",
	    c->links, "problems", c->problems, "notes", c->notes, "not_searched", c->not_searched);
}

bool
pg_find(struct connector_call *call, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *problems = json_array();
	auto_drop(pg_change) struct pg_change found = { 0 };
	auto_drop(pg_catalogue) struct pg_catalogue cat = { 0 };
	struct pg_source s = { .arena = a, .ids = call->ids, .nids = call->nids };
	pg_source_read(&s, call->system, problems);
	if (!pg_first_problem(problems, err))
		return false;
	auto_drop(pg) struct pg pg = { 0 };
	bool same;
	if (!pg_connect(call, "dsn_change", &pg, err) || !pg_begin(&pg, &s, PG_READ, err) ||
	    !pg_same_database(call, &pg, &same, err) || !pg_catalogue_read(&pg, &s, &cat, err) ||
	    !pg_change_look(&pg, &s, &cat, call->change, &found, err) ||
	    !pg_run(&pg, "COMMIT", NULL, 0, NULL, err))
		return false;
	if (!same)
		json_array_append_new(
		    found.problems, json_pack("{s:s}", "code", "another-database"));
	json_array_extend(call->yields, found.yields);
	call->found = pg_change_json(&found, &cat);
	if (!call->found)
		return err_set(err, ERR_INPUT, "the system answers keys that are no text in UTF-8");
	json_object_set_new(
	    call->found, "clean", pg_clean(&pg, &s, json_get(call->change, "receipts")));
	return true;
}
