/*
 * user: who works here, known by their Unix user, and in which roles.
 */
#include "cli.h"

static const char *org_slug;
static const struct opt role_opts[] = {
	{ "org", "ORG", "in this organisation only (default: in all)", OPT_STRING, &org_slug },
	{ 0 },
};

/* An admin of one organisation rules there only: a role in all is given by who holds it in all. */
#define IN_ALL (-1)

static bool
org_id(struct cli *cli, int64_t *ret, struct err *err)
{
	struct org org;
	*ret = 0;
	if (!org_slug)
		return installation_allows(cli->in, IN_ALL, "admin", err);
	if (!org_by_slug(cli->in->db, org_slug, cli->arena, &org, err))
		return false;
	*ret = org.id;
	return installation_allows(cli->in, org.id, "admin", err);
}

/* Installation-wide: every organisation's log tells who may act in it. */
static bool
tell_all(struct cli *cli, const char *kind, const char *user, const char *role, int64_t only,
    struct err *err)
{
	struct org_list orgs;
	if (!org_list(cli->in->db, cli->arena, &orgs, err))
		return false;
	event_none(cli->in->db);
	for (size_t i = 0; i < orgs.n; i++) {
		if (only && orgs.items[i].id != only)
			continue;
		json_t *body = json_pack("{s:s, s:s?}", "user", user, "role", role);
		bool ok =
		    event_append(cli->in->db, orgs.items[i].id, 0, cli->in->actor, kind, body, err);
		json_decref(body);
		if (!ok)
			return false;
	}
	return true;
}

static bool
end(struct cli *cli, bool ok, const char *user, struct err *err)
{
	if (!ok || !db_commit(cli->in->db, err)) {
		db_rollback(cli->in->db);
		return false;
	}
	if (cli->json)
		print_json(json_pack("{s:s}", "user", user));
	return true;
}

static bool
run_add(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int64_t id;
	(void)argc;
	if (!*argv[0])
		return err_set(err, ERR_USAGE, "a user needs a name");
	if (!db_begin(cli->in->db, err))
		return false;
	bool ok = user_add(cli->in->db, argv[0], &id, err) &&
	    tell_all(cli, "user.added", argv[0], NULL, 0, err);
	if (!end(cli, ok, argv[0], err))
		return false;
	print_talk(cli, "added %s; give them a role with `dossier user role %s officer`", argv[0],
	    argv[0]);
	return true;
}

static bool
run_role(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const char *const roles[] = { "admin", "officer", "handler", "approver", "dpo",
		"auditor" };
	int64_t id;
	(void)argc;
	bool known = false;
	for (size_t i = 0; i < array_len(roles); i++)
		known = known || strcmp(argv[1], roles[i]) == 0;
	if (!known)
		return err_set(err, ERR_USAGE,
		    "there is no role %s: admin, officer, handler, approver, dpo or auditor",
		    argv[1]);
	if (!org_id(cli, &id, err) || !db_begin(cli->in->db, err))
		return false;
	bool ok = user_grant(cli->in->db, argv[0], id, argv[1], err) &&
	    tell_all(cli, "user.granted", argv[0], argv[1], id, err);
	return end(cli, ok, argv[0], err);
}

static bool
run_disable(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if (strcmp(argv[0], cli->in->actor) == 0)
		return err_set(err, ERR_DENIED, "you can not shut yourself out");
	if (!installation_allows(cli->in, IN_ALL, "admin", err))
		return false;
	if (!db_begin(cli->in->db, err))
		return false;
	bool ok = user_disable(cli->in->db, argv[0], err) &&
	    tell_all(cli, "user.disabled", argv[0], NULL, 0, err);
	return end(cli, ok, argv[0], err);
}

static json_t *
roles_text(const json_t *roles)
{
	json_t *out = json_array(), *list, *role;
	const char *where;
	size_t i;
	json_object_foreach((json_t *)(uintptr_t)roles, where, list)
		json_array_foreach(list, i, role) {
			struct buf b = { 0 };
			buf_addf(&b, strcmp(where, "*") == 0 ? "%s" : "%s of %s",
			    json_string_value(role), where);
			json_array_append_new(out, json_string(b.data));
			buf_release(&b);
		}
	return out;
}

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "user", "USER" }, { "roles", "ROLES" },
		{ "disabled", "DISABLED" }, { 0 } };
	struct user_list users;
	(void)argc;
	(void)argv;
	if (!user_list(cli->in->db, cli->arena, &users, err))
		return false;
	json_t *rows = json_array();
	for (size_t i = 0; i < users.n; i++) {
		json_array_append_new(rows,
		    json_pack("{s:s, s:o, s:b}", "user", users.items[i].name, "roles",
			roles_text(users.items[i].roles), "disabled", users.items[i].disabled));
		json_decref(users.items[i].roles);
	}
	return print_rows(cli, rows, columns, "nobody yet");
}

static const char roles_help[] = "Roles: admin, officer, handler, approver, dpo (reads and "
				 "advises, never decides: art. 38(6)), auditor (reads).";

const struct command user_commands[] = {
	{ "user", "add", "NAME", "let a Unix user work here", NULL, NULL, 1, 1, NEED_DB, "admin",
	    run_add },
	{ "user", "list", NULL, "who works here, in which roles", NULL, NULL, 0, 0, NEED_DB, NULL,
	    run_list },
	{ "user", "role", "NAME ROLE", "give a role", roles_help, role_opts, 2, 2, NEED_DB, "admin",
	    run_role },
	{ "user", "disable", "NAME", "take somebody's access away", NULL, NULL, 1, 1, NEED_DB,
	    "admin", run_disable },
	{ 0 },
};
