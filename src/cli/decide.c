/*
 * extend, refuse, close, reopen, withdraw, verify, clarify: decisions about a request and its clock.
 */
#include "dossier/decide.h"
#include "cli.h"

static const char *ground, *reason, *sent, *bounced, *proof, *right, *facts, *necessity, *proportionality, *duplicate_of, *by = "person",
    *how, *on, *about = "clarification", *doubt, *method, *result, *answered;
static bool marketing, letter_sent, large;

static bool
day(const char *option, const char *text, struct date *ret, struct err *err)
{
	struct err bad = { 0 };
	*ret = (struct date){ 0 };
	if (!text || date_parse(text, ret, &bad))
		return true;
	return err_set(err, ERR_USAGE, "--%s takes a day: YYYY-MM-DD", option);
}

static bool
require(const char *option, const char *value, struct err *err)
{
	return (value && *value) || err_set(err, ERR_USAGE, "say it with --%s", option);
}

/* What every decision prints: the dates as they are now. */
static bool
print_term(struct cli *cli, const char *reference, struct err *err)
{
	json_t *v = view_term(cli->in, reference, (struct date){ 0 }, err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(v);
		return true;
	}
	printf("%s: %s is in force: %s\n", json_str_or(v, "reference", reference), json_str_or(v, "in_force", ""), json_str_or(v, "why", ""));
	json_decref(v);
	return true;
}

static const struct opt extend_opts[] = {
	{ "ground", "GROUND", "complexity or number", OPT_STRING, &ground },
	{ "reason", "TEXT", "the reasons, as the person will read them", OPT_STRING, &reason },
	{ "notice-sent", "DATE", "record that the notice left on this day", OPT_STRING, &sent },
	{ "proof", "TEXT", "its message id or the proof of posting", OPT_STRING, &proof },
	{ "bounced", "DATE", "record that the notice came back: the extension is void", OPT_STRING, &bounced },
	{ 0 },
};

static bool
run_extend(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date d;
	bool ok;
	(void)argc;
	if ((ground != NULL) + (sent != NULL) + (bounced != NULL) != 1)
		return err_set(err, ERR_USAGE, "one of --ground, --notice-sent and --bounced");
	if (sent)
		ok = require("proof", proof, err) && day("notice-sent", sent, &d, err) && case_extension_notice(cli->in, argv[0], d, proof, err);
	else if (bounced)
		ok = day("bounced", bounced, &d, err) && case_extension_bounce(cli->in, argv[0], d, err);
	else
		ok = case_extend(cli->in, argv[0], ground, reason ? reason : "", err);
	if (ok && ground)
		say(cli, "not in force yet: tell the person, then `dossier extend %s --notice-sent DATE --proof ...`", argv[0]);
	return ok && print_term(cli, argv[0], err);
}

static const struct opt refuse_opts[] = {
	{ "right", "RIGHT", "which right (default: the only open one)", OPT_STRING, &right },
	{ "ground", "ID", "the ground; `dossier refuse --list` names those there are", OPT_STRING, &ground },
	{ "facts", "TEXT", "what shows that the ground applies here", OPT_STRING, &facts },
	{ "necessity", "TEXT", "why it is necessary, where the ground asks it", OPT_STRING, &necessity },
	{ "proportionality", "TEXT", "and why proportionate", OPT_STRING, &proportionality },
	{ "direct-marketing", NULL, "the objection is to direct marketing", OPT_FLAG, &marketing },
	{ "list", NULL, "list the grounds", OPT_FLAG, &large },
	{ 0 },
};

static bool
list_grounds(struct cli *cli, struct err *err)
{
	static const struct column columns[] = { { "id", "GROUND" }, { "article", "ARTICLE" }, { "title", "TITLE" }, { 0 } };
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	size_t n;
	if (!law)
		return false;
	const struct refusal_ground *g = refusal_grounds(law, &n);
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:s}", "id", g[i].id, "article", g[i].article, "title",
		    json_text_in(g[i].title, "en"), "must_show", g[i].must_show));
	return print_rows(cli, rows, columns, "none");
}

