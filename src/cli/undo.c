/*
 * undo: what of a request can be taken back now, each with the command that does. Takes nothing
 * back itself: who does so says it in words of its own, with its reason.
 */
#include "dossier/phrase.h"
#include "cli.h"

/* As the table shows it; what scripts read stays as it is. */
static json_t *
told(json_t *rows)
{
	size_t i;
	json_t *row;
	json_array_foreach(rows, i, row)
		json_object_set_new(row, "what", json_string(phrase(json_str_or(row, "what", ""))));
	return rows;
}

static bool
run_undo(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "what", "TAKEN BACK" }, { "of", "OF" },
		{ "command", "WITH" }, { 0 } };
	(void)argc;
	json_t *rows = view_undo(cli->in, &cli->who, argv[0], err);
	return print_rows(
	    cli, rows ? told(rows) : NULL, columns, "nothing can be taken back now", err);
}

const struct command undo_commands[] = {
	{ "undo", NULL, "REF", "what can be taken back now, each with its command",
	    "Takes nothing back itself. What left stays so: a letter, an answer, a forwarded "
	    "request.",
	    NULL, 1, 1, NEED_DB, ACT_SEE, run_undo, .shapes = "undo", .lists = "",
	    .examples = "dossier undo $REF" },
	{ 0 },
};
