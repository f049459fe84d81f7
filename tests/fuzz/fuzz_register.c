/*
 * Input: a register, or edits of one of ours. What is refused is refused with a place in one line;
 * what loads has findings with a place each, and does not differ from itself.
 */
#include "dossier/register.h"
#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { 0 };
	struct json_doc *doc =
	    mutate_file("tests/data/register_small.json", "registers/", data, size);
	if (!doc)
		return 0;
	auto_drop(reg) struct reg *r = reg_new(doc, &err);
	if (!r) {
		MUST(err.kind == ERR_INPUT && strncmp(err.text, "x:", 2) == 0 &&
		    !strchr(err.text, '\n'));
		return 0;
	}
	auto_drop(arena) struct arena *a = arena_new();
	struct findings f = reg_findings(r, a);
	for (size_t i = 0; i < f.n; i++)
		MUST(strncmp(f.items[i].where, "x:", 2) == 0 && f.items[i].subject &&
		    *f.items[i].text && *f.items[i].article);
	MUST(reg_diff(r, r, a).n == 0);
	return 0;
}
