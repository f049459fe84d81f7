/*
 * Paging without a network: cursors, links, numbers, and vendors that turn in circles; what headers
 * ask to wait; which links are followed.
 */
#include "unit/definition_help.h"

#include "../src/connector/http/http.h"

#define URL "https://api.example/v1/x?limit=2"

/* One page through the pager. headers: JSON; rows are at "data". */
static bool
turn(struct http_pager *p, const char *body, const char *headers, bool *ret_more, struct err *err)
{
	json_error_t e;
	auto_drop(json) json_t *b = json_loads(body, 0, &e);
	if (!b)
		fail_msg("%s: %s", body, e.text);
	struct net_answer answer = { .status = 200,
		.headers = json_loads(headers ? headers : "{}", 0, NULL) };
	const struct values v = { 0 };
	const struct http_page seen = { p->url ? p->url : URL, &answer, b, json_get(b, "data"),
		&v };
	bool ok = http_pager_next(p, &seen, ret_more, err);
	json_decref(answer.headers);
	return ok;
}

/* What a page was read into dies with it. */
static struct language lang;

static int
open_language(void **state)
{
	(void)state;
	language_open(&lang, "a@b.nl");
	return 0;
}

static int
close_language(void **state)
{
	(void)state;
	language_close(&lang);
	return 0;
}

static void
open_pager(struct http_pager *p, const char *page)
{
	struct err err = { 0 };
	struct reader r = language_reader(&lang, &err);
	auto_drop(json) json_t *json = json_loads(page, 0, NULL);
	json_t *kept = json_deep_copy(json); /* texts are borrowed from the document */
	const struct def_page *read;
	assert_ok(read_page(&r, kept, "", NULL, &read), &err);
	json_array_append_new(lang.pages, kept);
	http_pager_init(p, read);
}

static void
test_cursor(void **state)
{
	(void)state;
	auto_drop(http_pager) struct http_pager p;
	struct err err = { 0 };
	bool more;
	open_pager(&p,
	    "{\"type\": \"cursor\", \"from\": \"last_row.id\", \"to\": \"query.after\", \"while\": "
	    "{\"at\": \"body.more\", \"eq\": true}}");
	assert_ok(
	    turn(&p, "{\"data\": [{\"id\": 1}, {\"id\": 2}], \"more\": true}", NULL, &more, &err),
	    &err);
	assert_true(more);
	assert_string_equal(p.token, "2");
	assert_ok(turn(&p, "{\"data\": [{\"id\": 3}], \"more\": false}", NULL, &more, &err), &err);
	assert_false(more);
}

static void
test_cursor_in_body(void **state)
{
	(void)state;
	static const char *const last[] = { "{\"data\": [], \"next\": null}",
		"{\"data\": [], \"next\": \"\"}", "{\"data\": []}",
		"{\"data\": [], \"next\": {}}" };
	for (size_t i = 0; i < array_len(last); i++) {
		auto_drop(http_pager) struct http_pager p;
		struct err err = { 0 };
		bool more;
		open_pager(
		    &p, "{\"type\": \"cursor\", \"from\": \"next\", \"to\": \"json.page.after\"}");
		assert_ok(
		    turn(&p, "{\"data\": [{\"id\": 1}], \"next\": \"t1\"}", NULL, &more, &err),
		    &err);
		assert_true(more);
		assert_string_equal(p.token, "t1");
		assert_ok(turn(&p, last[i], NULL, &more, &err), &err);
		assert_false(more);
	}
}

