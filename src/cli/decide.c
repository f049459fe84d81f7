/*
 * extend, close, reopen, withdraw: decisions about a request and its clock; and what the commands
 * that decide share. Refusing is in refuse.c, asking the person in question.c.
 */
#include <inttypes.h>

#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "cli.h"

static const char *replaced_by;
static const char *ground, *reason, *sent, *bounced, *proof, *facts, *duplicate_of, *by = "person",
										    *how, *on;
static bool letter, letter_sent;

/* The address itself is not shown: it is the person's. */
void
decide_say_letter(const struct cli *cli, const char *reference, const struct letter_told *l)
{
	static const char *const ways[][2] = {
		{ "email", "addressed to an e-mail address of theirs: send it" },
		{ "unproven",
		    "without an address, as nothing shows that the one they gave is theirs: "
		    "record how they were checked (`dossier verify`), or send it to contact data "
		    "on file" },
		{ "nobody",
		    "without an address, as none of theirs is known: fill it in, or print it" },
		{ "post", "to be printed and posted, as they want an answer by post" },
		{ "no-sender",
		    "to be printed, as the register has no contact.email to write from" },
	};
	for (size_t i = 0; l && l->kind && i < array_len(ways); i++)
		if (strcmp(l->to, ways[i][0]) == 0)
			print_talk(cli, "`dossier letter get %s %" PRId64 "`: a letter %s",
			    reference, l->no, phrase(ways[i][1]));
	if (l && l->kind && l->other_language)
		print_talk(cli,
		    "warning: the letter is in another language (%s) than the first of the "
		    "register, and what you typed stands in it as you typed it",
		    l->other_language);
}

static bool
print_term(struct cli *cli, const char *reference, const struct letter_told *told,
    const char *const *resumed, struct err *err)
{
	json_t *v = view_term(cli->in, &cli->who, reference, (struct date){ 0 }, err);
	if (!v)
		return false;
	decide_say_letter(cli, reference, told);
	if (cli->json) {
		json_object_set_new(v, "written", told ? letter_told_json(told) : json_null());
		json_object_set_new(
		    v, "resumed", resumed ? json_strings(resumed, SIZE_MAX) : json_array());
		print_json(v);
		return true;
	}
	print_text("%s: %s is in force: %s\n", json_str_or(v, "reference", reference),
	    json_str_or(v, "in_force", ""), phrase(json_str_or(v, "why", "")));
	if (json_str(v, "suspended"))
		print_text("%s: documented beside it, with the suspension: %s\n",
		    json_str_or(v, "reference", reference), json_str(v, "suspended"));
	if (json_str(v, "ended"))
		print_text("%s: ended on %s, %s\n", json_str_or(v, "reference", reference),
		    json_str(v, "ended"),
		    strcmp(json_str_or(v, "statute", ""), "missed") == 0
			? phrase("after the deadline")
			: phrase("in time"));
	json_decref(v);
	return true;
}

bool
decide_print_term(
    struct cli *cli, const char *reference, const struct letter_told *told, struct err *err)
{
	return print_term(cli, reference, told, NULL, err);
}

static struct opt_list extended;
static const struct opt extend_opts[] = {
	{ "right", "RIGHT",
	    "only this right of several, for a reason of its own; with --ground may be given more "
	    "than once (default: all that are open and may take longer)",
	    OPT_LIST, &extended, right_words, .also = right_said },
	{ "ground", "GROUND", "why it takes longer", OPT_STRING, &ground, extension_words },
	{ "reason", "TEXT", "the reasons, as the person will read them", OPT_STRING, &reason },
	{ "notice-sent", "DATE", "record that the notice left on this day", OPT_STRING, &sent },
	{ "proof", "TEXT",
	    "what shows that it left, or came back: its message id at the provider, the proof of "
	    "posting; asked for when that day is over, or when it came back before; kept sealed",
	    OPT_STRING, &proof },
	{ "bounced", "DATE", "record that the notice came back: the extension is void", OPT_STRING,
	    &bounced, .act = ACT_LETTER },
	{ 0 },
};

