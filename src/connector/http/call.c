/*
 * One request to a vendor, as often as it wants to be asked: rate limits before, retries after,
 * bounds on everything that comes back. The only file with libcurl. Redirects are never followed,
 * cookies never kept, nothing but https spoken (http to this very machine where a definition allows
 * it, for simulators).
 */
#include <ctype.h>
#include <curl/curl.h>
#include <strings.h>

#include "http.h"

#define CONNECT_S 10
#define SILENT_S 30 /* without a byte for so long: gone */
#define HEADER_BYTES 65536
#define LINK_BYTES 8192

struct http_client {
	CURL *curl;
	struct limiter *limiter;
};

static inline void
curlu_drop(CURLU **u)
{
	curl_url_cleanup(*u);
}

static inline void
slist_drop(struct curl_slist **l)
{
	curl_slist_free_all(*l);
}

static inline void
curlstr_drop(char **s)
{
	curl_free(*s);
}

struct http_client *
http_client_new(struct limiter *limiter)
{
	struct http_client *c = xcalloc(1, sizeof(*c));
	c->limiter = limiter;
	c->curl = curl_easy_init();
	if (!c->curl)
		BUG("curl_easy_init failed");
	return c;
}

void
http_client_free(struct http_client *c)
{
	if (!c)
		return;
	curl_easy_cleanup(c->curl);
	free(c);
}

void
http_answer_release(struct http_answer *a)
{
	buf_release(&a->body);
	json_decref(a->headers);
	*a = (struct http_answer){ 0 };
}

/* ---- addresses ---- */

static char *
url_part(CURLU *u, CURLUPart part)
{
	char *text = NULL;
	return curl_url_get(u, part, &text, part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) ==
		CURLUE_OK
	    ? text
	    : NULL;
}

static bool
is_this_machine(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	    (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host));
}

bool
http_url_check(const char *url, bool loopback, struct err *err)
{
	auto_drop(curlu) CURLU *u = curl_url();
	if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
		return err_set(err, ERR_INPUT, "not an address such as https://api.example.com");
	auto_drop(curlstr) char *scheme = url_part(u, CURLUPART_SCHEME),
				*host = url_part(u, CURLUPART_HOST);
	auto_drop(curlstr) char *user = url_part(u, CURLUPART_USER),
				*query = url_part(u, CURLUPART_QUERY);
	auto_drop(curlstr) char *fragment = url_part(u, CURLUPART_FRAGMENT);
	if (!scheme || !host || user || query || fragment)
		return err_set(
		    err, ERR_INPUT, "an address of a server has no user, query or fragment");
	bool local = loopback && strcmp(scheme, "http") == 0 && is_this_machine(host);
	if (strcmp(scheme, "https") != 0 && !local)
		return err_set(err, ERR_INPUT,
		    "only https addresses are used (http only to this very machine)");
	return true;
}

const char *
http_url_host(const char *url, struct arena *a)
{
	auto_drop(curlu) CURLU *u = curl_url();
	if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
		return "the server";
	auto_drop(curlstr) char *host = url_part(u, CURLUPART_HOST);
	return host ? arena_strdup(a, host) : "the server";
}

static bool
is_same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	auto_drop(curlstr) char *x = url_part(a, part), *y = url_part(b, part);
	return (!x && !y) || (x && y && strcasecmp(x, y) == 0);
}

const char *
http_url_follow(
    const char *base, const char *link, bool query_only, struct arena *a, struct err *err)
{
	static const char bad[] = "the link to the next page is no address";
	auto_drop(curlu) CURLU *from = curl_url(), *to = curl_url();
	if (strlen(link) > LINK_BYTES || curl_url_set(from, CURLUPART_URL, base, 0) != CURLUE_OK ||
	    curl_url_set(to, CURLUPART_URL, base, 0) != CURLUE_OK ||
	    curl_url_set(to, CURLUPART_URL, link, 0) != CURLUE_OK)
		return err_set(err, ERR_INPUT, "%s", bad), NULL;
	auto_drop(curlstr) char *query = url_part(to, CURLUPART_QUERY);
	if (query_only) {
		/* such a vendor builds it from an inner address: its host and path mean nothing */
		if (!query || curl_url_set(from, CURLUPART_QUERY, query, 0) != CURLUE_OK)
			return err_set(err, ERR_INPUT, "%s", bad), NULL;
		auto_drop(curlstr) char *same = url_part(from, CURLUPART_URL);
		return arena_strdup(a, same);
	}
	static const CURLUPart same[] = { CURLUPART_SCHEME, CURLUPART_HOST, CURLUPART_PORT,
		CURLUPART_USER, CURLUPART_PASSWORD };
	for (size_t i = 0; i < array_len(same); i++)
		if (!is_same_part(from, to, same[i]))
			return err_set(err, ERR_INPUT,
				   "the link to the next page leads to another host: not followed"),
			       NULL;
	(void)curl_url_set(to, CURLUPART_FRAGMENT, NULL, 0);
	auto_drop(curlstr) char *url = url_part(to, CURLUPART_URL);
	return arena_strdup(a, url);
}

