/*
 * config: what holds in this installation and where that was said, and whether it can be read.
 */
#include "cli.h"

static bool origin;
static const struct opt show_opts[] = {
	{ "origin", NULL, "also where each was said", OPT_FLAG, &origin },
	{ 0 },
};

static bool
run_show(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column with[] = { { "key", "KEY" }, { "value", "VALUE" },
		{ "origin", "SAID BY" }, { 0 } };
	static const struct column without[] = { { "key", "KEY" }, { "value", "VALUE" }, { 0 } };
	const char *env = getenv("DOSSIER_HOME");
	(void)argc;
	(void)argv;
	json_t *rows = conf_rows(cli->home, err);
	if (rows)
		json_array_insert_new(rows, 0,
		    json_pack("{s:s, s:s, s:s}", "key", "home", "value", cli->home, "origin",
			cli->home_said    ? "--home"
			    : env && *env ? "DOSSIER_HOME"
					  : "default"));
	return print_rows(cli, rows, origin ? with : without, "nothing", err);
}

static bool
run_check(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "file", "FILE" }, { "line", "LINE" },
		{ "problem", "PROBLEM" }, { 0 } };
	(void)argc;
	(void)argv;
	json_t *rows = conf_problems(cli->home, err);
	size_t n = json_array_size(rows);
	return print_rows(cli, rows, columns, "it is as it should be", err) &&
	    (n == 0 || err_set(err, ERR_INPUT, "dossier.conf: %zu mistakes", n));
}

const struct command config_commands[] = {
	{ "config", "show", NULL, "what holds in this installation",
	    "An option goes before the environment (DOSSIER_HOME), that before dossier.conf, "
	    "and that before the default.",
	    show_opts, 0, 0, NEED_HOLDER, ACT_NONE, run_show, .shapes = "config", .lists = "",
	    .examples = "dossier config show --origin" },
	{ "config", "check", NULL, "all that is wrong with dossier.conf", NULL, NULL, 0, 0,
	    NEED_HOLDER, ACT_NONE, run_check, .shapes = "config-check", .lists = "",
	    .examples = "dossier config check",
	    .exits = "1  something is wrong: the table says where", .next = "dossier doctor" },
	{ 0 },
};