static bool
run_extend(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct letter_told told = { 0 };
	const struct decide_extension x = { ground, reason ? reason : "", extended.items,
		extended.n };
	struct decide_notice notice = { .right = extended.n ? extended.items[0] : NULL,
		.proof = proof };
	bool ok;
	(void)argc;
	if ((ground != NULL) + (sent != NULL) + (bounced != NULL) != 1)
		return err_set(err, ERR_USAGE, "one of --ground, --notice-sent and --bounced");
	if (!ground && extended.n > 1)
		return err_set(err, ERR_USAGE, "of a notice one --right names its letter");
	if (sent)
		ok = arg_day(cli, "--notice-sent", sent, argv[0], &notice.on, err) &&
		    decide_extension_notice(cli->in, &cli->who, argv[0], &notice, err);
	else if (bounced)
		ok = arg_day(cli, "--bounced", bounced, argv[0], &notice.on, err) &&
		    decide_extension_bounce(cli->in, &cli->who, argv[0], &notice, err);
	else
		ok = decide_extend(cli->in, &cli->who, argv[0], &x, cli->arena, &told, err);
	ok = ok && decide_print_term(cli, argv[0], &told, err);
	if (ok && ground)
		print_talk(cli,
		    "not in force yet: once the letter left, `dossier letter sent %s %" PRId64 "`",
		    argv[0], told.no);
	return ok;
}

bool
decide_print_ended(
    struct cli *cli, const char *reference, const struct decide_ended *end, struct err *err)
{
	if (!print_term(cli, reference, &end->told, end->resumed, err))
		return false;
	for (const char *const *r = end->resumed; r && *r; r++)
		print_talk(cli,
		    "warning: %s is open again: it was closed as a duplicate of %s, which answers "
		    "it no more; answer it, or `dossier withdraw %s` where the person meant both",
		    *r, reference, *r);
	return true;
}

static const struct opt close_opts[] = {
	{ "ground", "GROUND", "why; what the person withdraws ends by `withdraw`", OPT_STRING,
	    &ground, close_words },
	{ "facts", "TEXT", "how that is known; in a letter the person reads it", OPT_STRING,
	    &facts },
	{ "duplicate-of", "REF", "the other request", OPT_STRING, &duplicate_of },
	{ "replaced-by", "REF",
	    "entered-by-mistake: the request that was logged instead, here or of another "
	    "organisation",
	    OPT_STRING, &replaced_by },
	{ "letter", NULL,
	    "only write the letter that tells it: not-an-avg-request, deceased, misdirected, "
	    "not-identified",
	    OPT_FLAG, &letter },
	{ "letter-sent", NULL, "that letter left", OPT_FLAG, &letter_sent },
	{ "on", "DATE", "with --letter-sent: the day it left (default: today)", OPT_STRING, &on },
	{ "proof", "TEXT",
	    "with --letter-sent: what shows it; asked for when that day is over, or when it came "
	    "back before; kept sealed",
	    OPT_STRING, &proof },
	{ 0 },
};

static bool
run_close(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	struct decide_closing x = { .ground = ground ? ground : "",
		.facts = facts ? facts : "",
		.duplicate_of = replaced_by ? replaced_by : duplicate_of,
		.letter = letter,
		.letter_sent = letter_sent,
		.proof = proof };
	if (letter && letter_sent)
		return err_set(err, ERR_USAGE, "--letter writes it, --letter-sent comes after it");
	if ((replaced_by != NULL) > (strcmp(x.ground, ENTERED_BY_MISTAKE) == 0) ||
	    (replaced_by && duplicate_of))
		return err_set(err, ERR_USAGE, "--replaced-by belongs to entered-by-mistake");
	if ((on || proof) && !letter_sent)
		return err_set(err, ERR_USAGE, "--on and --proof belong to --letter-sent");
	if (!arg_day(cli, "--on", on, argv[0], &x.on, err))
		return false;
	struct decide_ended end;
	bool ok = decide_close(cli->in, &cli->who, argv[0], &x, cli->arena, &end, err) &&
	    decide_print_ended(cli, argv[0], &end, err);
	if (ok && letter)
		print_talk(cli,
		    "not closed yet: once it left, `dossier close %s --ground %s --letter-sent`",
		    argv[0], ground);
	return ok;
}

static const struct opt reopen_opts[] = {
	{ "reason", "TEXT", "why it goes on", OPT_STRING, &reason },
	{ 0 },
};

static bool
run_reopen(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return arg_require("reason", reason, err) &&
	    decide_reopen(cli->in, &cli->who, argv[0], reason, err) &&
	    decide_print_term(cli, argv[0], NULL, err);
}

