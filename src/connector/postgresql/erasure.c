/*
 * One run of an erasure: what its parts share.
 */
#include "erase.h"

bool
pg_erasure_stop(struct pg_erasure *e, const char *why, const char *collection, int64_t n)
{
	e->answer = json_pack("{s:{s:s, s:s?, s:I}}", "stopped", "why", why, "collection",
	    collection, "n", (json_int_t)n);
	return true;
}

const struct pg_collection *
pg_erasure_collection(const struct pg_erasure *e, const json_t *set)
{
	return pg_source_find(&e->s, json_str_or(set, "collection", ""));
}

void
pg_erasure_forget(struct pg_erasure *e)
{
	pg_change_release(&e->look);
	pg_catalogue_release(&e->cat);
	e->look = (struct pg_change){ 0 };
	e->cat = (struct pg_catalogue){ 0 };
	e->dooms = (struct pg_dooms){ 0 };
	json_decref(e->besides);
	e->besides = NULL;
}
