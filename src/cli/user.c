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

/* "dpo", or "dpo of jcc": anywhere. */
static bool
has_role(const json_t *user, const char *role)
{
	size_t i, n = strlen(role);
	const json_t *one;
	json_array_foreach(json_get(user, "roles"), i, one) {
		const char *s = json_string_value(one);
		if (strncmp(s, role, n) == 0 && (s[n] == '\0' || s[n] == ' '))
			return true;
	}
	return false;
}

/* Who advises on what they decide themselves is told so; whether that may be is not ours to say. */
static bool
tell_conflict(struct cli *cli, const char *name, struct err *err)
{
	auto_drop(json) json_t *users = people_list(cli->in, &cli->who, err);
	size_t i;
	const json_t *u;
	json_array_foreach(users, i, u)
		if (strcmp(json_str_or(u, "user", ""), name) == 0 && has_role(u, "dpo") &&
		    (has_role(u, "officer") || has_role(u, "handler") || has_role(u, "approver")))
			print_talk(cli,
			    "%s is dpo, and may decide too: other tasks of a dpo may be no "
			    "conflict of interests (art. 38(6) GDPR)",
			    name);
	return users != NULL;
}

static bool
run_role(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return (take_back ? people_revoke : people_grant)(
		   cli->in, &cli->who, org_slug, argv[0], argv[1], err) &&
	    (take_back || tell_conflict(cli, argv[0], err)) && done(cli, argv[0]);
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
		{ "known", "KNOWN BY" }, { "away_until", "AWAY UNTIL" }, { "deputy", "DEPUTY" },
		{ "disabled", "DISABLED" }, { 0 } };
	(void)argc;
	(void)argv;
	return print_rows(cli, people_list(cli->in, &cli->who, err), columns, "nobody yet", err);
}

static struct opt_list emails, phones, ids;
static const struct opt known_opts[] = {
	{ "org", "ORG", "to this organisation", OPT_STRING, &org_slug },
	{ "email", "ADDRESS", "an e-mail address of theirs", OPT_LIST, &emails },
	{ "phone", "NUMBER", "a phone number of theirs", OPT_LIST, &phones },
	{ "id", "KIND=VALUE", "another identifier of theirs: customer_id=1042", OPT_LIST, &ids },
	{ "take-back", NULL, "they are known by it no longer; alone: by nothing", OPT_FLAG,
	    &take_back },
	{ 0 },
};

static bool
run_known(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct identifier_value *values =
	    arena_alloc(cli->arena, (emails.n + phones.n + ids.n + 1) * sizeof(*values));
	size_t n = 0;
	(void)argc;
	if (!arg_require("org", org_slug, err))
		return false;
	for (size_t i = 0; i < emails.n; i++)
		values[n++] = (struct identifier_value){ "email", emails.items[i] };
	for (size_t i = 0; i < phones.n; i++)
		values[n++] = (struct identifier_value){ "phone", phones.items[i] };
	for (size_t i = 0; i < ids.n; i++)
		if (!arg_identifier("id", ids.items[i], cli->arena, &values[n++], err))
			return false;
	if (n == 0 && !take_back)
		return err_set(err, ERR_USAGE, "say by what: --email, --phone or --id KIND=VALUE");
	const struct known_as k = { org_slug, argv[0], values, n, take_back };
	return people_known(cli->in, &cli->who, &k, err) && done(cli, argv[0]);
}

static const char roles_help[] =
    "Roles: admin (lets people in, and sees no request), officer, handler, dpo (reads and advises, "
    "never decides:\nart. 38(6)), auditor (reads), approver (lets an archive leave that others "
    "made, where the register asks for that;\ndecides and answers nothing).";
static const char *from, *until, *deputy;
static bool back;
static const struct opt away_opts[] = {
	{ "from", "DATE", "the first day (default: today)", OPT_STRING, &from },
	{ "until", "DATE", "the last day", OPT_STRING, &until },
	{ "deputy", "USER", "who sees to their requests on these days", OPT_STRING, &deputy },
	{ "back", NULL, "they are back, or did not go", OPT_FLAG, &back },
	{ 0 },
};

