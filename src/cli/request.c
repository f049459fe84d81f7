/*
 * log, note, assign, list: requests.
 */
#include "dossier/phrase.h"
#include "dossier/request_words.h"
#include "dossier/store/note.h"
#include "cli.h"
#include "table.h"

static const char *org, *received, *channel, *language, *answer_by, *relation, *requester,
    *instructed_by, *note, *agent, *stop;
static bool marketing, again;
static const struct named_file *original;
static struct opt_list purposes, rights, emails, phones, ids, names, borns;
static const struct opt log_opts[] = {
	{ "org", "ORG", "whose request it is", OPT_STRING, &org },
	{ "right", "RIGHT", "a right asked for; may be given again", OPT_LIST, &rights, right_words,
	    .also = right_said },
	{ "marketing", NULL,
	    "the objection is to direct marketing: due at once, and nothing is weighed", OPT_FLAG,
	    &marketing },
	{ "purpose", "ID",
	    "what the objection or the withdrawal of consent is about, a purpose of the register; "
	    "may be given again",
	    OPT_LIST, &purposes },
	{ "stop", "CHANNEL",
	    "of an objection to direct marketing, or consent withdrawn: what they are not "
	    "approached by any more (default: nothing is left)",
	    OPT_STRING, &stop, words_stop },
	{ "email", "ADDRESS", "an e-mail address of the person", OPT_LIST, &emails },
	{ "phone", "NUMBER", "a phone number of the person", OPT_LIST, &phones },
	{ "id", "KIND=VALUE", "another identifier: customer_id=1042", OPT_LIST, &ids },
	{ "name", "NAME", "the name; no match is made by it alone", OPT_LIST, &names },
	{ "born", "DATE", "the date of birth", OPT_LIST, &borns },
	{ "received", "DATE", "the day or instant of receipt (default: now)", OPT_STRING,
	    &received },
	{ "channel", "CHANNEL", "how it came", OPT_STRING, &channel, channel_words },
	{ "lang", "LANGUAGE", "of the letters (default: nl)", OPT_STRING, &language,
	    words_language },
	{ "answer-by", "CHANNEL", "how the person wants the answer", OPT_STRING, &answer_by,
	    answer_by_words },
	{ "for", "NAME",
	    "somebody asks it for the person whose data it is: the name of who asks; kept sealed",
	    OPT_STRING, &requester },
	{ "as", "RELATION", "and is of the person", OPT_STRING, &relation, relation_words },
	{ "agent", "LABEL", "an agent of `agent list` asks it for the person", OPT_STRING, &agent },
	{ "instructed-by", "CONTROLLER", "a customer for whom we are processor asked this",
	    OPT_STRING, &instructed_by },
	{ "note", "TEXT", "a note, kept sealed", OPT_STRING, &note },
	{ "original", "FILE",
	    "the message as it came, or what was written down of what was said: at most 1 "
	    "MiB, kept sealed",
	    OPT_FILE_IN, &original },
	{ "again", NULL, "although an open request asks the same for the same person", OPT_FLAG,
	    &again },
	{ 0 },
};

static bool
check_words(struct err *err)
{
	if (!org)
		return err_set(err, ERR_USAGE, "say whose request it is: --org ORG");
	if (agent && relation && strcmp(relation, "agent") != 0)
		return err_set(err, ERR_USAGE, "--agent: who asks is of the person an agent");
	if ((requester != NULL) != (relation != NULL) && !agent)
		return err_set(
		    err, ERR_USAGE, "--for and --as go together: who asks, and in what quality");
	return true;
}

static size_t
add_all(struct identifier_value *out, size_t n, const char *kind, const struct opt_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		out[n++] = (struct identifier_value){ kind, list->items[i] };
	return n;
}

/* A day of birth as people write it becomes one of the form that is searched by. */
static void
read_borns(struct cli *cli, struct identifier_value *borns_of, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct err none = { 0 };
		struct date today, born;
		char iso[DATE_LEN];
		if (!zone_date("UTC", clock_now(), &today, &none) ||
		    !date_said(borns_of[i].value, today, &born, &none))
			continue; /* whoever takes it says what is wrong */
		borns_of[i].value = arena_strdup(cli->arena, date_format(born, iso));
	}
}

