/*
 * What stands in a cell, in HTML. JSON is read by people here, not by programs: names become words,
 * days are written out, and so much is shown that a page stays one to read. The files beside it
 * have it to the letter.
 */
#include "dossier/text.h"

#include "cell.h"
#include "shown.h"
#include "table.h"

#define STEP 16    /* the most one step of a loop writes */
#define DEEPEST 4  /* lists in a list */
#define ENTRIES 60 /* of one value, at every depth together */

/* One character; returns how much of ${s} it took. */
static size_t
put_char(struct pack *p, const char *s, size_t n)
{
	static const char *const entities[128] = {
		['&'] = "&amp;",
		['<'] = "&lt;",
		['>'] = "&gt;",
		['"'] = "&quot;",
		['\r'] = "",
		[0x7f] = "\xe2\x90\xa1",
	};
	bool ok;
	size_t len = json_scan_char(s, n, &ok);
	unsigned char c = (unsigned char)*s;
	char picture[] = { '\xe2', '\x90', (char)(0x80 + c), '\0' };
	const char *text = !ok ? "\xef\xbf\xbd" : c >= 0x80 ? NULL : entities[c];
	if (!text && c < 0x20 && c != '\n' && c != '\t')
		text = picture;
	size_t out = text ? strlen(text) : len;
	memcpy(p->at, text ? text : s, out);
	p->at += out;
	return len;
}

bool
cell_put_text(struct pack *p, const char *s, size_t n, struct err *err)
{
	const char *end = s + n;
	while (s < end) {
		if (!pack_room(p, STEP, err))
			return false;
		s += put_char(p, s, (size_t)(end - s));
	}
	return true;
}

/* ---- JSON ---- */

struct listing {
	struct pack *pack;
	const struct words *words;
	int left; /* entries that still go in */
};

static bool put_json(struct listing *l, const json_t *v, int depth, struct err *err);

static bool
put_more(struct listing *l, struct err *err)
{
	return pack_adds(l->pack, "<b>\xe2\x80\xa6</b>", err);
}

static bool
put_scalar(struct listing *l, const json_t *v, struct err *err)
{
	const struct words *w = l->words;
	auto_drop(buf) struct buf b = { 0 };
	if (json_is_string(v) && strlen(json_string_value(v)) < json_string_length(v))
		return cell_put_text(l->pack, json_string_value(v), json_string_length(v), err);
	if (!json_scalar(v, &b) || b.len == 0)
		return pack_adds(l->pack, "\xe2\x80\x93", err);
	const char *type = json_is_boolean(v) ? "boolean"
	    : json_is_number(v)               ? "number"
					      : "string",
		   *text = shown_value(type, NULL, b.data, w);
	return cell_put_text(l->pack, text, strlen(text), err);
}

static bool
is_list(const json_t *v)
{
	return json_array_size(v) + json_object_size(v) > 0;
}

/* "Name: value" of an object, the value alone of an array. */
static bool
put_entry(struct listing *l, const char *name, const json_t *v, int depth, struct err *err)
{
	if (!pack_adds(l->pack, "<li>", err))
		return false;
	if (name) {
		const json_t *known = json_get(json_get(l->words->columns, "columns"), name);
		const char *own = json_str(known, l->words->lang),
			   *label = own ? own : text_readable(name, l->words->arena);
		if (!cell_put_text(l->pack, label, strlen(label), err) ||
		    !pack_adds(l->pack, is_list(v) ? ":" : ": ", err))
			return false;
	}
	return put_json(l, v, depth + 1, err) && pack_adds(l->pack, "</li>", err);
}

/* Of values that are no lists: "a, b". */
static bool
put_in_line(struct listing *l, const json_t *array, struct err *err)
{
	size_t i;
	json_t *v;
	json_array_foreach(array, i, v) {
		if (i > 0 && !pack_adds(l->pack, ", ", err))
			return false;
		if (l->left-- <= 0)
			return put_more(l, err);
		if (!put_scalar(l, v, err))
			return false;
	}
	return true;
}

static bool
is_in_line(const json_t *v)
{
	size_t i;
	json_t *one;
	json_array_foreach(v, i, one)
		if (is_list(one))
			return false;
	return json_is_array(v);
}

static bool
put_entries(struct listing *l, const json_t *v, int depth, struct err *err)
{
	const char *name;
	json_t *one;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)v, name, one) {
		if (l->left-- <= 0)
			return pack_adds(l->pack, "<li><b>\xe2\x80\xa6</b></li>", err);
		if (!put_entry(l, name, one, depth, err))
			return false;
	}
	json_array_foreach(v, i, one) {
		if (l->left-- <= 0)
			return pack_adds(l->pack, "<li><b>\xe2\x80\xa6</b></li>", err);
		if (!put_entry(l, NULL, one, depth, err))
			return false;
	}
	return true;
}

static bool
put_json(struct listing *l, const json_t *v, int depth, struct err *err)
{
	if (!is_list(v))
		return put_scalar(l, v, err);
	if (is_in_line(v))
		return (depth == 0 || pack_adds(l->pack, " ", err)) && put_in_line(l, v, err);
	if (depth >= DEEPEST)
		return pack_adds(l->pack, " ", err) && put_more(l, err);
	return pack_adds(l->pack, "<ul>", err) && put_entries(l, v, depth, err) &&
	    pack_adds(l->pack, "</ul>", err);
}

bool
cell_put_json(
    struct pack *p, const char *text, size_t n, const struct words *w, bool *ret, struct err *err)
{
	auto_drop(json) json_t *v = json_loadb(text, n, JSON_ALLOW_NUL, NULL);
	struct listing l = { .pack = p, .words = w, .left = ENTRIES };
	*ret = v != NULL;
	return !v || put_json(&l, v, 0, err);
}
