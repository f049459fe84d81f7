/*
 * Connector definitions: a file as a whole, and its actions. Nothing is called here. Reading never
 * changes anything at the vendor, and an erasure never ends in hope: it is verified, expires, or
 * was asked in writing.
 */
#include "dossier/asset.h"
#include "definition_private.h"

/* ---- actions ---- */

static const struct action_kind preflight_kind = { .name = "preflight", .reads = true },
				find_kind = { .name = "find", .reads = true };
static const struct action_kind action_kinds[] = {
	{ .name = "collect", .reads = true },
	{ .name = "erase", .erases = true },
	{ .name = "rectify", .corrects = true },
	{ .name = "restrict" },
	{ .name = "lift" },
	{ .name = "suppress" },
};

static const struct action_kind *
action_kind(const char *name)
{
	for (size_t i = 0; i < array_len(action_kinds); i++)
		if (strcmp(action_kinds[i].name, name) == 0)
			return &action_kinds[i];
	return NULL;
}

static bool
read_action_steps(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_action *action = out;
	(void)how;
	return steps_read(r, v, at, action_kind(action->name), &r->def->find, &action->steps);
}

#define HOLD(field) offsetof(struct def_hold, field)
static bool
read_hold(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	static const struct member items[] = {
		{ "over", ref_read_rows, HOLD(over), NULL, true },
		{ "when", read_condition, HOLD(when), "row.", true },
		{ "reason", read_text, HOLD(reason), NULL, true },
	};
	static const struct members members = { items, array_len(items) };
	(void)how;
	if (!r->action->erases)
		return complain(r, at, "only what would be erased is held");
	return read_members(r, v, at, &members, out);
}

static const struct words coverages = WORDS("a coverage", "full", "partial", "none");
#define ACTION(field) offsetof(struct def_action, field)
static const struct member action_items[] = {
	{ "coverage", read_word, ACTION(coverage), &coverages, true },
	{ "gap", read_text, ACTION(gap), NULL, false },
	{ "steps", read_action_steps, 0, NULL, true },
	{ "hold", read_hold, ACTION(hold), NULL, false },
};
static const struct members action_members = { action_items, array_len(action_items) };

static bool
check_end(struct reader *r, const struct def_action *action, const char *at)
{
	const struct def_steps *steps = &action->steps;
	enum step_kind last = steps->items[steps->n - 1].kind;
	for (size_t i = 0; i < steps->n; i++)
		if (steps->items[i].job.batch.without_hold && !action->hold.over)
			return complain(
			    r, at, "a batch leaves out what is held, but there is no hold");
	return !r->action->erases || last == STEP_VERIFY || last == STEP_EXPIRES ||
	    last == STEP_WRITTEN ||
	    complain(r, arena_printf(r->a, "%s/steps/%zu", at, steps->n - 1),
		"an erasure ends in verify, expires or written, so that it can be answered for");
}

static bool
read_action(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct def_action *action = out;
	(void)how;
	if (!action_kind(action->name)) {
		auto_drop(buf) struct buf list = { 0 };
		for (size_t i = 0; i < array_len(action_kinds); i++)
			buf_addf(&list, "%s%s", i ? ", " : "", action_kinds[i].name);
		return complain(r, at, "there is no action %s, only %s", action->name, list.data);
	}
	return read_members(r, v, at, &action_members, action) && check_end(r, action, at);
}

static const struct many many_actions = {
	.read = read_action, .size = sizeof(struct def_action), .least = 1
};

static bool
read_find(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)how;
	return steps_read(r, v, at, &find_kind, NULL, out);
}

/* Cheap calls that ask for nobody, to try whether there is an answer. */
static bool
read_ping(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	const struct def_op **op = out;
	r->action = &preflight_kind;
	return ref_read_op(r, v, at, how, out) &&
	    (!((*op)->uses.scopes & SCOPES_PERSON) ||
		complain(r, at, "preflight asks for nobody, but operation %s does", (*op)->name));
}
static const struct many pings = { .read = read_ping, .size = sizeof(const struct def_op *) };

/* ---- the whole ---- */

static bool
read_format(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	(void)out;
	return (json_is_string(v) && strcmp(json_string_value(v), how) == 0) ||
	    complain(r, at, "expected \"%s\"", (const char *)how);
}

/* Servers learn their credentials here, which operations are checked against. */
static bool
read_auth(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	return read_map(r, v, at, how, out) && auth_finish(r);
}

#define CONTACT(field) offsetof(struct def_contact, field)
static const struct words channels = WORDS("a channel", "email", "portal", "post"),
			  roles = WORDS(
			      "a role", "processor", "controller", "processor+controller", "own");
static const struct member contact_items[] = {
	{ "channel", read_word, CONTACT(channel), &channels, true },
	{ "to", read_template, CONTACT(to), &place_address, true },
	{ "lang", read_text, CONTACT(lang), &form_slug, false },
};
static const struct members contact_members = { contact_items, array_len(contact_items) };

