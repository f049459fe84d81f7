/*
 * Connector definitions (docs/connectors.md): how one vendor's HTTP API is searched and instructed.
 * The one owner of that format: a file is read once into these structs, with every check that needs
 * no call; who checks a register and who runs a definition use the same. Everything is borrowed
 * from the definition and dies with it.
 */
#ifndef DOSSIER_DEFINITION_H
#define DOSSIER_DEFINITION_H

#include "dossier/json.h"

/* ---- the small language: paths, templates, conditions ---- */

/*
 * "a.b", "a[0]", "a[]" (any of the list); a member with dots in its own name is found by its whole
 * name first.
 */
struct path {
	const char *text;
	bool in_list; /* leads through a list: what is there can be read, not taken out or put */
	size_t n;
	const struct path_part *parts;
};
/* path_parse(text, a, err): compiled, in ${a}; NULL with INPUT when it is none. */
const struct path *path_parse(const char *text, struct arena *a, struct err *err);
/*
 * path_walk: every value at ${path} until a visit returns true; true when one did. NULL: the root
 * itself.
 */
typedef bool path_visit(const json_t *value, void *arg);
bool path_walk(const json_t *root, const struct path *path, path_visit *visit, void *arg);
json_t *path_first(const json_t *root, const struct path *path); /* borrowed, or NULL */
json_t *path_take(json_t *root, const struct path *path); /* out of its object; new, or NULL */
/* path_put: steals ${value}; objects on the way are made. Not through a list. */
void path_put(json_t *root, const struct path *path, json_t *value);

/* What the scopes of placeholders stand for in one call; objects, borrowed; NULL: nothing. */
enum scope {
	SCOPE_IDENTITY, /* {"email": "..."}: one value of a kind */
	SCOPE_PARAM,    /* settings over defaults, secrets among them */
	SCOPE_SECRET,   /* the same object */
	SCOPE_ROW,      /* the row of `each` */
	SCOPE_BATCH,    /* {AS: [...]} */
	SCOPE_JOB,      /* {"id": ...} */
	SCOPE_CORRECT,  /* new values */
	SCOPE__MAX,
};
#define BIT(scope) (1u << SCOPE_##scope)
struct values {
	const json_t *of[SCOPE__MAX];
};

struct template; /* "text {scope.name|filter:arg}", escaped for the place it was read for */
struct filter;
struct tree; /* JSON with templates as its strings */
struct condition;

/* template_render: added to ${out}. INPUT names the placeholder, never its value. */
bool template_render(
    const struct template *t, const struct values *v, struct buf *out, struct err *err) MUSTCHECK;
/*
 * tree_render: new; NULL with INPUT. A string that is one placeholder alone keeps the type of its
 * value; members with |omit that have no value are left out.
 */
json_t *tree_render(const struct tree *t, const struct values *v, struct err *err);
/*
 * condition_holds: over ${root}: the row of a filter or `when`, the body of the others. NULL holds.
 */
bool condition_holds(const struct condition *c, const json_t *root, const struct values *v,
    bool *ret, struct err *err) MUSTCHECK;

struct names {
	const char *const *items;
	size_t n;
};
struct paths {
	const struct path *const *items;
	size_t n;
};
/* {"NAME": "template"} */
struct named_templates {
	const struct named_template {
		const char *name;
		const struct template *value;
	} * items;
	size_t n;
};

/* What the placeholders of an operation, or of the condition of a step, use. */
struct uses {
	unsigned scopes;       /* bits: anywhere in it */
	unsigned call;         /* bits: in the call itself: path, query, headers, body */
	const char *identity;  /* the kind of identifier, NULL: none */
	const char *batch;     /* name of the batch, NULL: none */
	struct paths rows;     /* {row.x}: what it needs to know of the row of `each` */
	struct names settings; /* names of parameters and secrets */
};

/* ---- settings, servers, credentials ---- */

struct def_param {
	const char *name;
	bool secret, list;
	const json_t *otherwise; /* NULL: none */
	struct names choice;     /* n 0: any value */
	const char *pattern;     /* POSIX extended, NULL: any */
	const char *help;
};
struct def_identity {
	const char *kind;
	const struct filter *const *normalise;
	size_t nnormalise;
};
enum auth_kind { AUTH_BEARER, AUTH_BASIC, AUTH_API_KEY, AUTH_MULTI, AUTH_CLIENT_CREDENTIALS };
struct def_auth {
	const char *name; /* NULL: one of several */
	enum auth_kind kind;
	const struct template *token;           /* bearer */
	const struct template *user, *password; /* basic */
	struct named_templates headers, query;  /* api_key */
	const struct def_auth *const *of;       /* multi */
	size_t nof;
	const struct def_op *call; /* client credentials: gives access_token and expires_in */
	int64_t early_s;           /* renewed so long before its end */
	struct uses uses;          /* settings: the ones to look at when credentials are refused */
};
struct def_server {
	const char *name;
	const struct template *url; /* NULL: one of urls, by the value of a parameter */
	const char *by;
	struct named_templates urls;
	const struct template *prefix; /* NULL: none */
	const char *auth_name;
	const struct def_auth *auth; /* NULL: none */
	struct named_templates headers;
	bool insecure_loopback;
};

