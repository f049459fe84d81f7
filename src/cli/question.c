/*
 * verify, clarify: how the person was checked, what was asked of them and when they answered.
 */
#include "dossier/checked.h"
#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "cli.h"

static const char *doubt, *clear, *method, *result, *answered, *on, *proof, *to;
static struct opt_list checked;
static bool large;

static const struct opt verify_opts[] = {
	{ "method", "METHOD", "how; masked-copy only once another way was tried", OPT_STRING,
	    &method, verify_words, true },
	{ "result", "RESULT", "what came of it", OPT_STRING, &result, verify_result_words },
	{ "to", "WHICH",
	    "with --result: by which contact data of theirs, a number of `plan` or the kind of "
	    "what they gave (default: the only one they gave)",
	    OPT_STRING, &to },
	{ "right", "RIGHT",
	    "with --result: for this right (default: all that were asked); repeatable", OPT_LIST,
	    &checked, right_words, .also = right_said },
	{ "doubt", "TEXT",
	    "ask the person for more about who they are: the reasonable doubt (art. 12(6)); with "
	    "--method, how they can show it",
	    OPT_STRING, &doubt, .act = ACT_ASK },
	{ "answered", "DATE", "the person answered the question on this day", OPT_STRING,
	    &answered },
	{ "on", "DATE", "the day it was done or asked (default: today)", OPT_STRING, &on },
	{ "proof", "TEXT",
	    "with --result: what shows it; with --doubt and --on: what shows that it was asked on "
	    "that day, which is over; kept sealed",
	    OPT_STRING, &proof },
	{ 0 },
};

/* Says by which contact data, where it was by any. */
static bool
check(struct cli *cli, const char *reference, struct date day, struct err *err)
{
	int64_t by = 0;
	const struct decide_check x = { method, result, to, proof, checked.items, checked.n, day };
	if (!decide_verify(cli->in, &cli->who, reference, &x, &by, err))
		return false;
	if (by)
		print_talk(cli, "recorded: identifier %lld is %s by it", (long long)by,
		    strcmp(result, "passed") == 0 ? phrase("theirs")
						  : phrase("not shown to be theirs"));
	return true;
}

static const char *
why_words(const char *why)
{
	static const char *const words[][2] = {
		{ "absolute", "nothing has to be shown" },
		{ "nothing-held", "nothing is held" },
		{ "ordinary", "ordinary data" },
		{ "sensitive", "sensitive data" },
		{ "register", "the register asks for it" },
	};
	for (size_t i = 0; i < array_len(words); i++)
		if (strcmp(words[i][0], why) == 0)
			return phrase(words[i][1]);
	return why;
}

static void
print_proposal(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "right", "RIGHT" }, { "least", "LEAST" },
		{ "methods", "BY ONE OF" }, { "because", "BECAUSE" }, { "article", "ARTICLE" },
		{ "lacks", "MISSING" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	size_t i;
	json_t *r;
	const char *command = json_str(v, "command");
	json_array_foreach(json_get(v, "rights"), i, r) {
		const char *reason = json_str(r, "reason"), *category = json_str(r, "category"),
			   *why = why_words(json_str_or(r, "why", ""));
		json_t *row = json_copy(r);
		if (category)
			why = arena_printf(a, "%s: %s", why, category);
		json_object_set_new(row, "because",
		    json_string(reason ? arena_printf(a, "%s, %s", why, reason) : why));
		json_array_append_new(rows, row);
	}
	print_table(rows, columns, "no right is open");
	if (!json_flag(v, "looked"))
		print_text(phrase("nobody looked what is held: it may be anything its register has "
				  "(`dossier lookup %s`)\n"),
		    json_str_or(v, "reference", ""));
	json_array_foreach(json_get(v, "by"), i, r)
		if (json_is_false(json_get(r, "on_file")))
			print_text(
			    phrase("identifier %lld (%s) was merely given: no copy goes there\n"),
			    (long long)json_int_or(r, "identifier", 0), json_str_or(r, "kind", ""));
	if (command)
		print_text("%s %s\n", phrase("once it was shown:"), command);
}

/* What to do, and nothing is recorded. */
static bool
show_proposal(struct cli *cli, const char *reference, struct err *err)
{
	auto_drop(json) json_t *v = view_verify(cli->in, &cli->who, reference, err);
	if (!v || !dossier_seen(cli->in, &cli->who, reference, "verify", err))
		return false;
	if (cli->json)
		print_json(json_incref(v));
	else
		print_proposal(v, cli->arena);
	return true;
}

