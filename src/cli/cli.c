/*
 * What main.c and the commands both need: the row of a command, and the installation it works on.
 */
#include "cli.h"

const struct command *
cli_find(const struct cli *cli, int argc, char *argv[], int *ret_words)
{
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++) {
			*ret_words = c->verb ? 2 : 1;
			if (argc >= *ret_words && strcmp(argv[0], c->noun) == 0 &&
			    (!c->verb || strcmp(argv[1], c->verb) == 0))
				return c;
		}
	return NULL;
}

bool
cli_open(struct cli *cli, struct err *err)
{
	cli->in = installation_open(cli->home, cli->now, err);
	/*
	 * who has no role here sees nothing; what a role may do in which organisation is for each
	 * command
	 */
	return cli->in &&
	    installation_allows(
		cli->in, &cli->who, 0, cli->command->roles ? cli->command->roles : ANY_ROLE, err);
}
