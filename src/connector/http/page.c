/*
 * Which page comes next: a cursor, a link, a number. A vendor that turns in circles is noticed: by
 * a token or link met before, by a page whose rows were met before, by many empty pages, and by
 * max_pages.
 */
#include <ctype.h>
#include <strings.h>

#include "http.h"

void
http_pager_init(struct http_pager *p, const json_t *page)
{
	*p = (struct http_pager){ .page = page, .arena = arena_new(), .set = json_object() };
	bool offset = page && strcmp(json_str_or(page, "type", ""), "offset") == 0;
	p->number = json_int_or(page, "start", offset ? 0 : 1);
}

void
http_pager_release(struct http_pager *p)
{
	http_seen_release(&p->tokens);
	http_seen_release(&p->prints);
	json_decref(p->set);
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
	int64_t most = json_int_or(p->page, "max_pages", HTTP_PAGES);
	p->pages++;
	p->rows += (int64_t)n;
	p->empty = n ? 0 : p->empty + 1;
	if (p->pages >= (most < HTTP_PAGES_MOST ? most : HTTP_PAGES_MOST))
		return err_set(err, ERR_INPUT, "more than %d pages (max_pages)", p->pages);
	if (p->empty >= HTTP_EMPTY_PAGES)
		return err_set(
		    err, ERR_INPUT, "the vendor turns in circles: %d empty pages", p->empty);
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
attributes_match(const json_t *wanted, const char *s, const char *end)
{
	const char *key;
	json_t *v;
	json_object_foreach((json_t *)(uintptr_t)wanted, key, v)
		if (json_is_string(v) && !has_parameter(s, end, key, json_string_value(v)))
			return false;
	return true;
}

/* '<url>; rel="next"; results="true", <url>; ...': the url with the wanted rel, or NULL. */
static const char *
link_in_header(const json_t *page, const char *header, struct arena *a)
{
	const char *rel = json_str_or(page, "rel", "next");
	for (const char *p = header; (p = strchr(p, '<'));) {
		const char *close = strchr(p, '>');
		if (!close)
			return NULL;
		const char *end = close + strcspn(close, "<"); /* the next entry begins there */
		if (has_parameter(close, end, "rel", rel) &&
		    attributes_match(json_get(page, "attr"), close, end))
			return arena_strndup(a, p + 1, (size_t)(close - p - 1));
		p = end;
	}
	return NULL;
}

/* ---- kinds of paging ---- */

struct seen_page {
	const char *url;
	const struct http_answer *answer;
	const json_t *body, *rows;
};

static const char *
lower_name(const char *s, struct arena *a)
{
	char *out = arena_strdup(a, s);
	for (char *p = out; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	return out;
}

/* "header.X", "last_row.x" or a path in the body. Text in the arena; NULL: no more pages. */
static const char *
token_at(const char *from, const struct seen_page *seen, struct arena *a)
{
	if (strncmp(from, "header.", 7) == 0)
		return json_str(seen->answer->headers, lower_name(from + 7, a));
	const json_t *root = seen->body, *v;
	if (strncmp(from, "last_row.", 9) == 0) {
		root = json_array_get(seen->rows, json_array_size(seen->rows) - 1);
		from += 9;
	}
	auto_drop(buf) struct buf text = { 0 };
	v = http_path(root, strncmp(from, "body.", 5) == 0 ? from + 5 : from);
	if (!v || !http_scalar_text(v, &text) || text.len == 0)
		return NULL;
	return arena_strndup(a, text.data, text.len);
}

static bool
next_cursor(struct http_pager *p, const struct seen_page *seen, bool *ret_more, struct err *err)
{
	const char *token = token_at(json_str_or(p->page, "from", ""), seen, p->arena);
	*ret_more = token != NULL;
	if (!token)
		return true;
	json_object_set_new(p->set, json_str_or(p->page, "to", ""), json_string(token));
	return is_new(&p->tokens, token, strlen(token), err);
}

static bool
next_link(struct http_pager *p, const struct seen_page *seen, bool *ret_more, struct err *err)
{
	bool header = strcmp(json_str_or(p->page, "in", "body"), "header") == 0;
	const char *at = json_str_or(p->page, "at", header ? "Link" : ""), *link = NULL;
	if (header) {
		const char *text = json_str(seen->answer->headers, lower_name(at, p->arena));
		link = text ? link_in_header(p->page, text, p->arena) : NULL;
	} else
		link = token_at(at, seen, p->arena);
	*ret_more = link != NULL;
	if (!link)
		return true;
	bool query_only = strcmp(json_str_or(p->page, "use", "all"), "query_only") == 0;
	p->url = http_url_follow(seen->url, link, query_only, p->arena, err);
	return p->url && is_new(&p->tokens, p->url, strlen(p->url), err);
}

/* By number or offset: until a page is empty, short, or the total is reached. */
static bool
next_number(struct http_pager *p, const struct seen_page *seen, bool *ret_more, struct err *err)
{
	bool offset = strcmp(json_str_or(p->page, "type", ""), "offset") == 0;
	const char *stop = json_str_or(p->page, "stop", "empty");
	int64_t n = (int64_t)json_array_size(seen->rows), size = json_int_or(p->page, "size", 0);
	const char *total = NULL;
	if (strcmp(stop, "total") == 0) {
		total = token_at(json_str_or(p->page, "total", ""), seen, p->arena);
		if (!total || !isdigit((unsigned char)*total))
			return err_set(err, ERR_INPUT,
			    "the answer does not say how many rows there are in all");
	}
	*ret_more = n > 0 && !(strcmp(stop, "short") == 0 && n < size) &&
	    !(total && p->rows + n >= strtoll(total, NULL, 10));
	p->number += offset ? n : 1;
	return true;
}

static const struct {
	const char *type;
	bool (*next)(
	    struct http_pager *p, const struct seen_page *seen, bool *ret_more, struct err *err);
} kinds[] = {
	{ "cursor", next_cursor },
	{ "link", next_link },
	{ "page", next_number },
	{ "offset", next_number },
};

/* page.while over {"body": ...}: has_more and its like. */
static bool
holds(const struct http_pager *p, const json_t *body, const struct http_scope *s, bool *ret,
    struct err *err)
{
	const json_t *cond = json_get(p->page, "while");
	*ret = true;
	if (!cond)
		return true;
	json_t *root = json_pack("{s:O}", "body", body);
	bool ok = http_cond(cond, root, s, ret, err);
	json_decref(root);
	return ok;
}

bool
http_pager_next(struct http_pager *p, const char *url, const struct http_answer *answer,
    const json_t *body, const json_t *rows, const struct http_scope *s, bool *ret_more,
    struct err *err)
{
	const char *type = json_str_or(p->page, "type", "none");
	struct seen_page seen = { url, answer, body, rows };
	*ret_more = false;
	for (size_t i = 0; i < array_len(kinds); i++) {
		if (strcmp(kinds[i].type, type) != 0)
			continue;
		if (!holds(p, body, s, ret_more, err))
			return false;
		if (!*ret_more)
			return true;
		/* the old arena holds the address of this page until the next one is known */
		auto_drop(arena) struct arena *old = p->arena;
		p->arena = arena_new();
		return kinds[i].next(p, &seen, ret_more, err) &&
		    (!*ret_more || guard(p, rows, err));
	}
	return true;
}
