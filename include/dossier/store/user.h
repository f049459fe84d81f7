/*
 * People and their roles.
 */
#ifndef DOSSIER_STORE_USER_H
#define DOSSIER_STORE_USER_H

#include "dossier/store/db.h"

struct user {
	int64_t id;
	const char *name; /* Unix user */
	bool disabled;
	/* {"ORG or *": ["officer", ...]}; new, owned by the arena's user: json_decref */
	json_t *roles;
};
struct user_list {
	struct user *items;
	size_t n;
};
void user_list_release(struct user_list *l); /* the roles */
/* CONFLICT when there */
bool user_add(struct db *db, const char *name, int64_t *ret_id, struct err *err) MUSTCHECK;
/*
 * user_grant: org_id 0 means every organisation. roles: admin officer handler approver dpo
 * auditor.
 */
bool user_grant(struct db *db, const char *name, int64_t org_id, const char *role, struct err *err)
    MUSTCHECK;
bool user_disable(struct db *db, const char *name, struct err *err) MUSTCHECK;
bool user_list(struct db *db, struct arena *a, struct user_list *ret, struct err *err) MUSTCHECK;
/*
 * user_session: from now on ${db} sees the organisations in which the enabled user has a role;
 * *ret_held: is it one of ${roles} in one of them?
 */
bool user_session(
    struct db *db, const char *name, const char *roles, bool *ret_held, struct err *err) MUSTCHECK;
/*
 * user_has_role: does the enabled user hold one of ${roles} ("officer,handler") in this
 * organisation (0: anywhere)?
 */
bool user_has_role(struct db *db, const char *name, int64_t org_id, const char *roles, bool *ret,
    struct err *err) MUSTCHECK;

#endif
