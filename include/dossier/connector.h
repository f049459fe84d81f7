/*
 * Connectors: the kind-specific way to reach a system. The table is the only door; a connector
 * knows no request, no database of ours and no key: it gets one call and writes rows into a sink.
 */
#ifndef DOSSIER_CONNECTOR_H
#define DOSSIER_CONNECTOR_H

#include "dossier/budget.h"
#include "dossier/outcome.h"
#include "dossier/rights.h"
#include "dossier/row.h"

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
	struct limiter *limiter; /* where there is no broker (dial.h); NULL: none */
	struct row_sink *sink;
	struct budget budget; /* what this run may take of the system */
	/*
	 * Of ACTION_FIND and those of change_rule.h, else NULL: {"action","wanted"?,
	 * "today","zone","law":TEXT,"categories":[ID],"yields":BOOL,
	 * "holds":[{"id","collection"|null,"keys":[[..]]|null,
	 * "columns":[..]|null,"review"}],"links":{COLLECTION:{FIELD:[VALUE]}},
	 * "keys":{COLLECTION:[[..]]}}, and of the latter what was approved: "number",
	 * "fingerprint","epoch","sets","only","xid"?; of ACTION_FIND "receipts":
	 * [{"number","xid","server_time","files":{TABLE:FILE}}] of what was erased there
	 */
	const json_t *change;
	/*
	 * may_commit(arg, xid, ret_go, err): asked right before the transaction ${xid} that changes
	 * a system is committed; not *ret_go: something holds it now, roll back. NULL: nobody is
	 * there to be asked, and nothing may be changed.
	 */
	bool (*may_commit)(void *arg, const char *xid, bool *ret_go, struct err *err);
	void *may_commit_arg;

	/* The answer: appended to by the connector. */
	/* array of outcome_json (outcome.h), only for what rows do not tell */
	json_t *outcomes;
	/* array of {"kind","value","field","source":collection}: identifiers found */
	json_t *yields;
	/* object kept between runs of one task (cursor, job id); may be replaced */
	json_t *state;
	int again_s; /* > 0: not finished, run again after so many seconds with state */
	/*
	 * Of ACTION_FIND: {"fingerprint","epoch","sets","links","problems","notes","not_searched",
	 * "clean":[{"number","layers"}]}, of the receipts. Of those of change_rule.h:
	 * {"committed_at","xid","server_time","epoch","sets","vanished","after","layers",
	 * "files"}, or {"stopped":{"why","collection","n"}}. New, set by the connector; NULL
	 * otherwise.
	 */
	json_t *found, *erased;
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
	 * person into the sink; of ACTION_FIND, which records a change is about, and how: it
	 * writes nothing. TEMPORARY: try again later; INPUT: the system answered nonsense. NULL: it
	 * can not do this; planning has people asked instead.
	 */
	bool (*act[ACTION__MAX])(struct connector_call *call, struct err *err);
	/*
	 * reach(call, ret): what it will use of the outside, by system, definition and settings
	 * alone; added to connector_reach's object. Settings it cannot read add nothing: it says
	 * so itself when it runs. NULL: it uses nothing.
	 */
	void (*reach)(const struct connector_call *call, json_t *ret);
};

/* connector_find(kind): the row of the table, or NULL. */
const struct connector *connector_find(const char *kind);
/*
 * connector_reach(c, call): all that ${c} may reach of the outside in such a call, and its slot
 * with it; new: {"places":[["HOST","PORT"]],"sockets":["PATH"],"directories":["PATH"],
 * "files":["PATH"]}; files are those of certificates.
 */
json_t *connector_reach(const struct connector *c, const struct connector_call *call);
extern const struct connector connector_postgresql, connector_http, connector_redis,
    connector_files, connector_manual;

#endif
