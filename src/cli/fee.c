/*
 * fee, cause: what has to be known of a request and moves no date: a fee the person was warned of,
 * and why it is late.
 */
#include "dossier/late_cause.h"
#include "dossier/decide.h"
#include "cli.h"

static const char *amount, *ground, *facts, *costs, *until, *on, *cause, *note;
static bool warn, charge, accepted, list, take_back;

static const struct opt fee_opts[] = {
	{ "warn", NULL, "the person is told of the fee", OPT_FLAG, &warn },
	{ "amount", "EUR", "with --warn: how much, 12.50", OPT_STRING, &amount },
	{ "ground", "GROUND", "with --warn: why one is asked", OPT_STRING, &ground,
	    fee_ground_words },
	{ "facts", "TEXT", "with --warn: what shows it, as the person will read it", OPT_STRING,
	    &facts },
	{ "costs", "TEXT",
	    "with --warn: how the amount follows from what this request costs, for the person too",
	    OPT_STRING, &costs },
	{ "until", "DATE", "with --warn: the last day to withdraw without costs", OPT_STRING,
	    &until },
	{ "on", "DATE", "with --warn: the day it left (default: today)", OPT_STRING, &on },
	{ "charge", NULL, "the fee is charged", OPT_FLAG, &charge },
	{ "accepted", NULL, "with --charge: the person agreed before that day", OPT_FLAG,
	    &accepted },
	{ 0 },
};

#define CENTS_MAX 100000000 /* a million euros: nobody's fee */

/* "12", "12.50" or "12,50". */
static bool
cents_of(const char *s, int64_t *ret, struct err *err)
{
	int64_t n = 0;
	int decimals = -1;
	const char *p = s;
	for (; *p && n <= CENTS_MAX && decimals < 2; p++) {
		if ((*p == '.' || *p == ',') && decimals < 0 && p > s)
			decimals = 0;
		else if (*p >= '0' && *p <= '9')
			n = n * 10 + (*p - '0'), decimals += decimals >= 0;
		else
			break;
	}
	bool ok = p > s && !*p && decimals != 0 && decimals != 1;
	*ret = decimals < 0 ? n * 100 : n;
	return (ok && *ret <= CENTS_MAX) ||
	    err_set(err, ERR_USAGE, "--amount takes euros and cents: 12 or 12.50");
}

static bool
run_warn(struct cli *cli, const char *reference, struct err *err)
{
	char day[DATE_LEN];
	struct letter_told told;
	struct decide_fee f = {
		.ground = ground, .facts = facts ? facts : "", .costs = costs ? costs : ""
	};
	if (!arg_require("amount", amount, err) || !arg_require("until", until, err) ||
	    !cents_of(amount, &f.amount_cents, err) ||
	    !arg_day(cli, "--until", until, reference, &f.withdraw_by, err) ||
	    !arg_day(cli, "--on", on, reference, &f.on, err) ||
	    !decide_fee_warn(cli->in, &cli->who, reference, &f, cli->arena, &told, err) ||
	    !decide_print_term(cli, reference, &told, err))
		return false;
	print_talk(cli,
	    "once it left: when the person agreed or after %s, `dossier fee %s --charge`",
	    date_format(f.withdraw_by, day), reference);
	return true;
}

static bool
run_fee(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if (warn == charge)
		return err_set(err, ERR_USAGE, "one of --warn and --charge");
	if (charge && (amount || ground || facts || costs || until || on))
		return err_set(err, ERR_USAGE,
		    "--charge takes what was warned of: only --accepted goes with it");
	if (warn && accepted)
		return err_set(err, ERR_USAGE, "--accepted belongs to --charge");
	if (warn)
		return run_warn(cli, argv[0], err);
	return decide_fee_charge(cli->in, &cli->who, argv[0], accepted, err) &&
	    decide_print_term(cli, argv[0], NULL, err);
}

static const struct opt cause_opts[] = {
	{ "cause", "WORD", "which; `dossier cause --list` names those there are", OPT_STRING,
	    &cause },
	{ "note", "TEXT", "what happened, or how it is known that it was no cause; kept sealed",
	    OPT_STRING, &note },
	{ "take-back", NULL, "it was not why: the report counts it no more", OPT_FLAG, &take_back },
	{ "list", NULL, "list the causes", OPT_FLAG, &list },
	{ 0 },
};

static bool
list_causes(const struct cli *cli, struct err *err)
{
	static const struct column columns[] = { { "id", "CAUSE" }, { "en", "IN ENGLISH" },
		{ "nl", "IN DUTCH" }, { 0 } };
	auto_drop(late_causes) struct late_causes *all = late_causes_open(err);
	size_t n = 0;
	const struct late_cause *c = all ? late_causes_all(all, &n) : NULL;
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s, s:b}", "id", c[i].id, "en",
			json_text_in(c[i].name, "en"), "nl", json_text_in(c[i].name, "nl"), "note",
			c[i].note));
	if (c)
		return print_rows(cli, rows, columns, "none", err);
	json_decref(rows);
	return false;
}

static bool
run_cause(struct cli *cli, int argc, char *argv[], struct err *err)
{
	if (list)
		return list_causes(cli, err);
	if (argc != 1)
		return err_set(err, ERR_USAGE,
		    "usage: dossier cause REF --cause WORD [--note TEXT], or --list");
	if (take_back && (!arg_require("cause", cause, err) || !arg_require("note", note, err)))
		return false;
	if (!cause)
		cause = "";
	return cli_open(cli, err) &&
	    (take_back ? decide_cause_back(cli->in, &cli->who, argv[0], cause, note, err)
		       : decide_cause(cli->in, &cli->who, argv[0], cause, note, err)) &&
	    decide_print_term(cli, argv[0], NULL, err);
}

static const char fee_help[] = "Free of charge, but for what is manifestly unfounded or excessive "
			       "(art. 12(5)(a)) and further copies (art. 15(3)).\n"
			       "The person is warned first and can withdraw until a day; then what "
			       "was warned of may be charged. It moves no date.";
static const char cause_help[] =
    "Why a request is late, or due within fourteen days and will be. "
    "It excuses nothing and moves no date: the report counts it.\n"
    "--take-back says that it was not why: what was recorded stays in the history, and counts no "
    "more.";

const struct command fee_commands[] = {
	{ "fee", NULL, "REF", "warn the person of a fee, or charge it", fee_help, fee_opts, 1, 1,
	    NEED_DB, ACT_FEE, run_fee,
	    .demands = "(--warn --amount EUROS --ground ID --facts TEXT --costs TEXT "
		       "--until DATE | --charge)",
	    .shapes = "deadline",
	    .examples = "dossier fee $REF --warn --amount 12.50 --ground excessive-12-5 "
			"--facts 'the fifth this month' --costs 'half an hour' --until 2026-11-30\n"
			"dossier fee $REF --charge --accepted",
	    .next = "dossier letter list $REF", .changes = CHANGES_ONCE },
	{ "cause", NULL, "[REF]", "record why a request is late", cause_help, cause_opts, 0, 1,
	    NEED_HOME, ACT_CAUSE, run_cause, .demands = "(--cause WORD | --list)",
	    .shapes = "deadline causes", .lists = "--list",
	    .examples =
		"dossier cause --list\n"
		"dossier cause $REF --cause recipient-silent --note 'asked three times'\n"
		"dossier cause $REF --cause recipient-silent --take-back --note 'it answered "
		"another request'",
	    .changes = CHANGES_ONCE },
	{ 0 },
};
