/*
 * Knows how encode_json.c and encode_csv.c put rows: a line break stands in a JSON row nowhere, and
 * in a CSV record only between quotes.
 */
#include "dossier/text.h"

#include "lines.h"
#include "pack_read.h"
#include "table.h"

#define PIECE 65536

struct lines {
	struct pack_reader *in;
	enum line_form form;
	struct buf data; /* what was read */
	size_t at;       /* where the next row begins */
	bool began, ended;
};

static bool
broken(struct err *err)
{
	return err_set(err, ERR_INPUT, "a collected table is not what was written");
}

struct lines *
lines_open(const char *dir, const struct part *p, const struct request_keys *keys, struct err *err)
{
	struct pack_reader *in = pack_reader_new(dir, p->blob, keys->content, err);
	if (!in)
		return NULL;
	struct lines *l = xcalloc(1, sizeof(*l));
	l->in = in;
	l->form = strcmp(p->format, "json") == 0 ? LINE_JSON : LINE_CSV;
	return l;
}

static bool
more(struct lines *l, struct err *err)
{
	if (l->at > 0) {
		l->data.len -= l->at;
		memmove(l->data.data, l->data.data + l->at, l->data.len);
		l->at = 0;
	}
	if (l->data.len > EDIT_ROW_MAX)
		return err_set(err, ERR_DENIED,
		    "a row has more than %u MiB: the item can be withheld whole only",
		    EDIT_ROW_MAX >> 20);
	buf_reserve(&l->data, PIECE + 1);
	ssize_t n = pack_read(l->in, l->data.data + l->data.len, PIECE, err);
	if (n < 0)
		return false;
	l->ended = n == 0;
	l->data.len += (size_t)n;
	return true;
}

static size_t
count_quotes(const char *s, const char *end)
{
	size_t n = 0;
	for (; (s = memchr(s, '"', (size_t)(end - s))); s++)
		n++;
	return n;
}

/* Behind the line break that ends the row; NULL: it is not there yet. */
static const char *
row_end(const struct lines *l, size_t *looked, size_t *quotes)
{
	const char *begin = l->data.data + l->at, *s = begin + *looked,
		   *end = l->data.data + l->data.len, *nl;
	for (; s < end && (nl = memchr(s, '\n', (size_t)(end - s))); s = nl + 1) {
		if (l->form == LINE_CSV)
			*quotes += count_quotes(s, nl);
		if (*quotes % 2 == 0)
			return nl + 1;
	}
	if (l->form == LINE_CSV && s < end)
		*quotes += count_quotes(s, end);
	*looked = (size_t)(end - begin);
	return NULL;
}

static bool
next_line(struct lines *l, struct bytes *ret, struct err *err)
{
	size_t looked = 0, quotes = 0;
	const char *end;
	*ret = (struct bytes){ 0 };
	while (!(end = row_end(l, &looked, &quotes))) {
		if (l->ended)
			return looked == 0 || broken(err);
		if (!more(l, err))
			return false;
	}
	const char *begin = l->data.data + l->at;
	*ret = (struct bytes){ begin, (size_t)(end - begin) - 1 };
	l->at += (size_t)(end - begin);
	return true;
}

static bool
is_text(struct bytes b, const char *text)
{
	return b.p && b.n == strlen(text) && memcmp(b.p, text, b.n) == 0;
}

bool
lines_next(struct lines *l, struct bytes *ret, struct err *err)
{
	if (l->form == LINE_JSON && !l->began && (!next_line(l, ret, err) || !is_text(*ret, "[")))
		return broken(err);
	l->began = true;
	if (!next_line(l, ret, err))
		return false;
	const char *s = ret->p;
	if (l->form == LINE_CSV) {
		if (s && (ret->n == 0 || s[ret->n - 1] != '\r'))
			return broken(err);
		ret->n -= s != NULL;
		return true;
	}
	if (!s)
		return broken(err);
	ret->n -= ret->n > 0 && s[ret->n - 1] == ',';
	if (!is_text(*ret, "]"))
		return (ret->n > 1 && s[0] == '{' && s[ret->n - 1] == '}') || broken(err);
	return (next_line(l, ret, err) && !ret->p) || broken(err);
}

struct bytes
lines_ahead(const struct lines *l, struct bytes last, size_t *ret_n)
{
	const char *begin = last.p, *next = l->data.data + l->at, *end = l->data.data + l->data.len;
	*ret_n = 1;
	for (const char *nl; (nl = memchr(next, '\n', (size_t)(end - next))); next = nl + 1)
		++*ret_n;
	return (struct bytes){ begin, (size_t)(next - begin) };
}

void
lines_free(struct lines *l)
{
	if (!l)
		return;
	pack_reader_free(l->in);
	buf_release(&l->data);
	free(l);
}

/* ---- cells ---- */

const char *
lines_string_end(const char *s, const char *end)
{
	for (s++; s < end && *s != '"'; s++)
		s += *s == '\\' && s + 1 < end;
	return s < end ? s + 1 : end;
}

static const char *
json_end(const char *s, const char *end)
{
	for (size_t depth = 0; s < end; s++) {
		if (*s == '"') {
			s = lines_string_end(s, end) - 1;
			continue;
		}
		if (depth == 0 && (*s == ',' || *s == '}'))
			return s;
		depth += *s == '{' || *s == '[';
		depth -= *s == '}' || *s == ']';
	}
	return end;
}

