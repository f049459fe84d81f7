/*
 * What the files of the http connector share. Nobody else includes this.
 *
 * A definition (docs/connectors.md) is interpreted as it stands: operations (one HTTP call each) and the
 * ordered steps of a right. One run is one call of the connector.
 */
#ifndef CONNECTOR_HTTP_H
#define CONNECTOR_HTTP_H

#include "dossier/connector.h"

#define HTTP_PAGES 1000 /* of one operation, unless page.max_pages says otherwise */
#define HTTP_PAGES_MOST 100000
#define HTTP_EMPTY_PAGES 50 /* so many without a row in a row: the vendor turns in circles */
#define HTTP_BODY_BYTES                                                                            \
	(4u << 20) /* of one answer, unless max_bytes says otherwise: its tree is held whole */
#define HTTP_BODY_BYTES_MOST (16u << 20)
#define HTTP_KEPT_BYTES (8u << 20) /* rows remembered for a later `each`, as text */
#define HTTP_OPS 16                /* operations of one step */
#define HTTP_KEYS 500000           /* row keys remembered to find doubles */
#define HTTP_SLEEP_S 20            /* a longer wait gives the slot back */

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

/* ---- template.c: "text {scope.name|filter:arg}" ---- */

struct http_scope {
	const json_t *param;    /* values of params, secrets among them */
	const json_t *identity; /* {"email": "..."}: one value of a kind */
	const json_t *row;      /* the row of `each`, or NULL */
};
enum http_place { HTTP_TEXT, HTTP_PATH, HTTP_QUERY, HTTP_HEADER };

/* http_render: add ${template} to ${out}, every value escaped for ${place}. INPUT names the placeholder, never its value. */
bool http_render(const char *template, const struct http_scope *s, enum http_place place,
    struct buf *out, struct err *err) MUSTCHECK;
/*
 * http_render_json: a copy of ${tree} with its strings rendered as text. A string that is one placeholder
 * alone keeps the type of its value; members with |omit that have no value are left out. New.
 */
json_t *http_render_json(const json_t *tree, const struct http_scope *s, struct err *err);
void http_percent(const char *s, size_t n, struct buf *out); /* all but unreserved characters */

struct http_placeholder {
	const char *start, *end; /* from { to behind } */
	const char *scope, *name, *filters;
	size_t scope_len, name_len, filters_len;
	bool in_quotes; /* a quote stands right before it: the text is a query language */
};
/* http_placeholder_next: the first one at or after *cursor, which moves behind it; *ret_found false: none is left. */
bool http_placeholder_next(
    const char **cursor, struct http_placeholder *ret, bool *ret_found, struct err *err) MUSTCHECK;
bool http_placeholder_in(const struct http_placeholder *p, const char *scope);
/* http_filters_check: are all filters known, and is one of them a quoting one? */
bool http_filters_check(const struct http_placeholder *p, bool *ret_quoting, struct err *err)
    MUSTCHECK;

/* ---- cond.c: paths and conditions ---- */

typedef bool http_visit(const json_t *value, void *arg); /* true: seen enough */
/* http_path_walk: every value at ${path} ("a.b", "a[0].b", "a[].b": any); true when a visit said so. */
bool http_path_walk(const json_t *root, const char *path, http_visit *visit, void *arg);
json_t *http_path(const json_t *root, const char *path); /* the first value, borrowed, or NULL */
json_t *http_path_take(json_t *root, const char *path);  /* taken out of its object; new, or NULL */
void http_path_put(
    json_t *root, const char *path, json_t *value); /* steals; objects on the way are made */
bool http_cond(const json_t *cond, const json_t *root, const struct http_scope *s, bool *ret,
    struct err *err) MUSTCHECK;
bool http_cond_check(const json_t *cond, struct err *err)
    MUSTCHECK; /* only operators that are there */
bool http_scalar_text(
    const json_t *v, struct buf *out); /* string, number, bool as text; false for others */

/* ---- call.c: one request, as often as the vendor wants; the only file with libcurl ---- */

struct http_client;
struct http_client *http_client_new(
    struct limiter *limiter); /* keeps the connection between requests */
void http_client_free(struct http_client *c);
DEFINE_DROP(http_client, struct http_client, http_client_free)
struct http_request {
	const char *op; /* for messages */
	const char *method, *url;
	const char *const *headers;  /* "Name: value", ended by NULL */
	const char *user, *password; /* basic authentication; NULL: none */
	const char *body;            /* NULL: none */
	size_t body_len;
	int timeout_s;
	size_t max_bytes;
	const json_t *retry;  /* the definition's retry, or NULL */
	const json_t *limits; /* the definition's limits, or NULL */
	const char *account;  /* whose limits these are: part of the limiter's key */
};
struct http_answer {
	int status;
	struct buf body;
	json_t
	    *headers; /* {"name in lower case": "value"}; the same name again is joined by ", " */
};
/*
 * http_fetch: send and wait, again where the definition's retry says so. True: there is an answer, of
 * whatever status. TEMPORARY with *ret_again_s: not now. INPUT: too large, or not to be trusted.
 */
bool http_fetch(struct http_client *c, const struct http_request *r, struct http_answer *ret,
    int *ret_again_s, struct err *err) MUSTCHECK;
