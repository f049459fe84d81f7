/*
 * key: the installation keys, and a newer one.
 */
#include "dossier/rotate.h"
#include "cli.h"

static bool confirm;
static const struct opt rotate_opts[] = {
	{ "confirm", NULL, "do it: the older keys, and what they alone open, are gone for good",
	    OPT_FLAG, &confirm },
	{ 0 },
};

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "key", "KEY" }, { "made", "MADE" },
		{ "wraps", "WRAPS" }, { "newest", "NEWEST" }, { 0 } };
	(void)argc;
	(void)argv;
	json_t *list = key_list(cli->in, &cli->who, err);
	const char *made = json_str_or(json_array_get(list, json_array_size(list) - 1), "made", "");
	const bool unfinished = json_array_size(list) > 1;
	made = arena_strdup(cli->arena, made);
	if (!print_rows(cli, list, columns, "none", err))
		return false;
	print_talk(cli,
	    "what was destroyed before %s is opened by no copy of the database that was made "
	    "before then; a file of `dossier backup make` holds the keys of its day",
	    made);
	if (unfinished)
		print_talk(
		    cli, "a rotation was cut short: `dossier key rotate --confirm` finishes it");
	return true;
}

static bool
run_rotate(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	(void)argv;
	if (!confirm)
		return err_set(err, ERR_USAGE,
		    "copies of the database made before a rotation open no more after it: "
		    "`dossier key list` says which keys there are, and --confirm makes a newer");
	json_t *v = key_rotate(cli->in, &cli->who, &progress_shown, err);
	print_clear();
	if (!v)
		return false;
	print_talk(cli, "%s wraps now: %lld keys were wrapped anew, and %zu older keys destroyed",
	    json_str_or(v, "key", ""), (long long)json_int_or(v, "wrapped", 0),
	    json_array_size(json_get(v, "destroyed")));
	print_talk(cli, "later ledger files need it: make a backup now, and keep it with theirs");
	if (cli->json)
		print_json(v);
	else
		json_decref(v);
	return true;
}

const struct command key_commands[] = {
	{ "key", "list", NULL, "the installation keys, and how much each wraps", NULL, NULL, 0, 0,
	    NEED_DB, ACT_RULE, run_list, .shapes = "keys", .lists = "",
	    .examples = "dossier key list" },
	{ "key", "rotate", NULL, "a new installation key, and the end of the older",
	    "Every key of a request and of an organisation, and the ledger files, are wrapped by "
	    "the new one; then the older are destroyed, and what stands in older copies of the "
	    "database opens no more. People and workers go on meanwhile. One that was cut short is "
	    "finished by the next, which makes no key then. The keys `blind` and `signing` stay: by"
	    " the one a person is found, and by the other the log is checked, as long as there is "
	    "any.",
	    rotate_opts, 0, 0, NEED_DB, ACT_RULE, run_rotate, .shapes = "key-rotated",
	    .examples = "dossier key rotate --confirm",
	    .exits = "75 a backup is being made, or the keys are rotated already",
	    .next = "dossier backup make backup.age --recipient "
		    "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
	    .changes = CHANGES_MORE, .preview = "dossier key list" },
	{ 0 },
};
