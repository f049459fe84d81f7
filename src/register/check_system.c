/*
 * Systems of a register: what each kind of connector asks of them, and whether a request can ever
 * open them. Whether a system can be reached is a question for `connector check`, not for this.
 */
#include "dossier/phrase.h"
#include "register_private.h"

/* Kinds of identifier that a request itself may give; `log` has an option for each. */
static const char *const given[] = { "email", "phone", "customer_id", "name", "born" };

static bool
kind_has(const struct kind *kind, const char *setting)
{
	for (size_t i = 0; i < array_len(kind->settings); i++)
		if ((kind->settings[i] && strcmp(kind->settings[i], setting) == 0) ||
		    (kind->may[i] && strcmp(kind->may[i], setting) == 0))
			return true;
	return false;
}

/* A setting that the kind or the definition does not know would silently do nothing. */
static bool
check_settings(const struct check *c, const json_t *system, const struct definition *definition,
    const char *pointer)
{
	const struct kind *kind = kind_find(json_str(system, "connector"));
	const json_t *settings = json_get(system, "settings");
	for (size_t i = 0; i < array_len(kind->settings) && kind->settings[i]; i++)
		if (!json_get(settings, kind->settings[i]))
			return complain(c, at(c, "%s/settings", pointer),
			    "a system of kind %s needs the setting %s", kind->name,
			    kind->settings[i]);
	const char *name;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)settings, name, v) {
		const struct def_param *param =
		    definition ? definition_param(definition, name) : NULL;
		if (definition ? !param : !kind_has(kind, name))
			return complain(c, at(c, "%s/settings/%s", pointer, name),
			    "a system of kind %s has no setting %s%s", kind->name, name,
			    definition ? phrase(": its connector file declares no such parameter")
				       : "");
		if (param && param->secret && json_get(v, "default"))
			return complain(c, at(c, "%s/settings/%s/default", pointer, name),
			    "%s is a secret: it belongs in a file, name it with \"secret\"", name);
	}
	for (size_t i = 0; definition && i < definition->nparams; i++)
		if (definition->params[i].secret && !json_get(settings, definition->params[i].name))
			return complain(c, at(c, "%s/settings", pointer),
			    "the connector file needs the secret %s: name the file that will hold "
			    "it",
			    definition->params[i].name);
	return true;
}

/* An http system needs only what its connector file can search by. */
static bool
check_identities(const struct check *c, const json_t *system, const struct definition *definition,
    const char *pointer)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(system, "needs"), i, v)
		if (definition && !definition_identity(definition, json_string_value(v)))
			return complain(c, at(c, "%s/needs/%zu", pointer, i),
			    "connector file %s cannot search by %s", json_str(system, "definition"),
			    json_string_value(v));
	return true;
}

static bool
check_references(const struct check *c, const json_t *system, const char *pointer)
{
	const char *recipient = json_str(system, "recipient");
	const json_t *behind = recipient ? known(c, "recipients", recipient) : NULL;
	if (recipient && !behind)
		return complain(
		    c, at(c, "%s/recipient", pointer), "there is no recipient %s", recipient);
	if (behind && strcmp(json_str(behind, "role"), "processor") != 0)
		return complain(c, at(c, "%s/recipient", pointer),
		    "%s is no processor, so this would never be searched; if the account is ours, "
		    "leave it out",
		    recipient);
	size_t i;
	json_t *v;
	json_array_foreach(json_get(system, "categories"), i, v)
		if (!known(c, "categories", json_string_value(v)))
			return complain(c, at(c, "%s/categories/%zu", pointer, i),
			    "there is no category %s", json_string_value(v));
	return true;
}

static bool
check_form(const struct check *c, const json_t *system, const char *pointer)
{
	const char *id = json_str(system, "id"), *connector = json_str(system, "connector");
	bool http = strcmp(connector, "http") == 0, written = strcmp(connector, "written") == 0;
	if (strcmp(id, "forward") == 0)
		return complain(c, at(c, "%s/id", pointer),
		    "forward is the name of handing over to a controller; choose another");
	if (json_object_size(json_get(system, "name")) == 0)
		return complain(c, at(c, "%s/name", pointer),
		    "a name in at least one language is expected, such as {\"en\": \"...\"}");
	if (http && !json_get(system, "definition"))
		return complain(c, pointer,
		    "a system of kind http needs a definition: the name of its connector file");
	if (!http && json_get(system, "definition"))
		return complain(c, at(c, "%s/definition", pointer),
		    "only a system of kind http has a definition, this one is %s", connector);
	if (written && !json_str(system, "recipient"))
		return complain(c, pointer,
		    "a written instruction goes to a recipient: name it, "
		    "or make the system manual");
	if (json_get(system, "instruction") && kind_find(connector)->collects)
		return complain(c, at(c, "%s/instruction", pointer),
		    "an instruction is for a colleague or a recipient, not for a system of kind %s",
		    connector);
	return true;
}

bool
check_system(const struct check *c, size_t i)
{
	const char *pointer = at(c, "/systems/%zu", i);
	const json_t *system = json_array_get(json_get(c->doc->root, "systems"), i);
	if (!check_form(c, system, pointer) || !check_references(c, system, pointer))
		return false;
	const char *name = json_str(system, "definition");
	struct err why = { 0 };
	struct definition *d = c->definitions[i] = name ? definition_open(name, &why) : NULL;
	if (name && !d)
		return complain(c, at(c, "%s/definition", pointer), "%s", why.text);
	return check_settings(c, system, d, pointer) && check_identities(c, system, d, pointer) &&
	    check_erasure(c, system, pointer) && check_collections(c, system, d, pointer);
}

static bool
is_open(const json_t *system, const json_t *kinds_known)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(system, "needs"), i, v)
		if (json_get(kinds_known, json_string_value(v)))
			return true;
	return json_array_size(json_get(system, "needs")) == 0;
}

/*
 * One round of searching with everything known: true when a system yields a kind that was not known
 * before.
 */
static bool
learn(const json_t *systems, json_t *kinds_known)
{
	size_t before = json_object_size(kinds_known), i, k;
	json_t *system, *v;
	json_array_foreach(systems, i, system)
		if (is_open(system, kinds_known))
			json_array_foreach(json_get(system, "yields"), k, v)
				json_object_set_new(kinds_known, json_string_value(v), json_true());
	return json_object_size(kinds_known) > before;
}

bool
check_reachable(const struct check *c)
{
	const json_t *systems = json_get(c->doc->root, "systems");
	auto_drop(json) json_t *kinds_known = json_object();
	for (size_t i = 0; i < array_len(given); i++)
		json_object_set_new(kinds_known, given[i], json_true());
	while (learn(systems, kinds_known))
		;
	size_t i;
	json_t *system;
	json_array_foreach(systems, i, system)
		if (!is_open(system, kinds_known))
			return complain(c, at(c, "/systems/%zu/needs", i),
			    "system %s can never be searched: neither a request nor another system "
			    "gives %s",
			    json_str(system, "id"),
			    json_string_value(json_array_get(json_get(system, "needs"), 0)));
	return true;
}