static void
test_link_in_body(void **state)
{
	(void)state;
	static const struct {
		const char *link, *url, *refused;
	} cases[] = {
		{ "/v1/x?page=2", "https://api.example/v1/x?page=2", NULL },
		{ "https://api.example/v1/x?page=2&a=1&a=2",
		    "https://api.example/v1/x?page=2&a=1&a=2", NULL },
		{ "HTTPS://API.example:443/v1/x", "https://API.example:443/v1/x", NULL },
		{ "?page=3", "https://api.example/v1/x?page=3", NULL },
		{ "https://evil.example/v1/x?page=2", NULL, "leads to another host" },
		{ "//evil.example/x", NULL, "leads to another host" },
		{ "http://api.example/v1/x", NULL, "leads to another host" },
		{ "https://api.example:8443/x", NULL, "leads to another host" },
		{ "https://user@api.example/x", NULL, "leads to another host" },
		{ "https://api.example@evil.example/x", NULL, "leads to another host" },
		{ "https://api.example.evil.example/x", NULL, "leads to another host" },
		{ "https://[", NULL, "no address" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(json) json_t *body = json_pack(
		    "{s:[{s:i}], s:s}", "data", "id", 1, "@odata.nextLink", cases[i].link);
		auto_drop(http_pager) struct http_pager p;
		struct err err = { 0 };
		bool more;
		char *text = json_dumps(body, 0);
		open_pager(
		    &p, "{\"type\": \"link\", \"in\": \"body\", \"at\": \"@odata.nextLink\"}");
		if (cases[i].url) {
			assert_ok(turn(&p, text, NULL, &more, &err), &err);
			assert_true(more);
			assert_string_equal(p.url, cases[i].url);
		} else {
			assert_false(turn(&p, text, NULL, &more, &err));
			assert_err(&err, ERR_INPUT, cases[i].refused);
			assert_null(strstr(err.text, "evil"));
		}
		free(text);
	}
}

#define LINK "{\"type\": \"link\", \"in\": \"header\""

static void
test_link_in_header(void **state)
{
	(void)state;
	static const struct {
		const char *page, *link, *url;
	} cases[] = {
		{ LINK "}", "</x?p=2>; rel=\"next\", </x?p=9>; rel=\"last\"",
		    "https://api.example/x?p=2" },
		{ LINK "}", "</x?p=9>; rel=last,</x?p=2>;rel=next", "https://api.example/x?p=2" },
		{ LINK "}", "</x?p=9>; rel=\"last\"", NULL },
		{ LINK "}", "</x?p=9>; title=\"rel=next\"; rel=\"last\"", NULL },
		{ LINK "}", "</broken", NULL },
		{ LINK "}", "", NULL },
		/* Sentry always gives a next link and says beside it whether there is anything
		   behind it */
		{ LINK ", \"attr\": {\"results\": \"true\"}}",
		    "</x?c=1>; rel=\"previous\"; results=\"false\", </x?c=2>; rel=\"next\"; "
		    "results=\"true\"; cursor=\"0:1:0\"",
		    "https://api.example/x?c=2" },
		{ LINK ", \"attr\": {\"results\": \"true\"}}",
		    "</x?c=1>; rel=\"previous\"; results=\"true\", </x?c=2>; rel=\"next\"; "
		    "results=\"false\"",
		    NULL },
		/* an inner address: only its query means something */
		{ LINK ", \"use\": \"query_only\"}",
		    "<http://inner:9999/users?page=2&per_page=2>; rel=\"next\"",
		    "https://api.example/v1/x?page=2&per_page=2" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(json) json_t *headers = json_pack("{s:s}", "link", cases[i].link);
		auto_drop(http_pager) struct http_pager p;
		struct err err = { 0 };
		bool more;
		char *text = json_dumps(headers, 0);
		open_pager(&p, cases[i].page);
		assert_ok(turn(&p, "{\"data\": [{\"id\": 1}]}", text, &more, &err), &err);
		assert_int_equal(more, cases[i].url != NULL);
		if (cases[i].url)
			assert_string_equal(p.url, cases[i].url);
		free(text);
	}
}

static void
test_numbers(void **state)
{
	(void)state;
	static const struct {
		const char *page, *body, *headers;
		bool more;
		int64_t number;
	} cases[] = {
		{ "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"empty\"}",
		    "{\"data\": [{\"id\": 1}]}", NULL, true, 2 },
		{ "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"empty\", \"start\": 0}",
		    "{\"data\": [{\"id\": 1}]}", NULL, true, 1 },
		{ "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"empty\"}", "{\"data\": []}",
		    NULL, false, 0 },
		{ "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"short\", \"size\": 2}",
		    "{\"data\": [{\"id\": 1}]}", NULL, false, 0 },
		{ "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"short\", \"size\": 2}",
		    "{\"data\": [{\"id\": 1}, {\"id\": 2}]}", NULL, true, 2 },
		{ "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"total\", \"total\": \"n\"}",
		    "{\"data\": [{\"id\": 1}], \"n\": 1}", NULL, false, 0 },
		{ "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"total\", \"total\": \"n\"}",
		    "{\"data\": [{\"id\": 1}], \"n\": 2}", NULL, true, 2 },
		{ "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"total\", \"total\": "
		  "\"header.X-Total-Count\"}",
		    "{\"data\": [{\"id\": 1}]}", "{\"x-total-count\": \"3\"}", true, 2 },
		{ "{\"type\": \"offset\", \"param\": \"o\", \"stop\": \"empty\"}",
		    "{\"data\": [{\"id\": 1}, {\"id\": 2}]}", NULL, true, 2 },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(http_pager) struct http_pager p;
		struct err err = { 0 };
		bool more;
		open_pager(&p, cases[i].page);
		assert_ok(turn(&p, cases[i].body, cases[i].headers, &more, &err), &err);
		assert_int_equal(more, cases[i].more);
		if (more)
			assert_int_equal(p.number, cases[i].number);
	}
	auto_drop(http_pager) struct http_pager p;
	struct err err = { 0 };
	bool more;
	open_pager(
	    &p, "{\"type\": \"page\", \"param\": \"p\", \"stop\": \"total\", \"total\": \"n\"}");
	assert_false(turn(&p, "{\"data\": [{\"id\": 1}]}", NULL, &more, &err));
	assert_err(&err, ERR_INPUT, "does not say how many rows");
}

static void
test_circles(void **state)
{
	(void)state;
	auto_drop(http_pager) struct http_pager p, q, r;
	struct err err = { 0 };
	bool more;
	char body[128];
	/* the same token again, two pages later */
	open_pager(&p, "{\"type\": \"cursor\", \"from\": \"next\", \"to\": \"query.p\"}");
	assert_ok(turn(&p, "{\"data\": [{\"id\": 1}], \"next\": \"a\"}", NULL, &more, &err), &err);
	assert_ok(turn(&p, "{\"data\": [{\"id\": 2}], \"next\": \"b\"}", NULL, &more, &err), &err);
	assert_false(turn(&p, "{\"data\": [{\"id\": 3}], \"next\": \"a\"}", NULL, &more, &err));
	assert_err(&err, ERR_INPUT, "turns in circles");
	/* new tokens, the same rows */
	err_clear(&err);
	open_pager(&q, "{\"type\": \"cursor\", \"from\": \"next\", \"to\": \"query.p\"}");
	assert_ok(turn(&q, "{\"data\": [{\"id\": 1}], \"next\": \"a\"}", NULL, &more, &err), &err);
	assert_false(turn(&q, "{\"data\": [{\"id\": 1}], \"next\": \"b\"}", NULL, &more, &err));
	assert_err(&err, ERR_INPUT, "turns in circles");
	/* new tokens, no rows, for ever */
	err_clear(&err);
	open_pager(&r, "{\"type\": \"cursor\", \"from\": \"next\", \"to\": \"query.p\"}");
	int pages = 0;
	do
		(void)snprintf(body, sizeof(body), "{\"data\": [], \"next\": \"t%d\"}", ++pages);
	while (turn(&r, body, NULL, &more, &err) && more && pages < 1000);
	assert_err(&err, ERR_INPUT, "empty pages");
	assert_int_equal(pages, HTTP_EMPTY_PAGES);
}

static void
test_max_pages(void **state)
{
	(void)state;
	auto_drop(http_pager) struct http_pager p;
	struct err err = { 0 };
	bool more = true;
	char body[128];
	int pages = 0;
	open_pager(&p,
	    "{\"type\": \"cursor\", \"from\": \"next\", \"to\": \"query.p\", \"max_pages\": 7}");
	do
		(void)snprintf(body, sizeof(body), "{\"data\": [{\"id\": %d}], \"next\": \"t%d\"}",
		    pages, pages);
	while (turn(&p, body, NULL, &more, &err) && ++pages < 100);
	assert_err(&err, ERR_INPUT, "more than 7 pages");
	assert_int_equal(pages, 6);
}

static void
test_retry_after(void **state)
{
	(void)state;
	const int64_t now = 1767225600; /* 2026-01-01T00:00:00Z */
	static const struct {
		const char *value;
		int64_t wait;
	} cases[] = {
		{ "0", 0 },
		{ "120", 120 },
		{ " 7", 7 },
		{ "1.5", 2 },
		{ "Thu, 01 Jan 2026 00:01:00 GMT", 60 },
		{ "Wed, 31 Dec 2025 23:00:00 GMT", 0 },
		{ "1767225630", 30 },
		{ "1767225000", 0 }, /* an instant in seconds, as Sentry gives it */
		{ "soon", -1 },
		{ "", -1 },
		{ "-5", -1 },
		{ "12 monkeys", -1 },
	};
	for (size_t i = 0; i < array_len(cases); i++)
		if (net_retry_after(cases[i].value, now) != cases[i].wait)
			fail_msg("%s gives %d", cases[i].value,
			    (int)net_retry_after(cases[i].value, now));
}

static void
test_servers(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		bool loopback, ok;
	} cases[] = {
		{ "https://api.stripe.com", false, true },
		{ "https://api.example:8443/auth/v1", false, true },
		{ "http://api.stripe.com", true, false },
		{ "http://127.0.0.1:8080", true, true },
		{ "http://127.0.0.1:8080", false, false },
		{ "http://localhost:1", true, true },
		{ "http://[::1]:1", true, true },
		{ "http://127.0.0.1.evil.example", true, false },
		{ "http://localhost.evil.example", true, false },
		{ "ftp://127.0.0.1", true, false },
		{ "file:///etc/passwd", true, false },
		{ "https://a:b@api.example", false, false },
		{ "https://api.example/?x=1", false, false },
		{ "https://api.example/#x", false, false },
		{ "api.example", false, false },
		{ "", false, false },
		{ "https://", false, false },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct err err = { 0 };
		if (net_url_check(cases[i].url, cases[i].loopback, &err) != cases[i].ok)
			fail_msg("%s: %s", cases[i].url, err.text);
	}
}

static void
test_seen(void **state)
{
	(void)state;
	auto_drop(http_seen) struct http_seen s = { 0 };
	for (int i = 0; i < 20000; i++)
		assert_int_equal(http_seen_add(&s, &i, sizeof(i)), HTTP_NEW);
	for (int i = 0; i < 20000; i++)
		assert_int_equal(http_seen_add(&s, &i, sizeof(i)), HTTP_AGAIN);
	for (int i = 20000; i < HTTP_KEYS; i++)
		assert_int_equal(http_seen_add(&s, &i, sizeof(i)), HTTP_NEW);
	int one_more = HTTP_KEYS;
	assert_int_equal(http_seen_add(&s, &one_more, sizeof(one_more)), HTTP_FULL);
	assert_int_equal(http_seen_add(&s, &(int){ 7 }, sizeof(int)), HTTP_AGAIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cursor),
		cmocka_unit_test(test_cursor_in_body),
		cmocka_unit_test(test_link_in_body),
		cmocka_unit_test(test_link_in_header),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_max_pages),
		cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_seen),
	};
	return cmocka_run_group_tests(tests, open_language, close_language);
}
