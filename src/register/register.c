/*
 * Reads a checked register into the structures that planning and the faces work with. Everything is
 * borrowed from the document; nothing is checked here that check.c can check.
 */
#include "register_private.h"

#include "dossier/asset.h"

bool
schema_check(const char *name, const struct json_doc *doc, struct err *err)
{
	/* the built-in one, never the installation's own: the code below relies on it */
	const struct asset *asset = asset_find(name);
	if (!asset)
		BUG("no schema %s in the program", name);
	struct err broken = { 0 };
	auto_drop(json_doc) struct json_doc *schema =
	    json_doc_parse(name, asset->data, asset->size, &broken);
	if (!schema)
		BUG("%s", broken.text);
	return json_schema_check(schema->root, doc, err);
}

/* The strings of ${array}, ended by NULL. */
static const char *const *
string_list(const json_t *array, struct arena *a)
{
	size_t n = json_array_size(array);
	const char **list = arena_alloc(a, (n + 1) * sizeof(*list));
	for (size_t i = 0; i < n; i++)
		list[i] = json_string_value(json_array_get(array, i));
	return list;
}

static enum role
role_parse(const char *name)
{
	for (enum role r = 0; r < ROLE__MAX; r++)
		if (strcmp(role_name(r), name) == 0)
			return r;
	BUG("the schema lets role %s pass", name);
}

/* Counted long: what may be gone sooner is asked sooner all the same. */
int
period_days(const char *period)
{
	static const struct {
		char unit;
		long days;
	} units[] = { { 'D', 1 }, { 'W', 7 }, { 'M', 30 }, { 'Y', 365 } };
	long days = 0;
	char *p;
	for (const char *s = period ? period + 1 : ""; *s; s = p + 1) {
		long n = strtol(s, &p, 10);
		if (!*p)
			break; /* the schema's pattern ends every number with its unit */
		for (size_t i = 0; i < array_len(units); i++)
			if (units[i].unit == *p)
				days += n * units[i].days;
	}
	return (int)days;
}

static void
read_purposes(struct reg *r, const json_t *list)
{
	struct purpose *all = arena_alloc(r->arena, (json_array_size(list) + 1) * sizeof(*all));
	size_t i;
	json_t *j;
	json_array_foreach(list, i, j)
		all[i] = (struct purpose){
			.id = json_str(j, "id"),
			.text = json_str(j, "text"),
			.marketing = json_flag(j, "marketing"),
			.consent = json_flag(j, "consent"),
		};
	r->purposes = all;
	r->npurposes = json_array_size(list);
}

/* The purposes of a list of their ids, ended by NULL. */
static const struct purpose *const *
purpose_list(const struct reg *r, const json_t *ids)
{
	size_t n = json_array_size(ids);
	const struct purpose **list = arena_alloc(r->arena, (n + 1) * sizeof(*list));
	for (size_t i = 0; i < n; i++)
		list[i] = reg_purpose(r, json_string_value(json_array_get(ids, i)));
	return list;
}

static void
read_categories(struct reg *r, const json_t *list)
{
	struct category *all = arena_alloc(r->arena, (json_array_size(list) + 1) * sizeof(*all));
	size_t i;
	json_t *j;
	json_array_foreach(list, i, j)
		all[i] = (struct category){
			.id = json_str(j, "id"),
			.role = role_parse(json_str(j, "role")),
			.purposes = purpose_list(r, json_get(j, "purposes")),
			.controllers = string_list(json_get(j, "controllers"), r->arena),
			.json = j,
		};
	r->inv.categories = all;
	r->inv.ncategories = json_array_size(list);
}

static void
read_recipients(struct reg *r, const json_t *list)
{
	struct recipient *all = arena_alloc(r->arena, (json_array_size(list) + 1) * sizeof(*all));
	size_t i;
	json_t *j;
	json_array_foreach(list, i, j)
		all[i] = (struct recipient){
			.id = json_str(j, "id"),
			.name = json_str(j, "name"),
			.independent = strcmp(json_str(j, "role"), "processor") != 0,
			.json = j,
		};
	r->inv.recipients = all;
	r->inv.nrecipients = json_array_size(list);
}

static void
read_systems(struct reg *r, const json_t *list)
{
	struct system *all = arena_alloc(r->arena, (json_array_size(list) + 1) * sizeof(*all));
	size_t i;
	json_t *j;
	json_array_foreach(list, i, j)
		all[i] = (struct system){
			.id = json_str(j, "id"),
			.connector = json_str(j, "connector"),
			.recipient = json_str(j, "recipient"),
			.categories = string_list(json_get(j, "categories"), r->arena),
			.needs = string_list(json_get(j, "needs"), r->arena),
			.purge_days = period_days(json_str(j, "purges_within")),
			.json = j,
		};
	r->inv.systems = all;
	r->inv.nsystems = json_array_size(list);
}

static void
read_controllers(struct reg *r, const json_t *list)
{
	struct reg_controller *all =
	    arena_alloc(r->arena, (json_array_size(list) + 1) * sizeof(*all));
	size_t i;
	json_t *j;
	json_array_foreach(list, i, j)
		all[i] = (struct reg_controller){
			.id = json_str(j, "id"),
			.name = json_str(j, "name"),
			.email = json_str(json_get(j, "contact"), "email"),
			.json = j,
		};
	r->controllers = all;
	r->ncontrollers = r->inv.ncontrollers = json_array_size(list);
}

