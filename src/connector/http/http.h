/*
 * What the files of the http connector share. Nobody else includes this.
 *
 * One run is one call of the connector: the steps of `find`, then those of the action, as the
 * definition room read them. What a definition may say was checked when it was read; nothing of it
 * is checked here.
 */
#ifndef CONNECTOR_HTTP_H
#define CONNECTOR_HTTP_H

#include "dossier/connector.h"
#include "dossier/definition.h"
#include "dossier/large.h"
#include "dossier/net.h"

#define HTTP_EMPTY_PAGES 50        /* so many without a row in a row: the vendor turns in circles */
#define HTTP_KEPT_BYTES (8u << 20) /* rows remembered for a later `each`, as text */
#define HTTP_BODY_BYTES (16u << 20) /* of an answer: its tree is held whole */
#define HTTP_LARGE 1000             /* strings too large for a row, in one answer */
#define HTTP_KEYS 500000            /* row keys remembered to find doubles */
#define HTTP_SLEEP_S 20             /* a longer wait gives the slot back */

struct http_run;

/* ---- seen.c: have we met this before? A set of 128-bit hashes. ---- */

struct http_seen {
	uint64_t (*slots)[2];
	size_t n, cap;
};
enum http_meet { HTTP_NEW, HTTP_AGAIN, HTTP_FULL };
enum http_meet http_seen_add(struct http_seen *s, const void *p, size_t n);
void http_seen_release(struct http_seen *s);
static inline void
http_seen_drop(struct http_seen *s)
{
	http_seen_release(s);
}

/* ---- call.c, retry.c: one request, as often as the vendor wants ---- */

struct http_limit {
	const char *key; /* whose limit it is, among all slots */
	double per_s;
	unsigned burst;
};
/*
 * http_again: before each try; a call without it can not be tried again once something was taken.
 */
typedef bool http_again(void *arg, struct err *err);
struct http_request {
	struct net_request net;
	const char *op; /* for messages */
	const struct def_retry *retry;
	const struct http_limit *limits;
	size_t nlimits;
	http_again *again; /* gets net.taker_arg */
};
/*
 * http_fetch: send and wait, again where the definition's retry says so, within the limits that all
 * slots share (NULL: none). True: there is an answer, of whatever status. TEMPORARY with
 * *ret_again_s: not now. INPUT: too large, or not to be trusted.
 */
bool http_fetch(const struct http_run *run, const struct http_request *r, struct net_answer *ret,
    struct err *err) MUSTCHECK;
/* http_retry_wanted: does this answer ask for another try? */
bool http_retry_wanted(const struct def_retry *retry, const struct net_answer *answer);
/* http_retry_wait_ms: the headers' wish, else the definition's, after ${tries} tries. */
int64_t http_retry_wait_ms(
    const struct def_retry *retry, const struct net_answer *answer, int64_t tries);

/* ---- page.c: which page comes next ---- */

struct http_pager {
	const struct def_page *page;
	int64_t pages, empty;
	int64_t number;                  /* page or offset to ask for */
	int64_t rows;                    /* seen so far */
	const char *url;                 /* the next link; in arena */
	const char *token;               /* the next cursor; in arena */
	struct http_seen tokens, prints; /* loop guard */
	struct arena *arena;
};
void http_pager_init(struct http_pager *p, const struct def_page *page);
void http_pager_release(struct http_pager *p);
static inline void
http_pager_drop(struct http_pager *p)
{
	http_pager_release(p);
}
struct http_page {
	const char *url;
	const struct net_answer *answer;
	const json_t *body, *rows; /* rows raw, before any filter */
	const struct values *values;
};
/* http_pager_next: is there another page? Sets url, token or number. */
bool http_pager_next(
    struct http_pager *p, const struct http_page *seen, bool *ret_more, struct err *err);

/* ---- the run ---- */

/* What the definition's mask, drop and keep took out of the rows: how often which field. */
struct http_left_out {
	struct http_left_out *next;
	const char *field;
	enum reason_code why;
	int64_t count;
};

/* Rows of one step: where they go and what later steps need of them. */
struct http_into {
	const struct def_step *step;
	const json_t *coll; /* the register's collection, or NULL */
	struct collection columns;
	const struct path **paths; /* of the columns that are declared fields */
	size_t ndeclared, nnever;
	const struct path **never; /* and their names: */
	const char **secret_names;
	int64_t *secrets;  /* how many of each were there */
	struct paths keep; /* what later steps use */
	struct buf kept;   /* {"row": {PATH: value}, "identity"} texts, NUL after each */
	struct http_seen keys;
	/* the kinds for want of any of which it was not searched, ended by NULL; or NULL */
	const char *const *missing;
	struct http_left_out *left_out;
	bool several;           /* the same row may come from several questions */
	bool is_parent;         /* a later step goes into each row */
	int64_t taken, untaken; /* rows handed over; rows that no collection takes */
	int64_t untaken_files;  /* files that come with such rows */
	bool limited;           /* the vendor gave as many rows as it ever gives (page.cap_rows) */
};
struct http_run {
	struct connector_call *call;
	const struct definition *definition;
	const struct def_action *action;
	const struct def_step **steps; /* of find, then of the action */
	size_t nsteps;
	json_t *params; /* settings over defaults */
	const char *account;
	struct net_client *client;
	struct http_into *intos; /* of each step that keeps rows */
	size_t nintos;
	struct http_token *tokens;
	int64_t others;           /* rows that were not this person's */
	struct http_spill *spill; /* of the answer at hand, or NULL */
	struct large_tokens tokens_of_large;
	int64_t nlarge; /* values that left as files, or began to */
	struct arena *arena;
};

