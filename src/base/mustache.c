/*
 * Mustache templates over JSON data. A template is cut into tokens once, then walked. No lambdas,
 * no inheritance; depth and work are bounded, since organisations write their own templates.
 */
#include "dossier/phrase.h"
#include "dossier/text.h"

#define DEPTH_MAX 64      /* sections and partials inside each other */
#define STEPS_MAX 5000000 /* tokens of one rendering; cutting a partial costs some too */
#define OUTPUT_MAX (256u << 20)
#define DELIMITER_MAX 8
#define SPACE " \t\r\n"

enum token_kind {
	TOKEN_TEXT,
	TOKEN_ESCAPED,
	TOKEN_RAW,
	TOKEN_SECTION,
	TOKEN_INVERTED,
	TOKEN_END,
	TOKEN_PARTIAL,
};

struct token {
	enum token_kind kind;
	const char *s; /* text or name, in the template */
	size_t n;
	size_t end;         /* of a section: its TOKEN_END */
	const char *indent; /* of a partial alone on its line: the white space before it */
	size_t nindent;
};

struct template
{
	const char *name; /* of a partial; NULL: the template itself */
	const char *text;
	struct token *tokens;
	size_t n, cap;
};

struct cutter {
	struct template *t;
	const char *p; /* where the text not yet cut begins */
	char open[DELIMITER_MAX + 1], close[DELIMITER_MAX + 1];
	size_t sections[DEPTH_MAX]; /* tokens not yet ended */
	size_t depth;
};

struct tag {
	char sigil; /* one of # ^ / ! > = & {, or NUL */
	const char *begin, *end;
	const char *name;
	size_t n;
};

struct render {
	const json_t *stack[DEPTH_MAX + 2];
	size_t depth; /* of the stack */
	int partials; /* open partials */
	size_t steps;
	size_t value_end; /* of the output, behind the last value that printed something */
	text_partial *partial;
	void *arg;
	struct buf out;
	struct err *err;
};

static void
template_drop(struct template *t)
{
	free(t->tokens);
}

static bool
malformed(const struct template *t, const char *at, const char *what, struct err *err)
{
	int line = 1;
	for (const char *p = t->text; p < at; p++)
		line += *p == '\n';
	if (t->name)
		return err_set(
		    err, ERR_INPUT, "partial %.60s, line %d: %s", t->name, line, phrase(what));
	return err_set(err, ERR_INPUT, "template, line %d: %s", line, phrase(what));
}

static struct token *
add_token(struct template *t, enum token_kind kind, const char *s, size_t n)
{
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 32;
		t->tokens = xrealloc(t->tokens, t->cap * sizeof(*t->tokens));
	}
	t->tokens[t->n] = (struct token){ .kind = kind, .s = s, .n = n };
	return &t->tokens[t->n++];
}

/* ---- cutting ---- */

static void
trim(struct tag *tag)
{
	while (tag->n > 0 && strchr(SPACE, tag->name[0]))
		tag->name++, tag->n--;
	while (tag->n > 0 && strchr(SPACE, tag->name[tag->n - 1]))
		tag->n--;
}

/* Finds the next tag. False with *ret_none when there is no more, else with an error. */
static bool
find_tag(const struct cutter *c, struct tag *tag, bool *ret_none, struct err *err)
{
	char close[DELIMITER_MAX + 2];
	tag->begin = strstr(c->p, c->open);
	*ret_none = !tag->begin;
	if (!tag->begin)
		return false;
	const char *p = tag->begin + strlen(c->open);
	while (*p && strchr(SPACE, *p))
		p++;
	tag->sigil = *p && strchr("#^/!>=&{", *p) ? *p++ : '\0';
	(void)snprintf(close, sizeof(close), "%s%s",
	    tag->sigil == '{'       ? "}"
		: tag->sigil == '=' ? "="
				    : "",
	    c->close);
	const char *end = strstr(p, close);
	if (!end)
		return malformed(c->t, tag->begin, "a tag is never closed", err);
	tag->end = end + strlen(close);
	tag->name = p;
	tag->n = (size_t)(end - p);
	trim(tag);
	if (tag->n == 0 && tag->sigil != '!')
		return malformed(c->t, tag->begin, "a tag without a name", err);
	return true;
}

