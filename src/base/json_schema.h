/* Between the keywords of a schema that lead into a value (json_schema.c) and those that do not. */
#ifndef BASE_JSON_SCHEMA_H
#define BASE_JSON_SCHEMA_H

#include "dossier/json.h"

struct violation {
	const char *pointer, *text; /* NULL: none */
};

struct check {
	json_t *root;
	struct pattern *patterns;
	struct buf path; /* JSON pointer of the value being looked at */
	int depth;
	struct violation bad;
	struct arena *a;
};

/* A keyword with its argument, the schema it stands in, and the value it is asked about. */
typedef bool keyword_check(struct check *c, json_t *arg, json_t *schema, json_t *v);

/* json_schema_violation: "${fmt}" of the value being looked at. Returns false always. */
bool json_schema_violation(struct check *c, const char *fmt, ...) PRINTF(2, 3);
/* json_schema_matches: a POSIX extended pattern of the schema; kept compiled. */
bool json_schema_matches(struct check *c, const char *pattern, const char *s);
/* json_schema_release: what a check holds beside its arena. */
void json_schema_release(struct check *c);

keyword_check json_schema_type, json_schema_enum, json_schema_const, json_schema_min_length,
    json_schema_max_length, json_schema_pattern, json_schema_minimum, json_schema_maximum;

#endif
