/*
 * What we add to jansson: loading with a place for every complaint, typed getters, a small JSON
 * Schema check. The words new/borrowed/steals are jansson's.
 */
#ifndef DOSSIER_JSON_H
#define DOSSIER_JSON_H

#include <jansson.h>

#include "dossier/date.h"
#include "dossier/named_file.h"

/*
 * A JSON text with its source, so that complaints can name FILE:LINE:COLUMN. text is kept for
 * json_where(); root is owned.
 */
struct json_doc {
	char *name;
	char *text;
	size_t len;
	size_t before; /* so many lines of its file stand before it */
	json_t *root;
};

/*
 * json_doc_load(path, max, err): read and parse a file of at most ${max} bytes; duplicate keys
 * are refused. New.
 */
struct json_doc *json_doc_load(const char *path, size_t max, struct err *err);
/* json_doc_read(file, max, err): the same of a file that a person named. New. */
struct json_doc *json_doc_read(const struct named_file *file, size_t max, struct err *err);
/* json_doc_parse(name, text, len, err): the same for text already in memory (copied). New. */
struct json_doc *json_doc_parse(const char *name, const char *text, size_t len, struct err *err);
/* json_doc_line(name, n, text, len, err): the same for line ${n} of a file, from 1. New. */
struct json_doc *json_doc_line(
    const char *name, size_t n, const char *text, size_t len, struct err *err);
void json_doc_free(struct json_doc *doc);
DEFINE_DROP(json_doc, struct json_doc, json_doc_free)

/*
 * json_where(doc, pointer, a): "FILE:LINE:COLUMN" of the value at JSON pointer ${pointer}
 * ("/categories/3/role"), or of the nearest parent that exists.
 */
const char *json_where(const struct json_doc *doc, const char *pointer, struct arena *a);

/*
 * json_complain(doc, pointer, err, fmt, ...): INPUT "FILE:LINE:COLUMN: ..." of the value at
 * ${pointer}. Controls become blanks: what a file holds must not move a terminal's cursor.
 * Returns false always.
 */
bool json_complain(const struct json_doc *doc, const char *pointer, struct err *err,
    const char *fmt, ...) PRINTF(4, 5);

/*
 * json_schema_check(schema, doc, err): check ${doc} against a JSON Schema (the subset of 2020-12
 * that our schemas use: $ref to #/$defs, type, enum, const, properties, required,
 * additionalProperties, patternProperties, propertyNames, items, minItems, uniqueItems,
 * minLength, maxLength, pattern, minimum, maximum, allOf, anyOf, oneOf, if/then/else). The first
 * violation is an INPUT error "FILE:LINE:COLUMN: ...", saying what was expected; patterns are
 * POSIX extended. A keyword outside the subset is a BUG().
 */
bool json_schema_check(const json_t *schema, const struct json_doc *doc, struct err *err) MUSTCHECK;

/* Borrowed members with a default: NULL/0/false when absent or of another type. */
const char *json_str(const json_t *object, const char *key);
const char *json_str_or(const json_t *object, const char *key, const char *otherwise);
int64_t json_int_or(const json_t *object, const char *key, int64_t otherwise);
bool json_flag(const json_t *object, const char *key);
json_t *json_get(const json_t *object, const char *key); /* borrowed; NULL-safe */
/* json_has(array, text): is this string one of them? Not in what is no array. */
bool json_has(const json_t *array, const char *text);
/* json_strings(items, n): the first ${n}, or those before a NULL (SIZE_MAX: these). New. */
json_t *json_strings(const char *const *items, size_t n);
/* json_texts(list, a): the way back: copies, ended by NULL, in ${a}. */
const char *const *json_texts(const json_t *list, struct arena *a);

/*
 * json_text_in(names, lang): a name in a language map {"nl":..., "en":...} or a plain string;
 * falls back to nl, en, any.
 */
const char *json_text_in(const json_t *names, const char *lang);

/* date_json, instant_json: as YYYY-MM-DD, as RFC 3339; null for no date, no time. New. */
json_t *date_json(struct date d);
json_t *instant_json(usec_t t);

/* json_put(v, out): add it as text, compact and with sorted keys; NULL as null. */
void json_put(const json_t *v, struct buf *out);
/*
 * json_scalar(v, out): add a string, number or bool as text, numbers in the shortest form that
 * reads back the same. False for null, lists and objects.
 */
bool json_scalar(const json_t *v, struct buf *out);

static inline void
json_drop(json_t **j)
{
	json_decref(*j);
}

#endif