/*
 * A tag that prints nothing itself and stands alone on its line takes the line with it.
 * *ret_begin: where the line begins; *ret_end: where the next one does.
 */
static bool
is_standalone(
    const struct cutter *c, const struct tag *tag, const char **ret_begin, const char **ret_end)
{
	const char *begin = tag->begin, *end = tag->end;
	if (!tag->sigil || !strchr("#^/!>=", tag->sigil))
		return false;
	while (begin > c->t->text && (begin[-1] == ' ' || begin[-1] == '\t'))
		begin--;
	if (begin > c->t->text && begin[-1] != '\n')
		return false;
	end += strspn(end, " \t");
	if (end[0] == '\r' && end[1] == '\n')
		end++;
	if (*end && *end != '\n')
		return false;
	*ret_begin = begin;
	*ret_end = *end ? end + 1 : end;
	return true;
}

static bool
set_delimiters(struct cutter *c, const struct tag *tag, struct err *err)
{
	const char *s = tag->name, *tag_end = tag->name + tag->n;
	size_t n = strcspn(s, SPACE);
	const char *second = s + n + strspn(s + n, SPACE);
	size_t m = second < tag_end ? (size_t)(tag_end - second) : 0;
	if (m == 0 || n > DELIMITER_MAX || m > DELIMITER_MAX || memchr(s, '=', tag->n) ||
	    strcspn(second, SPACE) < m)
		return malformed(
		    c->t, tag->begin, "delimiters are two words of at most 8 bytes without =", err);
	(void)snprintf(c->open, sizeof(c->open), "%.*s", (int)n, s);
	(void)snprintf(c->close, sizeof(c->close), "%.*s", (int)m, second);
	return true;
}

static bool
open_section(struct cutter *c, const struct tag *tag, struct err *err)
{
	if (c->depth == array_len(c->sections))
		return malformed(c->t, tag->begin, "sections are nested more than 64 deep", err);
	c->sections[c->depth++] = c->t->n;
	add_token(c->t, tag->sigil == '#' ? TOKEN_SECTION : TOKEN_INVERTED, tag->name, tag->n);
	return true;
}

static bool
end_section(struct cutter *c, const struct tag *tag, struct err *err)
{
	if (c->depth == 0)
		return malformed(c->t, tag->begin, "a section is closed that was not opened", err);
	size_t begin = c->sections[--c->depth];
	const struct token *section = &c->t->tokens[begin];
	if (section->n != tag->n || memcmp(section->s, tag->name, tag->n) != 0)
		return malformed(
		    c->t, tag->begin, "this closes another section than the one open", err);
	c->t->tokens[begin].end = c->t->n;
	add_token(c->t, TOKEN_END, tag->name, tag->n);
	return true;
}

static void
add_partial(struct template *t, const struct tag *tag, const char *line)
{
	struct token *token = add_token(t, TOKEN_PARTIAL, tag->name, tag->n);
	token->indent = line;
	token->nindent = line ? (size_t)(tag->begin - line) : 0;
}

/* ${line}: where the line of a tag that stands alone begins, else NULL. */
static bool
add_tag(struct cutter *c, const struct tag *tag, const char *line, struct err *err)
{
	switch (tag->sigil) {
	case '!':
		return true;
	case '=':
		return set_delimiters(c, tag, err);
	case '#':
	case '^':
		return open_section(c, tag, err);
	case '/':
		return end_section(c, tag, err);
	case '>':
		add_partial(c->t, tag, line);
		return true;
	case '&':
	case '{':
		add_token(c->t, TOKEN_RAW, tag->name, tag->n);
		return true;
	default:
		add_token(c->t, TOKEN_ESCAPED, tag->name, tag->n);
		return true;
	}
}

