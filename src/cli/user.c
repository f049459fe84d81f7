/*
 * user: who works here, known by their Unix user, and in which roles.
 */
#include "cli.h"

static const char *org_slug;
static const struct opt role_opts[] = {
	{ "org", "ORG", "in this organisation only (default: in all)", OPT_STRING, &org_slug },
	{ 0 },
};

static bool
done(struct cli *cli, const char *user)
{
	if (cli->json)
		print_json(json_pack("{s:s}", "user", user));
	return true;
}

static bool
run_add(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if (!people_add(cli->in, &cli->who, argv[0], err))
		return false;
	print_talk(cli, "added %s; give them a role with `dossier user role %s officer`", argv[0],
	    argv[0]);
	return done(cli, argv[0]);
}

static bool
run_role(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return people_grant(cli->in, &cli->who, org_slug, argv[0], argv[1], err) &&
	    done(cli, argv[0]);
}

static bool
run_disable(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return people_disable(cli->in, &cli->who, argv[0], err) && done(cli, argv[0]);
}

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "user", "USER" }, { "roles", "ROLES" },
		{ "disabled", "DISABLED" }, { 0 } };
	(void)argc;
	(void)argv;
	return print_rows(cli, people_list(cli->in, &cli->who, err), columns, "nobody yet");
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