/* ---- limits, retries ---- */

struct def_limit {
	struct names ops; /* "*": all */
	double rate;      /* calls in per_s seconds */
	double per_s;
	int64_t burst;
	const struct template *key; /* splits the limit; NULL: one for all */
};
struct def_retry {
	const int64_t *status;
	size_t nstatus;
	const struct condition *body; /* NULL: none */
	bool net, jitter;
	int64_t tries, base_ms, cap_s;
	double factor;
	struct names wait; /* headers, in lower case */
	const char *obey;  /* a header, in lower case; NULL: none */
	const char *idempotency_header;
};

/* ---- operations ---- */

/* A token, a link, a total: where in an answer it stands. */
struct def_source {
	enum { SOURCE_BODY, SOURCE_HEADER, SOURCE_LAST_ROW } in;
	const char *header;      /* in lower case */
	const struct path *path; /* body, last row */
};
enum page_kind { PAGE_NONE, PAGE_LINK, PAGE_CURSOR, PAGE_NUMBER, PAGE_OFFSET };
struct def_page {
	enum page_kind kind;
	struct def_source from; /* link, cursor */
	const char *rel;        /* link in a header */
	struct def_attributes {
		const struct def_attribute {
			const char *name, *value;
		} * items;
		size_t n;
	} attributes;                    /* link in a header: what it must have besides */
	enum { USE_ALL, USE_QUERY } use; /* link: what of it means anything */
	enum { TO_QUERY, TO_JSON, TO_FORM } to;
	const struct path *to_path;      /* cursor */
	const struct condition *goes_on; /* over the body; NULL: always */
	const char *param, *size_param;  /* by number */
	int64_t start, size;             /* size 0: not given */
	enum { STOP_EMPTY, STOP_SHORT, STOP_TOTAL } stop;
	struct def_source total;
	int64_t cap_rows; /* the vendor gives no more; INT64_MAX: no such bound */
	int64_t max_pages;
};
enum shape { SHAPE_LIST, SHAPE_OBJECT, SHAPE_MAP_VALUES };
struct def_rows {
	const struct path *from; /* NULL: the whole answer */
	enum shape shape;
	const struct path *take, *key;
	struct names keep; /* members; n 0: all */
	struct paths drop, mask;
	struct def_renames {
		const struct def_rename {
			const char *name;
			const struct path *from, *to;
		} * items;
		size_t n;
	} rename, decode; /* decode: from a phone number without its plus */
	struct def_carries {
		const struct def_carried {
			const char *name;
			const struct tree *value;
		} * items;
		size_t n;
	} carry; /* added from what the call was made with */
	const struct condition *filter;
};
struct def_save {
	const struct template *as;
	int64_t max_bytes;
};
enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE };
const char *method_name(enum method m); /* "GET" */
enum meaning { MEANS_EMPTY, MEANS_GONE, MEANS_LATER, MEANS_DENIED, MEANS_FATAL };
struct def_op {
	const char *name;
	const struct def_server *server;
	enum method method;
	const struct template *path;
	const struct tree *query; /* NULL: none */
	struct named_templates headers;
	const struct tree *json, *form; /* at most one */
	const int64_t *ok;
	size_t nok; /* 0: 200 to 299 */
	const struct condition *ok_if;
	const struct def_status {
		const char *name;
		int64_t status;
		enum meaning meaning;
	} * status; /* what these mean here */
	size_t nstatus;
	const struct def_rows *rows; /* NULL: none */
	const struct def_page *page; /* never NULL */
	const struct def_save *save; /* NULL: no file */
	int64_t timeout_s, max_bytes;
	const struct def_retry *retry; /* never NULL */
	struct uses uses;
	unsigned
	    pins; /* bits: rows come through only when they name the person, or the row of each */
};

/* ---- steps ---- */