/* ---- setting.c ---- */

/* http_params: settings over defaults; a list given as a text is split at its commas. New. */
json_t *http_params(const struct definition *d, const json_t *settings);
/*
 * http_params_check: settings that are not there or not of the form the definition gives, as lines;
 * never a value.
 */
void http_params_check(const struct http_run *run, json_t *ret_problems);
/* http_server_url: the address before an operation's path. In ${a}. */
const char *http_server_url(
    const struct def_server *server, const json_t *params, struct arena *a, struct err *err);

/* ---- build.c: from an operation to a request ---- */

/* http_build: ${token}: "Authorization" of credentials that are fetched, or NULL. */
bool http_build(const struct http_run *run, const struct def_op *op, const struct values *v,
    const struct http_pager *pager, const char *token, struct arena *a, struct http_request *ret,
    struct err *err) MUSTCHECK;

/* ---- token.c: credentials that are fetched ---- */

/*
 * http_token: what ${auth} needs of it, fetched once a run; *ret NULL: nothing. In the run's arena.
 */
bool http_token(
    struct http_run *run, const struct def_auth *auth, const char **ret, struct err *err) MUSTCHECK;
/* http_refused: INPUT that names the settings to look at. */
bool http_refused(const struct def_op *op, const struct def_auth *auth, const char *url, int status,
    struct err *err);

/* ---- into.c ---- */

bool http_into_init(struct http_into *into, const struct http_run *run, const struct def_step *step,
    struct err *err) MUSTCHECK;
void http_into_release(struct http_into *into);
const json_t *http_collection_of(const json_t *system, const char *rows);
struct http_into *http_into_of(const struct http_run *run, const struct def_step *step);

/* ---- spill.c: strings of an answer that are too large for a row ---- */

struct http_spill {
	struct http_run *run;
	const struct http_into *into;
	struct buf *body; /* what is parsed */
	size_t most;      /* bytes of a string, as it is written, that stay in the body */
	bool quoted, escaped, passed_over;
	size_t string;             /* where in the body the one at hand begins */
	char last[64], member[64]; /* the last short string; the last name of a member */
	struct large_text text;
	struct {
		const char *name;
		bool used;
	} large[HTTP_LARGE];
	size_t n;
	struct arena *arena;
};
void http_spill_init(
    struct http_spill *s, struct http_run *run, const struct http_into *into, struct buf *body);
void http_spill_release(struct http_spill *s);
net_taker http_spill_take;
http_again http_spill_again;
/* http_spill_mark: ${v} with the marks of files in place of tokens; those files stay. In ${a}. */
const char *http_spill_mark(struct http_spill *s, struct value v, struct arena *a, size_t *ret_len);
/* http_spill_end: files that no row of the person's named are forgotten. */
bool http_spill_end(struct http_spill *s, struct err *err) MUSTCHECK;

/* ---- rows.c, value.c ---- */

/* http_value: false: the value is not of this type. */
bool http_value(enum field_type type, const json_t *v, struct arena *a, struct value *out);
bool http_value_json(const json_t *v, struct arena *a, struct value *out);
/*
 * http_rows_of: the rows of an answer, as rows.from and rows.shape say. New array; INPUT when they
 * are not there.
 */
json_t *http_rows_of(const struct def_op *op, const json_t *body, struct err *err);
/*
 * http_rows_take: every row that passes rows.filter, once, into the sink, the yields and what later
 * steps need.
 */
bool http_rows_take(struct http_run *run, struct http_into *into, const struct def_op *op,
    json_t *rows, const struct values *v, struct err *err) MUSTCHECK;

/* ---- visit.c: one operation, page by page ---- */

/* http_visit: ${into} NULL: only whether there is an answer. */
bool http_visit(struct http_run *run, struct http_into *into, const struct def_op *op,
    const struct values *v, struct err *err) MUSTCHECK;
/* http_visit_file: the same for an answer that is a file. */
bool http_visit_file(struct http_run *run, const struct def_op *op, const struct values *v,
    net_taker *taker, void *arg, struct err *err) MUSTCHECK;

/* ---- save.c: files ---- */

/* http_save: the answer of ${op} as a file of the category that the rows of ${parent} go to. */
bool http_save(struct http_run *run, struct http_into *parent, const struct def_op *op,
    const struct values *v, struct err *err) MUSTCHECK;

/* ---- tell.c: what was found but not handed over, and what could not be looked at ---- */

void http_tell(struct http_run *run);

#endif