static bool
split_json(const char *s, const char *end, struct bytes *cells, size_t n, struct err *err)
{
	size_t i = 0;
	for (char c = '{'; s < end && *s == c; c = ',', i++) {
		if (i == n || ++s == end || *s != '"')
			return broken(err);
		s = lines_string_end(s, end);
		if (s == end || *s++ != ':')
			return broken(err);
		const char *to = json_end(s, end);
		cells[i] = (struct bytes){ s, (size_t)(to - s) };
		if (cells[i].n == 0 || (*s == '"' && lines_string_end(s, end) != to))
			return broken(err);
		s = to;
	}
	return (i == n && s + 1 == end && *s == '}') || broken(err);
}

static const char *
csv_end(const char *s, const char *end)
{
	bool quoted = false;
	for (; s < end && (quoted || *s != ','); s++)
		quoted ^= *s == '"';
	return s;
}

static bool
split_csv(const char *s, const char *end, struct bytes *cells, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (s == end || *s++ != ','))
			return broken(err);
		const char *to = csv_end(s, end);
		cells[i] = (struct bytes){ s, (size_t)(to - s) };
		s = to;
	}
	return s == end || broken(err);
}

bool
lines_split(enum line_form form, struct bytes line, struct bytes *cells, size_t n, struct err *err)
{
	const char *s = line.p, *end = s + line.n;
	if (!text_is_utf8(s, line.n))
		return broken(err);
	return form == LINE_JSON ? split_json(s, end, cells, n, err)
				 : split_csv(s, end, cells, n, err);
}

/* ---- what they say ---- */

static void
put_utf8(struct buf *to, uint32_t u)
{
	char s[4];
	size_t n = u < 0x80 ? 1 : u < 0x800 ? 2 : u < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; u >>= 6)
		s[i] = (char)(0x80 | (u & 0x3f));
	s[0] = (char)(n == 1 ? u : (0xf00u >> n & 0xf0) | u);
	buf_add(to, s, n);
}

/* The four digits at ${s}; more than a character has when they are none. */
static uint32_t
hex4(const char *s, const char *end)
{
	unsigned char two[2];
	return end - s >= 4 && hex_decode(s, two, 2) ? (uint32_t)two[0] << 8 | two[1] : 0x110000;
}

/*
 * Behind \u; returns what comes after it. One half of a pair is no character, and what has no four
 * digits is no escape.
 */
static const char *
put_unicode(struct buf *to, const char *s, const char *end)
{
	uint32_t u = hex4(s, end), low = 0;
	if (u > 0xffff) {
		buf_addc(to, 'u');
		return s;
	}
	s += 4;
	if (u >= 0xd800 && u < 0xdc00 && end - s >= 6 && s[0] == '\\' && s[1] == 'u') {
		low = hex4(s + 2, end);
		if (low >= 0xdc00 && low < 0xe000) {
			put_utf8(to, 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00));
			return s + 6;
		}
	}
	put_utf8(to, u >= 0xd800 && u < 0xe000 ? 0xfffd : u);
	return s;
}

bool
lines_undo_json(struct bytes piece, struct buf *to)
{
	static const char names[] = "bfnrt", meant[] = "\b\f\n\r\t";
	const char *s = piece.p, *end = s + piece.n;
	if (piece.n == 0 || !memchr(s, '\\', piece.n))
		return false;
	buf_reset(to);
	while (s < end) {
		const char *slash = memchr(s, '\\', (size_t)(end - s));
		buf_add(to, s, (size_t)((slash ? slash : end) - s));
		if (!slash || slash + 1 == end)
			break;
		s = slash + 2;
		const char *name = memchr(names, slash[1], sizeof(names) - 1);
		if (slash[1] == 'u')
			s = put_unicode(to, s, end);
		else
			buf_addc(to, name ? meant[name - names] : slash[1]);
	}
	return true;
}

struct bytes
lines_json_text(struct bytes string, struct buf *to)
{
	const struct bytes inside = { (const char *)string.p + 1, string.n - 2 };
	return lines_undo_json(inside, to) ? (struct bytes){ to->data ? to->data : "", to->len }
					   : inside;
}

/* Quotes are doubled nowhere else, and guards stand nowhere but where a cell or a line begins. */
bool
lines_undo_csv(struct bytes piece, struct buf *to)
{
	const char *s = piece.p, *end = s + piece.n;
	buf_reset(to);
	for (char before = '\n'; s < end; before = *s++)
		if (!(*s == '"' && before == '"') && !(*s == '\'' && strchr(";\t\r\n,\"", before)))
			buf_addc(to, *s);
	return to->len < piece.n;
}

/* The guard of a formula goes too (encode_csv.c). */
struct bytes
lines_csv_text(struct bytes cell, struct buf *to)
{
	const char *s = cell.p, *end = s + cell.n;
	bool quoted = cell.n >= 2 && *s == '"';
	s += quoted;
	end -= quoted;
	buf_reset(to);
	for (bool begins = true; s < end; s++) {
		if (*s == '\'' && begins) {
			begins = false;
			continue;
		}
		s += quoted && *s == '"' && s + 1 < end;
		buf_addc(to, *s);
		begins = strchr(";\t\r\n", *s) && *s;
	}
	return (struct bytes){ to->data ? to->data : "", to->len };
}
