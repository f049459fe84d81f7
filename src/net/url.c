/*
 * Addresses: which may be called at all, and where a link to the next page may lead.
 */
#include <curl/curl.h>
#include <strings.h>

#include "dossier/net.h"
#include "dossier/phrase.h"

#define LINK_BYTES 8192

static inline void
curlu_drop(CURLU **u)
{
	curl_url_cleanup(*u);
}

static inline void
curlstr_drop(char **s)
{
	curl_free(*s);
}

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
net_url_check(const char *url, bool loopback, struct err *err)
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
net_url_host(const char *url, struct arena *a)
{
	auto_drop(curlu) CURLU *u = curl_url();
	if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
		return phrase("the server");
	auto_drop(curlstr) char *host = url_part(u, CURLUPART_HOST);
	return host ? arena_strdup(a, host) : phrase("the server");
}

bool
net_url_place(const char *url, struct arena *a, const char **ret_host, const char **ret_port)
{
	auto_drop(curlu) CURLU *u = curl_url();
	if (curl_url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK)
		return false;
	auto_drop(curlstr) char *host = url_part(u, CURLUPART_HOST),
				*port = url_part(u, CURLUPART_PORT);
	if (!host || !port)
		return false;
	size_t n = strlen(host);
	bool brackets = n > 2 && host[0] == '[' && host[n - 1] == ']';
	*ret_host = brackets ? arena_strndup(a, host + 1, n - 2) : arena_strdup(a, host);
	*ret_port = arena_strdup(a, port);
	return true;
}

static bool
is_same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	auto_drop(curlstr) char *x = url_part(a, part), *y = url_part(b, part);
	return (!x && !y) || (x && y && strcasecmp(x, y) == 0);
}

const char *
net_url_follow(
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
