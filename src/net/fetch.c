/*
 * One request, and bounds on everything that comes back.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <netdb.h>

#include "dossier/date.h"
#include "dossier/net.h"
#include "trust.h"

#define CONNECT_S 10
#define SILENT_S 30 /* without a byte for so long: gone */
#define HEADER_BYTES 65536
#define FAILURE_BYTES (1u << 20)
#define INSTANT_S 1000000000 /* so many seconds are an instant, and fewer a wait */
#define WAIT_MAX_S 1000000000
#define ADDRESSES_MS 60000 /* a name is looked up again after so long */

struct net_client {
	CURL *curl;
	struct curl_slist *addresses; /* of the name called last, for curl; NULL: it needs none */
	char *place;                  /* that name and its port; NULL: none yet */
	int64_t looked_up_ms;
};

static inline void
slist_drop(struct curl_slist **l)
{
	curl_slist_free_all(*l);
}

struct net_client *
net_client_new(void)
{
	struct net_client *c = xcalloc(1, sizeof(*c));
	c->curl = curl_easy_init();
	if (!c->curl)
		BUG("curl_easy_init failed");
	return c;
}

void
net_client_free(struct net_client *c)
{
	if (!c)
		return;
	curl_easy_cleanup(c->curl);
	curl_slist_free_all(c->addresses);
	free(c->place);
	free(c);
}

void
net_answer_release(struct net_answer *a)
{
	buf_release(&a->body);
	json_decref(a->headers);
	*a = (struct net_answer){ 0 };
}

/* ---- one attempt ---- */

struct attempt {
	CURL *curl;
	const struct net_request *request;
	struct net_answer *answer;
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
	const struct net_request *r = t->request;
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
set_bounds(CURL *curl, const struct net_request *r)
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
	/* whatever the environment says: nobody declared who stands between */
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
}

/* ---- names ---- */

static inline void
addrinfo_drop(struct addrinfo **a)
{
	if (*a)
		freeaddrinfo(*a);
}

/* "HOST:PORT:ADDRESS,ADDRESS": curl would make a thread to ask, and a slot has neither. */
static bool
add_addresses(struct buf *b, const char *host, const char *port, struct err *err)
{
	static const struct addrinfo want = { .ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV };
	auto_drop(addrinfo) struct addrinfo *list = NULL;
	char address[INET6_ADDRSTRLEN + 1];
	int bad = getaddrinfo(host, port, &want, &list);
	if (bad)
		return err_set(
		    err, ERR_TEMPORARY, "cannot look up %s: %s", host, gai_strerror(bad));
	buf_addf(b, "+%s:%s:", host, port);
	for (const struct addrinfo *a = list; a; a = a->ai_next)
		if (getnameinfo(a->ai_addr, a->ai_addrlen, address, sizeof(address), NULL, 0,
			NI_NUMERICHOST) == 0)
			buf_addf(b, "%s%s", a == list ? "" : ",", address);
	return true;
}

static bool
is_address(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];
	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static bool
look_up(struct net_client *c, const char *url, struct arena *a, struct err *err)
{
	const char *host, *port;
	auto_drop(buf) struct buf text = { 0 };
	if (!net_url_place(url, a, &host, &port))
		return err_set(err, ERR_INPUT, "an address that is none");
	const char *place = arena_printf(a, "%s:%s", host, port);
	if (is_address(host) ||
	    (c->place && strcmp(c->place, place) == 0 &&
		clock_boot_ms() - c->looked_up_ms < ADDRESSES_MS))
		return true;
	if (!add_addresses(&text, host, port, err))
		return false;
	curl_slist_free_all(c->addresses);
	c->addresses = curl_slist_append(NULL, text.data);
	free(c->place);
	c->place = xstrdup(place);
	c->looked_up_ms = clock_boot_ms();
	return true;
}

static CURLcode
set_trust(CURL *curl, void *ctx, void *arg)
{
	(void)curl;
	(void)arg;
	return trust_usual(ctx) ? CURLE_OK : CURLE_SSL_CACERT_BADFILE;
}

static void
set_way(CURL *curl, const struct net_client *c)
{
	curl_easy_setopt(curl, CURLOPT_RESOLVE, c->addresses);
	curl_easy_setopt(curl, CURLOPT_CAINFO, NULL);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, set_trust);
}

/* ---- the call ---- */

static void
set_request(CURL *curl, const struct net_request *r, struct curl_slist *headers)
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
perform(struct net_client *c, const struct net_request *r, struct attempt *t)
{
	auto_drop(slist) struct curl_slist *headers = NULL;
	for (size_t i = 0; r->headers && r->headers[i]; i++)
		headers = curl_slist_append(headers, r->headers[i]);
	headers = curl_slist_append(headers, "Expect:");
	net_answer_release(t->answer);
	t->answer->headers = json_object();
	curl_easy_reset(c->curl);
	set_bounds(c->curl, r);
	set_way(c->curl, c);
	set_request(c->curl, r, headers);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, t);
	CURLcode code = curl_easy_perform(c->curl);
	t->answer->status = status_of(c->curl);
	return code;
}

static const char *
untrusted(CURL *curl)
{
	long why = 0;
	(void)curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &why);
	return trust_why(why);
}

/* Failures of the connection: those that may pass, and those that a person must look at. */
static bool
explain(CURLcode code, const struct net_request *r, const struct attempt *t, const char *host,
    struct err *err)
{
	if (t->refused.kind != ERR_NONE)
		return err_set(err, t->refused.kind, "%s", t->refused.text);
	if (t->too_large || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(err, ERR_INPUT, "%s answers more than %lld bytes", host,
		    (long long)r->max_bytes);
	if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
		return err_set(err, ERR_INPUT, "the certificate of %s is not to be trusted: %s",
		    host, untrusted(t->curl));
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_set(err, ERR_TEMPORARY, "%s did not answer in time", host);
	return err_set(err, ERR_TEMPORARY, "no answer from %s: %s", host, curl_easy_strerror(code));
}

bool
net_fetch(
    struct net_client *c, const struct net_request *r, struct net_answer *ret, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct attempt t = { .curl = c->curl, .request = r, .answer = ret };
	ret->bytes = 0;
	if (!look_up(c, r->url, a, err))
		return false;
	CURLcode code = perform(c, r, &t);
	ret->bytes = t.bytes + t.header_bytes;
	return code == CURLE_OK || explain(code, r, &t, net_url_host(r->url, a), err);
}

static int64_t
until(int64_t at_s, int64_t now_s)
{
	int64_t wait = at_s > now_s ? at_s - now_s : 0;
	return wait < WAIT_MAX_S ? wait
				 : WAIT_MAX_S; /* a number that fits no number is there too */
}

int64_t
net_retry_after(const char *value, int64_t now_s)
{
	while (isspace((unsigned char)*value))
		value++;
	if (isdigit((unsigned char)*value)) {
		char *end;
		int64_t n = strtoll(value, &end, 10);
		if (*end && *end != '.')
			return -1;
		if (n >= INSTANT_S)
			return until(n, now_s);
		return *end ? n + 1 : n; /* a fraction of a second: up */
	}
	time_t at = curl_getdate(value, NULL);
	return at == (time_t)-1 ? -1 : until(at, now_s);
}
