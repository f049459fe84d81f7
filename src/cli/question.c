/*
 * verify, clarify: how the person was checked, what was asked of them and when they answered.
 */
#include "dossier/decide.h"
#include "cli.h"

static const char *doubt, *method, *result, *answered, *on, *proof;
static bool large;

static const struct opt verify_opts[] = {
	{ "method", "METHOD",
	    "code-to-address, login, letter-code, phone-on-file, counter or eid; masked-copy once "
	    "another was tried",
	    OPT_STRING, &method },
	{ "result", "RESULT", "passed or failed", OPT_STRING, &result },
	{ "doubt", "TEXT",
	    "ask the person for more about who they are: the reasonable doubt (art. 12(6)); with "
	    "--method, how they can show it",
	    OPT_STRING, &doubt },
	{ "answered", "DATE", "the person answered the question on this day", OPT_STRING,
	    &answered },
	{ "on", "DATE", "the day it was done or asked (default: today)", OPT_STRING, &on },
	{ "proof", "TEXT",
	    "with --doubt and --on: what shows that it was asked on that day, which is over; kept "
	    "sealed",
	    OPT_STRING, &proof },
	{ 0 },
};

static bool
run_verify(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date d, a;
	struct letter_told told = { 0 };
	bool ok;
	(void)argc;
	if (!arg_day("on", on, &d, err) || !arg_day("answered", answered, &a, err))
		return false;
	if (proof && !doubt)
		return err_set(err, ERR_USAGE, "--proof belongs to --doubt");
	if ((result != NULL) + (doubt != NULL) + (answered != NULL) != 1)
		return err_set(err, ERR_USAGE, "one of --result, --doubt and --answered");
	if (answered) {
		ok = decide_question_answered(cli->in, &cli->who, argv[0], "identity", a, err);
	} else if (doubt) {
		const struct decide_question q = { "identity", doubt, method, false, d, proof };
		ok = decide_question(cli->in, &cli->who, argv[0], &q, cli->arena, &told, err);
	} else {
		ok = decide_verify(cli->in, &cli->who, argv[0], method, result, d, err);
	}
	return ok && decide_print_term(cli, argv[0], &told, err);
}

static const struct opt clarify_opts[] = {
	{ "doubt", "TEXT", "what is unclear", OPT_STRING, &doubt },
	{ "large-quantity", NULL, "much is processed about this person (recital 63)", OPT_FLAG,
	    &large },
	{ "answered", "DATE", "the person answered on this day", OPT_STRING, &answered },
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
	if (!arg_day("on", on, &d, err) || !arg_day("answered", answered, &a, err))
		return false;
	if (proof && !doubt)
		return err_set(err, ERR_USAGE, "--proof belongs to --doubt");
	if ((doubt != NULL) + (answered != NULL) != 1)
		return err_set(err, ERR_USAGE, "one of --doubt and --answered");
	const struct decide_question q = { "clarification", doubt, NULL, large, d, proof };
	bool ok = answered
	    ? decide_question_answered(cli->in, &cli->who, argv[0], "clarification", a, err)
	    : decide_question(cli->in, &cli->who, argv[0], &q, cli->arena, &told, err);
	return ok && decide_print_term(cli, argv[0], &told, err);
}

static const char verify_help[] =
    "How the requester was checked: the method and the result, never a copy of a document. Or the "
    "doubt and the question\n"
    "asked, which is left as a letter in the outbox: the legal deadline does not move; once it "
    "left (`letter sent`) a\nsuspended date is documented beside it.";

static const char clarify_help[] =
    "The question is left as a letter in the outbox. It never moves the legal deadline; only where "
    "much is processed about\n"
    "the person (recital 63: --large-quantity), and once it left, a suspended date is documented "
    "beside it. The answer may\nbe \"all\".";

const struct command question_commands[] = {
	{ "verify", NULL, "REF", "record how the requester was checked, or ask for more",
	    verify_help, verify_opts, 1, 1, NEED_DB, NULL, run_verify },
	{ "clarify", NULL, "REF", "record a question about what is meant, or its answer",
	    clarify_help, clarify_opts, 1, 1, NEED_DB, NULL, run_clarify },
	{ 0 },
};
