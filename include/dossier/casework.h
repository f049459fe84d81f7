/*
 * Casework: the life of a request. Every face (command line, worker, later portal and mail) acts
 * through these functions; each checks the rules, writes state and event in one transaction, and
 * leaves tasks. Views are json_t in the shapes of docs/json/, the same for every face.
 */
#ifndef DOSSIER_CASEWORK_H
#define DOSSIER_CASEWORK_H

#include "dossier/conf.h"
#include "dossier/connector.h"
#include "dossier/register.h"
#include "dossier/store.h"
#include "dossier/vault.h"

/* ---- the installation (installation.c) ---- */

/* A letter to the person that a decision left in the outbox. */
struct case_letter {
	const char *kind;        /* "extension"; NULL: none */
	const char *file, *name; /* where it is; its name there */
	const char *message_id;  /* NULL: a text to print */
	/*
	 * "email"; "nobody": no address to send it to is known; to be printed: "post", as they
	 * want it so, "no-sender", as the register has no contact.email
	 */
	const char *to;
	bool again; /* the same letter was written before */
};
/* case_letter_json: {"kind","file","message_id","to"} or null; new. */
json_t *case_letter_json(const struct case_letter *l);

struct installation {
	struct conf conf;
	struct db *db;
	struct vault *vault;
	const char *actor; /* Unix user, or "worker" */
	bool rehearsal;
	struct arena *arena; /* lives as long as the installation is open */
	struct reg_cache *registers;
	struct case_letter told; /* by what was last decided */
};

/*
 * installation_create(home, database, rehearsal, err): directory, keys, configuration, private
 * PostgreSQL or the one at ${database}, schema; who runs it becomes admin and officer. CONFLICT
 * when there is an installation.
 */
bool installation_create(const char *home, const char *database, bool rehearsal, struct err *err)
    MUSTCHECK;
/*
 * installation_open(home, now, ret, err): start the private server if needed and connect. ${now}
 * (RFC 3339 or YYYY-MM-DD, NULL: none) moves the domain clock and is DENIED unless this is a
 * rehearsal.
 */
struct installation *installation_open(const char *home, const char *now, struct err *err);
/* installation_reconnect: a fresh connection after the server went away. */
bool installation_reconnect(struct installation *in, struct err *err) MUSTCHECK;
void installation_close(struct installation *in);
DEFINE_DROP(installation, struct installation, installation_close)
/*
 * installation_allows: DENIED unless the actor holds one of ${roles} in ${org_id} (0: anywhere;
 * -1: in all, also those to come).
 */
bool installation_allows(
    struct installation *in, int64_t org_id, const char *roles, struct err *err) MUSTCHECK;
/*
 * case_orgs(in, slug, roles, a, ret, err): the organisations in which the actor holds one of
 * ${roles}; with ${slug} that one, DENIED when it is not among them.
 */
#define ANY_ROLE "officer,handler,approver,dpo,auditor,admin"
#define MAY_ACT "officer,handler" /* on a request; never the dpo (art. 38(6)) nor the auditor */
#define MAY_WORK "officer,handler,admin" /* run the worker */
bool case_orgs(struct installation *in, const char *slug, const char *roles, struct arena *a,
    struct org_list *ret, struct err *err) MUSTCHECK;
/* doctor(in): [{"check","status":"ok|warning|failed","detail","remedy"}], new. */
json_t *doctor(struct installation *in, struct err *err);
/*
 * case_check_systems: the same rows for the systems of one organisation, or one of them; reaches
 * out to each.
 */
json_t *case_check_systems(
    struct installation *in, const char *slug, const char *system, struct err *err);

/* ---- registers (registers.c) ---- */

/*
 * register_load: check and keep a register; *ret_org, *ret_version; the same text again changes
 * nothing.
 */
bool register_load(struct installation *in, const char *path, struct arena *a, struct org *ret_org,
    bool *ret_new, struct err *err) MUSTCHECK;
/*
 * register_of: the register of an organisation, parsed, borrowed until the installation closes.
 * Version 0: the newest.
 */
const struct reg *register_of(
    struct installation *in, const struct org *org, int version, struct err *err);

/* ---- intake (intake.c) ---- */

struct new_request {
	const char *org; /* slug */
	const char *const *rights;
	size_t nrights;
	const struct identifier_value *ids;
	size_t nids;          /* as typed: normalised here */
	const char *received; /* YYYY-MM-DD or an instant; NULL: now */
	const char *channel, *language, *answer_by, *relation, *requester, *instructed_by, *note;
};
/*
 * case_log: DENIED for a day before 25 May 2018 or in the future; USAGE for an identifier that is
 * none. *ret_reference in ${a}.
 */
