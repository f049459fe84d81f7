/*
 * Input: a connector file, or edits of one of ours. It is read, or refused with a place in one
 * line.
 */
#include "dossier/definition.h"
#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"

/* What was read holds together: steps name operations and rows that are there, before them. */
static void
check_steps(const struct def_steps *steps)
{
	for (size_t i = 0; i < steps->n; i++) {
		const struct def_step *s = &steps->items[i];
		for (size_t k = 0; k < s->nops; k++)
			MUST(s->ops[k] && s->ops[k]->server && s->ops[k]->page && s->ops[k]->retry);
		MUST(!s->each || s->each->into);
		MUST(!s->into || s->ops[0]->rows);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { 0 };
	struct json_doc *doc =
	    mutate_file("tests/data/connector_small.json", "connectors/", data, size);
	if (!doc)
		return 0;
	auto_drop(definition) struct definition *d = definition_new(doc, &err);
	MUST(d ||
	    (err.kind == ERR_INPUT && strncmp(err.text, "x:", 2) == 0 && !strchr(err.text, '\n')));
	if (!d)
		return 0;
	check_steps(&d->find);
	for (size_t i = 0; i < d->nactions; i++)
		check_steps(&d->actions[i].steps);
	return 0;
}
