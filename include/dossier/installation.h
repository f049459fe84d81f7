/*
 * The installation: its directory, keys, database, its people and their roles, the registers of its
 * organisations. It knows no request, and nobody in particular: who acts is a parameter of each
 * call.
 */
#ifndef DOSSIER_INSTALLATION_H
#define DOSSIER_INSTALLATION_H

#include "dossier/act.h"
#include "dossier/audit.h"
#include "dossier/calendar.h"
#include "dossier/conf.h"
#include "dossier/late_cause.h"
#include "dossier/letter.h"
#include "dossier/refusal.h"
#include "dossier/register.h"
#include "dossier/representation.h"
#include "dossier/store/organisation.h"
#include "dossier/sufficient.h"
#include "dossier/vault.h"
#include "dossier/withholding.h"

struct request;

/* Who acts. Borrowed for the length of a call. */
struct actor {
	const char *name; /* Unix user */
	bool holds;       /* runs as the user whose keys these are: no role is asked of them */
	bool asked;       /* the kernel said who it is: by this number */
	unsigned uid;
};

/* What who acts asked for and did not get: ${why} in one of theirs, or in all of them (0). */
struct refusal {
	/* "no-role" for that there; "not-there", or not theirs; "about-them"; NULL: nothing */
	const char *why;
	int64_t org_id;
};

/* Who is told of each letter to somebody outside as it is written, be it that it is not kept. */
struct wrote {
	void (*tell)(const char *reference, const char *kind, const char *file, void *arg);
	void *arg;
};

struct installation {
	struct conf conf;
	enum db_role role; /* as whom it is connected */
	struct db *db;
	struct vault *vault;
	int blobs; /* of blob_store_open(): synced before a row that names blobs is committed */
	json_t *closed; /* of installation_closed(), as it was when we connected */
	bool rehearsal;
	bool changed;           /* something was done here that is more than looking */
	struct refusal refused; /* last */
	const char *owner;      /* whom init recorded: of an installation of one, who acts */
	struct arena *arena;    /* lives as long as the installation is open */
	const struct progress *progress; /* who wants to know of what takes long, or NULL */
	const struct wrote *wrote;       /* and of letters */
	struct reg_cache *registers;
	struct code_words *words;
	struct laws *laws;
};

/* ---- opening (open.c) ---- */

/* What follows from there being one user only; said wherever somebody could think otherwise. */
#define INSTALLATION_OF_ONE                                                                        \
	"this is an installation of one: all that is done is done by its owner, and nobody else "  \
	"can approve or check it (mode = shared of dossier.conf)"
struct new_installation {
	const char *home;
	const char *database; /* NULL: a private PostgreSQL */
	const char *first;    /* the user who becomes admin and officer, */
	unsigned first_uid;   /* and their number on the machine */
	bool rehearsal, shared;
	bool beside; /* of a server whose roles serve another database already: all the same */
	const struct progress *progress; /* told of each step, or NULL */
};
/*
 * installation_create(new, err): directory, keys, configuration, database, schema. CONFLICT when
 * there is an installation; DENIED for a server whose roles serve another one, but beside it.
 */
bool installation_create(const struct new_installation *new, struct err *err) MUSTCHECK;
/*
 * installation_open(home, now, role, err): start the private server if needed and connect as
 * ${role}. ${now} (RFC 3339 or YYYY-MM-DD, NULL: none) moves the domain clock and is DENIED unless
 * this is a rehearsal.
 */
struct installation *installation_open(
    const char *home, const char *now, enum db_role role, struct err *err);
/*
 * installation_holder(in): who acts where nobody else can have asked: the owner of an installation
 * of one; the user that runs this process of a shared one, which none but the one whose keys these
 * are can open. Borrowed until it closes.
 */
struct actor installation_holder(const struct installation *in);
/* installation_reconnect: a fresh connection after the server went away, of the same person. */
bool installation_reconnect(struct installation *in, const struct actor *who, struct err *err)
    MUSTCHECK;
