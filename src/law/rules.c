/*
 * Files of templates/law/: found, parsed, held against their schema. What they mean is for
 * calendar.c and refusal.c.
 */
#include "dossier/asset.h"
#include "dossier/rights.h"
#include "rules.h"

bool
rules_check(const struct json_doc *doc, const char *name, struct arena *a, struct err *err)
{
	size_t len;
	const char *text = asset_text(name, a, &len, err);
	auto_drop(json_doc) struct json_doc *schema =
	    text ? json_doc_parse(name, text, len, err) : NULL;
	return schema && json_schema_check(schema->root, doc, err);
}

struct json_doc *
rules_load(const char *name, const char *schema, struct arena *a, struct err *err)
{
	auto_drop(json_doc) struct json_doc *doc = asset_json(name, err);
	return doc && rules_check(doc, schema, a, err) ? take(doc) : NULL;
}

unsigned
rules_rights(const json_t *names)
{
	unsigned bits = 0;
	const json_t *name;
	size_t i;
	json_array_foreach(names, i, name) {
		enum right right;
		if (!right_parse(json_string_value(name), &right, NULL))
			BUG("the schema let the right \"%s\" pass", json_string_value(name));
		bits |= 1u << right;
	}
	return bits;
}
