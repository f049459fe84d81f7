/*
 * Which page comes next: a cursor, a link, a number. A vendor that turns in circles is noticed: by
 * a token or link met before, by a page whose rows were met before, by many empty pages, and by
 * max_pages.
 */
#include <ctype.h>
#include <strings.h>

#include "http.h"

void
http_pager_init(struct http_pager *p, const struct def_page *page)
{
	*p = (struct http_pager){ .page = page, .arena = arena_new(), .number = page->start };
}

void
http_pager_release(struct http_pager *p)
{
	http_seen_release(&p->tokens);
	http_seen_release(&p->prints);
	arena_free(p->arena);
}

/* ---- guards ---- */

static bool
is_new(struct http_seen *s, const char *p, size_t n, struct err *err)
{
	if (http_seen_add(s, p, n) == HTTP_NEW)
		return true;
	return err_set(err, ERR_INPUT, "the vendor turns in circles: a page comes again");
}

/* First and last row and their number stand for the page. */
static bool
guard(struct http_pager *p, const json_t *rows, struct err *err)
{
	size_t n = json_array_size(rows);
	p->pages++;
	p->rows += (int64_t)n;
	p->empty = n ? 0 : p->empty + 1;
	if (p->pages >= p->page->max_pages)
		return err_set(
		    err, ERR_INPUT, "more than %lld pages (max_pages)", (long long)p->pages);
	if (p->empty >= HTTP_EMPTY_PAGES)
		return err_set(err, ERR_INPUT, "the vendor turns in circles: %d empty pages",
		    HTTP_EMPTY_PAGES);
	if (n == 0)
		return true;
	auto_drop(buf) struct buf print = { 0 };
	const size_t ends[] = { 0, n - 1 };
	for (size_t i = 0; i < array_len(ends); i++) {
		char *text =
		    json_dumps(json_array_get(rows, ends[i]), JSON_COMPACT | JSON_ENCODE_ANY);
		buf_addf(&print, "%zu:%s\n", n, text ? text : "");
		free(text);
	}
	return is_new(&p->prints, print.data, print.len, err);
}

/* ---- header Link ---- */

static const char *
parameter(const char *s, const char *end, const char *name, size_t *ret_len)
{
	size_t n = strlen(name);
	for (const char *p = s; (p = memchr(p, ';', (size_t)(end - p)));) {
		for (p++; p < end && isspace((unsigned char)*p); p++)
			;
		if ((size_t)(end - p) <= n || strncasecmp(p, name, n) != 0 || p[n] != '=')
			continue;
		p += n + 1;
		bool quoted = p < end && *p == '"';
		p += quoted;
		const char *stop = p;
		while (stop < end && (quoted ? *stop != '"' : !strchr(";, \t", *stop)))
			stop++;
		*ret_len = (size_t)(stop - p);
		return p;
	}
	return NULL;
}

static bool
has_parameter(const char *s, const char *end, const char *name, const char *value)
{
	size_t n;
	const char *found = parameter(s, end, name, &n);
	return found && n == strlen(value) && memcmp(found, value, n) == 0;
}

/* Do the attributes the definition asks for ({"results": "true"}) stand there? */
static bool
attributes_match(const struct def_attributes *wanted, const char *s, const char *end)
{
	for (size_t i = 0; i < wanted->n; i++)
		if (!has_parameter(s, end, wanted->items[i].name, wanted->items[i].value))
			return false;
	return true;
}

/* '<url>; rel="next"; results="true", <url>; ...': the url with the wanted rel, or NULL. */
static const char *
link_in_header(const struct def_page *page, const char *header, struct arena *a)
{
	for (const char *p = header; (p = strchr(p, '<'));) {
		const char *close = strchr(p, '>');
		if (!close)
			return NULL;
		const char *end = close + strcspn(close, "<"); /* the next entry begins there */
		if (has_parameter(close, end, "rel", page->rel) &&
		    attributes_match(&page->attributes, close, end))
			return arena_strndup(a, p + 1, (size_t)(close - p - 1));
		p = end;
	}
	return NULL;
}

/* ---- kinds of paging ---- */

/* The text in the arena; NULL: there is none. */
static const char *
source_text(const struct def_source *from, const struct http_page *seen, struct arena *a)
{
	auto_drop(buf) struct buf text = { 0 };
	if (from->in == SOURCE_HEADER)
		return arena_strdup(a, json_str(seen->answer->headers, from->header));
	const json_t *root = from->in == SOURCE_BODY
	    ? seen->body
	    : json_array_get(seen->rows, json_array_size(seen->rows) - 1);
	const json_t *v = path_first(root, from->path);
	if (!v || !json_scalar(v, &text) || text.len == 0)
		return NULL;
	return arena_strndup(a, text.data, text.len);
}

static bool
next_none(struct http_pager *p, const struct http_page *seen, bool *ret_more, struct err *err)
{
	(void)p;
	(void)seen;
	(void)err;
	*ret_more = false;
	return true;
}

static bool
next_cursor(struct http_pager *p, const struct http_page *seen, bool *ret_more, struct err *err)
{
	p->token = source_text(&p->page->from, seen, p->arena);
	*ret_more = p->token != NULL;
	return !p->token || is_new(&p->tokens, p->token, strlen(p->token), err);
}

static bool
next_link(struct http_pager *p, const struct http_page *seen, bool *ret_more, struct err *err)
{
	const char *link = source_text(&p->page->from, seen, p->arena);
	if (link && p->page->from.in == SOURCE_HEADER)
		link = link_in_header(p->page, link, p->arena);
	*ret_more = link != NULL;
	if (!link)
		return true;
	p->url = net_url_follow(seen->url, link, p->page->use == USE_QUERY, p->arena, err);
	return p->url && is_new(&p->tokens, p->url, strlen(p->url), err);
}

/* By number or offset: until a page is empty, short, or the total is reached. */
static bool
next_number(struct http_pager *p, const struct http_page *seen, bool *ret_more, struct err *err)
{
	const struct def_page *page = p->page;
	int64_t n = (int64_t)json_array_size(seen->rows);
	const char *total = NULL;
	if (page->stop == STOP_TOTAL) {
		total = source_text(&page->total, seen, p->arena);
		if (!total || !isdigit((unsigned char)*total))
			return err_set(err, ERR_INPUT,
			    "the answer does not say how many rows there are in all");
	}
	*ret_more = n > 0 && !(page->stop == STOP_SHORT && n < page->size) &&
	    !(total && p->rows + n >= strtoll(total, NULL, 10));
	p->number += page->kind == PAGE_OFFSET ? n : 1;
	return true;
}

bool
http_pager_next(struct http_pager *p, const struct http_page *seen, bool *ret_more, struct err *err)
{
	static bool (*const next[])(struct http_pager * p, const struct http_page *seen,
	    bool *ret_more, struct err *err) = {
		[PAGE_NONE] = next_none,
		[PAGE_CURSOR] = next_cursor,
		[PAGE_LINK] = next_link,
		[PAGE_NUMBER] = next_number,
		[PAGE_OFFSET] = next_number,
	};
	if (!condition_holds(p->page->goes_on, seen->body, seen->values, ret_more, err))
		return false;
	if (!*ret_more)
		return true;
	/* the old arena holds the address of this page until the next one is known */
	auto_drop(arena) struct arena *old = p->arena;
	p->arena = arena_new();
	return next[p->page->kind](p, seen, ret_more, err) &&
	    (!*ret_more || guard(p, seen->rows, err));
}