static bool
run_away(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct absence x = { .name = argv[0], .deputy = deputy, .back = back };
	(void)argc;
	if (back ? from || until || deputy : !until || !deputy)
		return err_set(err, ERR_USAGE,
		    "say until when, and who deputises: --until DATE --deputy USER; or --back "
		    "alone");
	return arg_day(cli, "--from", from, NULL, &x.from, err) &&
	    arg_day(cli, "--until", until, NULL, &x.until, err) &&
	    people_away(cli->in, &cli->who, &x, err) && done(cli, argv[0]);
}

static const char away_help[] =
    "Whoever deputises sees what they handle among their own (`due --mine`, `today --mine`, `list "
    "--mine`), and is told of it with\nthem; what is assigned to them stays theirs. A deputy may "
    "handle requests wherever they may, and is there on all of these\ndays. Anybody says so of "
    "themselves, of others an admin of all organisations.";
static const char known_help[] =
    "By what somebody who works here is known to the organisation as a person, so that nobody "
    "handles or reads a dossier about\nthemselves: whoever has an identifier among those that "
    "were given or confirmed is refused that request (exit status 4).\nKept as a keyed hash "
    "alone; `user list` tells the kinds. Write - for a value to keep it out of sight (`--email "
    "-`).";
static const char add_help[] =
    "A user of this machine; one who was disabled may work here again. Disable somebody before you "
    "remove their account:\nwho is given the name later is another (their number tells), and is "
    "let in only by this.";

const struct command user_commands[] = {
	{ "user", "add", "NAME", "let a Unix user work here", add_help, NULL, 1, 1, NEED_DB,
	    ACT_RULE, run_add, .shapes = "user", .examples = "dossier user add anna",
	    .exits = "3  this machine has no such user", .next = "dossier user role anna officer",
	    .changes = CHANGES_ONCE },
	{ "user", "list", NULL, "who works here, in which roles", NULL, NULL, 0, 0, NEED_DB,
	    ACT_ENTER, run_list, .shapes = "users", .lists = "", .examples = "dossier user list" },
	{ "user", "role", "USER ROLE", "give a role, or take it back", roles_help, role_opts, 2, 2,
	    NEED_DB, ACT_RULE, run_role, .shapes = "user",
	    .examples = "dossier user role anna handler --org jcc\n"
			"dossier user role anna handler --org jcc --take-back",
	    .next = "dossier user list", .changes = CHANGES_ONCE },
	{ "user", "known", "USER", "by what they are known as a person", known_help, known_opts, 1,
	    1, NEED_DB, ACT_RULE, run_known,
	    .demands = "--org ORG (--email ADDRESS | --phone NUMBER | --id KIND=VALUE)",
	    .shapes = "user",
	    .examples = "dossier user known anna --org jcc --email anna@example.org\n"
			"dossier user known anna --org jcc --from anna.txt\n"
			"dossier user known anna --org jcc --email anna@example.org --take-back",
	    .exits = "4  it is an installation of one, or you take back by what you are known",
	    .next = "dossier user list", .changes = CHANGES_ONCE },
	{ "user", "away", "USER", "somebody is away, and who deputises", away_help, away_opts, 1, 1,
	    NEED_DB, ACT_ENTER, run_away, .demands = "(--until DATE --deputy USER | --back)",
	    .shapes = "user",
	    .examples =
		"dossier user away anna --from 2026-12-21 --until 2027-01-01 --deputy bert\n"
		"dossier user away anna --back",
	    .exits = "4  that deputy is away too, or may not handle what they handle",
	    .next = "dossier list --handler anna", .changes = CHANGES_ONCE },
	{ "user", "disable", "USER", "take somebody's access away", NULL, NULL, 1, 1, NEED_DB,
	    ACT_RULE, run_disable, .shapes = "user", .examples = "dossier user disable anna",
	    .next = "dossier list --handler anna", .changes = CHANGES_ONCE },
	{ 0 },
};