bool case_log(struct installation *in, const struct new_request *r, struct arena *a,
    const char **ret_reference, struct err *err) MUSTCHECK;

/* ---- one request (request.c in casework) ---- */

/* A request with what belongs to it, read together. Lives in ${a}; drop the keys. */
struct dossier {
	struct request request;
	struct org org;
	const struct reg *reg;
	struct request_right_list rights;
	struct identifier_list identifiers;
	struct task_list tasks;
	struct outcome_list outcomes;
	struct request_keys *keys;
	struct eml_draft *letter; /* written aside while its decision is being made */
};
bool dossier_open(struct installation *in, const char *reference, struct arena *a,
    struct dossier *ret, struct err *err) MUSTCHECK;
void dossier_release(struct dossier *d);

bool case_assign(
    struct installation *in, const char *reference, const char *handler, struct err *err) MUSTCHECK;
bool case_note(struct installation *in, const char *reference, const char *text, struct err *err)
    MUSTCHECK;
/* case_identifier: a person confirms or rejects a proposed identifier, by its number in `plan`. */
bool case_identifier(struct installation *in, const char *reference, int64_t id, bool confirm,
    struct err *err) MUSTCHECK;

/* ---- plan, tasks (fanout.c, tasks.c) ---- */

/*
 * case_fan_out: plan up to a thousand logged requests of one organisation, in one transaction and
 * one statement for all their tasks; *ret_requests: how many. 0: none is left.
 */
bool case_fan_out(struct installation *in, const struct org *org, int64_t *ret_requests,
    struct err *err) MUSTCHECK;

/* What a person does to one task of a request, named by its system. */
struct task_answer {
	const char *system;
	bool nothing;         /* searched, nothing found */
	const char *file;     /* a file that was found: goes into files/ */
	const char *category; /* which category; NULL: the only one of the task */
	int64_t count;        /* records handed over otherwise; -1: not given */
	const char *to;       /* forward: the controller's id */
};
bool case_task_done(struct installation *in, const char *reference, const struct task_answer *t,
    struct err *err) MUSTCHECK;
bool case_task_retry(
    struct installation *in, const char *reference, const char *system, struct err *err) MUSTCHECK;
bool case_task_skip(struct installation *in, const char *reference, const char *system,
    const char *ground, struct err *err) MUSTCHECK;

/* ---- collecting (collect.c): what the worker asks and brings back ---- */

/* case_job: everything a slot needs for one task, and nothing else; new. */
json_t *case_job(struct installation *in, const struct task *t, struct err *err);
/*
 * case_accept: results[i] is what the slot answered for tasks[i] (NULL: the slot died). One
 * transaction a batch.
 */
bool case_accept(struct installation *in, int64_t org_id, const struct task *tasks,
    json_t *const *results, size_t n, struct err *err) MUSTCHECK;

/*
 * case_sweep: once a day, remove blobs that no row names (a died or repeated attempt left them) and
 * count ahead for the reports. Cheap when not due.
 */
bool case_sweep(struct installation *in, struct err *err) MUSTCHECK;

/* ---- archive and answer (archive.c, facts.c, answer.c) ---- */

/* case_archive: build the archive of a collected request; contents and blob of the release. */
bool case_archive(struct installation *in, const char *reference, struct arena *a,
    struct release *ret, struct err *err) MUSTCHECK;
bool case_archive_get(
    struct installation *in, const char *reference, const char *path, struct err *err) MUSTCHECK;
/*
 * case_sequence: give every event of an organisation its place in the log, waiting a while for
 * who does so just now.
 */
bool case_sequence(struct installation *in, int64_t org_id, struct err *err) MUSTCHECK;
/*
 * case_answer: record that the answer left today. DENIED unless all is accounted for and an
 * archive of it was built.
 */
bool case_answer(struct installation *in, const char *reference, const char *how, struct err *err)
    MUSTCHECK;
/* facts_make: what the archive's pages say (docs/json/archive-facts.schema.json); new. */
json_t *facts_make(
    struct installation *in, const struct dossier *d, struct arena *a, struct err *err);

/* ---- views (view.c): new json_t ---- */

json_t *view_show(struct installation *in, const char *reference, struct err *err);
json_t *view_plan(struct installation *in, const char *reference, struct err *err);
json_t *view_list(struct installation *in, const struct request_filter *f, const char *org,
    const char *person, struct err *err);
#define DUE_MOST 1000 /* of one organisation: the most urgent */
json_t *view_due(
    struct installation *in, const char *org, int within_days, bool *ret_late, struct err *err);
json_t *view_tasks(struct installation *in, const char *org, const char *state, struct err *err);

/* today in the organisation's zone, by the domain clock */
bool case_today(const struct org *org, struct date *ret, struct err *err) MUSTCHECK;

#endif
