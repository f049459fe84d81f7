/*
 * Whether to call again, and after how long: what the vendor's headers ask for, else what the
 * definition says.
 */
#include "http.h"

/* What the answer's headers ask for, in ms; -1: nothing. */
static int64_t
asked_wait_ms(const struct def_retry *retry, const json_t *headers)
{
	for (size_t i = 0; i < retry->wait.n; i++) {
		const char *value = json_str(headers, retry->wait.items[i]);
		int64_t s = value ? net_retry_after(value, time(NULL)) : -1;
		if (s >= 0)
			return s * 1000;
	}
	return -1;
}

/* The headers' wish, else base * factor^tries with up to a half more or less; never above cap_s. */
int64_t
http_retry_wait_ms(const struct def_retry *retry, const struct net_answer *answer, int64_t tries)
{
	int64_t cap = retry->cap_s * 1000, asked = asked_wait_ms(retry, answer->headers);
	if (asked >= 0)
		return asked < cap ? asked : cap;
	double ms = (double)retry->base_ms;
	for (int64_t i = 1; i < tries && ms < (double)cap; i++)
		ms *= retry->factor;
	if (retry->jitter)
		ms *= 0.5 + arc4random_uniform(1000) / 1000.0;
	return ms < (double)cap ? (int64_t)ms : cap;
}

/* Some say "too often" with 403 and explain themselves in the body. */
static bool
body_retries(const struct def_retry *retry, const struct net_answer *answer)
{
	if (!retry->body || answer->body.len == 0)
		return false;
	auto_drop(json) json_t *body =
	    json_loadb(answer->body.data, answer->body.len, JSON_REJECT_DUPLICATES, NULL);
	bool hit = false;
	struct err ignored = { 0 };
	return condition_holds(retry->body, body, &(struct values){ 0 }, &hit, &ignored) && hit;
}

bool
http_retry_wanted(const struct def_retry *retry, const struct net_answer *answer)
{
	const char *said = retry->obey ? json_str(answer->headers, retry->obey) : NULL;
	if (said && answer->status >= 400 &&
	    (strcmp(said, "true") == 0 || strcmp(said, "false") == 0))
		return *said == 't';
	for (size_t i = 0; i < retry->nstatus; i++)
		if (retry->status[i] == answer->status)
			return true;
	return body_retries(retry, answer);
}
