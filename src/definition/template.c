/*
 * Templates: "text {scope.name|filter:arg}", compiled to a list of tokens. What nothing declares, a
 * secret where addresses are logged and a value that could become syntax are refused when the file
 * is read; every value is escaped for the place its template stands in. Errors name the
 * placeholder, never the value.
 */
#include <ctype.h>

#include "dossier/phrase.h"
#include "dossier/text.h"
#include "definition_private.h"

#define CALL (SCOPES_PERSON | BIT(PARAM))

const struct place place_address = { "an address", BIT(PARAM), AS_TEXT, false, false };
const struct place place_prefix = { "a prefix", BIT(PARAM), AS_SEGMENT, false, false };
const struct place place_plain_header = { "a header of a server", BIT(PARAM) | BIT(SECRET),
	AS_HEADER, false, false };
const struct place place_auth = { "credentials", BIT(PARAM) | BIT(SECRET), AS_HEADER, false,
	false };
const struct place place_limit = { "the key of a limit", BIT(PARAM) | BIT(ROW) | BIT(IDENTITY),
	AS_TEXT, false, false };
const struct place place_path = { "a path", CALL, AS_SEGMENT, false, true };
const struct place place_query = { "a query", CALL, AS_TEXT, true, true };
const struct place place_header = { "a header", CALL | BIT(SECRET), AS_HEADER, false, true };
const struct place place_body = { "a body", CALL | BIT(SECRET), AS_TEXT, true, true };
const struct place place_file = { "the name of a file", BIT(ROW) | BIT(PARAM), AS_TEXT, false,
	false };
const struct place place_row = { "a row", BIT(ROW) | BIT(IDENTITY) | BIT(PARAM), AS_TEXT, false,
	false };
const struct place place_condition = { "a condition", BIT(ROW) | BIT(IDENTITY) | BIT(PARAM),
	AS_TEXT, false, false };

static const char *const scopes[SCOPE__MAX] = {
	[SCOPE_IDENTITY] = "identity",
	[SCOPE_PARAM] = "param",
	[SCOPE_SECRET] = "secret",
	[SCOPE_ROW] = "row",
	[SCOPE_BATCH] = "batch",
	[SCOPE_JOB] = "job",
	[SCOPE_CORRECT] = "correct",
};

#define FILTERS 8
struct placeholder {
	const char *text; /* without braces */
	enum scope scope;
	const struct path *name;
	size_t nfilters;
	struct {
		const struct filter *filter;
		const char *arg;
	} filters[FILTERS];
	bool safe; /* a filter makes it safe inside other text */
	bool omit;
};
struct token {
	const char *text; /* literal, when placeholder is NULL */
	size_t len;
	const struct placeholder *placeholder;
};
struct template
{
	const struct place *place;
	size_t n;
	struct token *tokens;
};

/* ---- reading ---- */

static bool
parse_filter(struct reader *r, const char *text, const char *at, struct placeholder *p)
{
	size_t n = strcspn(text, ":");
	const struct filter *f = filter_find(text, n);
	if (!f)
		return complain(r, at, "{%s}: there is no filter %.*s, only %s", p->text, (int)n,
		    text, filter_names(r->a));
	if (f->takes_arg != (text[n] == ':'))
		return complain(r, at, "{%s}: filter %s %s", p->text, f->name,
		    f->takes_arg ? phrase("needs an argument, as in join:,")
				 : phrase("takes no argument"));
	if (p->nfilters == FILTERS)
		return complain(r, at, "{%s}: more than %d filters", p->text, FILTERS);
	p->filters[p->nfilters].filter = f;
	p->filters[p->nfilters++].arg = f->takes_arg ? text + n + 1 : f->arg;
	p->safe |= f->quotes || f->plain;
	p->omit |= f->omits;
	return true;
}

static bool
parse_name(
    struct reader *r, const char *scope, const char *name, const char *at, struct placeholder *p)
{
	struct err why = { 0 };
	for (p->scope = 0; p->scope < SCOPE__MAX; p->scope++)
		if (strcmp(scopes[p->scope], scope) == 0)
			break;
	if (p->scope == SCOPE__MAX)
		return complain(r, at, "{%s}: there is no scope %s", p->text, scope);
	if (!*name)
		return complain(
		    r, at, "{%s}: %s needs a name, as in {identity.email}", p->text, scope);
	p->name = path_parse(name, r->a, &why);
	return p->name || complain(r, at, "{%s}: %s", p->text, why.text);
}

