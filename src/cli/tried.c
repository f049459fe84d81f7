/*
 * What is told of a command that was refused: whoever reads the log of an organisation learns who
 * tried.
 */
#include "cli.h"

bool
cli_tell_refused(const struct cli *cli, const struct refusal *tried)
{
	const struct command *c = cli->command;
	struct err untold = { 0 };
	const char *words =
	    arena_printf(cli->arena, "%s%s%s", c->noun, c->verb ? " " : "", c->verb ? c->verb : "");
	/* who reports writes nothing there */
	auto_drop(installation) struct installation *other =
	    c->need == NEED_REPORT ? installation_open(cli->home, NULL, DB_APP, &untold) : NULL;
	struct installation *in = other ? other : cli->in;
	return tried ? installation_tried(in, &cli->who, *tried, words, &untold)
		     : installation_refused(in, &cli->who, words, &untold);
}

void
cli_tried(struct cli *cli, const struct err *err)
{
	if (!cli->in) /* it failed before it asked for anything */
		return;
	const struct refusal refused = cli->in->refused;
	cli->in->refused = (struct refusal){ 0 };
	if (!refused.why || (err->kind != ERR_DENIED && err->kind != ERR_NOTFOUND))
		return;
	db_rehearse(cli->in->db, false);
	cli->untold |= !cli_tell_refused(cli, &refused);
	if (cli->dry_run)
		db_rehearse(cli->in->db, true);
}
