/*
 * deadline, due, metrics: dates, explained; what is due; and the figures of that for a monitor.
 */
#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "cli.h"

static const char *calendar = "nl", *promise_text, *explain, *as_of;
static const char *const calendars[] = { "nl", "be", "se", NULL };
static const struct opt deadline_opts[] = {
	{ "calendar", "NAME", "of which country (default: nl)", OPT_STRING, &calendar, calendars,
	    true },
	{ "promise", "TERM", "the organisation's own promise: 4w, 1m", OPT_STRING, &promise_text },
	{ "explain", "REF", "the dates of a request", OPT_STRING, &explain, .act = ACT_SEE },
	{ "as-of", "DATE", "with --explain: as they were on that day", OPT_STRING, &as_of },
	{ 0 },
};

static const char *
day_of(const json_t *fact)
{
	return json_str_or(fact, "on", "");
}

/* By day: what was recorded afterwards stands on its day, and says so. */
void
deadline_print_facts(const json_t *facts)
{
	static const struct column columns[] = { { "on", "DAY" }, { "text", "WHAT HAPPENED" },
		{ "article", "GDPR" }, { 0 } };
	auto_drop(json) json_t *sorted = json_array();
	size_t i;
	json_t *f;
	json_array_foreach(facts, i, f) { /* as recorded; of one day they stay so */
		size_t at = json_array_size(sorted);
		while (at > 0 && strcmp(day_of(json_array_get(sorted, at - 1)), day_of(f)) > 0)
			at--;
		json_array_insert(sorted, at, f);
	}
	print_table(sorted, columns, "nothing happened");
}

/* Can it be extended, or was it? Of dates without a request: it may be. */
static bool
extends(const json_t *term)
{
	return !json_is_false(json_get(term, "extendable"));
}

void
deadline_print_steps(const json_t *term)
{
	static const struct column columns[] = { { "date", "DATE" }, { "rule", "RULE" },
		{ "source", "SOURCE" }, { 0 } };
	auto_drop(json) json_t *steps = json_array();
	size_t i;
	json_t *s;
	json_array_foreach(json_get(term, "steps"), i, s)
		if (extends(term) || !json_is_true(json_get(s, "if_extended")))
			json_array_append(steps, s);
	print_table(steps, columns, "no steps");
	print_text("calendar %s%s%s\n", json_str_or(term, "calendar", ""),
	    json_str(term, "calendar_version") ? phrase(", version ") : "",
	    json_str_or(term, "calendar_version", ""));
}

static void
print_deadline(const struct cli *cli, const json_t *v)
{
	static const struct {
		const char *heading, *key;
	} lines[] = {
		{ "received", "received" },
		{ "deadline", "deadline" },
		{ "if extended", "extended" },
		{ "promise", "promise" },
		{ "in force", "in_force" },
		{ "because", "why" },
		{ "suspended", "suspended" },
		{ "due", "due" },
		{ "ended", "ended" },
		{ "told", "told" },
		{ "done", "done" },
		{ "deadline is", "statute" },
		{ "promise is", "promised" },
	};
	for (size_t i = 0; i < array_len(lines); i++)
		if (json_str(v, lines[i].key) &&
		    (extends(v) || strcmp(lines[i].key, "extended") != 0))
			print_text("%-11s %s\n", phrase(lines[i].heading),
			    phrase(json_str(v, lines[i].key)));
	print_text("\n");
	deadline_print_steps(v);
	if (json_get(v, "facts")) {
		print_text("\n");
		deadline_print_facts(json_get(v, "facts"));
	}
	if (json_str(v, "warning"))
		print_talk(cli, "warning: %s", phrase(json_str(v, "warning")));
	const json_t *w;
	size_t i;
	json_array_foreach(json_get(v, "warnings"), i, w)
		print_talk(cli, "warning: %s", phrase(json_string_value(w)));
}

static json_t *
compute(struct cli *cli, const char *day, struct err *err)
{
	struct date received;
	struct promise promise;
	struct deadline d;
	if (!arg_day(cli, "the day of receipt", day, NULL, &received, err))
		return NULL;
	auto_drop(calendar) struct calendar *c = calendar_open(calendar, err);
	if (!c || !promise_parse(promise_text, &promise, err))
		return NULL;
	deadline_compute(c, received, &promise, cli->arena, &d);
	json_t *v = deadline_json(c, &d);
	json_object_set_new(v, "calendar_version", json_string(calendar_version(c)));
	return v;
}

static json_t *
explained(struct cli *cli, struct err *err)
{
	struct date day;
	return cli_open(cli, err) && arg_day(cli, "--as-of", as_of, explain, &day, err)
	    ? view_term(cli->in, &cli->who, explain, day, err)
	    : NULL;
}

static bool
run_deadline(struct cli *cli, int argc, char *argv[], struct err *err)
{
	json_t *v;
	if ((explain != NULL) == (argc == 1))
		return err_set(err, ERR_USAGE, "give a day of receipt, or --explain REF");
	if (as_of && !explain)
		return err_set(err, ERR_USAGE, "--as-of belongs to --explain REF");
	if (explain)
		v = explained(cli, err);
	else
		v = compute(cli, argv[0], err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(v);
		return true;
	}
	print_deadline(cli, v);
	json_decref(v);
	return true;
}

