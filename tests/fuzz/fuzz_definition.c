/*
 * Input: a connector file, or edits of one of ours. It passes, or is refused with a place in one
 * line.
 */
#include "dossier/register.h"
#include "fuzz/fuzz.h"
#include "fuzz/mutate.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { 0 };
	auto_drop(json_doc) struct json_doc *doc =
	    mutate_file("tests/data/connector_small.json", "connectors/", data, size);
	if (!doc)
		return 0;
	bool good = definition_check(doc, &err);
	MUST(good ||
	    (err.kind == ERR_INPUT && strncmp(err.text, "x:", 2) == 0 && !strchr(err.text, '\n')));
	return 0;
}
