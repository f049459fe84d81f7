/*
 * version: which program this is, for whoever reports what went wrong.
 */
#include "dossier/store/migrate.h"
#include "cli.h"
#include "version.h"

static bool
run_version(struct cli *cli, int argc, char *argv[], struct err *err)
{
	int libpq = db_client_version();
	(void)argc;
	(void)argv;
	(void)err;
	const char *client = arena_printf(cli->arena, "%d.%d", libpq / 10000, libpq % 10000);
	if (cli->json)
		print_json(json_pack("{s:s, s:s, s:s, s:i}", "version", DOSSIER_VERSION, "git",
		    DOSSIER_GIT, "libpq", client, "schema", migrate_newest()));
	else
		print_text("dossier %s (git %s, libpq %s, schema %d)\n", DOSSIER_VERSION,
		    DOSSIER_GIT, client, migrate_newest());
	return true;
}

const struct command version_commands[] = {
	{ "version", NULL, NULL, "which program this is", NULL, NULL, 0, 0, NEED_NOTHING, ACT_NONE,
	    run_version, .shapes = "version",
	    .examples = "dossier version\n"
			"dossier --version" },
	{ 0 },
};