/* ---- one attempt ---- */

struct attempt {
	struct http_answer *answer;
	size_t max_bytes, header_bytes;
	bool too_large;
};

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct attempt *t = arg;
	n *= size;
	t->too_large |= n > t->max_bytes - t->answer->body.len;
	if (t->too_large)
		return CURL_WRITEFUNC_ERROR;
	buf_add(&t->answer->body, p, n);
	return n;
}

/* Names go to lower case; one that comes again (Link) is joined by a comma: RFC 9110, 5.3. */
static void
header_add(json_t *headers, const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n);
	if (!colon)
		return;
	auto_drop(buf) struct buf name = { 0 }, value = { 0 };
	for (const char *p = line; p < colon; p++)
		buf_addc(&name, (char)tolower((unsigned char)*p));
	const char *from = colon + 1, *to = line + n;
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	const char *before = name.len ? json_str(headers, name.data) : NULL;
	if (before)
		buf_addf(&value, "%s, ", before);
	buf_add(&value, from, (size_t)(to - from));
	json_t *text = json_stringn(value.data, value.len);
	if (text && name.len > 0)
		json_object_set(headers, name.data, text);
	json_decref(text);
}

static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct attempt *t = arg;
	n *= size;
	t->header_bytes += n;
	t->too_large |= t->header_bytes > HEADER_BYTES;
	if (t->too_large)
		return 0;
	if (n > 5 && memcmp(p, "HTTP/", 5) == 0)
		json_object_clear(
		    t->answer->headers); /* after an interim answer the real one begins */
	else
		header_add(t->answer->headers, p, n);
	return n;
}

static void
set_bounds(CURL *curl, const struct http_request *r)
{
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(
	    curl, CURLOPT_PROTOCOLS_STR, strncmp(r->url, "http:", 5) == 0 ? "http" : "https");
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT,
	    (long)(r->timeout_s < CONNECT_S ? r->timeout_s : CONNECT_S));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)r->timeout_s);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SILENT_S);
	curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)r->max_bytes);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "dossier");
	if (strncmp(r->url, "http:", 5) == 0)
		curl_easy_setopt(
		    curl, CURLOPT_PROXY, ""); /* what goes to this machine passes by no other */
}

static void
set_request(CURL *curl, const struct http_request *r, struct curl_slist *headers)
{
	curl_easy_setopt(curl, CURLOPT_URL, r->url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	if (r->user) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, r->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, r->password);
	}
	if (strcmp(r->method, "POST") == 0) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body ? r->body : "");
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
	}
}

static CURLcode
perform(struct http_client *c, const struct http_request *r, struct attempt *t)
{
	auto_drop(slist) struct curl_slist *headers = NULL;
	for (size_t i = 0; r->headers && r->headers[i]; i++)
		headers = curl_slist_append(headers, r->headers[i]);
	headers = curl_slist_append(headers, "Expect:");
	http_answer_release(t->answer);
	t->answer->headers = json_object();
	curl_easy_reset(c->curl);
	set_bounds(c->curl, r);
	set_request(c->curl, r, headers);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, t);
	CURLcode code = curl_easy_perform(c->curl);
	long status = 0;
	(void)curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
	t->answer->status = (int)status;
	return code;
}

/* ---- waiting ---- */

