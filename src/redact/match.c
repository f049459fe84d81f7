/*
 * Marks in a text: each view of it is searched, a window at a time, so that what is kept of a large
 * text is little.
 */
#include <glib.h>
#include <locale.h>

#include "dossier/text.h"
#include "encoded.h"
#include "match.h"
#include "pattern.h"
#include "view.h"

#define WINDOW ((size_t)64 << 10)
#define SHORTEST_IN_BINARY 5 /* bytes: shorter ones stand in it by chance */
#define LETTERS_LEAST 6      /* that tell something without what stands between them */
#define DEPTH_MAX 2          /* encodings within encodings */
#define TEXT_MAX 1024

struct needle {
	struct redact_mark *mark;
	struct buf folded;  /* empty: none */
	struct buf letters; /* of it; empty: it has none */
	struct pattern pattern;
};

struct redact_set {
	struct needle *needle;
	size_t n;
	locale_t utf8; /* in which patterns are read */
	struct view view;
	struct buf letters; /* of the window */
	size_t least;       /* bytes that any of them takes, at least */
	bool near;          /* letters of one stood in what was looked through last */
	bool loosely;
	bool wide; /* some have letters that are two bytes of UTF-16, and neither is zero */
};

/* ---- the set ---- */

static bool
set_text(struct needle *n, struct err *err)
{
	struct view v = { 0 };
	const char *text = n->mark->text;
	if (strlen(text) > TEXT_MAX || !text_is_utf8(text, strlen(text)))
		return err_set(err, ERR_INPUT, "a text of at most %d bytes, in UTF-8", TEXT_MAX);
	if (view_make(&v, VIEW_PLAIN, true, text, strlen(text))) {
		size_t from = v.text.data[0] == ' ', to = v.text.len;
		to -= to > from && v.text.data[to - 1] == ' ';
		buf_add(&n->folded, v.text.data + from, to - from);
		(void)redact_letters(REDACT_AS_IT_STANDS, false,
		    (struct bytes){ n->folded.data, n->folded.len }, &n->letters);
	}
	view_drop(&v);
	return n->folded.len > 0 || err_set(err, ERR_INPUT, "a text in which nothing is seen");
}

/* Letters that Latin-1 lacks. */
static bool
is_wide(const char *text)
{
	char *composed = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
	bool wide = !composed;
	for (const char *c = composed; c && *c; c = g_utf8_next_char(c))
		wide = wide || g_utf8_get_char(c) > 0xff;
	g_free(composed);
	return wide;
}

/*
 * How many bytes a text takes, at least: one a letter, but for what one byte of Latin-1 stands for,
 * two s or a fraction. Others than ASCII may be taken apart from few.
 */
static size_t
least_bytes(const struct needle *n)
{
	size_t least = 0, digits = 0;
	if (n->pattern.is_set)
		return 0;
	for (size_t i = 0; i < n->letters.len; i++) {
		char c = n->letters.data[i];
		bool again = c == 's' && i > 0 && n->letters.data[i - 1] == 's';
		digits += c >= '0' && c <= '9';
		least += (c >= 'a' && c <= 'z') && !again;
	}
	return least + digits / 2;
}

struct redact_set *
redact_set_new(struct redact_mark *marks, size_t n, struct err *err)
{
	struct redact_set *set = xcalloc(1, sizeof(*set));
	set->needle = xcalloc(n ? n : 1, sizeof(set->needle[0]));
	set->utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	bool ok = set->utf8 || err_set(err, ERR_SYSTEM, "the locale C.UTF-8 is not there");
	locale_t before = ok ? uselocale(set->utf8) : (locale_t)0;
	for (size_t i = 0; ok && i < n; i++) {
		struct needle *needle = &set->needle[set->n++];
		needle->mark = &marks[i];
		ok = (!marks[i].text || set_text(needle, err)) &&
		    (!marks[i].pattern || pattern_init(&needle->pattern, marks[i].pattern, err));
		set->wide = set->wide || (ok && marks[i].text && is_wide(marks[i].text));
		if (!ok)
			err_wrap(err, "mark %zu", i + 1);
		else if (i == 0 || least_bytes(needle) < set->least)
			set->least = least_bytes(needle);
	}
	if (before)
		(void)uselocale(before);
	if (ok)
		return set;
	redact_set_free(set);
	return NULL;
}

void
redact_set_free(struct redact_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->n; i++) {
		buf_release(&set->needle[i].folded);
		buf_release(&set->needle[i].letters);
		pattern_release(&set->needle[i].pattern);
	}
	if (set->utf8)
		freelocale(set->utf8);
	view_drop(&set->view);
	buf_release(&set->letters);
	free(set->needle);
	free(set);
}