static bool
run_verify(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date d, a;
	struct letter_told told = { 0 };
	bool ok;
	(void)argc;
	if (!arg_day(cli, "--on", on, argv[0], &d, err) ||
	    !arg_day(cli, "--answered", answered, argv[0], &a, err))
		return false;
	if (proof && !doubt && !result)
		return err_set(err, ERR_USAGE, "--proof belongs to --doubt or --result");
	if ((to || checked.n) && !result)
		return err_set(err, ERR_USAGE, "--to and --right belong to --result");
	if (!result && !doubt && !answered && !method && !on)
		return show_proposal(cli, argv[0], err);
	if ((result != NULL) + (doubt != NULL) + (answered != NULL) != 1)
		return err_set(err, ERR_USAGE, "one of --result, --doubt and --answered");
	if (answered) {
		ok = decide_question_answered(cli->in, &cli->who, argv[0], "identity", a, err);
	} else if (doubt) {
		const struct decide_question q = { "identity", doubt, method, false, d, proof };
		ok = decide_question(cli->in, &cli->who, argv[0], &q, cli->arena, &told, err);
	} else {
		ok = check(cli, argv[0], d, err);
	}
	return ok && decide_print_term(cli, argv[0], &told, err) && next_say_of(cli, argv[0], err);
}

static const struct opt clarify_opts[] = {
	{ "doubt", "TEXT", "what is unclear", OPT_STRING, &doubt },
	{ "clear", "TEXT",
	    "it is clear that erasure is meant, also where a service ends by it: why; kept sealed",
	    OPT_STRING, &clear },
	{ "large-quantity", NULL, "much is processed about this person (recital 63)", OPT_FLAG,
	    &large },
	{ "answered", "DATE", "the person answered on this day", OPT_STRING, &answered,
	    .act = ACT_HEAR },
	{ "on", "DATE", "the day it was asked (default: today)", OPT_STRING, &on },
	{ "proof", "TEXT",
	    "with --doubt and --on: what shows that it was asked on that day, which is over; kept "
	    "sealed",
	    OPT_STRING, &proof },
	{ 0 },
};

static bool
run_clarify(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date d, a;
	struct letter_told told = { 0 };
	(void)argc;
	if (!arg_day(cli, "--on", on, argv[0], &d, err) ||
	    !arg_day(cli, "--answered", answered, argv[0], &a, err))
		return false;
	if (proof && !doubt)
		return err_set(err, ERR_USAGE, "--proof belongs to --doubt");
	if ((doubt != NULL) + (answered != NULL) + (clear != NULL) != 1)
		return err_set(err, ERR_USAGE, "one of --doubt, --clear and --answered");
	const struct decide_question q = { "clarification", doubt, NULL, large, d, proof };
	bool ok = clear ? decide_meaning_clear(cli->in, &cli->who, argv[0], clear, err)
	    : answered
	    ? decide_question_answered(cli->in, &cli->who, argv[0], "clarification", a, err)
	    : decide_question(cli->in, &cli->who, argv[0], &q, cli->arena, &told, err);
	return ok && decide_print_term(cli, argv[0], &told, err) && next_say_of(cli, argv[0], err);
}

static const char verify_help[] =
    "Without options: what check suffices for each right, by what is held, and the command that "
    "records it (docs/identity.md).\nWith: how the requester was checked: the method and the "
    "result, never a copy of a document; no copy "
    "leaves and nothing changes\nbefore that. Or the "
    "doubt and the question\n"
    "asked, which is a letter that waits to be sent: the legal deadline does not move; once it "
    "left (`letter sent`) a\nsuspended date is documented beside it.";

static const char clarify_help[] =
    "The question is a letter that waits to be sent. It never moves the legal deadline; only where "
    "much is processed about\n"
    "the person (recital 63: --large-quantity), and once it left, a suspended date is documented "
    "beside it. The answer may\nbe \"all\". Of an erasure by which a service ends that still runs "
    "the person is asked once, unless it is clear\n(--clear): silence neither closes nor "
    "delays it.";

const struct command question_commands[] = {
	{ "verify", NULL, "REF",
	    "what check suffices; record how they were checked, or ask for more", verify_help,
	    verify_opts, 1, 1, NEED_DB, ACT_VERIFY, run_verify, .shapes = "deadline verify",
	    .examples = "dossier verify $REF\n"
			"dossier verify $REF --method login --result passed\n"
			"dossier verify $REF --doubt 'two of this name' --method code-to-address",
	    .next = "dossier show $REF", .changes = CHANGES_ONCE },
	{ "clarify", NULL, "REF", "record a question about what is meant, or its answer",
	    clarify_help, clarify_opts, 1, 1, NEED_DB, ACT_ASK, run_clarify,
	    .demands = "(--doubt TEXT | --clear TEXT | --answered)", .shapes = "deadline",
	    .examples =
		"dossier clarify $REF --doubt 'which of the contracts is meant'\n"
		"dossier clarify $REF --clear 'they ended the contract in the same message'",
	    .exits = "4  nothing is open of which it has to be clear",
	    .next = "dossier letter list $REF", .changes = CHANGES_ONCE },
	{ 0 },
};
