/*
 * An answer as it comes: kept to be parsed, but for strings too large for a row. These go to the
 * sink at once, since an answer cannot be read again, and a token stands in their place. Whose they
 * are is known only with their row: what turns out to be nobody's of ours is forgotten.
 */
#include "http.h"

void
http_spill_init(
    struct http_spill *s, struct http_run *run, const struct http_into *into, struct buf *body)
{
	*s = (struct http_spill){
		.run = run, .into = into, .body = body, .most = LARGE_BYTES, .arena = arena_new()
	};
	s->text = (struct large_text){ .sink = run->call->sink, .form = LARGE_JSON };
}

void
http_spill_release(struct http_spill *s)
{
	large_text_release(&s->text);
	arena_free(s->arena);
}

/* ---- one string that is too large ---- */

/* Only rows that a collection takes can leave; of others nothing is written at all. */
static bool
has_file(const struct http_spill *s)
{
	return s->into && s->into->coll;
}

/* What was kept of it so far goes first. */
static bool
begin_large(struct http_spill *s, struct err *err)
{
	struct row_sink *sink = s->run->call->sink;
	const struct field about = { .name = *s->member ? s->member : "value" };
	const char *tag = arena_printf(s->arena, "%lld", (long long)++s->run->nlarge);
	if (s->n == HTTP_LARGE)
		return err_set(err, ERR_INPUT, "more than %d long values in an answer", HTTP_LARGE);
	s->large[s->n].name = large_name(&s->into->columns, &about, tag, s->arena);
	s->large[s->n].used = false;
	return sink->value_open(sink, s->into->columns.category, s->large[s->n].name, err) &&
	    large_text_write(&s->text, s->body->data + s->string, s->body->len - s->string, err);
}

static bool
end_large(struct http_spill *s, struct err *err)
{
	char token[LARGE_TOKEN_LEN];
	struct row_sink *sink = s->run->call->sink;
	s->passed_over = false;
	if (!has_file(s))
		return true;
	large_token(&s->run->tokens_of_large, s->n++, token);
	buf_adds(s->body, token);
	return large_text_end(&s->text, err) && sink->file_close(sink, err);
}

/* A piece of the inside of a string. */
static bool
add_inside(struct http_spill *s, const char *p, size_t n, struct err *err)
{
	if (!s->passed_over) {
		buf_add(s->body, p, n);
		if (s->body->len - s->string <= s->most)
			return true;
		if (has_file(s) && !begin_large(s, err))
			return false;
		s->passed_over = true;
		s->body->len = s->string;
		s->body->data[s->string] = '\0';
		return true;
	}
	return !has_file(s) || large_text_write(&s->text, p, n, err);
}

/* ---- the walk over the text ---- */

/* The name of the member whose value comes next, for the name of the file. */
static void
note_member(struct http_spill *s)
{
	size_t n = s->body->len - s->string;
	if (!s->passed_over && n < sizeof(s->member)) {
		memcpy(s->last, s->body->data + s->string, n);
		s->last[n] = '\0';
	}
}

/* Inside of a string: up to its end, a backslash or the end of the piece. Returns how much. */
static size_t
inside(struct http_spill *s, const char *p, size_t n, bool *ret_ok, struct err *err)
{
	size_t len = 0;
	if (s->escaped) {
		s->escaped = false;
		*ret_ok = add_inside(s, p, 1, err);
		return 1;
	}
	while (len < n && p[len] != '"' && p[len] != '\\')
		len++;
	if (len > 0) {
		*ret_ok = add_inside(s, p, len, err);
		return len;
	}
	if (*p == '\\') {
		s->escaped = true;
		*ret_ok = add_inside(s, p, 1, err);
		return 1;
	}
	note_member(s);
	*ret_ok = !s->passed_over || end_large(s, err);
	s->quoted = false;
	buf_addc(s->body, '"');
	return 1;
}

/* Between strings; a colon says that the last one named a member. */
static size_t
between(struct http_spill *s, const char *p, size_t n)
{
	const char *quote = memchr(p, '"', n);
	size_t len = quote ? (size_t)(quote - p) : n;
	if (len > 0) {
		if (memchr(p, ':', len))
			(void)snprintf(s->member, sizeof(s->member), "%s", s->last);
		buf_add(s->body, p, len);
		return len;
	}
	buf_addc(s->body, '"');
	s->quoted = true;
	s->string = s->body->len;
	return 1;
}

bool
http_spill_take(void *arg, const void *p, size_t n, struct err *err)
{
	struct http_spill *s = arg;
	const char *from = p;
	bool ok = true;
	while (n > 0 && ok) {
		size_t used = s->quoted ? inside(s, from, n, &ok, err) : between(s, from, n);
		from += used;
		n -= used;
		if (s->body->len > HTTP_BODY_BYTES)
			return err_set(err, ERR_INPUT, "more than %u bytes beside the long values",
			    HTTP_BODY_BYTES);
	}
	return ok;
}

/* ---- whose they were ---- */

static bool
forget(struct http_spill *s, bool all, struct err *err)
{
	struct row_sink *sink = s->run->call->sink;
	for (size_t i = 0; i < s->n; i++)
		if ((all || !s->large[i].used) && !sink->file_forget(sink, s->large[i].name, err))
			return false;
	s->n = 0;
	return true;
}

bool
http_spill_again(void *arg, struct err *err)
{
	struct http_spill *s = arg;
	bool open = s->passed_over && has_file(s);
	if (open && !(s->run->call->sink->file_close(s->run->call->sink, err)))
		return false;
	s->n += open;
	s->quoted = s->escaped = s->passed_over = false;
	*s->member = *s->last = '\0';
	large_text_release(&s->text);
	return forget(s, true, err);
}

const char *
http_spill_mark(struct http_spill *s, struct value v, struct arena *a, size_t *ret_len)
{
	auto_drop(buf) struct buf text = { 0 };
	size_t n;
	for (const char *at;
	     (at = large_token_find(&s->run->tokens_of_large, v, &n)) && n < s->n;) {
		s->large[n].used = true;
		buf_add(&text, v.data, (size_t)(at - v.data));
		buf_adds(&text, large_mark(s->large[n].name, FIELD_TEXT, a).data);
		at += LARGE_TOKEN_LEN - 1;
		v = (struct value){ at, v.len - (size_t)(at - v.data) };
	}
	buf_add(&text, v.data ? v.data : "", v.len);
	*ret_len = text.len;
	return arena_strndup(a, text.data, text.len);
}

bool
http_spill_end(struct http_spill *s, struct err *err)
{
	return forget(s, false, err);
}