void
match_loosely(struct redact_set *set, bool loosely)
{
	set->loosely = loosely;
}

struct redact_mark *
match_mark(struct redact_set *set, size_t i)
{
	return set->needle[i].mark;
}

const char *
match_instead(struct redact_set *set, size_t i)
{
	const char *instead = set->needle[i].mark->instead;
	return instead ? instead : REDACT_INSTEAD;
}

/* ---- one window ---- */

/* Bytes ${from} to ${to} of a view, in the text ${off} bytes on: a cut a stretch without tags. */
static void
add_match(struct cuts *ret, const struct view *v, size_t from, size_t to, struct cut cut)
{
	size_t off = cut.start;
	cut.first = true;
	for (size_t i = from; i < to;) {
		size_t start = v->from[i].start, end = v->from[i].end;
		while (++i < to && v->from[i].start <= end)
			end = v->from[i].end > end ? v->from[i].end : end;
		cut.start = off + start;
		cut.end = off + end;
		cuts_add(ret, cut);
		cut.first = false;
	}
}

/* A place to search and what is made of it; NULL: whether there is anything. */
struct search {
	struct redact_set *set;
	size_t off, shortest; /* of a match */
	struct cuts *ret;
	int found;
};

static void
tell(struct search *s, size_t mark, size_t from, size_t to)
{
	const struct cut cut = { .start = s->off, .mark = (unsigned)mark };
	s->found = (int)mark;
	if (s->ret)
		add_match(s->ret, &s->set->view, from, to, cut);
}

static bool
is_done(const struct search *s)
{
	return s->found >= 0 && !s->ret;
}

static void
search_texts(struct search *s, bool letters)
{
	const struct buf *text = &s->set->view.text;
	for (size_t i = 0; i < s->set->n && !is_done(s); i++) {
		const struct needle *n = &s->set->needle[i];
		const struct buf *want = letters ? &n->letters : &n->folded;
		if (want->len == 0 || want->len < (letters ? LETTERS_LEAST : s->shortest))
			continue;
		for (const char *at = text->data; !is_done(s); at++) {
			size_t left = text->len - (size_t)(at - text->data);
			at = memmem(at, left, want->data, want->len);
			if (!at)
				break;
			size_t from = (size_t)(at - text->data);
			tell(s, i, from, from + want->len);
			at += want->len - 1;
		}
	}
}

static void
search_pattern(struct search *s, size_t mark)
{
	const struct buf *text = &s->set->view.text;
	for (size_t at = 0, next; at < text->len && !is_done(s); at = next) {
		size_t from, to;
		next = pattern_next(&s->set->needle[mark].pattern, text, at, &from, &to);
		if (to > from && to - from >= s->shortest)
			tell(s, mark, from, to);
	}
}

static void
search_patterns(struct search *s)
{
	for (size_t i = 0; i < s->set->n && !is_done(s); i++)
		if (s->set->needle[i].pattern.is_set)
			search_pattern(s, i);
}

static bool
has_letters(const struct buf *in, const struct redact_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct buf *want = &set->needle[i].letters;
		if (set->needle[i].folded.len > 0 && in->len >= want->len &&
		    (want->len == 0 || memmem(in->data, in->len, want->data, want->len)))
			return true;
	}
	return false;
}

/* A cheap question before the dear ones, in UTF-16 too but for letters that are wide there. */
static bool
may_hold_texts(struct redact_set *set, const char *text, size_t n)
{
	bool texts = false;
	for (size_t i = 0; i < set->n; i++)
		texts = texts || set->needle[i].folded.len > 0;
	if (!texts || n == 0 || (set->wide && memchr(text, 0, n)))
		return texts;
	for (enum redact_way way = 0; way < REDACT_WAY__MAX; way++)
		if (redact_letters(way, false, (struct bytes){ text, n }, &set->letters) &&
		    has_letters(&set->letters, set))
			return true;
	return false;
}

static void
search_window(struct search *s, const char *text, size_t n)
{
	bool texts = may_hold_texts(s->set, text, n), patterns = false;
	s->set->near |= texts;
	for (size_t i = 0; i < s->set->n; i++)
		patterns = patterns || s->set->needle[i].pattern.is_set;
	if (texts && s->set->loosely && view_make(&s->set->view, VIEW_LETTERS, true, text, n))
		search_texts(s, true);
	for (enum view_kind kind = VIEW_PLAIN; kind < VIEW_LETTERS && !is_done(s); kind++) {
		if (texts && view_make(&s->set->view, kind, true, text, n))
			search_texts(s, false);
		if (patterns && !is_done(s) && view_make(&s->set->view, kind, false, text, n))
			search_patterns(s);
	}
}

/* ---- a text ---- */