struct def_batch {
	const struct def_step *over;
	const char *as;
	const struct path *pick; /* NULL: the key of the rows */
	int64_t size;
	bool without_hold;
};
enum failing { ON_FAILED_STOP, ON_FAILED_CONTINUE, ON_FAILED_WRITTEN };
struct def_job {
	const struct def_op *start, *poll, *explain; /* poll NULL: blind */
	struct def_batch batch;                      /* over NULL: none */
	struct def_source id;
	bool blind; /* there is nothing to ask after */
	const struct path *state;
	struct names wait, done, failed;
	const struct def_advance {
		const char *state;
		const struct def_op *op;
	} * advance;
	size_t nadvance;
	int64_t every_s, max_every_s, deadline_s, settle_s;
	double backoff;
	enum failing on_failed;
};
struct def_verify {
	int64_t not_before_s, every_s, until_s;
	enum { ELSE_FAIL, ELSE_WRITTEN } otherwise;
};
struct def_expires {
	int64_t within_s;
	const char *basis;
};
enum step_kind { STEP_DO, STEP_JOB, STEP_VERIFY, STEP_WRITTEN, STEP_EXPIRES };
#define DEF_OPS 16 /* operations of one step */
struct def_step {
	enum step_kind kind;
	const struct def_op *ops[DEF_OPS]; /* do, verify */
	size_t nops;
	const struct def_step *each;  /* the step whose rows it goes into; NULL: none */
	const char *each_param;       /* or the list */
	const struct condition *when; /* over the row of each */
	const char *into;             /* its rows are kept by this name; NULL: no rows */
	const struct path *key;       /* what makes a row of them unique; NULL: nothing */
	bool proven;                  /* every row of it is held against the person */
	struct uses uses;             /* of when */
	struct def_job job;
	struct def_verify verify;
	const char *template; /* written */
	struct def_expires expires;
};
struct def_steps {
	struct def_step *items; /* in order */
	size_t n;
};
enum coverage { COVERAGE_FULL, COVERAGE_PARTIAL, COVERAGE_NONE };
struct def_action {
	const char *name; /* "collect" */
	enum coverage coverage;
	const char *gap;        /* what it does not reach; NULL: nothing said */
	struct def_steps steps; /* after those of find */
	struct def_hold {
		const struct def_step *over; /* NULL: no hold */
		const struct condition *when;
		const char *reason;
	} hold; /* these rows, and those they belong to, are left out of batches without "hold" */
};

/* ---- the whole ---- */

struct def_vendor {
	enum { VENDOR_PROCESSOR, VENDOR_CONTROLLER, VENDOR_BOTH, VENDOR_OWN } role;
	struct def_contact {
		enum { CHANNEL_EMAIL, CHANNEL_PORTAL, CHANNEL_POST } channel;
		const struct template *to;
		const char *lang; /* NULL: not said */
	} contact;                /* where what the API cannot do is asked in writing */
};
struct definition {
	struct json_doc *doc;
	struct arena *arena;
	const char *id, *name;
	struct def_vendor vendor;
	const struct def_param *params;
	size_t nparams;
	const struct def_identity *identities;
	size_t nidentities;
	struct def_server *servers; /* the first is meant where an operation names none */
	size_t nservers;
	const struct def_auth *auths;
	size_t nauths;
	const struct def_retry *retry;
	const struct def_limit *limits;
	size_t nlimits;
	struct def_op *ops;
	size_t nops;
	const struct def_op *const *preflight; /* cheap calls, to try whether there is an answer */
	size_t npreflight;
	struct def_steps find;
	const struct def_action *actions;
	size_t nactions;
};

/*
 * definition_new(doc, err): read and check a file. ${doc} becomes the definition's own, also on
 * failure. INPUT "FILE:LINE:COLUMN: ..." of the first thing that is wrong.
 */
struct definition *definition_new(struct json_doc *doc, struct err *err);
/*
 * definition_open(name, err): templates/connectors/${name}.json. New; NOTFOUND names those there
 * are.
 */
struct definition *definition_open(const char *name, struct err *err);
void definition_free(struct definition *d);
DEFINE_DROP(definition, struct definition, definition_free)

const struct def_param *definition_param(const struct definition *d, const char *name);
const struct def_identity *definition_identity(const struct definition *d, const char *kind);
/* definition_normal: ${value}, in the normal form of its kind, as this vendor wants it. New. */
json_t *definition_normal(const struct def_identity *identity, const char *value);
const struct def_action *definition_action(const struct definition *d, const char *name);
/* definition_is_address: the setting ${name} is where a server is. */
bool definition_is_address(const struct definition *d, const char *name);
/*
 * definition_is_in_clear: with these settings, and the definition's own where they lack one, a
 * server is called by http.
 */
bool definition_is_in_clear(const struct definition *d, const json_t *settings);
/*
 * definition_rows(d, action, into): the step, of find or the action, that keeps rows by this name;
 * or NULL.
 */
const struct def_step *definition_rows(
    const struct definition *d, const char *action, const char *into);

#endif