/* The only right still open, when none was named. */
static const char *
only_open(struct cli *cli, const char *reference, struct err *err)
{
	json_t *v = view_show(cli->in, reference, err), *d;
	const char *name = NULL;
	size_t i, n = 0;
	json_array_foreach (json_get(v, "decisions"), i, d)
		if (strcmp(json_str_or(d, "state", ""), "open") == 0 && ++n)
			name = arena_strdup(cli->arena, json_str(d, "right"));
	json_decref(v);
	if (v && n != 1)
		err_set(err, ERR_USAGE, "say which right with --right: %zu are open", n);
	return n == 1 ? name : NULL;
}

static bool
run_refuse(struct cli *cli, int argc, char *argv[], struct err *err)
{
	const char *letter;
	bool late;
	if (large)
		return list_grounds(cli, err);
	if (argc != 1)
		return err_set(err, ERR_USAGE, "usage: dossier refuse REF --ground ID --facts TEXT, or --list");
	if (!require("ground", ground, err) || !cli_open(cli, err) || (!right && !(right = only_open(cli, argv[0], err))))
		return false;
	const struct case_refusal x = { right, ground, facts ? facts : "", necessity, proportionality, marketing };
	if (!case_refuse(cli->in, argv[0], &x, cli->arena, &letter, &late, err))
		return false;
	if (cli->json) {
		print_json(json_pack("{s:s, s:s, s:s, s:b, s:s}", "reference", argv[0], "right", right, "ground", ground, "late", late, "letter", letter));
		return true;
	}
	printf("%s", letter);
	if (late)
		say(cli, "\nlate: a refusal is due within the first month, and no extension moves that (art. 12(4))");
	say(cli, "\nnext: send these words to the person");
	return true;
}

static const struct opt close_opts[] = {
	{ "ground", "GROUND", "answered, not-an-avg-request, deceased, misdirected, duplicate, not-identified or withdrawn", OPT_STRING, &ground },
	{ "facts", "TEXT", "how that is known", OPT_STRING, &facts },
	{ "duplicate-of", "REF", "the other request", OPT_STRING, &duplicate_of },
	{ "letter-sent", NULL, "the person was told", OPT_FLAG, &letter_sent },
	{ 0 },
};

static bool
run_close(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct case_closing x = { ground, facts ? facts : "", duplicate_of, letter_sent };
	return require("ground", ground, err) && case_close(cli->in, argv[0], &x, err) && print_term(cli, argv[0], err);
}

static const struct opt reopen_opts[] = {
	{ "reason", "TEXT", "why it goes on", OPT_STRING, &reason },
	{ 0 },
};

static bool
run_reopen(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return require("reason", reason, err) && case_reopen(cli->in, argv[0], reason, err) && print_term(cli, argv[0], err);
}

static const struct opt withdraw_opts[] = {
	{ "by", "WHO", "person, or representative where one made the request (default: person)", OPT_STRING, &by },
	{ "how", "TEXT", "where the person's words are: the message, the call", OPT_STRING, &how },
	{ "on", "DATE", "the day (default: today)", OPT_STRING, &on },
	{ 0 },
};

static bool
run_withdraw(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date d;
	(void)argc;
	return require("how", how, err) && day("on", on, &d, err) && case_withdraw(cli->in, argv[0], by, how, d, err) &&
	    print_term(cli, argv[0], err);
}

static const struct opt verify_opts[] = {
	{ "method", "METHOD", "code-to-address, login, letter-code, phone-on-file, counter or eid", OPT_STRING, &method },
	{ "result", "RESULT", "passed or failed", OPT_STRING, &result },
	{ "doubt", "TEXT", "ask the person for more about who they are: the reasonable doubt (art. 12(6))", OPT_STRING, &doubt },
	{ "answered", "DATE", "the person answered the question on this day", OPT_STRING, &answered },
	{ "on", "DATE", "the day it was done or asked (default: today)", OPT_STRING, &on },
	{ 0 },
};