void installation_close(struct installation *in);
DEFINE_DROP(installation, struct installation, installation_close)

/* ---- acting (installation.c) ---- */

/*
 * installation_commit(in, ok, err): the end of a transaction: commit when ${ok}, else roll back;
 * false unless committed.
 */
bool installation_commit(struct installation *in, bool ok, struct err *err) MUSTCHECK;
/*
 * installation_event(in, who, org, request_id, kind, body, err): one line of the audit log; steals
 * ${body}.
 */
bool installation_event(struct installation *in, const struct actor *who, int64_t org_id,
    int64_t request_id, const char *kind, json_t *body, struct err *err) MUSTCHECK;
/*
 * installation_sequence: give every event of an organisation its place in the log, waiting a while
 * for who does so just now.
 */
bool installation_sequence(struct installation *in, int64_t org_id, struct err *err) MUSTCHECK;
/* installation_log: the log of an organisation, by its slug; all that is not borrowed in ${a}. */
struct audit_log installation_log(
    const struct installation *in, int64_t org_id, const char *slug, struct arena *a);
/*
 * installation_checkpoint: what every release and destruction waits for: all events have their
 * places, and how far the log has grown is signed outside the database.
 */
bool installation_checkpoint(struct installation *in, int64_t org_id, struct err *err) MUSTCHECK;
/*
 * installation_ledger: a line more in the ledger file of an organisation, durable when this
 * returns, and in the open transaction how far that goes. {"kind","reference","system","change",
 * ...}, with LEDGER_ERASURE before its system may commit, and LEDGER_END when it ended.
 */
bool installation_ledger(
    struct installation *in, int64_t org_id, const json_t *entry, struct err *err) MUSTCHECK;
struct ledger_file;
struct ledger_file installation_ledger_file(
    const struct installation *in, const char *slug, struct arena *a); /* borrowed from it */
/*
 * installation_has_room: is at least 1 GiB free where data is collected? *ret_mib: how much. Below
 * that nothing is collected.
 */
bool installation_has_room(const struct installation *in, int64_t *ret_mib);
/* installation_words: what codes are called; read once, borrowed until the installation closes. */
const struct code_words *installation_words(struct installation *in, struct err *err);
/* installation_spool: where colleagues are told; borrowed from it. */
struct spool installation_spool(const struct installation *in);
/* installation_notices: how many files lie in it, each to be mailed and removed by somebody. */
size_t installation_notices(const struct installation *in);
/* org_today: today in the organisation's zone, by the domain clock. */
bool org_today(const struct org *org, struct date *ret, struct err *err) MUSTCHECK;

/* ---- people (admit.c, people.c) ---- */

/*
 * installation_admit: who acts from now on: the database shows the organisations in which ${who}
 * has a role, and no other. DENIED unless it is one of ${roles} in one of them.
 * installation_allows: DENIED unless ${who} holds one of ${roles} in ${org_id} (0: anywhere;
 * IN_ALL: in all, also those to come).
 * people_refused: *ret_why, a word for why who was not admitted was not: unknown, disabled,
 * another-number (of the name), no-role (for that). installation_refused: that they were, and from
 * which command, is an event of each organisation, the first, tenth, hundredth and thousandth time
 * of an hour (refused.c). installation_tried: the same of who was admitted, and of ${refusal}: in
 * the logs of their own organisations alone, by command; of one who holds the keys never.
 * installation_sees: has ${who} any role there, and so may know that it is there?
 * installation_not_there: for the log, they asked for what is not there, or not theirs.
 * installation_request, installation_org: by reference and by slug. NOTFOUND in the same words
 * when there is none and when ${who} has no role where it is: whoever asks learns nothing of
 * others. installation_request is DENIED for a request about ${who}, installation_org when they
 * hold another role there than ${roles}.
 */
bool installation_admit(
    struct installation *in, const struct actor *who, const char *roles, struct err *err) MUSTCHECK;
