/*
 * What the tests of the definition room's language share: a reader with some settings and kinds of
 * identifier declared, and values for them.
 */
#ifndef DEFINITION_HELP_H
#define DEFINITION_HELP_H

#include "unit/unit.h"

#include "../src/definition/definition_private.h"

struct language {
	struct json_doc *doc;
	struct definition def;
	struct arena *arena;
	json_t *param, *identity, *row;
	json_t *pages; /* what was read, for as long as it is used */
	struct values values;
};

static inline void
language_open(struct language *l, const char *email)
{
	static const struct def_param params[] = { { .name = "key", .secret = true },
		{ .name = "region" }, { .name = "years" }, { .name = "list", .list = true } };
	static const struct def_identity identities[] = { { .kind = "email" },
		{ .kind = "phone" } };
	struct err err = { 0 };
	*l = (struct language){
		.doc = json_doc_parse("x", "{}", 2, &err),
		.def = { .params = params,
		    .nparams = array_len(params),
		    .identities = identities,
		    .nidentities = array_len(identities) },
		.arena = arena_new(),
		.param = json_pack("{s:s, s:s, s:i, s:[s, s, s]}", "key", "sk_1", "region", "eu",
		    "years", 7, "list", "a", "b&c", "d"),
		.identity = json_pack("{s:s}", "email", email),
		.row = json_pack(
		    "{s:i, s:{s:s}, s:n, s:{}}", "id", 42, "a", "b", "deep", "nothing", "tree"),
		.pages = json_array(),
	};
	l->values = (struct values){ .of = { [SCOPE_IDENTITY] = l->identity,
					 [SCOPE_PARAM] = l->param,
					 [SCOPE_SECRET] = l->param,
					 [SCOPE_ROW] = l->row } };
}

static inline void
language_close(struct language *l)
{
	json_doc_free(l->doc);
	arena_free(l->arena);
	json_decref(l->param);
	json_decref(l->identity);
	json_decref(l->row);
	json_decref(l->pages);
}

static inline struct reader
language_reader(struct language *l, struct err *err)
{
	return (struct reader){ .doc = l->doc, .def = &l->def, .a = l->arena, .err = err };
}

#endif
