/*
 * People and their roles.
 */
#ifndef DOSSIER_STORE_USER_H
#define DOSSIER_STORE_USER_H

#include "dossier/store/db.h"

#define UID_UNKNOWN (-1)
struct user {
	int64_t id;
	const char *name; /* Unix user */
	bool disabled;
	int64_t uid; /* on the machine, of user_find(); UID_UNKNOWN: added before it was kept */
	/* {"ORG or *": ["officer", ...]}; new, owned by the arena's user: json_decref */
	json_t *roles;
	/* of user_list(): away on these days, unset: not; and who deputises, NULL: nobody */
	struct date away_from, away_until;
	const char *deputy;
	json_t *known; /* likewise, of user_list(): {"ORG": ["email", ...]}, the kinds */
};
struct user_list {
	struct user *items;
	size_t n;
};
void user_list_release(struct user_list *l); /* roles and known */
/* user_find: in ${a}; NOTFOUND. user_put: a new one, or one of before who may work here again. */
bool user_find(struct db *db, const char *name, struct arena *a, struct user *ret, struct err *err)
    MUSTCHECK;
bool user_put(struct db *db, const char *name, int64_t uid, struct err *err) MUSTCHECK;
/*
 * user_grant, user_revoke: org_id 0 is the role in every organisation. roles: admin officer handler
 * approver dpo auditor; user_revoke's NULL: every role everywhere. *ret_had: there was one.
 */
bool user_grant(struct db *db, const char *name, int64_t org_id, const char *role, struct err *err)
    MUSTCHECK;
bool user_revoke(struct db *db, const char *name, int64_t org_id, const char *role, bool *ret_had,
    struct err *err) MUSTCHECK;
/* user_lock: until the transaction ends nobody else takes access away. */
bool user_lock(struct db *db, struct err *err) MUSTCHECK;
/* user_away: on the days that ${u} has, with its deputy; without days they are back. */
bool user_away(struct db *db, const struct user *u, struct err *err) MUSTCHECK;
bool user_disable(struct db *db, const char *name, struct err *err) MUSTCHECK;
bool user_list(struct db *db, struct arena *a, struct user_list *ret, struct err *err) MUSTCHECK;
/* user_handles: how many requests of an organisation that are not answered they handle. */
bool user_handles(struct db *db, int64_t org_id, const char *name, int64_t *ret, struct err *err)
    MUSTCHECK;
/*
 * user_session: from now on ${db} sees the organisations in which the enabled user has a role;
 * *ret_held: is it one of ${roles} in one of them? None for a name that was another ${uid}'s
 * (UID_UNKNOWN: whichever).
 */
bool user_session(struct db *db, const char *name, int64_t uid, const char *roles, bool *ret_held,
    struct err *err) MUSTCHECK;
/* user_session_all: it sees all of them: who acts holds the keys. */
bool user_session_all(struct db *db, struct err *err) MUSTCHECK;
/*
 * user_has_role: does the enabled user hold one of ${roles} ("officer,handler") in this
 * organisation (0: anywhere)?
 */
bool user_has_role(struct db *db, const char *name, int64_t org_id, const char *roles, bool *ret,
    struct err *err) MUSTCHECK;
/*
 * By what they are known as persons, in one organisation: ${kind} and ${blind}.
 * user_identifier_put: nothing when it is kept already. user_identifier_forget: with both NULL by
 * anything; *ret, how many. user_themselves: *ret, those of ${among} that are about them, by
 * number, in ${a}; also by ${blind}, an address of theirs that is kept elsewhere (NULL: none).
 */
struct user_as {
	int64_t org_id;
	const char *name, *kind, *blind;
};
struct request_ids {
	int64_t *items;
	size_t n;
};
bool request_ids_have(const struct request_ids *ids, int64_t id);
bool user_identifier_put(struct db *db, const struct user_as *u, struct err *err) MUSTCHECK;
bool user_identifier_forget(struct db *db, const struct user_as *u, int64_t *ret, struct err *err)
    MUSTCHECK;
bool user_themselves(struct db *db, const struct user_as *u, const struct request_ids *among,
    struct arena *a, struct request_ids *ret, struct err *err) MUSTCHECK;

#endif
