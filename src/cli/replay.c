/*
 * replay: what was erased is erased again, after a system or this Dossier came back from a backup.
 */
#include "dossier/replay.h"
#include "dossier/phrase.h"
#include "cli.h"

static const char *since, *org, *at_system, *why, *lost;
static bool again, confirm, ddl;
static const struct opt replay_opts[] = {
	{ "since", "DATE", "what was erased on that day or after: that of the backup", OPT_STRING,
	    &since },
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "system", "SYSTEM",
	    "at this system alone; also what its recipient or a colleague was asked to erase there",
	    OPT_STRING, &at_system },
	{ "confirm", NULL, "do it: without, it only tells what would be erased again", OPT_FLAG,
	    &confirm },
	{ "again", NULL, "also what was erased again already: it was restored once more", OPT_FLAG,
	    &again },
	{ "excuse", "WHY", "it need not be, at this system of this organisation", OPT_STRING,
	    &why },
	{ "begin-ledger", "WHY",
	    "the ledger file of --org is lost for good: write it anew of what this Dossier knows",
	    OPT_STRING, &lost, .act = ACT_LEDGER },
	{ "ddl", NULL,
	    "print what gives --system of --org an epoch, by which it is seen to be restored",
	    OPT_FLAG, &ddl },
	{ 0 },
};

static bool
print_ddl(struct cli *cli, struct err *err)
{
	if (!arg_require("--org", org, err) || !arg_require("--system", at_system, err))
		return false;
	const char *text = change_epoch_ddl(cli->in, &cli->who, org, at_system, cli->arena, err);
	if (text && cli->json)
		print_json(json_pack("{s:s}", "ddl", text));
	else if (text)
		print_text("%s", text);
	return text != NULL;
}

static bool
begin_ledger(struct cli *cli, struct err *err)
{
	if (!arg_require("--org", org, err))
		return false;
	json_t *v = change_ledger_anew(cli->in, &cli->who, org, lost, confirm, err);
	if (!v)
		return false;
	const json_t *x = json_get(v, "ledger_file");
	print_talk(cli,
	    confirm ? "the ledger file of %s is begun anew: %lld erasures stand in it"
		    : "the ledger file of %s is lost, and %lld erasures would stand in another: "
		      "--confirm does it",
	    org, (long long)json_int_or(x, "erasures", 0));
	if (cli->json)
		print_json(json_incref(v));
	json_decref(v);
	return true;
}

static void
say(const struct cli *cli, const json_t *v)
{
	static const struct column columns[] = { { "organisation", "ORGANISATION" },
		{ "reference", "REFERENCE" }, { "system", "SYSTEM" }, { "at", "ERASED" },
		{ "from", "KNOWN BY" }, { "state", "STATE" }, { 0 } };
	const char *restored = json_str(v, "restored");
	print_table(json_get(v, "erasures"), columns, "nothing was erased since then");
	if (json_flag(v, "ended"))
		print_talk(cli, "this Dossier is not restored any more: `dossier work` goes on");
	else if (restored)
		print_talk(cli, "this Dossier was restored: %s", restored);
	if (json_flag(v, "begun") && !json_flag(v, "ended") && !restored)
		print_talk(cli, "what was to be repeated is planned: `dossier work`");
	if (!confirm)
		print_talk(cli, "nothing was done: --confirm does it");
}

static bool
run_replay(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct replaying x = {
		.org = org, .system = at_system, .excuse = why, .again = again, .confirm = confirm
	};
	(void)argc;
	(void)argv;
	if (ddl)
		return print_ddl(cli, err);
	if (lost)
		return begin_ledger(cli, err);
	if (since && !arg_day(cli, "--since", since, NULL, &x.since, err))
		return false;
	json_t *v = change_replay(cli->in, &cli->who, &x, err);
	if (!v)
		return false;
	int64_t remaining = json_int_or(v, "remaining", 0);
	if (cli->json)
		print_json(v);
	else {
		say(cli, v);
		json_decref(v);
	}
	return !confirm || remaining == 0 ||
	    err_set(err, ERR_DENIED,
		"it is restored yet: %lld erasures of its ledger files are neither repeated nor "
		"excused: `dossier replay` without --system",
		(long long)remaining);
}

const struct command replay_commands[] = {
	{ "replay", NULL, NULL, "erase again what was erased before a backup was restored",
	    "A system that was restored holds again what was erased there since its backup, and a "
	    "Dossier that was restored does not know of it. Each erasure since then is planned "
	    "again as it was approved: records that are held now stay, and those that nobody "
	    "approved. A request that this Dossier lost is logged again by its reference. Without "
	    "--confirm it only tells.",
	    replay_opts, 0, 0, NEED_DB, ACT_REPLAY, run_replay, .shapes = "replay",
	    .examples = "dossier replay --since 2026-11-01\n"
			"dossier replay --since 2026-11-01 --org jcc --system portal --confirm\n"
			"dossier replay --begin-ledger 'de schijf is kapot' --org jcc --confirm",
	    .exits =
		"4  this Dossier is restored yet, as something was neither repeated nor excused",
	    .next = "dossier work", .changes = CHANGES_MORE, .preview = "dossier replay",
	    .restored = true },
	{ 0 },
};