static struct opt_list rights;
static const char *const who_withdraws[] = { "person", "representative", NULL };
static const struct opt withdraw_opts[] = {
	{ "right", "RIGHT",
	    "only this right of several; may be given more than once (default: all)", OPT_LIST,
	    &rights, right_words, .also = right_said },
	{ "by", "WHO", "who says so; a representative where one made the request (default: person)",
	    OPT_STRING, &by, who_withdraws, true },
	{ "how", "TEXT", "where the person's words are: the message, the call", OPT_STRING, &how },
	{ "on", "DATE", "the day (default: today)", OPT_STRING, &on },
	{ "proof", "TEXT",
	    "what from outside shows that day: without it the request ends, for its deadline, "
	    "today; kept sealed",
	    OPT_STRING, &proof },
	{ 0 },
};

static bool
run_withdraw(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct decide_withdrawal x = {
		.rights = rights.items, .nrights = rights.n, .by = by, .how = how, .proof = proof
	};
	struct decide_ended end;
	(void)argc;
	return arg_require("how", how, err) && arg_day(cli, "--on", on, argv[0], &x.on, err) &&
	    decide_withdraw(cli->in, &cli->who, argv[0], &x, cli->arena, &end, err) &&
	    decide_print_ended(cli, argv[0], &end, err);
}

static const char extend_help[] =
    "Only on or before the first deadline, once, with its reasons; three months from receipt, and "
    "in force only when\n"
    "the notice is recorded as sent within the first month (art. 12(3)). Its letter waits to be "
    "sent.\n"
    "Of several rights each may be extended by itself (--right): the others keep their month.";

static const char close_help[] =
    "Each ground needs its proof (docs/deadlines.md). Who is not acted for is told so first (art. "
    "12(4)): --letter writes\n"
    "that letter, --letter-sent says that it left, and closes on that day. A duplicate is one of "
    "an earlier open request\n"
    "of the same person with the same rights. What nobody asked, or not of this "
    "organisation, is\n"
    "entered-by-mistake while no letter about it left: log it as it was asked, and name that with "
    "--replaced-by.";
static const char withdraw_help[] =
    "By the person alone, or the representative who made the request for them: "
    "say with --how where their words are.";

const struct command decide_commands[] = {
	{ "extend", NULL, "REF", "extend the term by two months, or record the notice", extend_help,
	    extend_opts, 1, 1, NEED_DB, ACT_EXTEND, run_extend,
	    .demands = "(--ground GROUND --reason TEXT | --notice-sent DATE | --bounced DATE)",
	    .shapes = "deadline",
	    .examples =
		"dossier extend $REF --ground complexity --reason 'five systems'\n"
		"dossier extend $REF --right access --ground complexity --reason 'five systems'\n"
		"dossier extend $REF --notice-sent 2026-11-09 --proof 'message 17'",
	    .next = "dossier letter list $REF", .changes = CHANGES_ONCE },
	{ "close", NULL, "REF", "close a request, with its ground", close_help, close_opts, 1, 1,
	    NEED_DB, ACT_CLOSE, run_close, .demands = "--ground GROUND", .shapes = "deadline",
	    .examples =
		"dossier close $REF --ground misdirected --facts 'meant for a namesake' --letter\n"
		"dossier close $REF --ground misdirected --letter-sent\n"
		"dossier close $REF --ground entered-by-mistake --facts 'logged to try it out'",
	    .next = "dossier letter list $REF", .changes = CHANGES_ONCE },
	{ "reopen", NULL, "REF", "open it again; its dates stay those of its receipt", NULL,
	    reopen_opts, 1, 1, NEED_DB, ACT_REOPEN, run_reopen, .demands = "--reason TEXT",
	    .shapes = "deadline",
	    .examples = "dossier reopen $REF --reason 'she wrote that she meant one of both'",
	    .next = "dossier show $REF", .changes = CHANGES_ONCE },
	{ "withdraw", NULL, "REF", "the person withdraws the request", withdraw_help, withdraw_opts,
	    1, 1, NEED_DB, ACT_WITHDRAW, run_withdraw, .demands = "--how TEXT",
	    .shapes = "deadline", .examples = "dossier withdraw $REF --how 'e-mail of 9 November'",
	    .changes = CHANGES_ONCE },
	{ 0 },
};
