/*
 * Planning: which systems are asked for which categories, and what is left out on which ground.
 * Pure: the register, the rights and the kinds of identifiers known go in, a plan comes out, in
 * which every category and every recipient of the register is found exactly once or more (promise
 * 3).
 */
#ifndef DOSSIER_PLAN_H
#define DOSSIER_PLAN_H

#include "dossier/outcome.h"
#include "dossier/purpose.h"
#include "dossier/rights.h"

enum role { /* our role for a category */
	ROLE_CONTROLLER,
	ROLE_PROCESSOR, /* art. 28: forwarded to the controller, not answered */
	ROLE_JOINT,
	/* ours or the customer's, as the account is: treated as controller here */
	ROLE_FOLLOWS_ACCOUNT,
	ROLE_UNCLEAR, /* a finding; treated as controller */
	ROLE__MAX,
};
const char *role_name(enum role r);

/* The register as planning sees it. Strings are borrowed from the register. */
struct category {
	const char *id;
	enum role role;
	const struct purpose *const *purposes; /* ended by NULL */
	/* ids of those we are processor for here, ended by NULL; none: any of them may be */
	const char *const *controllers;
	const json_t *json; /* the whole object of the register */
};
struct recipient {
	const char *id;
	const char *name; /* NULL: the statement does not name it */
	bool independent; /* a controller of its own: named (15(1)(c)), not searched */
	const json_t *json;
};
/*
 * recipient_is_internal: our own people and software, by the register's object; no recipient in the
 * sense of art. 4(9), 15(1)(c) and 19.
 */
bool recipient_is_internal(const json_t *recipient);
struct system {
	const char *id;
	/* kind: "postgresql", "http", "redis", "files", "written", "manual" */
	const char *connector;
	const char *recipient;         /* id of the recipient behind it, or NULL for our own */
	const char *const *categories; /* ids, ended by NULL */
	/* kinds of identifier, any one of which suffices; empty: none needed */
	const char *const *needs;
	int purge_days; /* data in it is gone after so many days; 0: no such limit */
	const json_t *json;
};
/* system_collection: of a system's json (NULL: none), that of this name; NULL: it has none. */
const json_t *system_collection(const json_t *system, const char *name);
struct inventory {
	const struct category *categories;
	size_t ncategories;
	const struct recipient *recipients;
	size_t nrecipients;
	const struct system *systems;
	size_t nsystems;
	size_t ncontrollers; /* for how many we process */
};

struct plan_task {
	const char *system; /* id of the system, or "forward" for processor data */
	enum action action;
	const char *connector;
	const char *const *categories; /* ids, ended by NULL */
	const char *const *needs;
	bool waits; /* none of ${needs} is known: one must be found first */
	/* on instruction: other customers' data lie in it too, and a person picks out theirs */
	bool by_hand;
	int purge_days;
};
struct plan_left_out {
	const char *category;  /* id or NULL */
	const char *recipient; /* id or NULL */
	struct reason why;
};
struct plan {
	struct plan_task *tasks;
	size_t ntasks;
	struct plan_left_out *left_out;
	size_t nleft_out;
};

/*
 * plan_make(inv, asked, a, ret):
 * Everything in ${ret} lives in ${a} or is borrowed from ${inv}.
 */
struct plan_asked {
	unsigned rights; /* 1u << RIGHT_ACCESS | ... */
	/*
	 * on whose instruction, the id of a controller: then what we process for that one is
	 * planned and nothing else (art. 28(3)(a), (e)); NULL: what we answer for ourselves
	 */
	const char *controller;
	const char *const *known; /* kinds of identifiers that may be used, ended by NULL */
	/*
	 * systems that a program can change, ended by NULL: of an erasure each of these is asked
	 * first which records are the person's; NULL: none
	 */
	const char *const *changes;
	/*
	 * purposes, by id, that stop by being asked (objection.h), ended by NULL: each system with
	 * data that is used for one is asked to; NULL: none
	 */
	const char *const *stops;
};
void plan_make(
    const struct inventory *inv, const struct plan_asked *asked, struct arena *a, struct plan *ret);
/*
 * plan_change(inv, asked, action, categories, a, ret):
 * Where ${action} is done for these categories, ids ended by NULL: at every system that holds one
 * of them, whatever its kind, but those of independent recipients. Nothing is left out; ${asked} as
 * above, its rights do not matter.
 */
void plan_change(const struct inventory *inv, const struct plan_asked *asked, enum action action,
    const char *const *categories, struct arena *a, struct plan *ret);

/* plan_not_portable: why art. 20(1) does not reach a category, by its register; NONE: it does. */
enum reason_code plan_not_portable(const struct category *c);

#endif