static const char *org;
static int within = 7;
static bool mine;
static const struct opt due_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "within", "DAYS", "due in so many days (default: 7)", OPT_INT, &within },
	{ "mine", NULL, "handled by you, or by whom you deputise for now", OPT_FLAG, &mine },
	{ 0 },
};

/* Of what is late without a cause the first: who handled it knows now why; the report asks later.
 */
static const char *
unexplained(const json_t *rows, struct arena *a)
{
	const json_t *r;
	size_t i;
	json_array_foreach(rows, i, r)
		if (json_is_false(json_get(r, "explained")))
			return arena_strdup(a, json_str(r, "reference"));
	return NULL;
}

static bool
run_due(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "reference", "REFERENCE" },
		{ "status", "STATUS" }, { "due", "DUE" }, { "days_left", "DAYS LEFT" },
		{ "in_force", "DEADLINE" }, { "promise", "PROMISE" }, { "handler", "HANDLER" },
		{ 0 } };
	bool late = false;
	(void)argc;
	(void)argv;
	json_t *rows =
	    view_due(cli->in, &cli->who, &(struct due_asked){ org, within, mine }, &late, err);
	const char *say_why = rows ? unexplained(rows, cli->arena) : NULL;
	if (json_array_size(rows) >= DUE_MOST)
		print_talk(cli, "of each organisation the %d most urgent, no more", DUE_MOST);
	size_t i;
	const json_t *r;
	json_array_foreach(rows, i, r) {
		letter_warn_unsent(cli, r);
		const json_t *own;
		size_t k;
		json_array_foreach(json_get(r, "rights_due"), k, own)
			print_talk(cli, "%s: %s is due on %s, by a term of its own",
			    json_str_or(r, "reference", ""), json_str_or(own, "right", ""),
			    json_str_or(own, "due", ""));
		if (json_has(json_get(r, "waits_for"), "authority"))
			print_talk(cli,
			    "%s: it was not seen that who asks may: `dossier mandate %s --seen "
			    "EVIDENCE --what TEXT`",
			    json_str_or(r, "reference", ""), json_str_or(r, "reference", ""));
		if (json_has(json_get(r, "waits_for"), "verification"))
			print_talk(cli,
			    "%s: who asks is not established yet: `dossier verify %s --method "
			    "METHOD --result passed`",
			    json_str_or(r, "reference", ""), json_str_or(r, "reference", ""));
		if (json_has(json_get(r, "waits_for"), "identifier"))
			print_talk(cli,
			    "%s: whose an identifier is waits for you: `dossier plan %s`",
			    json_str_or(r, "reference", ""), json_str_or(r, "reference", ""));
	}
	size_t notices = installation_notices(cli->in);
	if (notices)
		print_talk(cli,
		    "warning: %zu notices to colleagues lie in the spool, unsent: `dossier doctor` "
		    "says where, and who mails them",
		    notices);
	const char *none =
	    arena_printf(cli->arena, phrase("nothing is late, nor due within %d days"), within);
	if (!print_rows(cli, rows, columns, none, err))
		return false;
	if (!late)
		return true;
	return say_why
	    ? err_set(err, ERR_OVERDUE,
		  "something is late; record why: `dossier cause %s --cause WORD`", say_why)
	    : err_set(err, ERR_OVERDUE, "something is late");
}

static bool
run_metrics(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct buf out = { 0 };
	(void)argc;
	(void)argv;
	bool ok = metrics_text(cli->in, &cli->who, &out, err);
	if (ok && cli->json)
		print_json(json_pack("{s:s}", "metrics", out.data));
	else if (ok)
		print_bytes(out.data, out.len);
	buf_release(&out);
	return ok;
}

static const char due_help[] =
    "Exit status 5 when something is late. It also names letters that were written more than a day "
    "ago and never recorded\nas sent, and those that came back, whatever is due of their request. "
    "What ended, but by a letter that lies there,\nis late from the day after it was due; and how "
    "many notices to colleagues nobody has mailed.";

const struct command deadline_commands[] = {
	{ "deadline", NULL, "[DATE]", "compute and explain the dates of a request (art. 12(3))",
	    "Needs no installation, but for --explain; where there is one its calendar counts.\n"
	    "The dates of a day do not depend on the time: --now changes those of --explain alone.",
	    deadline_opts, 0, 1, NEED_HOME, ACT_NONE, run_deadline, .shapes = "deadline",
	    .examples = "dossier deadline 2026-11-02 --calendar nl\n"
			"dossier deadline --explain $REF" },
	{ "due", NULL, NULL, "what is due, most urgent first", due_help, due_opts, 0, 0, NEED_DB,
	    ACT_SEE, run_due, .shapes = "list", .lists = "",
	    .examples = "dossier due\n"
			"dossier due --org jcc --within 14",
	    .exits = "5  something is late" },
	{ "metrics", NULL, NULL, "figures for Prometheus", NULL, NULL, 0, 0, NEED_DB, ACT_MEASURE,
	    run_metrics, .shapes = "metrics", .examples = "dossier metrics" },
	{ 0 },
};
