/*
 * letter: what was written about a request, read, and what became of it once somebody sent it.
 */
#include <inttypes.h>

#include "dossier/phrase.h"
#include "dossier/post.h"
#include "cli.h"

static const char *on, *proof;
static const struct opt sent_opts[] = {
	{ "on", "DATE", "the day it left (default: today)", OPT_STRING, &on },
	{ "proof", "TEXT",
	    "what shows it: its message id at the provider, the proof of posting; asked for when "
	    "that day is over, or when it came back before; kept sealed",
	    OPT_STRING, &proof },
	{ 0 },
};
static const struct opt bounced_opts[] = {
	{ "on", "DATE", "the day it came back (default: today)", OPT_STRING, &on },
	{ "proof", "TEXT",
	    "what shows it: the message that said so; asked for when that day is over; kept sealed",
	    OPT_STRING, &proof },
	{ 0 },
};

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "id", "NO" }, { "kind", "KIND" },
		{ "for", "FOR" }, { "recipient", "RECIPIENT" }, { "state", "STATE" },
		{ "sent", "SENT" }, { "bounced", "CAME BACK" }, { "file", "NAME" }, { 0 } };
	(void)argc;
	return print_rows(
	    cli, post_list(cli->in, &cli->who, argv[0], err), columns, "no letters", err);
}

static bool
letter_number(const char *text, int64_t *ret, struct err *err)
{
	struct err bad = { 0 };
	return arg_number("letter", text, ret, &bad) ||
	    err_set(err, ERR_USAGE,
		"a letter is named by its number: `dossier letter list REF` tells it");
}

/* A text, or one in each language. */
static void
print_by_language(const char *heading, const json_t *v)
{
	const char *language;
	json_t *text;
	if (json_is_string(v))
		print_text("%s%s\n", heading, json_string_value(v));
	json_object_foreach((json_t *)(uintptr_t)v, language, text)
		print_text("[%s] %s%s\n", language, heading, json_string_value(text));
}

static bool
run_show(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const char *const keys[][2] = { { "kind", "kind" }, { "state", "state" },
		{ "file", "name" }, { "message_id", "message_id" }, { "sent", "sent" },
		{ "bounced", "bounced" }, { "proof", "proof" }, { "bounce_proof", "bounce_proof" },
		{ "from", "from" }, { "to", "to" } };
	int64_t id;
	(void)argc;
	json_t *v = letter_number(argv[1], &id, err)
	    ? post_show(cli->in, &cli->who, argv[0], id, err)
	    : NULL;
	if (!v)
		return false;
	if (cli->json) {
		print_json(v);
		return true;
	}
	for (size_t i = 0; i < array_len(keys); i++)
		if (json_str(v, keys[i][0]))
			print_text("%-12s %s\n", phrase(keys[i][1]), json_str(v, keys[i][0]));
	print_by_language(phrase("subject      "), json_get(v, "subject"));
	print_text("\n");
	print_by_language("", json_get(v, "text"));
	json_decref(v);
	return true;
}

static void
warn_old_day(const struct cli *cli, json_t *v, int64_t letter)
{
	print_warning(cli, v,
	    "letter %" PRId64 " was written before the day of receipt was corrected: change its "
	    "dates before it leaves",
	    letter);
}

/* A letter as it is listed, new; NULL: who says what became of it may not read it. */
static json_t *
listed(struct cli *cli, const char *reference, int64_t letter)
{
	struct err unread = { 0 };
	auto_drop(json) json_t *all = post_list(cli->in, &cli->who, reference, &unread);
	json_t *l;
	size_t i;
	json_array_foreach(all, i, l)
		if (json_int_or(l, "id", 0) == letter)
			return json_incref(l);
	return NULL;
}

/* As it is, and nothing else: for a mail program, a printer or a file of whoever sends it. */
static bool
run_get(struct cli *cli, int argc, char *argv[], struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	int64_t id;
	bool old_day;
	(void)argc;
	if (!letter_number(argv[1], &id, err) ||
	    !post_take(cli->in, &cli->who, argv[0], id, &b, &old_day, err))
		return false;
	auto_drop(json) json_t *v = json_pack(
	    "{s:s, s:I, s:s}", "reference", argv[0], "letter", (json_int_t)id, "message", b.data);
	if (old_day)
		warn_old_day(cli, v, id);
	if (cli->json)
		print_json(json_incref(v));
	else
		print_bytes(b.data, b.len);
	auto_drop(json) json_t *l = listed(cli, argv[0], id);
	if (strcmp(json_str_or(l, "state", ""), "written") == 0 &&
	    strcmp(json_str_or(l, "for", ""), "colleague") != 0)
		print_talk(cli, "when it has left: `dossier letter sent %s %s`", argv[0], argv[1]);
	return true;
}

/* For whom a letter is: the person, or who it is by id. */
static const char *
letter_for(const json_t *l)
{
	return l ? json_str_or(l, "recipient", phrase("the person")) : phrase("whom it was for");
}