static bool
run_verify(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date d, a;
	bool ok;
	(void)argc;
	if (!day("on", on, &d, err) || !day("answered", answered, &a, err))
		return false;
	if ((result != NULL) + (doubt != NULL) + (answered != NULL) != 1)
		return err_set(err, ERR_USAGE, "one of --result, --doubt and --answered");
	if (answered) {
		ok = case_question_answered(cli->in, argv[0], a, err);
	} else if (doubt) {
		const struct case_question q = { "identity", doubt, method, false, d };
		ok = case_question(cli->in, argv[0], &q, err);
	} else {
		ok = require("method", method, err) && case_verify(cli->in, argv[0], method, result, d, err);
	}
	return ok && print_term(cli, argv[0], err);
}

static const struct opt clarify_opts[] = {
	{ "doubt", "TEXT", "what is unclear", OPT_STRING, &doubt },
	{ "large-quantity", NULL, "much is processed about this person (recital 63)", OPT_FLAG, &large },
	{ "answered", "DATE", "the person answered on this day", OPT_STRING, &answered },
	{ "on", "DATE", "the day it was asked (default: today)", OPT_STRING, &on },
	{ 0 },
};

static bool
run_clarify(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date d, a;
	(void)argc;
	if (!day("on", on, &d, err) || !day("answered", answered, &a, err))
		return false;
	if ((doubt != NULL) + (answered != NULL) != 1)
		return err_set(err, ERR_USAGE, "one of --doubt and --answered");
	const struct case_question q = { about, doubt, NULL, large, d };
	bool ok = answered ? case_question_answered(cli->in, argv[0], a, err) : case_question(cli->in, argv[0], &q, err);
	return ok && print_term(cli, argv[0], err);
}

static bool
run_metrics(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct buf out = { 0 };
	(void)argc;
	(void)argv;
	bool ok = metrics_text(cli->in, &out, err);
	if (ok && cli->json)
		print_json(json_pack("{s:s}", "metrics", out.data));
	else if (ok)
		(void)fwrite(out.data, 1, out.len, stdout);
	buf_release(&out);
	return ok;
}

static const char extend_help[] = "Only on or before the first deadline, once, with its reasons; three months from receipt, and in force only when\n"
    "the notice is recorded as sent within the first month (art. 12(3)).";
static const char refuse_help[] = "Prints the words art. 12(4) demands: the ground, the facts, complaint and court. One right at a time; the others stay open.";
static const char verify_help[] = "How the requester was checked: the method and the result, never a copy of a document. Or the doubt and the question\n"
    "asked: the legal deadline does not move, a suspended date is documented beside it.";

const struct command commands_decide[] = {
	{ "verify", NULL, "REF", "record how the requester was checked, or ask for more", verify_help, verify_opts, 1, 1, NEED_DB, NULL, run_verify },
	{ "clarify", NULL, "REF", "record a question about what is meant, or its answer", NULL, clarify_opts, 1, 1, NEED_DB, NULL, run_clarify },
	{ "extend", NULL, "REF", "extend the term by two months, or record the notice", extend_help, extend_opts, 1, 1, NEED_DB, NULL, run_extend },
	{ "refuse", NULL, "[REF]", "refuse a right, with its ground and remedies", refuse_help, refuse_opts, 0, 1, NEED_HOME, NULL, run_refuse },
	{ "close", NULL, "REF", "close a request, with its ground", NULL, close_opts, 1, 1, NEED_DB, NULL, run_close },
	{ "reopen", NULL, "REF", "open it again; its dates stay those of its receipt", NULL, reopen_opts, 1, 1, NEED_DB, NULL, run_reopen },
	{ "withdraw", NULL, "REF", "the person withdraws the request", NULL, withdraw_opts, 1, 1, NEED_DB, NULL, run_withdraw },
	{ "metrics", NULL, NULL, "figures for Prometheus", NULL, NULL, 0, 0, NEED_DB, "admin,officer,dpo,auditor", run_metrics },
	{ 0 },
};
