/*
 * The archive's documents for machines. They say what the pages say; of the register's objects only
 * the members named here go out, so that remarks between colleagues stay where they are.
 */
#include <ctype.h>

#include "dossier/digest.h"
#include "dossier/plan.h"

#include "pages.h"

static json_t *
pick(const json_t *from, const char *const *keys)
{
	json_t *out = json_object();
	for (; *keys; keys++)
		if (json_get(from, *keys))
			json_object_set_new(out, *keys, json_deep_copy(json_get(from, *keys)));
	return out;
}

static json_t *
pick_all(const json_t *list, const char *const *keys)
{
	json_t *out = json_array(), *item;
	size_t i;
	json_array_foreach(list, i, item) {
		json_array_append_new(out, pick(item, keys));
	}
	return out;
}

static const char *const basis_keys[] = { "article", "text", NULL };
static const char *const retention_keys[] = { "text", "period", "from", "basis", "set_by",
	"rolling", NULL };
static const char *const category_keys[] = { "id", "name", "role", "examples", "purposes",
	"provided", "automated", "sources", "never_exported", "recipients", "until", "law", "told",
	NULL };
static const char *const transfer_keys[] = { "text", "mechanisms", NULL };
static const char *const recipient_keys[] = { "id", "name", "described_as", "role", "kind",
	"purpose", "location", "reached", NULL };
static const char *const organisation_keys[] = { "name", "country", "address", "kvk", "vat",
	"contact", "authorities", "sources", NULL };
static const char *const dpo_keys[] = { "name", "email", NULL };
static const char *const statement_keys[] = { "title", "version", "date", NULL };
static const char *const automated_keys[] = { "exist", "text", NULL };

static json_t *
processing_category(const json_t *c)
{
	json_t *out = pick(c, category_keys);
	json_object_set_new(out, "legal_basis", pick_all(json_get(c, "legal_basis"), basis_keys));
	json_object_set_new(out, "retention", pick(json_get(c, "retention"), retention_keys));
	return out;
}

static json_t *
processing_organisation(const json_t *o)
{
	json_t *out = pick(o, organisation_keys);
	json_object_set_new(out, "dpo",
	    json_is_object(json_get(o, "dpo")) ? pick(json_get(o, "dpo"), dpo_keys) : json_null());
	json_object_set_new(out, "statement", pick(json_get(o, "statement"), statement_keys));
	return out;
}

json_t *
document_processing(const json_t *facts)
{
	const json_t *o = json_get(facts, "organisation"),
		     *automated = json_get(o, "automated_decisions");
	json_t *categories = json_array(), *recipients = json_array(), *item;
	size_t i;
	json_array_foreach(json_get(facts, "categories"), i, item) {
		json_array_append_new(categories, processing_category(item));
	}
	json_array_foreach(json_get(facts, "recipients"), i, item) {
		if (recipient_is_internal(item))
			continue;
		json_t *r = pick(item, recipient_keys);
		json_object_set_new(r, "transfer", pick(json_get(item, "transfer"), transfer_keys));
		json_array_append_new(recipients, r);
	}
	return json_pack("{s:s?, s:o, s:O?, s:o, s:o, s:o}", "reference",
	    json_str(json_get(facts, "request"), "reference"), "organisation",
	    processing_organisation(o), "rights", json_get(facts, "rights"), "categories",
	    categories, "recipients", recipients, "automated_decisions",
	    json_is_object(automated) ? pick(automated, automated_keys) : json_null());
}

json_t *
document_completeness(const json_t *facts)
{
	return json_pack("{s:s?, s:O?, s:O?, s:O?}", "reference",
	    json_str(json_get(facts, "request"), "reference"), "searched_with",
	    json_get(facts, "searched_with"), "sources", json_get(facts, "completeness"),
	    "left_out", json_get(facts, "left_out"));
}

json_t *
document_omitted(const json_t *facts)
{
	json_t *omitted = json_get(facts, "omitted");
	return omitted ? json_incref(omitted) : json_array();
}

const char *
draft_mark(const json_t *facts)
{
	return json_array_size(json_get(facts, "open")) > 0 ? "CONCEPT " : "";
}

/* ---- datapackage.json: Frictionless, v1 by profile and v2 by $schema at once ---- */

#define V2 "https://datapackage.org/profiles/2.0/"

/* A resource's name: the path in lower case, with - for what a name may not hold. */
static const char *
resource_name(const char *path, struct arena *a)
{
	char *name = arena_strdup(a, path);
	for (char *s = name; *s; s++)
		*s = isalnum((unsigned char)*s) || *s == '_' || *s == '.'
		    ? (char)tolower((unsigned char)*s)
		    : '-';
	return name;
}

static json_t *
resource(const struct entry *e, struct arena *a)
{
	char sha[HEX_SIZE(SHA256_LEN)];
	bool csv = strcmp(e->part->format, "csv") == 0;
	json_t *fields = e->part->schema ? json_loads(e->part->schema, 0, NULL) : NULL;
	json_t *r = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:{s:o, s:[s]}}", "name",
	    resource_name(e->path, a), "path", e->path, "format", e->part->format, "mediatype",
	    csv ? "text/csv" : "application/json", "encoding", "utf-8", "bytes",
	    (json_int_t)e->sums.plain_bytes, "hash",
	    arena_printf(a, "sha256:%s", hex_put(e->sums.sha256, SHA256_LEN, sha)), "schema",
	    "fields", fields ? fields : json_array(), "missingValues", "");
	json_object_set_new(
	    r, "profile", json_string(csv ? "tabular-data-resource" : "data-resource"));
	json_object_set_new(r, "$schema", json_string(V2 "dataresource.json"));
	if (csv) {
		json_object_set_new(r, "type", json_string("table"));
		json_object_set_new(r, "dialect",
		    json_pack("{s:s, s:s, s:s, s:b, s:b}", "delimiter", ",", "lineTerminator",
			"\r\n", "quoteChar", "\"", "doubleQuote", true, "header", true));
	}
	return r;
}

json_t *
document_package(const json_t *facts, const struct holdings *h, usec_t built_at)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *reference = json_str_or(json_get(facts, "request"), "reference", "archive");
	char created[INSTANT_LEN];
	json_t *resources = json_array();
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->entries[i].part->format, "csv") == 0 ||
		    strcmp(h->entries[i].part->format, "json") == 0)
			json_array_append_new(resources, resource(&h->entries[i], a));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "$schema", V2 "datapackage.json",
	    "profile", "data-package", "name", resource_name(reference, a), "title",
	    arena_printf(a, "%s%s", draft_mark(facts), reference), "description",
	    "CSV: a text that begins with = + - @ ' tab, CR or LF has one ' put before it; "
	    "strip one ' from every cell that begins with '. An empty cell is null, "
	    "\"\" the empty text. The JSON resources hold the same rows exactly.",
	    "created", instant_format(built_at, created), "resources", resources);
}
