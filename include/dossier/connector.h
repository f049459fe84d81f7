/*
 * Connectors: the kind-specific way to reach a system. The table is the only door; a connector
 * knows no request, no database of ours and no key: it gets one call and writes rows into a sink.
 */
#ifndef DOSSIER_CONNECTOR_H
#define DOSSIER_CONNECTOR_H

#include "dossier/outcome.h"
#include "dossier/rights.h"

enum field_type {
	FIELD_TEXT,
	FIELD_NUMBER, /* the text is a JSON number, of any precision */
	FIELD_BOOL,   /* "true" or "false" */
	FIELD_JSON,   /* the text is a JSON value */
	FIELD_DATE,   /* YYYY-MM-DD */
	FIELD_TIME,   /* RFC 3339 instant, or a local timestamp without offset */
	FIELD_BINARY, /* the text is base64 */
};
struct field {
	const char *name;
	enum field_type type;
	/*
	 * the person gave it, actively or by use: goes into portability/ when the category
	 * qualifies
	 */
	bool provided;
};
/* One table of rows of one category. Borrowed until end(). */
struct collection {
	const char *category; /* id */
	const char *name;     /* file name part: [a-z0-9_-]+, unique within the category */
	const struct field *fields;
	size_t nfields;
};
struct value {
	const char *data; /* not NUL-terminated; NULL: SQL NULL, JSON null */
	size_t len;
};

/*
 * Where rows go. Calls come in order: begin, row*, end, for one collection after another; files
 * between collections. A failed call ends the task: the rows of this attempt are dropped.
 */
struct row_sink {
	bool (*begin)(struct row_sink *s, const struct collection *c, struct err *err);
	/* c->nfields values */
	bool (*row)(struct row_sink *s, const struct value *values, struct err *err);
	bool (*end)(struct row_sink *s, struct err *err);
	/*
	 * a thing found as a file, in pieces: open, write*, close; the name is made safe by the
	 * sink
	 */
	bool (*file_open)(
	    struct row_sink *s, const char *category, const char *name, struct err *err);
	bool (*file_write)(struct row_sink *s, const void *p, size_t n, struct err *err);
	bool (*file_close)(struct row_sink *s, struct err *err);
	/*
	 * a value too large for its row, in pieces as a file is; between the rows of a collection
	 * too. In the row stands its mark instead. file_forget: one that was closed is removed, as
	 * if it had never been; the name as it was opened.
	 */
	bool (*value_open)(
	    struct row_sink *s, const char *category, const char *name, struct err *err);
	bool (*file_forget)(struct row_sink *s, const char *name, struct err *err);
};

struct definition;
struct identifier_value {
	const char *kind, *value; /* normalised */
};

/* One piece of work at one system. Everything is borrowed but answer and state. */
struct connector_call {
	enum action action;                  /* what is to be done there */
	const json_t *system;                /* the system's object of the register */
	const struct definition *definition; /* of an http system, else NULL */
	/* {"name": "value"}: what the system's settings resolved to, secrets among them */
	const json_t *settings;
	const struct identifier_value *ids;
	size_t nids;
	/*
	 * {"reference","right","rights":[],"organisation":{},"recipient":{}|null,
	 * "categories":[{"id","name"}],"deadline","answer_by","language","controller":{}|null}:
	 * what a letter or a colleague must know
	 */
	const json_t *request;
	struct limiter *limiter; /* rate limits shared by all slots; NULL: none */
	struct row_sink *sink;

	/* The answer: appended to by the connector. */
	/* array of outcome_json (outcome.h), only for what rows do not tell */
	json_t *outcomes;
	/* array of {"kind","value","confirm":bool,"source":collection}: identifiers found */
	json_t *yields;
	/* object kept between runs of one task (cursor, job id); may be replaced */
	json_t *state;
	int again_s; /* > 0: not finished, run again after so many seconds with state */
};

struct connector {
	const char *kind;
	/*
	 * check(call, a, ret_problems, err): can the system be reached, and is all that its
	 * collections name there? Each problem is one line ("collection orders: no column mail in
	 * public.orders"). False with ${err} only when nothing could be checked (TEMPORARY:
	 * unreachable).
	 */
	bool (*check)(struct connector_call *call, json_t *ret_problems, struct err *err);
	/*
	 * act[ACTION](call, err): do it for this person; of ACTION_COLLECT, everything about the
	 * person into the sink. TEMPORARY: try again later; INPUT: the system answered nonsense.
	 * NULL: it can not do this; planning has people asked instead.
	 */
	bool (*act[ACTION__MAX])(struct connector_call *call, struct err *err);
};

/* connector_find(kind): the row of the table, or NULL. */
const struct connector *connector_find(const char *kind);
extern const struct connector connector_postgresql, connector_http, connector_redis,
    connector_files, connector_manual;

/*
 * Rate limits in shared memory (GCRA: one integer a limit), made before the slots are forked.
 * limiter_take: how many microseconds to wait before the next call under ${key} may go at
 * ${per_s} calls a second with ${burst}; the call is counted at once.
 */
struct limiter *limiter_new(void);
int64_t limiter_take(struct limiter *l, const char *key, double per_s, unsigned burst);
void limiter_free(struct limiter *l);

#endif