bool people_refused(struct installation *in, const struct actor *who, const char **ret_why,
    struct err *err) MUSTCHECK;
bool installation_refused(struct installation *in, const struct actor *who, const char *command,
    struct err *err) MUSTCHECK;
bool installation_tried(struct installation *in, const struct actor *who, struct refusal refusal,
    const char *command, struct err *err) MUSTCHECK;
#define IN_ALL (-1) /* an admin of one organisation rules there only */
bool installation_allows(struct installation *in, const struct actor *who, int64_t org_id,
    const char *roles, struct err *err) MUSTCHECK;
bool installation_sees(struct installation *in, const struct actor *who, int64_t org_id, bool *ret,
    struct err *err) MUSTCHECK;
void installation_not_there(struct installation *in);
bool installation_request(struct installation *in, const struct actor *who, const char *reference,
    struct arena *a, struct request *ret, struct err *err) MUSTCHECK;
bool installation_org(struct installation *in, const struct actor *who, const char *slug,
    const char *roles, struct arena *a, struct org *ret, struct err *err) MUSTCHECK;
/*
 * installation_orgs(in, who, slug, roles, a, ret, err): the organisations in which ${who} holds one
 * of ${roles}; with ${slug} that one, DENIED when they do not.
 */
bool installation_orgs(struct installation *in, const struct actor *who, const char *slug,
    const char *roles, struct arena *a, struct org_list *ret, struct err *err) MUSTCHECK;

/*
 * people_add, people_grant, people_revoke, people_disable: an admin of one organisation (${slug})
 * rules there only; a role in all (NULL) is given by who holds it in all. The log of every
 * organisation concerned tells it. USAGE for a role there is none; NOTFOUND for whom the machine or
 * the installation does not know; DENIED for who would shut themselves out, or the last admin.
 *
 * people_add: *ret: somebody new; who was disabled, with the roles they had; or another person than
 * who had the name before, whose roles are gone. people_disable: *ret_was: they had been already
 * (and nothing is done); *ret_open: how many requests they
 * handle that are not answered.
 */
enum people_added { PEOPLE_NEW, PEOPLE_AGAIN, PEOPLE_ANOTHER };
bool people_add(struct installation *in, const struct actor *who, const char *name,
    enum people_added *ret, struct err *err) MUSTCHECK;
bool people_revoke(struct installation *in, const struct actor *who, const char *slug,
    const char *name, const char *role, struct err *err) MUSTCHECK;
bool people_grant(struct installation *in, const struct actor *who, const char *slug,
    const char *name, const char *role, struct err *err) MUSTCHECK;
bool people_disable(struct installation *in, const struct actor *who, const char *name,
    bool *ret_was, int64_t *ret_open, struct err *err) MUSTCHECK;
/*
 * people_known (known.c): by what ${name} is known to the organisation as a person, blinded; with
 * ${take_back} no longer, by anything when there are none. An admin says so, and takes back nothing
 * of their own. USAGE for what is no identifier, or nobody searches by, or does not single out one
 * person; NOTFOUND for what is to be taken back and was not kept.
 */
struct identifier_value;
struct known_as {
	const char *slug, *name;
	const struct identifier_value *ids;
	size_t n;
	bool take_back;
};
bool people_known(struct installation *in, const struct actor *who, const struct known_as *k,
    struct err *err) MUSTCHECK;
/*
 * people_away (away.c): ${name} is away, and who deputises for them sees to their requests; with
 * ${back} not any more. Of themselves anybody says so, of others an admin of all. USAGE for days
 * that are none, or are over; NOTFOUND for whom there is not, and who is not away; DENIED for a
 * deputy who is away on one of these days, is they themselves, or may not handle requests wherever
 * they may, and for whoever deputises for somebody on one of them.
 * people_deputy: *ret, who deputises for ${name} on that day, and *ret_until when; NULL: they are
 * there, or who would is disabled. people_stand_in: *ret, "anna,bert": ${name}, and for whom they
 * deputise on that day.
 */
