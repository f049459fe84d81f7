/*
 * An answer in pieces, of which only short strings stay in the body: the others are files of the
 * sink, and can be put back.
 */
#ifndef TESTS_SPILL_H
#define TESTS_SPILL_H

#include "../src/connector/http/http.h"
#include "sink.h"

#define LONG 6 /* bytes; a megabyte would take long */

struct lab {
	struct sink sink;
	struct connector_call call;
	struct http_run run;
	struct http_into into;
	struct buf body;
	struct http_spill *spill;
	json_t *coll;
};

static inline void
open_lab(struct lab *l)
{
	*l = (struct lab){ .coll = json_object(), .spill = xmalloc(sizeof(*l->spill)) };
	sink_init(&l->sink);
	l->call.sink = &l->sink.rows;
	l->run.call = &l->call;
	l->into.coll = l->coll;
	l->into.columns = (struct collection){ .category = "C1", .name = "Mail box" };
	http_spill_init(l->spill, &l->run, &l->into, &l->body);
	l->spill->most = LONG;
}

static inline void
close_lab(struct lab *l)
{
	http_spill_release(l->spill);
	free(l->spill);
	buf_release(&l->body);
	sink_release(&l->sink);
	json_decref(l->coll);
}

static inline bool
feed(struct lab *l, const char *text, size_t len, size_t piece, struct err *err)
{
	for (size_t at = 0; at < len; at += piece)
		if (!http_spill_take(l->spill, text + at, len - at < piece ? len - at : piece, err))
			return false;
	return true;
}

/* ${v} with the texts of the files where their tokens stand; names of members are strings too. */
static inline json_t *
restored(struct lab *l, const char *s)
{
	size_t n;
	if (large_token_find(&l->run.tokens_of_large, (struct value){ s, strlen(s) }, &n) != s)
		return json_string(s);
	return json_string(json_str(json_array_get(l->sink.files, n), "text"));
}

static inline json_t *
restore(struct lab *l, const json_t *v)
{
	const char *key;
	json_t *member;
	size_t i;
	if (json_is_string(v))
		return restored(l, json_string_value(v));
	if (!json_is_object(v) && !json_is_array(v))
		return json_deep_copy(v);
	json_t *out = json_is_object(v) ? json_object() : json_array();
	json_object_foreach((json_t *)(uintptr_t)v, key, member) {
		auto_drop(json) json_t *name = restored(l, key);
		json_object_set_new(out, json_string_value(name), restore(l, member));
	}
	json_array_foreach((json_t *)(uintptr_t)v, i, member)
		json_array_append_new(out, restore(l, member));
	return out;
}

#endif