static bool
cut(struct template *t, struct err *err)
{
	struct cutter c = { .t = t, .p = t->text, .open = "{{", .close = "}}" };
	struct tag tag = { 0 };
	bool none;
	while (find_tag(&c, &tag, &none, err)) {
		const char *text_end = tag.begin, *next = tag.end;
		bool alone = is_standalone(&c, &tag, &text_end, &next);
		if (text_end > c.p)
			add_token(t, TOKEN_TEXT, c.p, (size_t)(text_end - c.p));
		if (!add_tag(&c, &tag, alone ? text_end : NULL, err))
			return false;
		c.p = next;
	}
	if (!none)
		return false;
	if (c.depth > 0)
		return malformed(
		    t, t->tokens[c.sections[c.depth - 1]].s, "this section is never closed", err);
	if (*c.p)
		add_token(t, TOKEN_TEXT, c.p, strlen(c.p));
	return true;
}

/* ---- rendering ---- */

/* The first word of a dotted name is looked for outwards, the others only inside what it named. */
static const json_t *
look_up(const struct render *r, const struct token *t)
{
	const json_t *v = r->stack[r->depth - 1];
	if (t->n == 1 && t->s[0] == '.')
		return v;
	const char *s = t->s, *end = t->s + t->n, *dot = memchr(s, '.', t->n);
	size_t n = (size_t)((dot ? dot : end) - s);
	const json_t *found = NULL;
	for (size_t i = r->depth; i > 0 && !found; i--)
		found = json_object_getn(r->stack[i - 1], s, n);
	while (found && dot) {
		s = dot + 1;
		dot = memchr(s, '.', (size_t)(end - s));
		found = json_object_getn(found, s, (size_t)((dot ? dot : end) - s));
	}
	return found;
}

static void
add_escaped(struct buf *b, const char *s, size_t n)
{
	static const char *const entities[256] = {
		['&'] = "&amp;",
		['<'] = "&lt;",
		['>'] = "&gt;",
		['"'] = "&quot;",
		['\''] = "&#39;",
	};
	size_t from = 0;
	for (size_t i = 0; i < n; i++) {
		const char *entity = entities[(unsigned char)s[i]];
		if (!entity)
			continue;
		buf_add(b, s + from, i - from);
		buf_adds(b, entity);
		from = i + 1;
	}
	buf_add(b, s + from, n - from);
}

static void
add_value(struct buf *b, const json_t *v, bool escaped)
{
	if (json_is_string(v) && escaped)
		add_escaped(b, json_string_value(v), json_string_length(v));
	else if (json_is_string(v))
		buf_add(b, json_string_value(v), json_string_length(v));
	else if (json_is_integer(v))
		buf_addf(b, "%lld", (long long)json_integer_value(v));
	else if (json_is_real(v))
		buf_addf(b, "%.15g", json_real_value(v));
	else if (json_is_boolean(v))
		buf_adds(b, json_is_true(v) ? "true" : "false");
}

/* A name that ends in a full stop ("B.V.") ends its sentence with it. */
static void
add_text(struct render *r, const char *s, size_t n)
{
	const struct buf *b = &r->out;
	bool stopped = b->len > 0 && b->len == r->value_end && b->data[b->len - 1] == '.';
	bool stop = n > 0 && s[0] == '.' && !(n > 1 && s[1] == '.');
	size_t skip = stopped && stop;
	buf_add(&r->out, s + skip, n - skip);
}

static bool
is_truthy(const json_t *v)
{
	if (json_is_array(v))
		return json_array_size(v) > 0;
	if (json_is_string(v))
		return json_string_length(v) > 0;
	return v && !json_is_null(v) && !json_is_false(v);
}