/* Which day was understood, where it was not written as a date. */
static bool
say_received(const struct cli *cli, const char *reference, struct err *err)
{
	struct date typed, day;
	struct err none = { 0 };
	if (!received || date_parse(received, &typed, &none))
		return true;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	if (v && date_parse(json_str_or(v, "received", ""), &day, &none))
		arg_say_day(cli, "received", day);
	return v != NULL;
}

static bool
add_ids(struct cli *cli, struct identifier_value *out, size_t *n, struct err *err)
{
	for (size_t i = 0; i < ids.n; i++)
		if (!arg_identifier("id", ids.items[i], cli->arena, &out[(*n)++], err))
			return false;
	return true;
}

/* Of an objection it has to be said (about_check); a withdrawal may be of all consent. */
static void
ask_about(const struct cli *cli)
{
	bool withdraws = false;
	for (size_t i = 0; i < rights.n; i++)
		withdraws = withdraws || strcmp(rights.items[i], "consent-withdrawal") == 0;
	if (withdraws && purposes.n == 0)
		print_talk(cli,
		    "of what use of the data? nothing was said, so it is about all of it: say it "
		    "with `--purpose ID` at `log` (art. 7(3))");
}

/* *ret unset: none was named. */
static bool
read_original(struct buf *b, struct bytes *ret, struct err *err)
{
	if (original && !named_file_read(original, ORIGINAL_MAX_BYTES, b, err))
		return false;
	if (original && b->len == 0)
		return err_set(err, ERR_INPUT, "%s is empty", original->name);
	*ret = (struct bytes){ b->data, b->len };
	return true;
}

/* All that was said, with these identifiers and the message as it came (NULL: none). */
static struct new_request
said(const struct identifier_value *values, size_t n, const struct bytes *came)
{
	return (struct new_request){
		.org = org,
		.rights = rights.items,
		.nrights = rights.n,
		.purposes = purposes.items,
		.npurposes = purposes.n,
		.marketing = marketing,
		.stop = stop,
		.again = again,
		.ids = values,
		.nids = n,
		.received = received,
		.channel = channel,
		.language = language,
		.answer_by = answer_by,
		.relation = relation,
		.requester = requester,
		.instructed_by = instructed_by,
		.note = note,
		.agent = agent,
		.original = came,
	};
}

static bool
run_log(struct cli *cli, int argc, char *argv[], struct err *err)
{
	const char *reference;
	(void)argc;
	(void)argv;
	if (!check_words(err))
		return false;
	struct identifier_value *values = arena_alloc(
	    cli->arena, (emails.n + phones.n + ids.n + names.n + borns.n + 1) * sizeof(*values));
	size_t n = add_all(values, 0, "email", &emails);
	n = add_all(values, n, "phone", &phones);
	n = add_all(values, n, "name", &names);
	n = add_all(values, n, "born", &borns);
	read_borns(cli, values + n - borns.n, borns.n);
	auto_drop(buf) struct buf text = { 0 };
	struct bytes came;
	if (!add_ids(cli, values, &n, err) || !read_original(&text, &came, err))
		return false;
	const struct new_request r = said(values, n, original ? &came : NULL);
	if (!intake_log(cli->in, &cli->who, &r, cli->arena, &reference, err))
		return false;
	if (cli->input) { /* of many, no more than which it is */
		print_json(json_pack("{s:s}", "reference", reference));
		return true;
	}
	if (!cli->json) {
		print_text("%s\n", reference);
		if (!cli->dry_run) /* of what is not kept no command knows */
			print_talk(cli,
			    "next: `dossier work` asks every system; `dossier plan %s` shows first "
			    "which",
			    reference);
		ask_about(cli);
		return say_received(cli, reference, err);
	}
	json_t *v = view_show(cli->in, &cli->who, reference, err);
	if (v)
		print_json(v);
	return v != NULL;
}

static bool
run_note(struct cli *cli, int argc, char *argv[], struct err *err)
{
	const char *text;
	(void)argc;
	if (!arg_text(cli, argv[1], &text, err) ||
	    !dossier_note(cli->in, &cli->who, argv[0], text, err))
		return false;
	if (cli->json)
		print_json(json_pack("{s:s}", "reference", argv[0]));
	return true;
}