/* "identity.email|lower|sq" */
static bool
parse_placeholder(struct reader *r, const char *at, struct placeholder *p)
{
	char *scope = arena_strdup(r->a, p->text), *bar = strchr(scope, '|');
	if (bar)
		*bar++ = '\0';
	char *dot = strchr(scope, '.');
	if (dot)
		*dot++ = '\0';
	if (!parse_name(r, scope, dot ? dot : "", at, p))
		return false;
	for (char *next; bar; bar = next) {
		next = strchr(bar, '|');
		if (next)
			*next++ = '\0';
		if (!parse_filter(r, bar, at, p))
			return false;
	}
	return true;
}

static bool
check_param(struct reader *r, const struct placeholder *p, const char *at)
{
	const char *name = p->name->text;
	const struct def_param *param = definition_param(r->def, name);
	if (!param)
		return complain(r, at, "{%s}: params declares no %s", p->text, name);
	if (param->secret == (p->scope == SCOPE_SECRET))
		return true;
	return complain(r, at,
	    param->secret ? "{%s}: %s is a secret; write {secret.%s}"
			  : "{%s}: params does not declare %s as a secret; write {param.%s}",
	    p->text, name, name);
}

/*
 * Is the name one that something declares? Rows, batches and new values are known only when they
 * come.
 */
static bool
check_declared(struct reader *r, const struct placeholder *p, const char *at)
{
	if (p->scope == SCOPE_PARAM || p->scope == SCOPE_SECRET)
		return check_param(r, p, at);
	if (p->scope == SCOPE_IDENTITY && !definition_identity(r->def, p->name->text))
		return complain(r, at, "{%s}: identities declares no %s", p->text, p->name->text);
	if (p->scope == SCOPE_JOB && strcmp(p->name->text, "id") != 0)
		return complain(r, at, "{%s}: a job has an id and nothing else", p->text);
	return true;
}

static bool
check_placeholder(struct reader *r, const struct placeholder *p, const struct place *place,
    bool whole, const char *at)
{
	if (!(place->scopes & 1u << p->scope))
		return complain(r, at,
		    p->scope == SCOPE_SECRET ? "{%s}: no secret in %s, where it would be logged; "
					       "put it in auth, a header or a body"
					     : "{%s} has no place in %s",
		    p->text, phrase(place->name));
	if (!check_declared(r, p, at))
		return false;
	if (place->quoted && !whole && !p->safe && (SCOPES_PERSON & 1u << p->scope))
		return complain(r, at,
		    "{%s} stands inside other text: it needs a quoting filter, such as sq, dq, kql "
		    "or odata",
		    p->text);
	return true;
}

/* A list with one more. */
static void *
grown(struct reader *r, const void *items, size_t n, const void *item, size_t size)
{
	char *list = arena_alloc(r->a, (n + 1) * size);
	if (n > 0)
		memcpy(list, items, n * size);
	memcpy(list + n * size, item, size);
	return list;
}

void
template_note_row(struct reader *r, const struct path *path)
{
	if (!r->uses)
		return;
	struct paths *rows = &r->uses->rows;
	for (size_t i = 0; i < rows->n; i++)
		if (strcmp(rows->items[i]->text, path->text) == 0)
			return;
	rows->items = grown(r, rows->items, rows->n, &path, sizeof(path));
	rows->n++;
}

void
template_note_setting(struct reader *r, const char *name)
{
	struct names *settings = &r->uses->settings;
	for (size_t i = 0; i < settings->n; i++)
		if (strcmp(settings->items[i], name) == 0)
			return;
	settings->items = grown(r, settings->items, settings->n, &name, sizeof(name));
	settings->n++;
}

static bool
note(struct reader *r, const struct placeholder *p, const struct place *place, const char *at)
{
	struct uses *u = r->uses;
	const char *name = p->name->text;
	if (!u)
		return true;
	u->scopes |= 1u << p->scope;
	u->call |= place->call ? 1u << p->scope : 0;
	if (p->scope == SCOPE_ROW)
		template_note_row(r, p->name);
	if (p->scope == SCOPE_PARAM || p->scope == SCOPE_SECRET)
		template_note_setting(r, name);
	if (p->scope == SCOPE_BATCH)
		u->batch = name;
	if (p->scope == SCOPE_IDENTITY && u->identity && strcmp(u->identity, name) != 0)
		return complain(r, at, "{%s}: one kind of identifier a call, and this one uses %s",
		    p->text, u->identity);
	if (p->scope == SCOPE_IDENTITY)
		u->identity = name;
	return true;
}

static bool
add_placeholder(
    struct reader *r, struct template *t, const char *start, size_t n, bool whole, const char *at)
{
	struct placeholder *p = arena_alloc(r->a, sizeof(*p));
	p->text = arena_strndup(r->a, start, n);
	t->tokens[t->n++].placeholder = p;
	return parse_placeholder(r, at, p) && check_placeholder(r, p, t->place, whole, at) &&
	    note(r, p, t->place, at);
}