static bool
read_contact(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	return read_members(r, v, at, how, out);
}

static bool
read_vendor(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	static const struct member items[] = {
		{ "role", read_word, offsetof(struct def_vendor, role), &roles, true },
		{ "contact", read_contact, offsetof(struct def_vendor, contact), &contact_members,
		    true },
	};
	static const struct members members = { items, array_len(items) };
	(void)how;
	return read_members(r, v, at, &members, out);
}

/* In an order in which each knows what it may name. */
#define WHOLE(field) offsetof(struct definition, field)
static const struct member items[] = {
	{ "format", read_format, 0, "dossier-connector/1", true },
	{ "id", read_text, WHOLE(id), &form_slug, true },
	{ "name", read_text, WHOLE(name), NULL, true },
	{ "params", read_map, WHOLE(params), &many_params, false },
	{ "vendor", read_vendor, WHOLE(vendor), NULL, true },
	{ "identities", read_map, WHOLE(identities), &many_identities, true },
	{ "servers", read_map, WHOLE(servers), &many_servers, true },
	{ "retry", read_retry, WHOLE(retry), NULL, false },
	{ "auth", read_auth, WHOLE(auths), &many_auths, false },
	{ "ops", read_map, WHOLE(ops), &many_ops, true },
	{ "limits", read_list, WHOLE(limits), &many_limits, false },
	{ "preflight", read_list, WHOLE(preflight), &pings, false },
	{ "find", read_find, WHOLE(find), NULL, true },
	{ "actions", read_map, WHOLE(actions), &many_actions, true },
};
static const struct members members = { items, array_len(items) };

static bool
refuse_rights(struct reader *r)
{
	return complain(r, "/rights",
	    "definitions have no rights any more: put the steps that find a person into \"find\", "
	    "and what follows them into \"actions\": access is collect, erasure erase, "
	    "rectification rectify, restriction restrict, its lift an action lift");
}

static bool
definition_read(struct definition *d, struct err *err)
{
	struct reader r = { .doc = d->doc, .def = d, .a = d->arena, .err = err };
	d->retry = &retry_usual;
	if (json_get(d->doc->root, "rights"))
		return refuse_rights(&r);
	return read_members(&r, d->doc->root, "", &members, d) && auth_finish(&r);
}

struct definition *
definition_new(struct json_doc *doc, struct err *err)
{
	auto_drop(definition) struct definition *d = xcalloc(1, sizeof(*d));
	d->doc = doc;
	d->arena = arena_new();
	return definition_read(d, err) ? take(d) : NULL;
}

void
definition_free(struct definition *d)
{
	if (!d)
		return;
	json_doc_free(d->doc);
	arena_free(d->arena);
	free(d);
}

/* ---- files ---- */

/* "sendgrid, stripe, twilio" */
static const char *
definitions(struct arena *a)
{
	static const char prefix[] = "connectors/";
	auto_drop(buf) struct buf b = { 0 };
	for (const struct asset *f = NULL; (f = asset_next(f, prefix));) {
		const char *name = f->name + strlen(prefix);
		size_t n = strlen(name), end = strlen(".json");
		if (!strchr(name, '/') && n > end)
			buf_addf(&b, "%s%.*s", b.len ? ", " : "", (int)(n - end), name);
	}
	return arena_strdup(a, b.len ? b.data : "none");
}

struct definition *
definition_open(const char *name, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *file = arena_printf(a, "connectors/%s.json", name);
	struct err why = { 0 };
	size_t len;
	const char *text = asset_text(file, a, &len, &why);
	if (!text && why.kind == ERR_NOTFOUND)
		err_set(err, ERR_NOTFOUND, "there is no connector file templates/%s; there are: %s",
		    file, definitions(a));
	else if (!text)
		err_set(err, why.kind, "%s", why.text);
	if (!text)
		return NULL;
	struct json_doc *doc =
	    json_doc_parse(arena_printf(a, "templates/%s", file), text, len, err);
	auto_drop(definition) struct definition *d = doc ? definition_new(doc, err) : NULL;
	if (d && strcmp(d->id, name) != 0) {
		(void)json_complain(
		    d->doc, "/id", err, "the id of this file must be %s, like its name", name);
		return NULL;
	}
	return d ? take(d) : NULL;
}

/* ---- looking up ---- */

const struct def_action *
definition_action(const struct definition *d, const char *name)
{
	for (size_t i = 0; i < d->nactions; i++)
		if (strcmp(d->actions[i].name, name) == 0)
			return &d->actions[i];
	return NULL;
}

const struct def_step *
definition_rows(const struct definition *d, const char *action, const char *into)
{
	const struct def_action *a = definition_action(d, action);
	const struct def_step *step = ref_rows(&d->find, into);
	return step || !a ? step : ref_rows(&a->steps, into);
}
