/*
 * user: who works here, known by their Unix user, and in which roles.
 */
#include "dossier/phrase.h"
#include "cli.h"

static const char *org_slug;
static bool take_back;
static const struct opt role_opts[] = {
	{ "org", "ORG", "in this organisation only (default: in all)", OPT_STRING, &org_slug },
	{ "take-back", NULL, "they have it no longer", OPT_FLAG, &take_back },
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
	enum people_added how;
	(void)argc;
	if (!people_add(cli->in, &cli->who, argv[0], &how, err))
		return false;
	if (how == PEOPLE_AGAIN)
		print_talk(cli,
		    "%s was disabled, and may work here again in the roles they had; one is taken "
		    "back with `dossier user role %s ROLE --take-back`",
		    argv[0], argv[0]);
	else
		print_talk(cli, "added %s%s; give them a role with `dossier user role %s officer`",
		    argv[0],
		    how == PEOPLE_ANOTHER
			? phrase(", another than who had that name before and whose roles are gone")
			: "",
		    argv[0]);
	return done(cli, argv[0]);
}

static bool
run_role(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return (take_back ? people_revoke : people_grant)(
		   cli->in, &cli->who, org_slug, argv[0], argv[1], err) &&
	    done(cli, argv[0]);
}

static bool
run_disable(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int64_t open = 0;
	bool was = false;
	(void)argc;
	if (!people_disable(cli->in, &cli->who, argv[0], &was, &open, err))
		return false;
	print_talk(cli, "%s %s, and handles %lld open requests%s%s%s", argv[0],
	    phrase(was ? "was disabled already" : "may do nothing here any more"), (long long)open,
	    open ? ": `dossier list --handler " : "", open ? argv[0] : "",
	    open ? "`, `dossier assign REF USER`" : "");
	if (cli->json)
		print_json(
		    json_pack("{s:s, s:I}", "user", argv[0], "open_requests", (json_int_t)open));
	return true;
}

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "user", "USER" }, { "roles", "ROLES" },
		{ "disabled", "DISABLED" }, { 0 } };
	(void)argc;
	(void)argv;
	return print_rows(cli, people_list(cli->in, &cli->who, err), columns, "nobody yet", err);
}

static const char roles_help[] =
    "Roles: admin (lets people in, and sees no request), officer, handler, dpo (reads and advises, "
    "never decides:\nart. 38(6)), auditor (reads), approver (lets an archive leave that others "
    "made, where the register asks for that;\ndecides and answers nothing).";
static const char add_help[] =
    "A user of this machine; one who was disabled may work here again. Disable somebody before you "
    "remove their account:\nwho is given the name later is another (their number tells), and is "
    "let in only by this.";

const struct command user_commands[] = {
	{ "user", "add", "NAME", "let a Unix user work here", add_help, NULL, 1, 1, NEED_DB,
	    "admin", run_add, .shapes = "user", .examples = "dossier user add anna",
	    .exits = "3  this machine has no such user", .next = "dossier user role anna officer",
	    .changes = CHANGES_ONCE },
	{ "user", "list", NULL, "who works here, in which roles", NULL, NULL, 0, 0, NEED_DB,
	    ANY_ROLE, run_list, .shapes = "users", .lists = "", .examples = "dossier user list" },
	{ "user", "role", "USER ROLE", "give a role, or take it back", roles_help, role_opts, 2, 2,
	    NEED_DB, "admin", run_role, .shapes = "user",
	    .examples = "dossier user role anna handler --org jcc\n"
			"dossier user role anna handler --org jcc --take-back",
	    .next = "dossier user list", .changes = CHANGES_ONCE },
	{ "user", "disable", "USER", "take somebody's access away", NULL, NULL, 1, 1, NEED_DB,
	    "admin", run_disable, .shapes = "user", .examples = "dossier user disable anna",
	    .next = "dossier list --handler anna", .changes = CHANGES_ONCE },
	{ 0 },
};