struct absence {
	const char *name, *deputy;
	struct date from, until; /* from unset: today */
	bool back;
};
bool people_away(struct installation *in, const struct actor *who, const struct absence *x,
    struct err *err) MUSTCHECK;
bool people_deputy(struct installation *in, const char *name, struct date today, struct arena *a,
    const char **ret, struct date *ret_until, struct err *err) MUSTCHECK;
bool people_stand_in(struct installation *in, const char *name, struct date today, struct arena *a,
    const char **ret, struct err *err) MUSTCHECK;
/* people_may: have they a role for ${act} that was given for ${where}, an organisation or "*"? */
struct user;
bool people_may(const struct user *u, const char *where, enum act act);
/* people_named: is ${name} one of "anna,bert"? */
bool people_named(const char *names, const char *name);
/* people_tell: an event of each organisation that who acts sees; ${body} is borrowed. */
bool people_tell(struct installation *in, const struct actor *who, const char *kind,
    const json_t *body, struct err *err) MUSTCHECK;
/* people_tell_held: the log of a new organisation begins with the roles that hold in all. */
bool people_tell_held(
    struct installation *in, const struct actor *who, int64_t org_id, struct err *err) MUSTCHECK;
/*
 * people_list: [{"user","roles","known","away_from","away_until","deputy","disabled"}], new: of
 * the organisations in which ${who} is admin, and who rules in all.
 */
json_t *people_list(struct installation *in, const struct actor *who, struct err *err);

/* ---- nobody about themselves (themselves.c) ---- */

/*
 * themselves_check(in, who, r, err): DENIED when ${r} is about ${who}: they neither handle nor see
 * more of it than any person may of what they asked (art. 5(1)(f)). It is by what people_known()
 * kept, or the address at which the register has colleagues told (escalation). Whose keys these
 * are, and who is alone, is not asked. installation_request() does it, so that no request is opened
 * without.
 * themselves_is: the same of somebody by ${name}. themselves_among: *ret, those of ${among} that
 * are about ${name}, in ${a}.
 */
struct request_ids;
bool themselves_check(struct installation *in, const struct actor *who, const struct request *r,
    struct err *err) MUSTCHECK;
bool themselves_is(struct installation *in, const char *name, const struct request *r, bool *ret,
    struct err *err) MUSTCHECK;
bool themselves_among(struct installation *in, const struct org *org, const char *name,
    const struct request_ids *among, struct arena *a, struct request_ids *ret, struct err *err)
    MUSTCHECK;
/* themselves_unknown: "anna, bert", who see its requests and are known by nothing; NULL: nobody. */
bool themselves_unknown(struct installation *in, const struct org *org, struct arena *a,
    const char **ret, struct err *err) MUSTCHECK;
/* ---- registers (registers.c) ---- */

/*
 * register_load: check and keep a register; *ret_org, *ret_new; the same text again changes
 * nothing. Steals ${doc}, which is NULL when it could not be read: false then.
 */
#define REGISTER_MAX (8u << 20) /* bytes of a register file */
bool register_load(struct installation *in, const struct actor *who, struct json_doc *doc,
    struct arena *a, struct org *ret_org, bool *ret_new, struct err *err) MUSTCHECK;
/*
 * register_of: the register of an organisation, parsed, borrowed until the installation closes.
 * Version 0: the newest.
 */
const struct reg *register_of(
    struct installation *in, const struct org *org, int version, struct err *err);
/* organisation_keys_place: to what they are bound when they are wrapped; in ${a}. */
const char *organisation_keys_place(const struct org *org, struct arena *a);
/*
 * organisation_keys: its own two keys, for what belongs to no request of it, opened; new. NOTFOUND
 * when it has none.
 */
struct request_keys *organisation_keys(
    const struct installation *in, const struct org *org, struct err *err);