int64_t
http_retry_after(const char *value, int64_t now_s)
{
	while (isspace((unsigned char)*value))
		value++;
	if (isdigit((unsigned char)*value)) {
		char *end;
		int64_t n = strtoll(value, &end, 10);
		if (*end == '.')
			n++; /* a fraction of a second: up */
		else if (*end)
			return -1;
		return n < 1000000000 ? n : n > now_s ? n - now_s : 0;
	}
	time_t at = curl_getdate(value, NULL);
	if (at == (time_t)-1)
		return -1;
	return at > now_s ? at - now_s : 0;
}

/* What the answer's headers ask for, in ms; -1: nothing. */
static int64_t
asked_wait_ms(const json_t *retry, const json_t *headers)
{
	const json_t *names = json_get(retry, "wait");
	size_t n = names ? json_array_size(names) : 1;
	for (size_t i = 0; i < n; i++) {
		const char *name =
		    names ? json_string_value(json_array_get(names, i)) : "retry-after";
		auto_drop(buf) struct buf lower = { 0 };
		for (; name && *name; name++)
			buf_addc(&lower, (char)tolower((unsigned char)*name));
		const char *value = lower.data ? json_str(headers, lower.data) : NULL;
		int64_t s = value ? http_retry_after(value, time(NULL)) : -1;
		if (s >= 0)
			return s * 1000;
	}
	return -1;
}

/* The headers' wish, else base * factor^tries with up to a half more or less; never above cap_s. */
static int64_t
wait_ms(const json_t *retry, const struct http_answer *answer, int tries)
{
	int64_t cap = json_int_or(retry, "cap_s", 300) * 1000;
	int64_t asked = asked_wait_ms(retry, answer->headers);
	if (asked >= 0)
		return asked < cap ? asked : cap;
	const json_t *f = json_get(retry, "factor");
	double ms = (double)json_int_or(retry, "base_ms", 500),
	       factor = json_is_number(f) ? json_number_value(f) : 2;
	for (int i = 1; i < tries && ms < (double)cap; i++)
		ms *= factor;
	if (!json_is_false(json_get(retry, "jitter")))
		ms *= 0.5 + arc4random_uniform(1000) / 1000.0;
	return ms < (double)cap ? (int64_t)ms : cap;
}

static void
sleep_us(int64_t us)
{
	struct timespec left = { .tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000 };
	while (nanosleep(&left, &left) != 0)
		;
}

/* Sleep a little, or ask to be called again when it is much: a slot is not there to sleep. */
static bool
wait_or_leave(const struct http_request *r, int64_t us, int *ret_again_s, struct err *err)
{
	if (us <= HTTP_SLEEP_S * INT64_C(1000000)) {
		sleep_us(us);
		return true;
	}
	*ret_again_s = us < INT64_C(86400000000) ? (int)(us / 1000000) + 1 : 86400;
	return err_set(err, ERR_TEMPORARY,
	    "op %s: the vendor wants calls more slowly: again in %d s", r->op, *ret_again_s);
}

