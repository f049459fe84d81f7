/*
 * One request to a vendor, as often as it wants to be asked: rate limits before, retries after,
 * bounds on everything that comes back. Redirects are never followed, cookies never kept, nothing
 * but https spoken (http to this very machine where a definition allows it, for simulators).
 */
#include <ctype.h>
#include <curl/curl.h>

#include "http.h"

#define CONNECT_S 10
#define SILENT_S 30 /* without a byte for so long: gone */
#define HEADER_BYTES 65536
#define FAILURE_BYTES (1u << 20)

struct http_client {
	CURL *curl;
	struct limiter *limiter;
};

static inline void
slist_drop(struct curl_slist **l)
{
	curl_slist_free_all(*l);
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

/* ---- one attempt ---- */

struct attempt {
	CURL *curl;
	const struct http_request *request;
	struct http_answer *answer;
	size_t bytes, header_bytes;
	bool too_large;
	struct err refused; /* the taker's */
};

static int
status_of(CURL *curl)
{
	long status = 0;
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct attempt *t = arg;
	const struct http_request *r = t->request;
	n *= size;
	t->bytes += n;
	t->too_large |= t->bytes > (size_t)r->max_bytes;
	if (t->too_large)
		return CURL_WRITEFUNC_ERROR;
	if (r->taker && status_of(t->curl) / 100 == 2) {
		t->answer->taken = true;
		return r->taker(r->taker_arg, p, n, &t->refused) ? n : CURL_WRITEFUNC_ERROR;
	}
	/* what is said about a failure is short, whatever a good answer may be */
	t->too_large |= r->taker && t->bytes > FAILURE_BYTES;
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
	if (r->body || strcmp(r->method, "POST") == 0) {
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body ? r->body : "");
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->body_len);
	}
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, r->method);
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
	t->answer->status = status_of(c->curl);
	return code;
}

/* ---- waiting ---- */

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

static bool
obey_limits(struct http_client *c, const struct http_request *r, int *ret_again_s, struct err *err)
{
	int64_t longest = 0;
	for (size_t i = 0; c->limiter && i < r->nlimits; i++) {
		const struct http_limit *limit = &r->limits[i];
		int64_t us = limiter_take(c->limiter, limit->key, limit->per_s, limit->burst);
		if (us > longest)
			longest = us;
	}
	return longest == 0 || wait_or_leave(r, longest, ret_again_s, err);
}

/* ---- again or not ---- */

/* Failures of the connection: those that may pass, and those that a person must look at. */
static bool
explain(CURLcode code, const struct http_request *r, const struct attempt *t, const char *host,
    struct err *err)
{
	if (t->refused.kind != ERR_NONE)
		return err_set(err, t->refused.kind, "op %s: %s", r->op, t->refused.text);
	if (t->too_large || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(err, ERR_INPUT, "op %s: %s answers more than %lld bytes", r->op,
		    host, (long long)r->max_bytes);
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
	struct attempt t = { .curl = c->curl, .request = r, .answer = ret };
	*ret_done = true;
	if (r->again && !r->again(r->taker_arg, err))
		return false;
	CURLcode code = perform(c, r, &t);
	if (code != CURLE_OK) {
		(void)explain(code, r, &t, host, err);
		*ret_done =
		    err->kind != ERR_TEMPORARY || !r->retry->net || (ret->taken && !r->again);
		return false;
	}
	if (!http_retry_wanted(r->retry, ret))
		return true;
	*ret_done = false;
	return err_set(err, ERR_TEMPORARY, "op %s: %s answers %d", r->op, host, ret->status);
}

bool
http_fetch(struct http_client *c, const struct http_request *r, struct http_answer *ret,
    int *ret_again_s, struct err *err)
{
	struct err failed = { 0 };
	for (int64_t n = 1; n <= r->retry->tries; n++) {
		bool done;
		err_clear(&failed);
		if (!obey_limits(c, r, ret_again_s, err))
			return false;
		if (try_once(c, r, ret, &done, &failed))
			return true;
		if (done)
			break;
		int64_t us = http_retry_wait_ms(r->retry, ret, n) * 1000;
		if (n == r->retry->tries)
			*ret_again_s = us < INT64_C(60000000) ? 60 : (int)(us / 1000000);
		else if (!wait_or_leave(r, us, ret_again_s, err))
			return false;
	}
	return err_set(err, failed.kind, "%s", failed.text);
}
