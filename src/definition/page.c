/*
 * How the next page of an answer is found.
 */
#include <ctype.h>

#include "dossier/phrase.h"
#include "definition_private.h"

/* As the file says it, before it means something. */
struct page_text {
	struct def_page page; /* first: what is kept */
	enum { IN_BODY, IN_HEADER } in;
	const char *at, *from, *to, *total;
};

static const char *const kinds[] = {
	[PAGE_NONE] = "none",
	[PAGE_LINK] = "link",
	[PAGE_CURSOR] = "cursor",
	[PAGE_NUMBER] = "page",
	[PAGE_OFFSET] = "offset",
};
static const struct words kind_words = { "a way of paging", kinds, array_len(kinds) },
			  in_words = WORDS("a place of links", "body", "header"),
			  use_words = WORDS("what of a link is used", "all", "query_only"),
			  stop_words = WORDS("what tells the last page", "empty", "short", "total");
static const struct range from_nought = { 0, INT64_MAX }, some = { 1, INT64_MAX },
			  pages = { 1, 100000 };
static const struct many attributes = { .read = read_text,
	.size = sizeof(struct def_attribute),
	.offset = offsetof(struct def_attribute, value) };

#define AT(field) offsetof(struct page_text, field)
#define EVERY                                                                                      \
	{ "type", read_word, AT(page.kind), &kind_words, true },                                   \
	{                                                                                          \
		"cap_rows", read_int, AT(page.cap_rows), &some, false                              \
	}
#define SEVERAL                                                                                    \
	EVERY, { "max_pages", read_int, AT(page.max_pages), &pages, false },                       \
	{                                                                                          \
		"while", read_condition, AT(page.goes_on), "body.", false                          \
	}
#define NUMBERED                                                                                   \
	SEVERAL, { "param", read_text, AT(page.param), NULL, true },                               \
	    { "start", read_int, AT(page.start), &from_nought, false },                            \
	    { "size_param", read_text, AT(page.size_param), NULL, false },                         \
	    { "size", read_int, AT(page.size), &some, false },                                     \
	    { "stop", read_word, AT(page.stop), &stop_words, true },                               \
	{                                                                                          \
		"total", read_text, AT(total), NULL, false                                         \
	}

static const struct member none[] = { EVERY };
static const struct member link[] = {
	SEVERAL,
	{ "in", read_word, AT(in), &in_words, true },
	{ "at", read_text, AT(at), NULL, false },
	{ "rel", read_text, AT(page.rel), NULL, false },
	{ "attr", read_map, AT(page.attributes), &attributes, false },
	{ "use", read_word, AT(page.use), &use_words, false },
};
static const struct member cursor[] = {
	SEVERAL,
	{ "from", read_text, AT(from), NULL, true },
	{ "to", read_text, AT(to), NULL, true },
};
static const struct member numbered[] = { NUMBERED };
static const struct members members[] = {
	[PAGE_NONE] = { none, array_len(none) },
	[PAGE_LINK] = { link, array_len(link) },
	[PAGE_CURSOR] = { cursor, array_len(cursor) },
	[PAGE_NUMBER] = { numbered, array_len(numbered) },
	[PAGE_OFFSET] = { numbered, array_len(numbered) },
};

#define MAX_PAGES 1000
const struct def_page page_none = { .cap_rows = INT64_MAX, .max_pages = MAX_PAGES };

/* ---- places ---- */

bool
source_parse(struct reader *r, const char *text, const char *at, struct def_source *ret)
{
	static const char header[] = "header.", last[] = "last_row.", body[] = "body.";
	if (strncmp(text, header, strlen(header)) == 0) {
		auto_drop(json) json_t *name = json_string(text + strlen(header));
		ret->in = SOURCE_HEADER;
		return read_lower(r, name, at, &form_header, &ret->header);
	}
	bool row = strncmp(text, last, strlen(last)) == 0;
	ret->in = row ? SOURCE_LAST_ROW : SOURCE_BODY;
	text += row ? strlen(last) : strncmp(text, body, strlen(body)) == 0 ? strlen(body) : 0;
	auto_drop(json) json_t *path = json_string(text);
	return read_path(r, path, at, NULL, &ret->path);
}

static bool
target_parse(struct reader *r, const char *text, const char *at, struct def_page *p)
{
	static const char *const places[] = {
		[TO_QUERY] = "query.", [TO_JSON] = "json.", [TO_FORM] = "form."
	};
	for (size_t i = 0; i < array_len(places); i++) {
		size_t n = strlen(places[i]);
		if (strncmp(text, places[i], n) != 0)
			continue;
		auto_drop(json) json_t *path = json_string(text + n);
		p->to = (unsigned)i;
		return read_path(r, path, at, &no_list, &p->to_path);
	}
	return complain(r, at, "a cursor goes to query.NAME, json.PATH or form.PATH");
}

/* ---- what follows from the kind ---- */

static bool
finish_link(struct reader *r, struct page_text *t, const char *at)
{
	const char *where = below(r, at, "at");
	if (t->in == IN_BODY && !t->at)
		return complain(r, at, "a link in the body needs at: its path");
	if (t->in == IN_BODY && (t->page.rel || t->page.attributes.n))
		return complain(r, at, "rel and attr are those of a link in a header");
	if (!t->page.rel)
		t->page.rel = "next";
	return source_parse(r,
	    t->in == IN_BODY ? t->at : arena_printf(r->a, "header.%s", t->at ? t->at : "Link"),
	    t->at ? where : at, &t->page.from);
}

static bool
finish_numbered(struct reader *r, struct page_text *t, const char *at)
{
	const struct def_page *p = &t->page;
	if ((p->stop == STOP_SHORT || p->size_param) && !p->size)
		return complain(r, at, "%s needs size: the rows of a page",
		    p->size_param ? "size_param" : phrase("stopping at a short page"));
	if ((p->stop == STOP_TOTAL) != (t->total != NULL))
		return complain(r, at, "to stop at the total, total says where it stands");
	return !t->total || source_parse(r, t->total, below(r, at, "total"), &t->page.total);
}

static bool
finish(struct reader *r, struct page_text *t, const char *at)
{
	switch (t->page.kind) {
	case PAGE_NONE:
		return true;
	case PAGE_LINK:
		return finish_link(r, t, at);
	case PAGE_CURSOR:
		return source_parse(r, t->from, below(r, at, "from"), &t->page.from) &&
		    target_parse(r, t->to, below(r, at, "to"), &t->page);
	case PAGE_NUMBER:
	case PAGE_OFFSET:
		return finish_numbered(r, t, at);
	}
	return false;
}

bool
read_page(struct reader *r, const json_t *v, const char *at, const void *how, void *out)
{
	struct page_text *t = arena_alloc(r->a, sizeof(*t));
	unsigned kind;
	(void)how;
	*(const struct def_page **)out = &t->page;
	if (!json_is_object(v))
		return complain(r, at, "expected an object");
	if (!read_word(r, json_get(v, "type"), below(r, at, "type"), &kind_words, &kind))
		return false;
	t->page = page_none;
	t->page.start = kind == PAGE_NUMBER;
	return read_members(r, v, at, &members[kind], t) && finish(r, t, at);
}
