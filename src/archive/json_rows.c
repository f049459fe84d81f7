/*
 * Reads what encode_json.c wrote: an object a line, every row with every field in its order, no
 * white space between tokens. So names are passed over and values taken as they come; nothing is
 * held but the piece that is looked at, however long a value is.
 */
#include "json_rows.h"
#include "pack_read.h"
#include "table.h"

#define PIECE 65536

struct json_rows {
	struct pack_reader *in;
	char piece[PIECE];
	size_t at, n;
	bool began;
	struct err err; /* of reading; its end looks like one of the text */
};

static int
next(struct json_rows *r)
{
	if (r->at == r->n) {
		ssize_t n = pack_read(r->in, r->piece, sizeof(r->piece), &r->err);
		if (n <= 0)
			return -1;
		r->at = 0;
		r->n = (size_t)n;
	}
	return (unsigned char)r->piece[r->at++];
}

static bool
expect(struct json_rows *r, const char *text)
{
	while (*text && next(r) == (unsigned char)*text)
		text++;
	return !*text;
}

static bool
broken(const struct json_rows *r, struct err *err)
{
	if (r->err.kind != ERR_NONE)
		return err_set(err, r->err.kind, "%s", r->err.text);
	return err_set(err, ERR_INPUT, "a collected table is not what was written");
}

/* ---- values ---- */

static void
keep(struct cell *c, const char *s, size_t n)
{
	size_t room = sizeof(c->text) - c->n, some = n < room ? n : room;
	memcpy(c->text + c->n, s, some);
	c->n += some;
}

static void
keep_char(struct cell *c, uint32_t u)
{
	char s[4];
	size_t n = u < 0x80 ? 1 : u < 0x800 ? 2 : u < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; u >>= 6)
		s[i] = (char)(0x80 | (u & 0x3f));
	s[0] = (char)(n == 1 ? u : (0xf00u >> n & 0xf0) | u);
	keep(c, s, n);
}

static bool
read_hex(struct json_rows *r, uint32_t *ret)
{
	static const char digits[] = "0123456789abcdef";
	*ret = 0;
	for (int i = 0; i < 4; i++) {
		int c = next(r);
		const char *d = c < 0 ? NULL : memchr(digits, c | 0x20, 16);
		if (!d)
			return false;
		*ret = *ret << 4 | (uint32_t)(d - digits);
	}
	return true;
}

/* The first of two that are one character waits for the other; one alone is none. */
static void
keep_unicode(struct cell *to, uint32_t u, uint32_t *high)
{
	bool low = u >= 0xdc00 && u < 0xe000;
	if (*high)
		keep_char(to, low ? 0x10000 + ((*high - 0xd800) << 10) + (u - 0xdc00) : 0xfffd);
	else if (low)
		keep_char(to, 0xfffd);
	bool paired = *high && low;
	*high = u >= 0xd800 && u < 0xdc00 ? u : 0;
	if (!paired && !low && !*high)
		keep_char(to, u);
}

static bool
read_escape(struct json_rows *r, struct cell *to, uint32_t *high)
{
	static const char names[] = "bfnrt\"\\/", meant[] = "\b\f\n\r\t\"\\/";
	uint32_t u;
	int c = next(r);
	if (c == 'u') {
		if (!read_hex(r, &u))
			return false;
	} else {
		const char *at = c > 0 ? strchr(names, c) : NULL;
		if (!at)
			return false;
		u = (unsigned char)meant[at - names];
	}
	keep_unicode(to, u, high);
	return true;
}

/* As far as nothing in the piece needs a look: most of a long text. */
static void
keep_plain(struct json_rows *r, struct cell *to)
{
	size_t from = r->at;
	while (r->at < r->n && r->piece[r->at] != '"' && r->piece[r->at] != '\\')
		r->at++;
	keep(to, r->piece + from, r->at - from);
}

/* After its opening quote. */
static bool
read_string(struct json_rows *r, struct cell *to)
{
	uint32_t high = 0;
	for (;;) {
		int c = next(r);
		if (c < 0)
			return false;
		if (c == '\\') {
			if (!read_escape(r, to, &high))
				return false;
			continue;
		}
		if (high)
			keep_char(to, 0xfffd);
		high = 0;
		if (c == '"')
			return true;
		keep(to, &(char){ (char)c }, 1);
		keep_plain(r, to);
	}
}

/* A string inside a JSON value stays as it is written. */
static bool
copy_string(struct json_rows *r, struct cell *to)
{
	for (bool escaped = false;;) {
		int c = next(r);
		if (c < 0)
			return false;
		keep(to, &(char){ (char)c }, 1);
		if (c == '"' && !escaped)
			return true;
		escaped = c == '\\' && !escaped;
	}
}

/* A number, a word, an object or an array, up to what follows it. */
static bool
copy_value(struct json_rows *r, struct cell *to)
{
	size_t depth = 0;
	for (;;) {
		int c = next(r);
		if (c < 0)
			return false;
		if (depth == 0 && (c == ',' || c == '}')) {
			r->at--;
			return true;
		}
		keep(to, &(char){ (char)c }, 1);
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		if (c == '"' && !copy_string(r, to))
			return false;
	}
}

/* Not half a character. */
static void
cut(struct cell *c)
{
	const size_t most = c->form == CELL_JSON ? CELL_JSON_MAX : CELL_MAX;
	c->cut = c->n > most;
	if (!c->cut)
		return;
	c->n = most;
	while (c->n > most - 4 && ((unsigned char)c->text[c->n] & 0xc0) == 0x80)
		c->n--;
}

static bool
read_value(struct json_rows *r, struct cell *ret)
{
	int c = next(r);
	ret->n = 0;
	ret->form = CELL_TEXT;
	if (c == '"')
		return read_string(r, ret);
	if (c < 0)
		return false;
	r->at--;
	if (!copy_value(r, ret))
		return false;
	if (ret->n == 4 && memcmp(ret->text, "null", 4) == 0)
		ret->form = CELL_NULL;
	else
		ret->form = c == '{' || c == '[' ? CELL_JSON : CELL_PLAIN;
	return true;
}

/* ---- rows ---- */

struct json_rows *
json_rows_open(const char *dir, const char *blob, const unsigned char identity[static KEY_LEN],
    struct err *err)
{
	struct pack_reader *in = pack_reader_new(dir, blob, identity, err);
	if (!in)
		return NULL;
	struct json_rows *r = xcalloc(1, sizeof(*r));
	r->in = in;
	return r;
}

bool
json_rows_more(struct json_rows *r, bool *ret, struct err *err)
{
	if (!r->began && !expect(r, "[\n"))
		return broken(r, err);
	int c = next(r);
	if (r->began && c == ',' && next(r) == '\n')
		c = next(r);
	else if (r->began && c == '\n')
		c = next(r);
	r->began = true;
	*ret = c == '{';
	return *ret || c == ']' || broken(r, err);
}

bool
json_rows_cell(struct json_rows *r, bool first, struct cell *ret, struct err *err)
{
	if ((!first && next(r) != ',') || next(r) != '"')
		return broken(r, err);
	ret->n = 0; /* the name goes where the value comes after it */
	if (!copy_string(r, ret) || next(r) != ':' || !read_value(r, ret))
		return broken(r, err);
	cut(ret);
	return true;
}

bool
json_rows_end(struct json_rows *r, struct err *err)
{
	return next(r) == '}' || broken(r, err);
}

void
json_rows_free(struct json_rows *r)
{
	if (!r)
		return;
	pack_reader_free(r->in);
	explicit_bzero(r, sizeof(*r));
	free(r);
}
