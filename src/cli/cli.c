/*
 * What main.c and the commands both need: the row of a command, and the installation it works on.
 */
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "dossier/asset.h"
#include "dossier/door.h"
#include "dossier/phrase.h"
#include "dossier/restored.h"
#include "cli.h"

static const struct command *
find_in(const struct command *c, int argc, char *argv[], int *ret_words)
{
	for (; c->noun; c++) {
		*ret_words = c->verb ? 2 : 1;
		if (argc >= *ret_words && strcmp(argv[0], c->noun) == 0 &&
		    (!c->verb || strcmp(argv[1], c->verb) == 0))
			return c;
	}
	return NULL;
}

const struct command *
cli_find(const struct cli *cli, int argc, char *argv[], int *ret_words)
{
	for (size_t g = 0; cli->groups[g]; g++) {
		const struct command *c = find_in(cli->groups[g], argc, argv, ret_words);
		if (c)
			return c;
	}
	return find_in(cli->hidden, argc, argv, ret_words);
}

bool
cli_has_noun(const struct cli *cli, const char *noun)
{
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++)
			if (strcmp(c->noun, noun) == 0)
				return true;
	return false;
}

void
cli_stay(const struct cli *cli)
{
	if (cli->visit)
		door_stay(cli->visit);
}

bool
cli_open(struct cli *cli, struct err *err)
{
	if (cli->in)
		return true;
	cli->in = installation_open(
	    cli->home, cli->now, cli->command->need == NEED_REPORT ? DB_REPORT : DB_APP, err);
	if (cli->in && !cli->who.name)
		cli->who = installation_holder(cli->in);
	/*
	 * who has no role here sees nothing; what a role may do in which organisation is for each
	 * command
	 */
	if (cli->in &&
	    !installation_admit(
		cli->in, &cli->who, cli->roles ? cli->roles : act_roles(ACT_ENTER), err)) {
		cli->refused = err->kind == ERR_DENIED;
		cli->untold = cli->refused && !cli_tell_refused(cli, NULL);
		installation_close(cli->in);
		cli->in = NULL;
	}
	if (cli->in && !cli->command->restored && !restored_refuse(cli->in, err)) {
		installation_close(cli->in);
		cli->in = NULL;
	}
	if (cli->in && cli->dry_run) /* who was refused is told all the same */
		db_rehearse(cli->in->db, true);
	if (cli->in) {
		cli->in->progress = &progress_shown;
		print_more(cli, "the installation in %s, as %s", cli->home, cli->who.name);
		cli_stay(cli);
	}
	return cli->in != NULL;
}

static bool
run(struct cli *cli, struct err *err)
{
	const struct command *c = cli->command;
	/* what is listed or computed without the database is by the installation's own files too */
	if (c->need != NEED_NOTHING)
		asset_override_dir(arena_printf(cli->arena, "%s/templates", cli->home));
	/* nor does a daemon read a file for who has no role */
	bool reads = c->need == NEED_DB || c->need == NEED_REPORT || (cli->visit && cli->file);
	if (reads && !cli_open(cli, err))
		return false;
	if (cli->input)
		return batch_run(cli, err);
	return (cli->dry_run && c->rehearse ? c->rehearse : c->run)(cli, cli->argc, cli->argv, err);
}

/*
 * A file stands there whole, whoever stopped reading what is said of it: what was handed over is
 * in the log, and gone with whom SIGPIPE ends.
 */
static bool
is_filed(const struct cli *cli)
{
	return cli->file && cli->file->out && !cli->file->stream;
}

static bool
nobody_reads(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };
	return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

bool
cli_run(struct cli *cli, struct err *err)
{
	if (is_filed(cli))
		(void)signal(SIGPIPE, SIG_IGN);
	progress_await(cli);
	bool ok = run(cli, err);
	print_clear();
	if (!ok)
		cli_tried(cli, err);
	if (ok && cli->dry_run && !cli->command->rehearse)
		print_talk(cli, "tried, and not kept (--dry-run)");
	/* a full disk behind stdout must not look like success */
	bool lost = fflush(stdout) != 0 || ferror(stdout);
	if (lost && ok && !(is_filed(cli) && nobody_reads()))
		ok = cli->in && cli->in->changed
		    ? err_set(err, ERR_SYSTEM, "done, but not printed: cannot write the output: %m")
		    : err_set(err, ERR_TEMPORARY, "cannot write the output: %m");
	installation_close(cli->in);
	cli->in = NULL;
	return ok;
}
