/*
 * The program: where a command runs.
 */
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/asset.h"
#include "dossier/door.h"
#include "dossier/interrupt.h"
#include "dossier/phrase.h"
#include "dossier/sandbox.h"
#include "cli/cli.h"

static void
warn(const char *text)
{
	cli_complain("warning: ", text);
}

/* Whoever holds the installation runs this; of one that is not shared, whoever can open it. */
static bool
check_holder(const struct cli *cli, const char *name, struct err *err)
{
	unsigned owner;
	if (!door_owner(cli->home, &owner, err))
		return false;
	const struct passwd *pw = getpwuid(owner);
	return owner == geteuid() ||
	    err_set(err, ERR_DENIED, "%s is for user %s, who holds this installation", name,
		pw ? pw->pw_name : phrase("its owner"));
}

/* Its configuration tells; where that is closed to us, it is another's, who may have a daemon. */
static bool
choose_place(struct cli *cli, bool *ret_door, struct err *err)
{
	struct conf conf;
	struct err closed = { 0 };
	*ret_door = false;
	if (cli->command->need == NEED_NOTHING)
		return true;
	cli->home = conf_home(cli->home, cli->arena, err);
	if (!cli->home)
		return false;
	bool shared = conf_load(cli->home, cli->arena, &conf, &closed) ? conf_is_shared(&conf)
								       : closed.kind == ERR_SYSTEM;
	if (shared && cli->command->need == NEED_HOLDER) {
		(void)umask(077); /* others pass its directory */
		return check_holder(cli, cli->command->noun, err);
	}
	*ret_door = shared;
	return true;
}

static bool
run(struct cli *cli, const struct opt_line *line, int *ret_status, struct err *err)
{
	bool at_door;
	if (!choose_place(cli, &at_door, err))
		return false;
	return at_door ? door_ask(cli->home, line, ret_status, err) : cli_run(cli, err);
}

/*
 * A stream that is closed would be the next file that is opened. What is written to one that is
 * closed does not get lost unseen: it cannot be written.
 */
static void
have_streams(void)
{
	int fd = fcntl(STDOUT_FILENO, F_GETFD);
	if (fd < 0) {
		fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (fd >= 0 && fd != STDOUT_FILENO) {
			(void)dup3(fd, STDOUT_FILENO, O_CLOEXEC);
			(void)close(fd);
		}
	}
	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		(void)close(fd);
}

int
main(int argc, char *argv[])
{
	struct err err = { 0 };
	struct opt_line line;
	int status = 0;
	sandbox_process();
	have_streams();
	(void)unsetenv(PRINT_TERMINAL); /* ours alone to say */
	asset_tell(warn);
	struct cli cli = {
		.arena = arena_new(), .groups = cli_groups, .hidden = complete_commands
	};
	interrupt_watch(print_is_terminal(STDERR_FILENO));
	bool ok = cli_read(&cli, argc, argv, &line, &err);
	interrupt_watch(print_is_terminal(STDERR_FILENO)); /* in the language it told */
	if (ok && !cli_says(&line, "--no-pager") &&
	    pager_parent(&cli, cli_says(&line, "--quiet"), &status))
		return status;
	ok = ok && run(&cli, &line, &status, &err);
	ok = named_files_end(&line.files, ok && status == 0, &err) && ok;
	if (err.kind != ERR_NONE)
		cli_fail(cli.json, &err);
	opt_line_release(&line);
	arena_free(cli.arena);
	return ok ? status : err_exit_status(err.kind);
}
