/*
 * One request to a vendor, as often as it wants to be asked: rate limits before, retries after.
 */
#include <time.h>

#include "dossier/dial.h"

#include "http.h"

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
obey_limits(const struct http_run *run, const struct http_request *r, struct err *err)
{
	int64_t longest = 0;
	for (size_t i = 0; i < r->nlimits; i++) {
		const struct http_limit *limit = &r->limits[i];
		int64_t us = dial_limit(run->call->limiter, limit->key, limit->per_s, limit->burst);
		if (us > longest)
			longest = us;
	}
	return longest == 0 || wait_or_leave(r, longest, &run->call->again_s, err);
}

/* ---- again or not ---- */

/* One try: *ret_done true: answer or failure is final. */
static bool
try_once(const struct http_run *run, const struct http_request *r, struct net_answer *ret,
    bool *ret_done, struct err *err)
{
	*ret_done = true;
	struct budget *budget = &run->call->budget;
	struct net_request net = r->net;
	int ms = budget_wait_ms(budget, net.timeout_s * 1000);
	net.timeout_s = (ms + 999) / 1000;
	if (ms == 0)
		return budget_silent(budget, net_url_host(net.url, run->arena), err);
	if (!budget_take(budget, BUDGET_TRIPS, 1, err) ||
	    (r->again && !r->again(r->net.taker_arg, err)))
		return false;
	bool came = net_fetch(run->client, &net, ret, err);
	struct err much = { 0 }; /* whatever else is wrong with what came */
	if (!budget_take(budget, BUDGET_BYTES, (int64_t)ret->bytes, &much))
		return err_set(err, much.kind, "op %s: %s", r->op, much.text);
	if (!came) {
		*ret_done =
		    err->kind != ERR_TEMPORARY || !r->retry->net || (ret->taken && !r->again);
		return err_wrap(err, "op %s", r->op);
	}
	if (!http_retry_wanted(r->retry, ret))
		return true;
	*ret_done = false;
	return err_set(err, ERR_TEMPORARY, "op %s: %s answers %d", r->op,
	    net_url_host(r->net.url, run->arena), ret->status);
}

bool
http_fetch(const struct http_run *run, const struct http_request *r, struct net_answer *ret,
    struct err *err)
{
	struct err failed = { 0 };
	int *again_s = &run->call->again_s;
	for (int64_t n = 1; n <= r->retry->tries; n++) {
		bool done;
		err_clear(&failed);
		if (!obey_limits(run, r, err))
			return false;
		if (try_once(run, r, ret, &done, &failed))
			return true;
		if (done)
			break;
		int64_t us = http_retry_wait_ms(r->retry, ret, n) * 1000;
		if (n == r->retry->tries)
			*again_s = us < INT64_C(60000000) ? 60 : (int)(us / 1000000);
		else if (!wait_or_leave(r, us, again_s, err))
			return false;
	}
	return err_set(err, failed.kind, "%s", failed.text);
}
