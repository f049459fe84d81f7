/*
 * Values too large for a row: the names of their files, what stands in the row instead, and how
 * their text is brought out of the form it came in, piece by piece.
 */
#include "dossier/text.h"

#include "dossier/large.h"

/* Small letters, digits, _ and -, so that no file system and no sink changes it. */
static const char *
plain(const char *s, struct arena *a)
{
	char *out = arena_strndup(a, s, strnlen(s, 40));
	for (char *p = out; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');
		else if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", *p))
			*p = '_';
	}
	return out;
}

const char *
large_name(const struct collection *c, const struct field *field, const char *tag, struct arena *a)
{
	const char *ending = "txt";
	if (field->type == FIELD_JSON)
		ending = "json";
	else if (field->type == FIELD_BINARY)
		ending = "bin";
	return arena_printf(
	    a, "%s-%s-%s.%s", plain(c->name, a), plain(field->name, a), tag, ending);
}

struct value
large_mark(const char *name, enum field_type type, struct arena *a)
{
	const char *quote = type == FIELD_JSON ? "\"" : "";
	const char *text = arena_printf(a, "%s[file %s]%s", quote, name, quote);
	return (struct value){ text, strlen(text) };
}

/* ---- text, piece by piece ---- */

/* What stands before the next ${special}, as it is. */
static size_t
run_unit(const char *p, size_t n, char special, struct buf *out)
{
	const char *end = memchr(p, special, n);
	size_t len = end ? (size_t)(end - p) : n;
	buf_add(out, p, len);
	return len;
}

/* How many bytes of ${p} are a whole unit, which goes to ${out}; 0: more must come first. */
static size_t
csv_unit(const char *p, size_t n, struct buf *out)
{
	if (*p != '"')
		return run_unit(p, n, '"', out);
	if (n < 2)
		return 0;
	buf_addc(out, '"');
	return p[1] == '"' ? 2 : SIZE_MAX;
}

/* One escape is decoded by the JSON library itself: a pair of surrogates is twelve bytes. */
static size_t
json_unit(const char *p, size_t n, struct buf *out)
{
	if (*p != '\\')
		return run_unit(p, n, '\\', out);
	if (n < 2)
		return 0;
	size_t len = p[1] == 'u' ? 6 : 2;
	if (n < len)
		return 0;
	if (len == 6 && strncasecmp(p + 2, "d8", 2) >= 0 && strncasecmp(p + 2, "dc", 2) < 0) {
		if (n < 12)
			return 0;
		len = 12;
	}
	char quoted[16];
	(void)snprintf(quoted, sizeof(quoted), "\"%.*s\"", (int)len, p);
	auto_drop(json) json_t *one = json_loads(quoted, JSON_DECODE_ANY, NULL);
	if (!one)
		return SIZE_MAX;
	buf_add(out, json_string_value(one), json_string_length(one));
	return len;
}

/* Decode what is there; SIZE_MAX: it is none. */
static size_t
decode(struct large_text *t)
{
	size_t at = 0, unit = 1;
	if (t->form == LARGE_PLAIN) {
		buf_add(&t->text, t->raw.data ? t->raw.data : "", t->raw.len);
		return t->raw.len;
	}
	for (; at < t->raw.len && unit > 0; at += unit) {
		const char *p = t->raw.data + at;
		unit = t->form == LARGE_CSV ? csv_unit(p, t->raw.len - at, &t->text)
					    : json_unit(p, t->raw.len - at, &t->text);
		if (unit == SIZE_MAX)
			return SIZE_MAX;
	}
	return at;
}

/* The bytes at the end that begin a character and do not end it. */
static size_t
cut_short(const struct buf *b)
{
	for (size_t back = 1; back <= 3 && back <= b->len; back++) {
		unsigned char c = (unsigned char)b->data[b->len - back];
		if (c < 0x80)
			return 0;
		if (c >= 0xc0)
			return (c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2) > back ? back : 0;
	}
	return 0;
}

static void
drop_front(struct buf *b, size_t n)
{
	memmove(b->data, b->data + n, b->len - n);
	b->len -= n;
	b->data[b->len] = '\0';
}

static bool
pour(struct large_text *t, bool last, struct err *err)
{
	size_t used = decode(t);
	if (used == SIZE_MAX || (last && used < t->raw.len))
		return err_set(err, ERR_INPUT, "a long value is not written as it must be");
	if (used > 0)
		drop_front(&t->raw, used);
	size_t whole = t->text.len - (last ? 0 : cut_short(&t->text));
	if (whole == 0)
		return true;
	if (!text_is_utf8(t->text.data, whole) || memchr(t->text.data, '\0', whole))
		return err_set(err, ERR_INPUT, "a long value is not UTF-8 text");
	if (!t->sink->file_write(t->sink, t->text.data, whole, err))
		return false;
	drop_front(&t->text, whole);
	return true;
}

bool
large_text_write(struct large_text *t, const void *p, size_t n, struct err *err)
{
	enum { PIECE = 65536 };
	for (const char *from = p; n > 0;) {
		size_t piece = n < PIECE ? n : PIECE;
		buf_add(&t->raw, from, piece);
		if (!pour(t, false, err))
			return false;
		from += piece;
		n -= piece;
	}
	return true;
}

bool
large_text_end(struct large_text *t, struct err *err)
{
	return pour(t, true, err);
}

void
large_text_release(struct large_text *t)
{
	buf_release(&t->raw);
	buf_release(&t->text);
}

/* ---- tokens ---- */

void
large_token(struct large_tokens *t, size_t n, char out[static LARGE_TOKEN_LEN])
{
	if (!*t->tag)
		for (size_t i = 0; i < 32; i++)
			t->tag[i] = "0123456789abcdef"[arc4random_uniform(16)];
	(void)snprintf(out, LARGE_TOKEN_LEN, "%s-%010zu", t->tag, n % 10000000000);
}

const char *
large_token_find(const struct large_tokens *t, struct value text, size_t *ret_n)
{
	const char *at =
	    *t->tag && text.data ? memmem(text.data, text.len, t->tag, strlen(t->tag)) : NULL;
	if (!at || text.len - (size_t)(at - text.data) < LARGE_TOKEN_LEN - 1)
		return NULL;
	char number[16];
	(void)snprintf(number, sizeof(number), "%.10s", at + strlen(t->tag) + 1);
	*ret_n = strtoul(number, NULL, 10);
	return at;
}