static const char *advice;
static const struct opt advise_opts[] = {
	{ "text", "TEXT", "what you advise; kept sealed", OPT_STRING, &advice },
	{ 0 },
};

static bool
run_advise(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if (!arg_require("text", advice, err) ||
	    !dossier_advise(cli->in, &cli->who, argv[0], advice, err))
		return false;
	if (cli->json)
		print_json(json_pack("{s:s}", "reference", argv[0]));
	return true;
}

bool
advice_say(const struct cli *cli, const char *reference, struct err *err)
{
	char at[INSTANT_LEN];
	struct note_list list;
	if (!dossier_advice(cli->in, &cli->who, reference, cli->arena, &list, err))
		return false;
	for (size_t i = 0; i < list.n; i++)
		print_talk(cli, "the dpo advised on it (%s, %s): `dossier show %s` has what",
		    list.items[i].by,
		    table_instant(instant_format(list.items[i].at, at), cli->arena), reference);
	return true;
}

static bool nobody;
static const struct opt assign_opts[] = {
	{ "nobody", NULL, "take it away from its handler", OPT_FLAG, &nobody },
	{ 0 },
};

static bool
run_assign(struct cli *cli, int argc, char *argv[], struct err *err)
{
	if (nobody == (argc == 2))
		return err_set(err, ERR_USAGE, "say who handles it, or --nobody");
	struct assigned told;
	char day[DATE_LEN];
	if (!dossier_assign(
		cli->in, &cli->who, argv[0], nobody ? NULL : argv[1], cli->arena, &told, err))
		return false;
	if (told.deputy)
		print_talk(cli, "%s is away until %s: %s deputises", argv[1],
		    date_format(told.until, day), told.deputy);
	if (cli->json)
		print_json(json_pack("{s:s, s:s?, s:s?, s:o}", "reference", argv[0], "handler",
		    nobody ? NULL : argv[1], "deputy", told.deputy, "away_until",
		    date_json(told.until)));
	return true;
}

static const char *state, *handler, *person, *after;
static bool mine;
static int limit = 50;
static const struct opt list_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "state", "STATE",
	    "in this state; open: neither answered nor closed (default: all but closed)",
	    OPT_STRING, &state, status_words },
	{ "handler", "USER", "handled by this user", OPT_STRING, &handler },
	{ "mine", NULL, "handled by you, or by whom you deputise for now", OPT_FLAG, &mine },
	{ "person", "ADDRESS", "of the person with this e-mail address or phone number", OPT_STRING,
	    &person },
	{ "after", "REF", "go on after this one", OPT_STRING, &after },
	{ "limit", "N", "at most so many of each organisation (default: 50)", OPT_INT, &limit },
	{ 0 },
};
static const struct column request_columns[] = {
	{ "reference", "REFERENCE" },
	{ "organisation", "OF" },
	{ "asked", "RIGHT" },
	{ "person", "PERSON" },
	{ "status", "STATUS" },
	{ "who", "WAITS FOR" },
	{ "due", "DUE" },
	{ "due_is", "WHICH IS" },
	{ "days_left", "DAYS LEFT" },
	{ "handler", "HANDLER" },
	{ 0 },
};

/* In words: what was asked, and who is waited for. */
static void
put_words(const struct cli *cli, json_t *rows)
{
	size_t i, k;
	json_t *r, *right;
	json_array_foreach(rows, i, r) {
		auto_drop(buf) struct buf b = { 0 };
		json_array_foreach(json_get(r, "rights"), k, right)
			buf_addf(&b, "%s%s", k ? ", " : "", json_string_value(right));
		json_object_set_new(r, "asked", json_string(b.data ? b.data : ""));
		json_object_set_new(
		    r, "who", json_string(next_whom(json_get(r, "next"), cli->arena)));
		json_object_set_new(r, "due_is", json_string(phrase(json_str_or(r, "due_is", ""))));
	}
}

