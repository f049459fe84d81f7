/*
 * daemon: serve a shared installation. What runs in its children is what runs in a process of one's
 * own: the line is taken and run.
 */
#include <poll.h>

#include "dossier/door.h"
#include "dossier/phrase.h"
#include "dossier/store/migrate.h"
#include "cli.h"

#define LOOK_MS 60000

static int
run_line(struct opt_line *line, const struct visitor *v, void *arg)
{
	const struct cli *daemon = arg;
	struct cli cli = { .arena = arena_new(),
		.groups = daemon->groups,
		.hidden = daemon->hidden,
		.who = { .name = v->name, .asked = true, .uid = v->uid },
		.visit = v->visit };
	struct err err = { 0 };
	const char *language = getenv("DOSSIER_LANG"); /* the client's (cli_read) */
	(void)phrase_language(language ? language : "en");
	bool ok = cli_take(&cli, line, &err);
	if (ok && (cli.home || cli.command->need == NEED_HOLDER))
		ok = err_set(&err, ERR_DENIED, "this is not done for another process");
	cli.home = daemon->home;
	ok = ok && cli_run(&cli, &err);
	if (cli.refused)
		door_refused(v, cli.command->noun, cli.command->verb,
		    cli.untold ? "no role for that; the log could not be told"
			       : "no role for that");
	else if (cli.untold)
		door_refused(v, cli.command->noun, cli.command->verb,
		    "not there, not theirs or about them; the log could not be told");
	if (err.kind != ERR_NONE)
		cli_fail(cli.json, &err);
	arena_free(cli.arena);
	return ok ? 0 : err_exit_status(err.kind);
}

/*
 * As long as the daemon lives the schema stays as it is, while the database is there: who would
 * upgrade it stops the daemon first. Also starts a private server.
 */
static void
hold_schema(void *arg)
{
	const struct cli *daemon = arg;
	struct err err = { 0 };
	auto_drop(installation) struct installation *in =
	    installation_open(daemon->home, NULL, DB_APP, &err);
	if (!in || !db_hold_schema(in->db, &err))
		return;
	while (migrate_check(in->db, &err)) {
		struct pollfd p = { .fd = db_socket(in->db), .events = POLLIN };
		(void)poll(&p, 1, LOOK_MS);
	}
}

static bool
run_daemon(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct conf conf;
	(void)argc;
	(void)argv;
	if (!conf_load(cli->home, cli->arena, &conf, err))
		return false;
	print_clear(); /* it is at work for as long as it is there */
	if (!conf_is_shared(&conf))
		return err_set(err, ERR_DENIED,
		    "this is an installation of one: set mode = shared in %s/dossier.conf first",
		    cli->home);
	const struct door door = { .home = conf.home,
		.command_s = conf.command_s,
		.run = run_line,
		.hold = hold_schema,
		.arg = cli };
	(void)phrase_language("en"); /* what it says from now on is a log */
	return door_serve(&door, err);
}

static const char daemon_help[] =
    "Runs as the user whose directory the installation is, until SIGTERM. Every other user's "
    "`dossier` then asks it, and acts under\nthe name the kernel gives them; files that are named "
    "are opened by who named them. docs/operations.md: as a service.";

const struct command daemon_commands[] = {
	{ "daemon", NULL, NULL, "serve a shared installation to its users", daemon_help, NULL, 0, 0,
	    NEED_HOLDER, ACT_NONE, run_daemon, .examples = "dossier daemon",
	    .exits = "4  the installation is one person's, or another daemon serves it",
	    .changes = CHANGES_MORE, .preview = "dossier doctor" },
	{ 0 },
};