void http_answer_release(struct http_answer *a);
static inline void
http_answer_drop(struct http_answer *a)
{
	http_answer_release(a);
}
/* http_retry_after: the wait a header asks for: seconds, a date, or an instant in seconds since 1970; -1: none of these. */
int64_t http_retry_after(const char *value, int64_t now_s);
/* http_url_check: https, or http on this machine where ${loopback} says so; no user, query or fragment. */
bool http_url_check(const char *url, bool loopback, struct err *err) MUSTCHECK;
/* http_url_follow: ${link} as seen from ${base}, when it leads to the same scheme, host and port; else INPUT. */
const char *http_url_follow(
    const char *base, const char *link, bool query_only, struct arena *a, struct err *err);
const char *http_url_host(const char *url, struct arena *a); /* "api.stripe.com", for messages */

/* ---- page.c: which page comes next ---- */

struct http_pager {
	const json_t *page; /* the operation's "page", or NULL */
	int pages, empty;
	int64_t number;  /* page or offset to ask for */
	int64_t rows;    /* seen so far */
	const char *url; /* the next link; in arena */
	json_t *set;     /* {"query.x"|"json.a.b": value}: what differs from the first request */
	struct http_seen tokens, prints; /* loop guard */
	struct arena *arena;
};
void http_pager_init(struct http_pager *p, const json_t *page);
void http_pager_release(struct http_pager *p);
static inline void
http_pager_drop(struct http_pager *p)
{
	http_pager_release(p);
}
/* http_pager_next: after an answer with ${rows} (raw, before any filter): is there another page? Sets url or set. */
bool http_pager_next(struct http_pager *p, const char *url, const struct http_answer *answer,
    const json_t *body, const json_t *rows, const struct http_scope *s, bool *ret_more,
    struct err *err);

/* ---- the run ---- */

/* Rows of one `into`: where they go and what later steps need of them. */
struct http_into {
	const char *name;
	const json_t *coll; /* the register's collection, or NULL */
	struct collection columns;
	const char **paths; /* of the columns that are declared fields */
	size_t ndeclared, nnever;
	const char **never, **secret_names; /* paths, names */
	int64_t *secrets;                   /* how many of each were there */
	const char **keep;                  /* paths later steps use */
	size_t nkeep;
	struct buf kept; /* {"row", "identity"} texts, NUL after each */
	struct http_seen keys;
	const char *key;        /* path of what makes a row unique, or NULL */
	const char *missing;    /* the kind of identifier for want of which it was not searched */
	bool several;           /* the same row may come from several questions */
	bool is_parent;         /* a later step goes into each row */
	int64_t taken, untaken; /* rows handed over; rows that no collection takes */
	bool limited;           /* the vendor gave as many rows as it ever gives (page.cap_rows) */
};
struct http_run {
	struct connector_call *call;
	const json_t *definition, *steps, *params;
	const char *account;
	struct http_client *client;
	struct http_into *intos;
	size_t nintos;
	json_t *left_out; /* {"collection\tfield\tground": count} */
	int64_t others;   /* rows that were not this person's */
	struct arena *arena;
};

/* build.c */
struct http_op {
	const char *name;
	const json_t *json;
};
bool http_build(const struct http_run *run, const struct http_op *op, const struct http_scope *s,
    const struct http_pager *pager, struct arena *a, struct http_request *ret, struct err *err)
    MUSTCHECK;
json_t *http_params(
    const json_t *definition, const json_t *settings); /* settings over defaults; new */
const json_t *http_server(const json_t *definition, const json_t *op);
const char *http_server_url(
    const json_t *server, const struct http_scope *s, struct arena *a, struct err *err);
/* http_secrets_of: names of the settings that the server's auth uses: "key_sid, key_secret". */
const char *http_secrets_of(const json_t *definition, const json_t *server, struct arena *a);

/* rows.c */
bool http_into_init(struct http_into *into, const struct http_run *run, const char *name,
    struct err *err) MUSTCHECK;
void http_into_release(struct http_into *into);
/* http_rows_of: the rows of an answer, as rows.from and rows.shape say. New array; INPUT when they are not there. */
json_t *http_rows_of(const struct http_op *op, const json_t *body, struct err *err);
/* http_rows_take: every row that passes rows.filter, once, into the sink, the yields and what later steps need. */
bool http_rows_take(struct http_run *run, struct http_into *into, const struct http_op *op,
    json_t *rows, const struct http_scope *s, struct err *err) MUSTCHECK;

/* check.c */
/* http_definition_check: what of the definition this program can not do (yet), as lines; the collections too. */
void http_definition_check(const struct http_run *run, json_t *ret_problems);
void http_untaken_check(
    const struct http_run *run, json_t *ret_problems); /* rows that no collection takes */
/* http_pins: does the condition hold only for rows that name the person, or the row of `each`? */
bool http_pins(const json_t *cond, const char *scope);
const json_t *http_collection_of(const json_t *system, const char *rows);
/* http_identity_of: the kind of identifier an operation uses, NULL: none. */
const char *http_identity_of(const json_t *op, struct arena *a);

#endif
