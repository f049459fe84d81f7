/*
 * An edit made ready, and used on a value. What counts as its text is the room redact's business,
 * so that a table and a file lose the same.
 */
#include "dossier/text.h"

#include "edit_value.h"
#include "lines.h"

/* ---- a text ---- */

struct seen {
	const struct editor *editor;
	size_t mark;
	struct err *err;
};

static bool
see(void *arg, size_t mark, struct bytes place)
{
	const struct seen *s = arg;
	(void)mark;
	return s->editor->matched(s->editor->arg, s->mark, place, s->err);
}

static bool
use_mark(struct editor *e, size_t i, struct bytes text, struct buf *to, bool *ret, struct err *err)
{
	struct mark *m = &e->marks[i];
	struct seen seen = { e, i, err };
	int64_t before = m->words.count;
	buf_reset(to);
	*ret = redact_set_text(m->set, text.p, text.n, to);
	if (*ret && e->counted[i])
		m->edit->count += m->words.count - before;
	return !*ret || !m->edit->pattern || !e->matched ||
	    redact_set_each(m->set, text.p, text.n, see, &seen);
}

bool
editor_text(struct editor *e, struct bytes text, struct buf *to, bool *ret, struct err *err)
{
	bool any;
	*ret = false;
	for (size_t k = 0; k < e->nmine; k++) {
		const size_t i = e->mine[k];
		if (!e->on[i] || !e->marks[i].set || text.n == 0)
			continue;
		struct buf *out = text.p == e->one.data ? &e->other : &e->one;
		if (!use_mark(e, i, text, out, &any, err))
			return false;
		*ret |= any;
		if (any)
			text = (struct bytes){ out->data, out->len };
	}
	if (*ret) {
		buf_reset(to);
		buf_add(to, text.p, text.n);
	}
	return true;
}

/* ---- JSON ---- */

void
edit_put_json(struct bytes text, struct buf *to)
{
	json_t *s = json_stringn(text.n ? text.p : "", text.n);
	char *out = s ? json_dumps(s, JSON_ENCODE_ANY) : NULL;
	if (!out)
		BUG("a text of a part that is not UTF-8");
	buf_adds(to, out);
	explicit_bzero(out, strlen(out));
	free(out);
	json_decref(s);
}

const char *
edit_token_end(const char *s, const char *end)
{
	if (s < end && *s == '"')
		return lines_string_end(s, end);
	while (s < end &&
	    ((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z') || *s == '+' || *s == '-' ||
		*s == '.' || *s == 'E'))
		s++;
	return s;
}

/* A string with its quotes, or a number; null, true and false are no texts. */
static bool
edit_token(struct editor *e, struct bytes token, struct buf *to, bool *ret, struct err *err)
{
	const char *s = token.p;
	bool changed = false;
	struct bytes text = *s == '"' ? lines_json_text(token, &e->string) : token;
	if ((*s < 'a' || *s > 'z') && !editor_text(e, text, &e->piece, &changed, err))
		return false;
	if (changed)
		edit_put_json((struct bytes){ e->piece.data, e->piece.len }, to);
	else
		buf_add(to, token.p, token.n);
	*ret |= changed;
	return true;
}

bool
editor_json(struct editor *e, struct bytes value, struct buf *to, bool *ret, struct err *err)
{
	const char *s = value.p, *end = s + value.n;
	*ret = false;
	buf_reset(to);
	while (s < end) {
		const char *from = s;
		s = edit_token_end(s, end);
		if (s == from)
			buf_addc(to, *s++);
		else if (!edit_token(e, (struct bytes){ from, (size_t)(s - from) }, to, ret, err))
			return false;
	}
	return true;
}

void
editor_release(struct editor *e)
{
	buf_release(&e->one);
	buf_release(&e->other);
	buf_release(&e->string);
	buf_release(&e->piece);
}

/* ---- marks ---- */

static bool
check_pattern(const char *pattern, struct err *err)
{
	if (strlen(pattern) > EDIT_PATTERN_MAX)
		return err_set(err, ERR_INPUT, "a pattern has %d bytes at most", EDIT_PATTERN_MAX);
	return text_pattern_check(pattern, err);
}

static bool
is_ordered(const struct edit *e)
{
	return e->first_row >= 0 && e->last_row >= e->first_row &&
	    (e->first_row > 0 || e->last_row == 0) && e->first_page >= 0 &&
	    e->last_page >= e->first_page && (e->first_page > 0 || e->last_page == 0) &&
	    !e->where == !e->is;
}

static bool
check_shape(const struct edit *e, struct err *err)
{
	if (!is_ordered(e))
		return err_set(err, ERR_INPUT, "rows and pages go from a first one to a last one");
	if (e->instead && !*e->instead)
		return err_set(err, ERR_INPUT, "something has to show that a text was left out");
	if (e->kind == EDIT_WITHHOLD)
		return (e->blob && !e->text && !e->pattern && !e->first_page &&
			   (e->column || e->where || e->first_row)) ||
		    err_set(err, ERR_INPUT, "rows or a column of an item are withheld");
	return e->text || e->pattern || (e->blob && e->first_page) ||
	    err_set(err, ERR_INPUT, "a text, a pattern or pages are redacted");
}

bool
mark_init(struct mark *m, struct edit *e, const char *lang, struct err *err)
{
	*m = (struct mark){ .edit = e,
		.words = { .text = e->text,
		    .pattern = e->pattern,
		    .instead = e->instead ? e->instead : edit_mark(lang) } };
	if (!check_shape(e, err) || (e->pattern && !check_pattern(e->pattern, err)))
		return false;
	if (!e->text && !e->pattern)
		return true;
	m->set = redact_set_new(&m->words, 1, err);
	return m->set &&
	    (redact_set_find(m->set, m->words.instead, strlen(m->words.instead)) < 0 ||
		err_set(err, ERR_INPUT,
		    "what is to be left out stands in what would take its place, `%s`",
		    m->words.instead));
}

void
mark_release(struct mark *m)
{
	redact_set_free(m->set);
}

bool
edit_check(const struct edit *e, struct err *err)
{
	static const char *const languages[] = { "en", "nl" };
	struct edit copy = *e;
	bool ok = true;
	for (size_t i = 0; ok && i < array_len(languages); i++) {
		struct mark m;
		ok = mark_init(&m, &copy, languages[i], err);
		mark_release(&m);
	}
	return ok;
}