void
letter_warn_old_days(const struct cli *cli, const char *reference)
{
	struct err unread = { 0 };
	auto_drop(json) json_t *all = post_list(cli->in, &cli->who, reference, &unread);
	json_t *l;
	size_t i;
	json_array_foreach(all, i, l)
		if (strcmp(json_str_or(l, "state", ""), "written") == 0 && !cli->json)
			warn_old_day(cli, l, json_int_or(l, "id", 0));
}

static bool
record(struct cli *cli, char *argv[], bool sent, struct err *err)
{
	struct post_news n = { .proof = proof };
	if (!letter_number(argv[1], &n.letter, err) ||
	    !arg_day(cli, "--on", on, argv[0], &n.on, err))
		return false;
	bool untaken = false;
	if (!(sent ? post_sent(cli->in, &cli->who, argv[0], &n, &untaken, err)
		   : post_bounced(cli->in, &cli->who, argv[0], &n, err)))
		return false;
	json_t *v = json_pack("{s:s, s:I}", "reference", argv[0], "letter", (json_int_t)n.letter);
	if (untaken)
		print_warning(cli, v,
		    "nothing shows that letter %" PRId64 " was taken out to be sent: `dossier "
		    "letter get %s %" PRId64 "`",
		    n.letter, argv[0], n.letter);
	if (cli->json)
		print_json(json_incref(v));
	json_decref(v);
	if (sent) {
		print_talk(cli, "recorded");
		return true;
	}
	auto_drop(json) json_t *l = listed(cli, argv[0], n.letter);
	print_talk(cli, "recorded: %s was not told by it; send it another way", letter_for(l));
	return true;
}

static bool
run_sent(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return record(cli, argv, true, err);
}

static bool
run_bounced(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	return record(cli, argv, false, err);
}

void
letter_warn_unsent(const struct cli *cli, const json_t *request)
{
	const char *ref = json_str_or(request, "reference", "");
	const json_t *l;
	size_t i;
	json_array_foreach(json_get(request, "unsent"), i, l) {
		const char *kind = json_str_or(l, "kind", ""), *back = json_str(l, "bounced");
		int64_t no = json_int_or(l, "id", 0);
		if (back)
			print_talk(cli,
			    "warning: %s: letter %" PRId64 " (%s) came back on %s: send it another "
			    "way, then `dossier letter sent %s %" PRId64 " --proof TEXT`",
			    ref, no, kind, back, ref, no);
		else
			print_talk(cli,
			    "warning: %s: letter %" PRId64 " (%s) waits since %s: send it "
			    "(`dossier letter get %s %" PRId64 "`), then `dossier letter sent %s "
			    "%" PRId64 "`",
			    ref, no, kind, json_str_or(l, "since", ""), ref, no, ref, no);
	}
}

static const char sent_help[] =
    "Nothing is sent by Dossier: somebody takes the letter out (`dossier letter get`), sends it, "
    "and says so here. The\n"
    "notice of an extension is in force from then on (art. 12(3)). What is recorded when its day "
    "is over needs proof\nfrom outside, and is flagged.\n"
    "A letter that tells a refusal, an answer or a closing of before the request was reopened, or "
    "that it is not\n"
    "known who asks although a check has passed since, is not to be sent: that it left all the "
    "same needs --proof.";

const struct command letter_commands[] = {
	{ "letter", "list", "REF", "the letters of a request, and what became of them", NULL, NULL,
	    1, 1, NEED_DB, ACT_READ_LETTER, run_list, .shapes = "letters", .lists = "",
	    .examples = "dossier letter list $REF", .next = "dossier letter get $REF $NO" },
	{ "letter", "show", "REF NO", "read a letter", "Reading it is an event of the log.", NULL,
	    2, 2, NEED_DB, ACT_READ_LETTER, run_show, .shapes = "letter",
	    .examples = "dossier letter show $REF $NO" },
	{ "letter", "get", "REF NO", "take a letter out, to send it",
	    "Prints the message for a mail program (`| sendmail -t`, or into a file), or the text "
	    "to print. It is the same\neach time, with the same Message-ID. Taking it out is an "
	    "event of the log, and says nothing of whether it left.",
	    NULL, 2, 2, NEED_DB, ACT_READ_LETTER, run_get, .shapes = "letter-taken",
	    .examples = "dossier letter get $REF $NO >letter.eml",
	    .next = "dossier letter sent $REF $NO", .changes = CHANGES_MORE,
	    .preview = "dossier letter show $REF $NO" },
	{ "letter", "sent", "REF NO", "record that a letter left", sent_help, sent_opts, 2, 2,
	    NEED_DB, ACT_LETTER, run_sent, .shapes = "letter-recorded",
	    .examples = "dossier letter sent $REF $NO", .next = "dossier show $REF",
	    .changes = CHANGES_ONCE },
	{ "letter", "bounced", "REF NO", "record that a letter came back", NULL, bounced_opts, 2, 2,
	    NEED_DB, ACT_LETTER, run_bounced, .shapes = "letter-recorded",
	    .examples = "dossier letter bounced $REF $NO", .next = "dossier letter list $REF",
	    .changes = CHANGES_ONCE },
	{ 0 },
};