static double
seconds_of(const char *per)
{
	char *end = NULL;
	double n = per ? strtod(per, &end) : 1;
	static const struct {
		char unit;
		double s;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	for (size_t i = 0; end && i < array_len(units); i++)
		if (*end == units[i].unit)
			return n * units[i].s;
	return n;
}

static bool
limit_names(const json_t *limit, const char *op)
{
	const json_t *ops = json_get(limit, "ops");
	for (size_t i = 0; i < json_array_size(ops); i++) {
		const char *name = json_string_value(json_array_get(ops, i));
		if (name && (strcmp(name, "*") == 0 || strcmp(name, op) == 0))
			return true;
	}
	return false;
}

static bool
obey_limits(struct http_client *c, const struct http_request *r, int *ret_again_s, struct err *err)
{
	int64_t longest = 0;
	for (size_t i = 0; c->limiter && i < json_array_size(r->limits); i++) {
		const json_t *limit = json_array_get(r->limits, i), *rate = json_get(limit, "rate");
		if (!json_is_number(rate) || !limit_names(limit, r->op))
			continue;
		double per_s = json_number_value(rate) / seconds_of(json_str(limit, "per"));
		int64_t burst = json_int_or(limit, "burst", per_s > 1 ? (int64_t)per_s : 1);
		auto_drop(buf) struct buf key = { 0 };
		buf_addf(&key, "%s#%zu", r->account, i);
		int64_t us = limiter_take(c->limiter, key.data, per_s, (unsigned)burst);
		if (us > longest)
			longest = us;
	}
	return longest == 0 || wait_or_leave(r, longest, ret_again_s, err);
}

/* ---- again or not ---- */

static bool
status_retries(const json_t *retry, int status)
{
	static const int usual[] = { 408, 425, 429, 500, 502, 503, 504, 529 };
	const json_t *list = json_get(retry, "status");
	for (size_t i = 0; list ? i < json_array_size(list) : i < array_len(usual); i++)
		if (status == (list ? (int)json_integer_value(json_array_get(list, i)) : usual[i]))
			return true;
	return false;
}

/* Some say "too often" with 403 and explain themselves in the body. */
static bool
body_retries(const json_t *retry, const struct http_answer *answer)
{
	const json_t *cond = json_get(retry, "body");
	if (!cond || answer->body.len == 0)
		return false;
	json_t *body =
	    json_loadb(answer->body.data, answer->body.len, JSON_REJECT_DUPLICATES, NULL);
	json_t *root = json_pack("{s:o*}", "body", body);
	bool hit = false;
	struct err ignored = { 0 };
	(void)!http_cond(cond, root, &(struct http_scope){ 0 }, &hit, &ignored);
	json_decref(root);
	return hit;
}

static bool
wants_retry(const json_t *retry, const struct http_answer *answer)
{
	const char *header = json_str(json_get(retry, "obey"), "header");
	auto_drop(buf) struct buf lower = { 0 };
	for (; header && *header; header++)
		buf_addc(&lower, (char)tolower((unsigned char)*header));
	const char *said = lower.data ? json_str(answer->headers, lower.data) : NULL;
	if (said && answer->status >= 400 &&
	    (strcmp(said, "true") == 0 || strcmp(said, "false") == 0))
		return *said == 't';
	return status_retries(retry, answer->status) || body_retries(retry, answer);
}

/* Failures of the connection: those that may pass, and those that a person must look at. */
static bool
explain(CURLcode code, const struct http_request *r, const struct attempt *t, const char *host,
    struct err *err)
{
	if (t->too_large || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(err, ERR_INPUT, "op %s: %s answers more than %zu bytes", r->op, host,
		    r->max_bytes);
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
		return err_set(err, ERR_INPUT, "op %s: the certificate of %s is not to be trusted",
		    r->op, host);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_set(err, ERR_TEMPORARY, "op %s: %s did not answer in time", r->op, host);
	return err_set(err, ERR_TEMPORARY, "op %s: no answer from %s: %s", r->op, host,
	    curl_easy_strerror(code));
}

/* One try: *ret_done true: answer or failure is final. */
static bool
try_once(struct http_client *c, const struct http_request *r, struct http_answer *ret,
    bool *ret_done, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *host = http_url_host(r->url, a);
	struct attempt t = { .answer = ret, .max_bytes = r->max_bytes };
	CURLcode code = perform(c, r, &t);
	*ret_done = true;
	if (code != CURLE_OK) {
		(void)explain(code, r, &t, host, err);
		*ret_done = err->kind != ERR_TEMPORARY || json_is_false(json_get(r->retry, "net"));
		return false;
	}
	if (!wants_retry(r->retry, ret))
		return true;
	*ret_done = false;
	return err_set(err, ERR_TEMPORARY, "op %s: %s answers %d", r->op, host, ret->status);
}

bool
http_fetch(struct http_client *c, const struct http_request *r, struct http_answer *ret,
    int *ret_again_s, struct err *err)
{
	int64_t tries = json_int_or(r->retry, "tries", 4);
	if (tries < 1)
		tries = 1;
	struct err failed = { 0 };
	for (int n = 1; n <= tries; n++) {
		bool done;
		err_clear(&failed);
		if (!obey_limits(c, r, ret_again_s, err))
			return false;
		if (try_once(c, r, ret, &done, &failed))
			return true;
		if (done)
			break;
		int64_t us = wait_ms(r->retry, ret, n) * 1000;
		if (n == tries)
			*ret_again_s = us < INT64_C(60000000) ? 60 : (int)(us / 1000000);
		else if (!wait_or_leave(r, us, ret_again_s, err))
			return false;
	}
	return err_set(err, failed.kind, "%s", failed.text);
}
