/*
 * schema_check SCHEMA [FILE]: does a JSON text (standard input) keep the shape that docs/json
 * promises?
 */
#include "dossier/json.h"

int
main(int argc, char *argv[])
{
	struct err err = { 0 };
	if (argc < 2)
		return 2;
	struct json_doc *schema = json_doc_load(argv[1], 1 << 20, &err);
	struct json_doc *doc =
	    schema ? json_doc_load(argc > 2 ? argv[2] : "/dev/stdin", 64 << 20, &err) : NULL;
	bool ok = doc && json_schema_check(schema->root, doc, &err);
	if (!ok)
		fprintf(stderr, "%s\n", err.text);
	json_doc_free(doc);
	json_doc_free(schema);
	return ok ? 0 : 1;
}