static void
add_literal(struct template *t, const char *start, const char *end)
{
	if (end > start)
		t->tokens[t->n++] = (struct token){ start, (size_t)(end - start), NULL };
}

static size_t
count_braces(const char *s)
{
	size_t n = 0;
	for (; (s = strchr(s, '{')); s++)
		n++;
	return n;
}

const struct template *
template_parse(struct reader *r, const char *text, const struct place *place, const char *at)
{
	struct template *t = arena_alloc(r->a, sizeof(*t));
	const char *from = text = arena_strdup(r->a, text);
	t->place = place;
	t->tokens = arena_alloc(r->a, (2 * count_braces(text) + 1) * sizeof(*t->tokens));
	for (const char *p = text + strcspn(text, "{}"); *p; p += strcspn(p, "{}")) {
		size_t n = *p == '{' ? strcspn(p + 1, "{}") : 0;
		if (*p != '{' || p[1 + n] != '}') {
			(void)complain(r, at,
			    "a brace is open or closed alone: a placeholder looks like "
			    "{identity.email}");
			return NULL;
		}
		add_literal(t, from, p);
		if (!add_placeholder(r, t, p + 1, n, p == text && !p[n + 2], at))
			return NULL;
		from = p += n + 2;
	}
	add_literal(t, from, from + strlen(from));
	return t;
}

bool
read_template(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	if (!json_is_string(v))
		return complain(r, at, "expected a text");
	const struct template *t = template_parse(r, json_string_value(v), how, at);
	*(const struct template **)out = t;
	return t;
}

enum scope
template_scope(const struct template *t)
{
	return t->n == 1 && t->tokens[0].placeholder ? t->tokens[0].placeholder->scope : SCOPE__MAX;
}

const char *
template_name(const struct template *t)
{
	return t->tokens[0].placeholder->name->text;
}

bool
template_is_literal(const struct template *t)
{
	return t->n == 0 || (t->n == 1 && !t->tokens[0].placeholder);
}

/* ---- rendering ---- */

/* The value with its filters; *ret NULL: there is none and the placeholder says omit. New. */
static bool
resolve(const struct placeholder *p, const struct values *v, json_t **ret, struct err *err)
{
	const json_t *found = v->of[p->scope] ? path_first(v->of[p->scope], p->name) : NULL;
	json_t *value = json_is_null(found) ? NULL : json_deep_copy(found);
	for (size_t i = 0; value && i < p->nfilters; i++) {
		const struct filter *f = p->filters[i].filter;
		value = filter_run(f, p->filters[i].arg, value);
		if (!value)
			return err_set(err, ERR_INPUT,
			    "{%s}: its value is not one for the filter %s", p->text, f->name);
	}
	*ret = value;
	return value || p->omit || err_set(err, ERR_INPUT, "{%s} has no value", p->text);
}

bool
template_resolve(const struct template *t, const struct values *v, json_t **ret, struct err *err)
{
	return resolve(t->tokens[0].placeholder, v, ret, err);
}

/*
 * A path takes one segment's worth: nothing empty and no dots, which would climb. A header takes no
 * controls, which would begin another header.
 */
static bool
escape(const struct buf *value, enum escape how, struct buf *out)
{
	const char *s = value->data ? value->data : "";
	if (memchr(s, '\0', value->len))
		return false;
	if (how == AS_SEGMENT && (value->len == 0 || strcmp(s, ".") == 0 || strcmp(s, "..") == 0))
		return false;
	for (size_t i = 0; how == AS_HEADER && i < value->len; i++)
		if (iscntrl((unsigned char)s[i]))
			return false;
	if (how == AS_SEGMENT)
		text_percent(s, value->len, out);
	else
		buf_add(out, s, value->len);
	return true;
}

static bool
render_one(const struct placeholder *p, enum escape how, const struct values *v, struct buf *out,
    struct err *err)
{
	json_t *value = NULL;
	if (!resolve(p, v, &value, err))
		return false;
	auto_drop(buf) struct buf text = { 0 };
	bool ok = !value || (json_scalar(value, &text) && escape(&text, how, out));
	json_decref(value);
	return ok || err_set(err, ERR_INPUT, "{%s}: its value can not stand here", p->text);
}

bool
template_render(const struct template *t, const struct values *v, struct buf *out, struct err *err)
{
	buf_add(out, "", 0);
	for (size_t i = 0; i < t->n; i++) {
		const struct token *token = &t->tokens[i];
		if (!token->placeholder)
			buf_add(out, token->text, token->len);
		else if (!render_one(token->placeholder, t->place->escape, v, out, err))
			return false;
	}
	return true;
}
