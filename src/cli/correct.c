/*
 * correct: what was recorded wrongly of a request is put right, and both stay to be seen.
 */
#include "dossier/about.h"
#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "dossier/search.h"
#include "cli.h"

static const char *received, *language, *add_right, *off_right, *note, *proof;
static struct opt_list purposes;
static bool marketing;
static int not_asked = -1;
static const struct opt correct_opts[] = {
	{ "received", "DATE", "it was received on this day", OPT_STRING, &received },
	{ "language", "LANGUAGE", "the person is written to in this language", OPT_STRING,
	    &language, words_language, .act = ACT_CHANGE },
	{ "add-right", "RIGHT", "it asked for this right too, from the start", OPT_STRING,
	    &add_right, right_words, .also = right_said, .act = ACT_CHANGE },
	{ "purpose", "ID",
	    "with --add-right objection or consent-withdrawal: a purpose of the register that it "
	    "is about; may be given again",
	    OPT_LIST, &purposes },
	{ "marketing", NULL, "with --add-right objection: it is to direct marketing", OPT_FLAG,
	    &marketing },
	{ "take-off-right", "RIGHT", "nobody asked for this right", OPT_STRING, &off_right,
	    right_words, .also = right_said, .act = ACT_CHANGE },
	{ "not-asked", "NO",
	    "the question of this number (of `dossier undo`) was entered by mistake: it suspends "
	    "nothing",
	    OPT_INT, &not_asked },
	{ "note", "TEXT", "how that is known; kept sealed", OPT_STRING, &note },
	{ "proof", "TEXT",
	    "with --received: what from outside shows it; asked for when the day is later than the "
	    "one that stands, which gives more time; kept sealed",
	    OPT_STRING, &proof },
	{ 0 },
};

/* What does not hold any more by the dates that follow: an extension, a refusal. */
static void
say_warnings(const struct cli *cli, const char *reference)
{
	struct err none = { 0 };
	size_t i;
	json_t *w;
	auto_drop(json) json_t *v =
	    view_term(cli->in, &cli->who, reference, (struct date){ 0 }, &none);
	json_array_foreach(json_get(v, "warnings"), i, w)
		print_talk(cli, "warning: %s", phrase(json_string_value(w)));
	if (add_right && strcmp(json_str_or(v, "extension", ""), "in-force") == 0)
		print_talk(cli,
		    "warning: the person was told of more time for other rights than %s: its own "
		    "month ends on %s (art. 12(3) GDPR)",
		    add_right, json_str_or(v, "deadline", "-"));
}

static bool
correct(struct cli *cli, const char *reference, struct decide_ended *end, struct err *err)
{
	struct decide_receipt x = { .why = note, .proof = proof };
	const struct about_said about = { &add_right, 1, purposes.items, purposes.n, marketing };
	if (received)
		return arg_day(cli, "--received", received, reference, &x.on, err) &&
		    decide_receipt(cli->in, &cli->who, reference, &x, err);
	if (language)
		return decide_language(cli->in, &cli->who, reference, language, note, err);
	if (add_right)
		return search_right_add(cli->in, &cli->who, reference, &about, note, err);
	if (off_right)
		return decide_take_off(
		    cli->in, &cli->who, reference, off_right, note, cli->arena, end, err);
	return decide_not_asked(cli->in, &cli->who, reference, not_asked, note, err);
}

static bool
run_correct(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct decide_ended end = { 0 };
	(void)argc;
	if ((received != NULL) + (language != NULL) + (add_right != NULL) + (off_right != NULL) +
		(not_asked >= 0) !=
	    1)
		return err_set(err, ERR_USAGE,
		    "one of --received, --language, --add-right, --take-off-right and --not-asked; "
		    "of another organisation: `dossier close` as " ENTERED_BY_MISTAKE
		    ", and log it "
		    "anew");
	if ((purposes.n || marketing) && !add_right)
		return err_set(err, ERR_USAGE, "--purpose and --marketing belong to --add-right");
	if (proof && !received)
		return err_set(err, ERR_USAGE, "--proof belongs to --received");
	if (!arg_require("note", note, err) || !correct(cli, argv[0], &end, err) ||
	    !decide_print_ended(cli, argv[0], &end, err))
		return false;
	if (language)
		print_talk(
		    cli, "%s: the person is written to in this language: %s", argv[0], language);
	say_warnings(cli, argv[0]);
	if (received)
		letter_warn_old_days(cli, argv[0]);
	return true;
}

static const char correct_help[] =
    "What stood there stays on the record, and what follows from it is judged anew: the deadline, "
    "an extension that came\n"
    "after what is now the first one. A day of receipt is not after the day on which it was "
    "logged, nor after anything that\n"
    "was done about it; `deadline --explain REF` shows both days, and the report counts requests "
    "whose day was corrected.\n"
    "A right that is added has the dates of the request, and whoever it takes is asked: what the "
    "person asked later is a\n"
    "request of its own. Of another organisation, or another person: `close --ground "
    "entered-by-mistake`, and log it anew.";

const struct command correct_commands[] = {
	{ "correct", NULL, "REF", "put right what was recorded wrongly; both stay on the record",
	    correct_help, correct_opts, 1, 1, NEED_DB, ACT_CORRECT, run_correct,
	    .demands = "(--received DATE | --language LANGUAGE | --add-right RIGHT | "
		       "--take-off-right RIGHT | --not-asked NO) --note TEXT",
	    .shapes = "deadline",
	    .examples =
		"dossier correct $REF --received 2026-11-01 --note 'the date in its header'\n"
		"dossier correct $REF --language en --note 'she writes English'\n"
		"dossier correct $REF --add-right erasure --note 'last line of her message'",
	    .exits = "4  it can not be so: the error says why",
	    .next = "dossier deadline --explain $REF", .changes = CHANGES_ONCE },
	{ 0 },
};