struct reg_cache;
void reg_cache_free(struct reg_cache *c);

/* ---- settings of systems (settings.c) ---- */

struct system_settings {
	json_t *values;  /* {"name": value}: the secrets and addresses among them */
	json_t *missing; /* names that have no value: no credentials are there */
};
/*
 * system_settings(in, org, reg, s, a, ret, err): what the settings of a system resolve to, in
 * HOME/secrets/ORG. Addresses come from there, or from the connector file, never from a register.
 * DENIED for one that leads into this installation (its directories, its database, another
 * organisation's secrets, also as a socket or a certificate) or that has libpq read a password
 * elsewhere, and for http outside a rehearsal; INPUT for a value that is none.
 */
bool system_settings(const struct installation *in, const struct org *org, const struct reg *reg,
    const struct system *s, struct arena *a, struct system_settings *ret, struct err *err)
    MUSTCHECK;
void system_settings_release(struct system_settings *s);
static inline void
system_settings_drop(struct system_settings *s)
{
	system_settings_release(s);
}
/*
 * installation_closed: ["PATH"], the directories of the installation, without links; new.
 * system_reach: connector_reach of ${connector} (an object without anything when there is none of
 * that name), with "closed": the directories of which no path in it leads to one when it is opened.
 * New.
 */
struct connector_call;
json_t *installation_closed(const struct conf *conf);
json_t *system_reach(
    const struct installation *in, const char *connector, const struct connector_call *call);

/* ---- the law's tables (laws.c) ---- */

/*
 * Read once and borrowed until the installation closes; INPUT with FILE:LINE:COLUMN.
 * laws_calendar_anew: look whether its file was corrected; who borrowed the older one keeps it.
 */
const struct calendar *laws_calendar(struct installation *in, const char *name, struct err *err);
const struct calendar *laws_calendar_anew(
    struct installation *in, const char *name, struct err *err);
/*
 * laws_calendar_of: a version of it that dates were computed with, also an older one; INPUT when
 * what was kept of it is not that.
 */
const struct calendar *laws_calendar_of(
    struct installation *in, const char *name, const char *version, struct err *err);
const struct refusal_law *laws_refusals(struct installation *in, struct err *err);
const struct late_causes *laws_late_causes(struct installation *in, struct err *err);
const struct representatives *laws_representatives(struct installation *in, struct err *err);
const struct sufficient_law *laws_sufficient(struct installation *in, struct err *err);
const struct withholding_law *laws_withholding(struct installation *in, struct err *err);
const struct retention_law *laws_retention(struct installation *in, struct err *err);
struct laws;
void laws_free(struct laws *l);

/* ---- looking after it ---- */

/*
 * How systems are tried: by a job of the action "check" (with connector, system, definition and
 * settings) in a process that reaches ${reach} (connector_reach) and nothing else. Its answer:
 * {"ok":true,"problems":["LINE"]}, or {"ok":false,"text","transient"}; NULL with ${err} when there
 * is none. ${name}: another for each system. It is worker.h's worker_try.
 */
struct doctor_tries {
	json_t *(*ask)(
	    void *arg, const char *name, const json_t *job, json_t *reach, struct err *err);
	void *arg;
};
/* doctor(in): [{"check","status":"ok|warning|failed","detail","remedy"}], new. */
json_t *doctor(struct installation *in, const struct actor *who, const struct doctor_tries *tries,
    struct err *err);
/*
 * doctor_systems: the same rows for the systems of one organisation, or one of them (${system} not
 * NULL); reaches out to each.
 */
json_t *doctor_systems(struct installation *in, const struct actor *who, const char *slug,
    const char *system, const struct doctor_tries *tries, struct err *err);
/* metrics_text: Prometheus text form, of the organisations ${who} may know (metrics.c). */
bool metrics_text(
    struct installation *in, const struct actor *who, struct buf *ret, struct err *err) MUSTCHECK;

#endif
