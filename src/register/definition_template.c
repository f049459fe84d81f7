/*
 * Templates of a connector definition: "text {scope.name|filter:arg}". A placeholder that nothing declares,
 * a secret where addresses are logged, or a value that could become syntax is refused here, before any call.
 */
#include "definition.h"

#define CALL (SCOPES_PERSON | BIT(PARAM) | BIT(REQUEST) | BIT(NOW) | BIT(PAGE) | BIT(UUID))

const struct place place_contact = { "an address", BIT(PARAM), false };
const struct place place_url = { "the address of a server", BIT(PARAM), false };
const struct place place_prefix = { "a prefix", BIT(PARAM), false };
const struct place place_server_header = { "a header of a server", BIT(PARAM) | BIT(SECRET),
	false };
const struct place place_auth = { "credentials",
	BIT(PARAM) | BIT(SECRET) | BIT(NOW) | BIT(UUID) | BIT(REQUEST), false };
const struct place place_limit = { "the key of a limit", BIT(PARAM) | BIT(ROW) | BIT(IDENTITY),
	false };
const struct place place_path = { "a path", CALL, false };
const struct place place_query = { "a query", CALL, true };
const struct place place_header = { "a header", CALL | BIT(SECRET), false };
const struct place place_body = { "a body", CALL | BIT(SECRET), true };
const struct place place_file = { "the name of a file", CALL, false };
const struct place place_row = { "a row", CALL, false };
const struct place place_condition = { "a condition", CALL, false };
const struct place place_letter = { "a letter", CALL, false };

static const char *const scopes[SCOPE__MAX] = {
	[SCOPE_IDENTITY] = "identity",
	[SCOPE_PARAM] = "param",
	[SCOPE_SECRET] = "secret",
	[SCOPE_ROW] = "row",
	[SCOPE_PARENT] = "parent",
	[SCOPE_BATCH] = "batch",
	[SCOPE_JOB] = "job",
	[SCOPE_STEP] = "step",
	[SCOPE_CORRECT] = "correct",
	[SCOPE_REQUEST] = "request",
	[SCOPE_NOW] = "now",
	[SCOPE_PAGE] = "page",
	[SCOPE_UUID] = "uuid",
};

/* quotes: makes a value safe inside a query language; plain: what comes out can be no syntax of any. */
static const struct filter {
	const char *name;
	bool arg, quotes, plain;
} filters[] = {
	{ .name = "lower" },
	{ .name = "upper" },
	{ .name = "trim" },
	{ .name = "digits", .plain = true },
	{ .name = "e164", .plain = true },
	{ .name = "sha256", .plain = true },
	{ .name = "b64" },
	{ .name = "b64url", .plain = true },
	{ .name = "json", .quotes = true },
	{ .name = "urlenc", .plain = true },
	{ .name = "join", .arg = true },
	{ .name = "first" },
	{ .name = "date", .arg = true, .plain = true },
	{ .name = "add", .arg = true },
	{ .name = "omit" },
	{ .name = "sq", .quotes = true },
	{ .name = "dq", .quotes = true },
	{ .name = "kql", .quotes = true },
	{ .name = "odata", .quotes = true },
	{ .name = "gmail", .quotes = true },
	{ .name = "sentry", .quotes = true },
	{ .name = "like", .quotes = true },
	{ .name = "regex", .quotes = true },
};

/* One placeholder, copied out of its template. */
struct placeholder {
	const char *text; /* without braces */
	enum scope scope;
	const char *name; /* behind the dot; "" for now and uuid */
	bool safe;        /* a filter makes it safe inside other text */
	bool whole;       /* the template is nothing else */
};

static bool
scope_parse(const char *s, enum scope *ret)
{
	for (enum scope i = 0; i < SCOPE__MAX; i++) {
		if (strcmp(scopes[i], s) == 0) {
			*ret = i;
			return true;
		}
	}
	return false;
}

static bool
parse_filter(const struct check *c, const char *text, const char *pointer, struct placeholder *p)
{
	size_t n = strcspn(text, ":");
	for (size_t i = 0; i < array_len(filters); i++) {
		if (strlen(filters[i].name) != n || strncmp(filters[i].name, text, n) != 0)
			continue;
		if (filters[i].arg != (text[n] == ':'))
			return complain(c, pointer, "{%s}: filter %s %s", p->text, filters[i].name,
			    filters[i].arg ? "needs an argument, as in join:,"
					   : "takes no argument");
		p->safe |= filters[i].quotes || filters[i].plain;
		return true;
	}
	return complain(c, pointer, "{%s}: there is no filter %.*s", p->text, (int)n, text);
}