/* Of an organisation with as many as were asked for there may be more. */
static void
say_cut(const struct cli *cli, const json_t *rows)
{
	auto_drop(json) json_t *n = json_object();
	size_t i;
	const json_t *r;
	json_array_foreach((json_t *)(uintptr_t)rows, i, r) {
		const char *of = json_str_or(r, "organisation", "");
		json_int_t seen = json_int_or(n, of, 0) + 1;
		json_object_set_new(n, of, json_integer(seen));
		if (seen == limit)
			print_talk(cli,
			    phrase("the most urgent %d of %s: --after %s goes on, --limit shows "
				   "more at once"),
			    limit, of, json_str_or(r, "reference", ""));
	}
}

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	(void)argv;
	if (mine && handler)
		return err_set(err, ERR_USAGE, "one of --handler and --mine");
	const struct request_filter f = {
		.state = state, .handler = handler, .mine = mine, .after = after, .limit = limit
	};
	json_t *rows = view_list(cli->in, &cli->who, &f, org, person, err);
	if (!cli->json)
		put_words(cli, rows);
	say_cut(cli, rows);
	return print_rows(cli, rows, request_columns, "no requests", err);
}

static const char log_help[] =
    "Prints the reference alone. The day of receipt is the day the message reached any channel of "
    "the organisation,\n"
    "read or not. Nothing is asked of anybody yet: `dossier plan REF` shows what will be.\n"
    "Everybody on this machine can see the words of a command. To keep the person out of them, "
    "write - for a value,\n"
    "which takes a line of standard input (`--email -`), or put options into a file: `--from "
    "FILE`, with a line such\n"
    "as `email: jan@example.nl` each.";
static const char advise_help[] =
    "The dpo reads, advises and decides nothing (art. 38(6), 39(1)(a)). What they advise stands "
    "with the request, sealed;\nwhoever decides, refuses or answers is told that it is there, and "
    "it blocks nothing. The log tells that it was given, and of\neach decision whether it was "
    "there, and no word of it.";
static const char note_help[] = "TEXT may be -: what standard input holds, of several lines too.";

const struct command request_commands[] = {
	{ "log", NULL, NULL, "log a request", log_help, log_opts, 0, 0, NEED_DB, ACT_LOG, run_log,
	    .demands = "--org ORG --right RIGHT (--email ADDRESS | "
		       "--phone NUMBER | --id KIND=VALUE | --name NAME)",
	    .shapes = "show",
	    .examples = "dossier log --org jcc --right access "
			"--email anna@example.org --received 2026-11-02\n"
			"dossier log --org jcc --right erasure --right access --from person.txt\n"
			"dossier log --org jcc --right access --email an@example.org --original "
			"found.pdf\n"
			"dossier log --org jcc --input requests.jsonl",
	    .exits =
		"4  an open request asks the same for this person: --again logs it all the same",
	    .next = "dossier plan $REF", .changes = CHANGES_ONCE },
	{ "note", NULL, "REF TEXT", "add a note, kept sealed", note_help, NULL, 2, 2, NEED_DB,
	    ACT_NOTE, run_note, .shapes = "request",
	    .examples = "dossier note $REF 'called: wants the answer by post'",
	    .changes = CHANGES_ONCE },
	{ "advise", NULL, "REF", "as its dpo, advise on a request; it blocks nothing", advise_help,
	    advise_opts, 1, 1, NEED_DB, ACT_ADVISE, run_advise, .demands = "--text TEXT",
	    .shapes = "request", .examples = "dossier advise $REF --text 'weigh art. 15(4) first'",
	    .changes = CHANGES_ONCE },
	{ "assign", NULL, "REF [USER]", "say who handles a request", NULL, assign_opts, 1, 2,
	    NEED_DB, ACT_ASSIGN, run_assign, .shapes = "request",
	    .examples = "dossier assign $REF anna\n"
			"dossier assign $REF --nobody",
	    .exits = "4  they have no role to handle it", .changes = CHANGES_ONCE },
	{ "list", NULL, NULL, "the requests, most urgent first", NULL, list_opts, 0, 0, NEED_DB,
	    ACT_SEE, run_list, .shapes = "list", .lists = "",
	    .examples = "dossier list\n"
			"dossier list --org jcc --state open" },
	{ 0 },
};