static bool render_range(struct render *r, const struct template *t, size_t from, size_t to);

static bool
render_in(struct render *r, const struct template *t, size_t section, const json_t *context)
{
	if (r->depth == array_len(r->stack))
		return malformed(t, t->tokens[section].s,
		    "sections and partials are nested more than 64 deep", r->err);
	r->stack[r->depth++] = context;
	bool ok = render_range(r, t, section + 1, t->tokens[section].end);
	r->depth--;
	return ok;
}

static bool
render_section(struct render *r, const struct template *t, size_t section)
{
	const json_t *v = look_up(r, &t->tokens[section]);
	if (t->tokens[section].kind == TOKEN_INVERTED)
		return is_truthy(v) || render_range(r, t, section + 1, t->tokens[section].end);
	if (!is_truthy(v))
		return true;
	if (!json_is_array(v))
		return render_in(r, t, section, v);
	for (size_t i = 0; i < json_array_size(v); i++)
		if (!render_in(r, t, section, json_array_get(v, i)))
			return false;
	return true;
}

/* A partial alone on its line is indented before it is rendered: values keep their line ends. */
static void
indent_lines(struct buf *b, const char *text, const char *indent, size_t n)
{
	while (*text) {
		size_t line = strcspn(text, "\n");
		line += text[line] == '\n';
		buf_add(b, indent, n);
		buf_add(b, text, line);
		text += line;
	}
}

static bool
render_partial(struct render *r, const struct template *t, const struct token *token)
{
	auto_drop(str) char *name = xmalloc(token->n + 1);
	auto_drop(buf) struct buf text = { 0 };
	memcpy(name, token->s, token->n);
	name[token->n] = '\0';
	const char *plain = r->partial ? r->partial(name, r->arg) : NULL;
	if (!plain || !*plain)
		return true;
	if (r->partials == DEPTH_MAX)
		return malformed(
		    t, token->s, "sections and partials are nested more than 64 deep", r->err);
	indent_lines(&text, plain, token->indent, token->nindent);
	auto_drop(template) struct template p = { .name = name, .text = text.data };
	r->partials++;
	r->steps += text.len / 16;
	bool ok = cut(&p, r->err) && render_range(r, &p, 0, p.n);
	r->partials--;
	return ok;
}

static bool
render_range(struct render *r, const struct template *t, size_t from, size_t to)
{
	size_t before;
	for (size_t i = from; i < to; i++) {
		const struct token *token = &t->tokens[i];
		if (++r->steps > STEPS_MAX || r->out.len > OUTPUT_MAX)
			return malformed(t, token->s, "rendering this takes too much", r->err);
		switch (token->kind) {
		case TOKEN_TEXT:
			add_text(r, token->s, token->n);
			break;
		case TOKEN_ESCAPED:
		case TOKEN_RAW:
			before = r->out.len;
			add_value(&r->out, look_up(r, token), token->kind == TOKEN_ESCAPED);
			r->value_end = r->out.len > before ? r->out.len : r->value_end;
			break;
		case TOKEN_SECTION:
		case TOKEN_INVERTED:
			if (!render_section(r, t, i))
				return false;
			i = token->end;
			break;
		case TOKEN_PARTIAL:
			if (!render_partial(r, t, token))
				return false;
			break;
		case TOKEN_END:
			break;
		}
	}
	return true;
}

const char *
text_mustache(const char *template, const json_t *data, text_partial *partial, void *arg,
    struct arena *a, struct err *err)
{
	auto_drop(template) struct template t = { .text = template };
	struct render r = {
		.stack = { data }, .depth = 1, .partial = partial, .arg = arg, .err = err
	};
	bool ok = cut(&t, err) && render_range(&r, &t, 0, t.n);
	const char *text = ok ? arena_strndup(a, r.out.data ? r.out.data : "", r.out.len) : NULL;
	buf_release(&r.out);
	return text;
}