static void
read_organisation(struct reg *r, const json_t *o)
{
	r->organisation = o;
	r->slug = json_str(o, "slug");
	r->code = json_str(o, "code");
	r->name = json_str(o, "name");
	r->country = json_str(o, "country");
	r->zone = json_str(o, "zone");
	r->calendar = json_str(o, "calendar");
	const json_t *promise = json_get(o, "promise");
	struct err err = { 0 };
	if (!promise_parse(json_str(promise, "within"), &r->promise, &err))
		BUG("the check lets a promise pass: %s", err.text);
	r->content_term = json_str(json_get(o, "dossiers"), "content");
	r->approves_answers = json_flag(json_get(o, "approvals"), "answer");
	r->approves_reviews = json_flag(json_get(o, "approvals"), "review");
	r->approves_changes = json_flag(json_get(o, "approvals"), "change");
	r->cooling_off = json_str(json_get(o, "approvals"), "cooling_off");
	r->asks_at_hold_end = !json_is_false(json_get(json_get(o, "approvals"), "hold_end"));
	r->promise_is_done = strcmp(json_str_or(promise, "measures", ""), "done") == 0;
}

struct reg *
reg_new(struct json_doc *doc, struct err *err)
{
	auto_drop(reg) struct reg *r = xcalloc(1, sizeof(*r));
	r->doc = doc;
	r->arena = arena_new();
	if (!schema_check("registers/register.schema.json", doc, err))
		return NULL;
	r->definitions =
	    xcalloc(json_array_size(json_get(doc->root, "systems")) + 1, sizeof(*r->definitions));
	if (!register_check(doc, r->definitions, err))
		return NULL;
	read_organisation(r, json_get(doc->root, "organisation"));
	read_purposes(r, json_get(doc->root, "purposes"));
	read_categories(r, json_get(doc->root, "categories"));
	read_recipients(r, json_get(doc->root, "recipients"));
	read_systems(r, json_get(doc->root, "systems"));
	read_controllers(r, json_get(doc->root, "controllers"));
	return take(r);
}

void
reg_free(struct reg *r)
{
	if (!r)
		return;
	for (size_t i = 0; r->definitions && i < json_array_size(json_get(r->doc->root, "systems"));
	     i++)
		definition_free(r->definitions[i]);
	free(r->definitions);
	json_doc_free(r->doc);
	arena_free(r->arena);
	free(r);
}

/* The element of an array of structs whose first member, its id, is ${id}. */
#define FIND(items, n, want)                                                                       \
	for (size_t i = 0; i < (n); i++)                                                           \
		if (strcmp((items)[i].id, want) == 0)                                              \
			return &(items)[i];                                                        \
	return NULL

const struct purpose *
reg_purpose(const struct reg *r, const char *id)
{
	FIND(r->purposes, r->npurposes, id);
}

const struct category *
reg_category(const struct reg *r, const char *id)
{
	FIND(r->inv.categories, r->inv.ncategories, id);
}

const struct recipient *
reg_recipient(const struct reg *r, const char *id)
{
	FIND(r->inv.recipients, r->inv.nrecipients, id);
}

const struct system *
reg_system(const struct reg *r, const char *id)
{
	FIND(r->inv.systems, r->inv.nsystems, id);
}

const json_t *
reg_collection(const struct reg *r, const char *category, const char *name)
{
	size_t i, k;
	const json_t *s, *c;
	json_array_foreach(json_get(r->doc->root, "systems"), i, s)
		json_array_foreach(json_get(s, "collections"), k, c)
			if (strcmp(json_str_or(c, "category", ""), category) == 0 &&
			    strcmp(json_str_or(c, "name", ""), name) == 0)
				return c;
	return NULL;
}

/* What a field says goes before what is said of a column. */
enum column_text
reg_column_text(const json_t *collection, const char *column)
{
	const json_t *said =
	    json_get(json_get(json_get(collection, "columns"), column), "free_text");
	const json_t *f;
	size_t i;
	json_array_foreach(json_get(collection, "fields"), i, f)
		if (strcmp(json_str_or(f, "name", ""), column) == 0 && json_get(f, "free_text"))
			said = json_get(f, "free_text");
	return !said ? TEXT_UNSAID : json_is_true(said) ? TEXT_FREE : TEXT_STRUCTURED;
}

const char *
reg_columns_told(
    const json_t *collection, const json_t *names, const char *language, struct arena *a)
{
	const json_t *columns = json_get(collection, "columns"), *c;
	const char *list = NULL;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)names, i, c) {
		const char *name = json_string_value(c);
		const char *label =
		    json_text_in(json_get(json_get(columns, name), "label"), language);
		const char *one = label ? label : name;
		list = list ? arena_printf(a, "%s, %s", list, one) : one;
	}
	return list;
}

const struct reg_controller *
reg_controller(const struct reg *r, const char *id)
{
	FIND(r->controllers, r->ncontrollers, id);
}

const struct definition *
reg_definition(const struct reg *r, const struct system *system)
{
	return r->definitions[system - r->inv.systems];
}

bool
reg_check_searched(const struct reg *r, const char *kind, struct err *err)
{
	auto_drop(buf) struct buf known = { 0 };
	auto_drop(json) json_t *listed = json_object();
	for (size_t i = 0; i < r->inv.nsystems; i++)
		for (const char *const *need = r->inv.systems[i].needs; *need; need++) {
			if (strcmp(*need, kind) == 0)
				return true;
			if (!json_object_get(listed, *need))
				buf_addf(&known, "%s%s", known.len ? ", " : "", *need);
			json_object_set_new(listed, *need, json_true());
		}
	return err_set(err, ERR_USAGE,
	    "no system of the register of %s searches by this kind: expected one of %s", r->slug,
	    known.len ? known.data : "none");
}
