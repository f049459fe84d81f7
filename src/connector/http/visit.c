/*
 * One operation, page by page: called, judged, read. Memory holds one page.
 */
#include "http.h"

#define LATER_S 300

struct visit {
	struct http_run *run;
	struct http_into *into;
	const struct def_op *op;
	const struct values *values;
	net_taker *taker; /* of a file */
	void *taker_arg;
};

/* ---- what an answer means ---- */

enum verdict { TAKE, NOTHING, DENIED, LATER, REFUSED };

static enum verdict
verdict_of(const struct def_op *op, int status)
{
	static const enum verdict verdicts[] = {
		[MEANS_EMPTY] = NOTHING,
		[MEANS_GONE] = NOTHING,
		[MEANS_LATER] = LATER,
		[MEANS_DENIED] = DENIED,
		[MEANS_FATAL] = REFUSED,
	};
	for (size_t i = 0; i < op->nstatus; i++)
		if (op->status[i].status == status)
			return verdicts[op->status[i].meaning];
	for (size_t i = 0; i < op->nok; i++)
		if (op->ok[i] == status)
			return TAKE;
	if (status == 401 || status == 403)
		return DENIED;
	if (op->nok || status < 200 || status > 299)
		return REFUSED;
	return status == 204 ? NOTHING : TAKE;
}

static bool
judge(const struct visit *v, const char *url, int status, bool *ret_take, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *host = net_url_host(url, a), *op = v->op->name;
	*ret_take = false;
	switch (verdict_of(v->op, status)) {
	case TAKE:
		*ret_take = true;
		return true;
	case NOTHING:
		return true;
	case DENIED:
		return http_refused(v->op, v->op->server->auth, url, status, err);
	case LATER:
		v->run->call->again_s = LATER_S;
		return err_set(
		    err, ERR_TEMPORARY, "op %s: %s answers %d: not now", op, host, status);
	case REFUSED:
		break;
	}
	if (status >= 500 || status == 429 || status == 408)
		return err_set(err, ERR_TEMPORARY, "op %s: %s answers %d", op, host, status);
	if (status >= 300 && status < 400)
		return err_set(err, ERR_INPUT,
		    "op %s: %s answers %d: redirects are not followed, check setting url", op, host,
		    status);
	return err_set(
	    err, ERR_INPUT, "op %s: %s answers %d where 200 was expected", op, host, status);
}

/* The body as JSON, when the vendor itself calls it a success. Never a word of it in the error. */
static json_t *
read_body(const struct visit *v, const struct net_answer *answer, struct err *err)
{
	json_error_t e;
	bool fine = false;
	auto_drop(json) json_t *body = answer->body.len
	    ? json_loadb(answer->body.data, answer->body.len, JSON_REJECT_DUPLICATES, &e)
	    : NULL;
	if (!body)
		err_set(err, ERR_INPUT, "op %s: expected JSON, got %zu bytes that are none",
		    v->op->name, answer->body.len);
	else if (condition_holds(v->op->ok_if, body, v->values, &fine, err) && !fine)
		err_set(err, ERR_INPUT, "op %s: the answer itself says that it failed (ok_if)",
		    v->op->name);
	return fine ? take(body) : NULL;
}

/* ---- pages ---- */

static bool
take_page(const struct visit *v, struct http_pager *pager, const struct http_request *r,
    const struct net_answer *answer, bool *ret_more, struct err *err)
{
	auto_drop(json) json_t *body = read_body(v, answer, err), *rows = NULL;
	if (!body || !v->into)
		return body;
	if (!(rows = http_rows_of(v->op, body, err)))
		return false;
	const struct http_page seen = { r->net.url, answer, body, rows, v->values };
	v->into->limited |= pager->rows + (int64_t)json_array_size(rows) >= pager->page->cap_rows;
	if (!http_pager_next(pager, &seen, ret_more, err))
		return err_wrap(err, "op %s", v->op->name);
	return http_rows_take(v->run, v->into, v->op, rows, v->values, err);
}

static bool
call(const struct visit *v, const struct http_request *r, struct http_pager *pager,
    struct net_answer *answer, bool *ret_more, struct err *err)
{
	bool take_it;
	return http_fetch(v->run, r, answer, err) &&
	    judge(v, r->net.url, answer->status, &take_it, err) &&
	    (!take_it || v->taker || take_page(v, pager, r, answer, ret_more, err));
}

/* Rows may hold values that are too large for them. */
static bool
call_for_rows(const struct visit *v, struct http_request *r, struct http_pager *pager,
    struct net_answer *answer, bool *ret_more, struct err *err)
{
	struct http_spill *spill = xmalloc(sizeof(*spill));
	http_spill_init(spill, v->run, v->into, &answer->body);
	r->net.taker = http_spill_take;
	r->again = http_spill_again;
	r->net.taker_arg = v->run->spill = spill;
	bool ok = call(v, r, pager, answer, ret_more, err) && http_spill_end(spill, err);
	v->run->spill = NULL;
	http_spill_release(spill);
	free(spill);
	return ok;
}

static bool
one_page(const struct visit *v, struct http_pager *pager, bool *ret_more, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(net_answer) struct net_answer answer = { 0 };
	struct http_request r;
	const char *token;
	*ret_more = false;
	if (!http_token(v->run, v->op->server->auth, &token, err) ||
	    !http_build(v->run, v->op, v->values, pager, token, a, &r, err))
		return false;
	if (v->into)
		return call_for_rows(v, &r, pager, &answer, ret_more, err);
	r.net.taker = v->taker;
	r.net.taker_arg = v->taker_arg;
	return call(v, &r, pager, &answer, ret_more, err);
}

static bool
all_pages(const struct visit *v, struct err *err)
{
	auto_drop(http_pager) struct http_pager pager;
	http_pager_init(&pager, v->op->page);
	for (bool more = true; more;)
		if (!one_page(v, &pager, &more, err))
			return false;
	return true;
}

bool
http_visit(struct http_run *run, struct http_into *into, const struct def_op *op,
    const struct values *values, struct err *err)
{
	const struct visit v = { .run = run, .into = into, .op = op, .values = values };
	return all_pages(&v, err);
}

bool
http_visit_file(struct http_run *run, const struct def_op *op, const struct values *values,
    net_taker *taker, void *arg, struct err *err)
{
	const struct visit v = {
		.run = run, .op = op, .values = values, .taker = taker, .taker_arg = arg
	};
	return all_pages(&v, err);
}