/* "identity.email|lower|sq" */
static bool
parse_placeholder(const struct check *c, const char *pointer, struct placeholder *p)
{
	char *copy = arena_strdup(c->a, p->text), *bar = strchr(copy, '|');
	if (bar)
		*bar++ = '\0';
	char *dot = strchr(copy, '.');
	if (dot)
		*dot++ = '\0';
	if (!scope_parse(copy, &p->scope))
		return complain(c, pointer, "{%s}: there is no scope %s", p->text, copy);
	bool bare = p->scope == SCOPE_NOW || p->scope == SCOPE_UUID;
	if (bare == (dot && *dot))
		return complain(c, pointer, "{%s}: %s %s", p->text, copy,
		    bare ? "has no members" : "needs a name, as in {identity.email}");
	p->name = dot ? dot : "";
	for (char *next; bar; bar = next) {
		next = strchr(bar, '|');
		if (next)
			*next++ = '\0';
		if (!parse_filter(c, bar, pointer, p))
			return false;
	}
	return true;
}

static bool
check_param(const struct check *c, const struct placeholder *p, const char *pointer)
{
	bool secret = p->scope == SCOPE_SECRET;
	const json_t *param = json_get(json_get(c->doc->root, "params"), p->name);
	if (!param)
		return complain(c, pointer, "{%s}: params declares no %s", p->text, p->name);
	if (json_flag(param, "secret") == secret)
		return true;
	return complain(c, pointer,
	    secret ? "{%s}: params does not declare %s as a secret; write {param.%s}"
		   : "{%s}: %s is a secret; write {secret.%s}",
	    p->text, p->name, p->name);
}

static bool
in_words(const char *words, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = words; *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (strcspn(p, " ") == n && strncmp(p, word, n) == 0)
			return true;
	return false;
}

/* Is the name one that something declares? Rows, pages and new values are known only when they come. */
static bool
check_declared(const struct check *c, const struct placeholder *p, const char *pointer)
{
	static const char request[] = "reference right organisation deadline answer_by language";
	if (p->scope == SCOPE_PARAM || p->scope == SCOPE_SECRET)
		return check_param(c, p, pointer);
	if (p->scope == SCOPE_IDENTITY && !json_get(json_get(c->doc->root, "identities"), p->name))
		return complain(c, pointer, "{%s}: identities declares no %s", p->text, p->name);
	if (p->scope == SCOPE_JOB && !in_words("id state", p->name))
		return complain(c, pointer, "{%s}: a job has id and state", p->text);
	if (p->scope == SCOPE_REQUEST && !in_words(request, p->name))
		return complain(c, pointer, "{%s}: a request has %s", p->text, request);
	return true;
}

static bool
check_placeholder(
    const struct check *c, struct placeholder *p, const struct place *place, const char *pointer)
{
	if (!parse_placeholder(c, pointer, p))
		return false;
	if (!(place->scopes & 1u << p->scope))
		return complain(c, pointer,
		    p->scope == SCOPE_SECRET
			? "{%s}: no secret in %s, where it would be logged; put it in auth, a header or a body"
			: "{%s} has no place in %s",
		    p->text, place->name);
	if (!check_declared(c, p, pointer))
		return false;
	if (place->quoted && !p->whole && !p->safe && (SCOPES_PERSON & 1u << p->scope))
		return complain(c, pointer,
		    "{%s} stands inside other text: it needs a quoting filter, such as sq, dq, kql or odata",
		    p->text);
	return true;
}

static bool
check_text(const struct check *c, const char *text, const struct place *place, const char *pointer,
    struct uses *uses)
{
	for (const char *p = text + strcspn(text, "{}"); *p; p += strcspn(p, "{}")) {
		size_t n = *p == '{' ? strcspn(p + 1, "{}") : 0;
		if (*p != '{' || p[1 + n] != '}')
			return complain(c, pointer,
			    "a brace is open or closed alone: a placeholder looks like {identity.email}");
		struct placeholder one = { .text = arena_strndup(c->a, p + 1, n),
			.whole = p == text && !p[n + 2] };
		if (!check_placeholder(c, &one, place, pointer))
			return false;
		uses->scopes |= 1u << one.scope;
		if (one.scope == SCOPE_BATCH)
			uses->batch = one.name;
		p += n + 2;
	}
	return true;
}

bool
check_templates(const struct check *c, const json_t *tree, const struct place *place,
    const char *pointer, struct uses *uses)
{
	size_t i;
	const char *key;
	json_t *v;
	if (json_is_string(tree))
		return check_text(c, json_string_value(tree), place, pointer, uses);
	json_array_foreach(tree, i, v)
		if (!check_templates(c, v, place, at(c, "%s/%zu", pointer, i), uses))
			return false;
	json_object_foreach((json_t *)(uintptr_t)tree, key, v) {
		bool pattern = place == &place_condition &&
		    strcmp(key, "matches") == 0; /* its braces are its own */
		if (!pattern && !check_templates(c, v, place, at(c, "%s/%s", pointer, key), uses))
			return false;
	}
	return true;
}
