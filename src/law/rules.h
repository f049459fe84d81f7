/* Files of templates/law/, read and checked against their schemas (private to src/law). */
#ifndef LAW_RULES_H
#define LAW_RULES_H

#include "dossier/json.h"

/* rules_check(doc, schema, a, err): does ${doc} fit templates/${schema}? */
bool rules_check(const struct json_doc *doc, const char *schema, struct arena *a, struct err *err)
    MUSTCHECK;
/* rules_load(name, schema, a, err): as asset_json, and of that schema. New. */
struct json_doc *rules_load(const char *name, const char *schema, struct arena *a, struct err *err);
/* rules_rights: bits 1u << RIGHT_... of the names, which its schema checked. */
unsigned rules_rights(const json_t *names);

#endif