/* A text, and how many encodings lie around it. */
struct whole {
	struct search s;
	unsigned depth;
};

static void search_whole(struct whole *w, const char *text, size_t n);

static bool
is_control(unsigned char c)
{
	return (c < ' ' && c != 0 && (c < '\t' || c > '\r')) || c == 0x7f;
}

/* Is one of these eight below a blank, or 0x7f? */
static bool
has_control(const char *s)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
	uint64_t w, del;
	memcpy(&w, s, sizeof(w));
	del = w ^ ones * 0x7f;
	return (((w - ones * ' ') & ~w) | ((del - ones) & ~del)) & tops;
}

/* Other than UTF-16, in which every second byte of most texts is zero, and the rest reads. */
static bool
is_binary(const char *s, size_t n)
{
	size_t controls = 0;
	for (size_t i = 0; i < n; i++) {
		if (n - i >= 8 && !has_control(s + i))
			i += 7;
		else
			controls += is_control((unsigned char)s[i]);
	}
	return controls > n / 32;
}

static struct search
search_new(struct redact_set *set, const char *s, size_t n, struct cuts *ret)
{
	return (struct search){
		.set = set,
		.shortest = is_binary(s, n) ? SHORTEST_IN_BINARY : 0,
		.ret = ret,
		.found = -1,
	};
}

/* An encoded text goes whole. */
static bool
search_encoded(const struct encoded *e, void *arg)
{
	struct whole *around = arg,
		     w = { search_new(around->s.set, e->data, e->n, NULL), around->depth + 1 };
	if (is_done(&around->s))
		return true;
	search_whole(&w, e->data, e->n);
	if (w.s.found < 0)
		return false;
	around->s.found = w.s.found;
	if (around->s.ret)
		cuts_add(
		    around->s.ret, (struct cut){ e->start, e->end, (unsigned)w.s.found, true });
	return true;
}

static void
search_whole(struct whole *w, const char *text, size_t n)
{
	for (size_t at = 0; at < n && !is_done(&w->s); at += WINDOW - REDACT_REACH) {
		w->s.off = at;
		search_window(&w->s, text + at, n - at < WINDOW ? n - at : WINDOW);
		if (n - at <= WINDOW)
			break;
	}
	if (!is_done(&w->s) && w->depth < DEPTH_MAX)
		encoded_each(text, n, w->s.set->least, search_encoded, w);
}

static int
search(struct redact_set *set, struct search first, unsigned depth, struct bytes in)
{
	struct whole w = { first, depth };
	locale_t before = uselocale(set->utf8);
	search_whole(&w, in.p, in.n);
	(void)uselocale(before);
	return w.s.found;
}

int
match_inside(struct redact_set *set, const char *s, size_t n, bool encoded)
{
	return search(
	    set, search_new(set, s, n, NULL), encoded ? 0 : DEPTH_MAX, (struct bytes){ s, n });
}

static int
search_text(struct redact_set *set, const char *s, size_t n, struct cuts *ret)
{
	struct search first = { .set = set, .ret = ret, .found = -1 };
	return search(set, first, 0, (struct bytes){ s, n });
}

void
match_cuts(struct redact_set *set, const char *s, size_t n, struct cuts *ret)
{
	*ret = (struct cuts){ 0 };
	(void)search_text(set, s, n, ret);
	cuts_merge(ret);
}

int
redact_set_find(struct redact_set *set, const char *s, size_t n)
{
	set->near = false;
	return search_text(set, s, n, NULL);
}

bool
redact_set_is_near(const struct redact_set *set)
{
	return set->near;
}

bool
redact_set_each(struct redact_set *set, const char *s, size_t n, redact_place_fn *each, void *arg)
{
	struct cuts cuts;
	bool ok = true;
	match_cuts(set, s, n, &cuts);
	for (size_t i = 0; ok && i < cuts.n; i++) {
		const struct cut *c = &cuts.cut[i];
		ok = each(arg, c->mark, (struct bytes){ s + c->start, c->end - c->start });
	}
	cuts_drop(&cuts);
	return ok;
}

bool
redact_set_text(struct redact_set *set, const char *s, size_t n, struct buf *ret)
{
	struct cuts cuts;
	size_t at = 0;
	match_cuts(set, s, n, &cuts);
	for (size_t i = 0; i < cuts.n; i++) {
		const struct cut *c = &cuts.cut[i];
		buf_add(ret, s + at, c->start - at);
		at = c->end;
		if (!c->first)
			continue;
		buf_adds(ret, match_instead(set, c->mark));
		set->needle[c->mark].mark->count++;
	}
	buf_add(ret, s + at, n - at);
	bool any = cuts.n > 0;
	cuts_drop(&cuts);
	return any;
}
