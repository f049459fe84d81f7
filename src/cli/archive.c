/*
 * archive, answer: the copy of the data and the answer to the person.
 */
#include "dossier/request_words.h"
#include "dossier/search.h"
#include "cli.h"

static json_t *
release_json(const char *reference, const struct release *r)
{
	char at[INSTANT_LEN];
	json_t *contents = json_loads(r->contents, 0, NULL);
	return json_pack("{s:s, s:s, s:I, s:s, s:b, s:o}", "reference", reference, "sha256",
	    r->sha256, "bytes", (json_int_t)r->bytes, "built", instant_format(r->built_at, at),
	    "draft", answer_is_draft(r), "contents", contents ? contents : json_array());
}

static bool
run_build(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "path", "ENTRY" }, { "bytes", "BYTES" },
		{ "rows", "ROWS" }, { 0 } };
	struct release r;
	(void)argc;
	if (!answer_build(cli->in, &cli->who, argv[0], cli->arena, &r, err))
		return false;
	json_t *v = release_json(argv[0], &r);
	if (cli->json) {
		print_json(v);
		return true;
	}
	print_table(json_get(v, "contents"), columns, "empty");
	print_text("\n%s: %lld bytes, sha256 %s\n", argv[0], (long long)r.bytes, r.sha256);
	if (answer_is_draft(&r))
		print_talk(cli,
		    "it is a CONCEPT: every page says so, and it answers nothing; "
		    "`dossier show %s` tells what is open",
		    argv[0]);
	auto_drop(json) json_t *plan = view_plan(cli->in, &cli->who, argv[0], err);
	request_print_unidentified(json_get(plan, "unidentified"));
	json_decref(v);
	return plan && next_say_archive(cli, argv[0], err);
}

static bool
run_get(struct cli *cli, int argc, char *argv[], struct err *err)
{
	bool old;
	(void)argc;
	if (!answer_take(cli->in, &cli->who, argv[0], cli->file, &old, err))
		return false;
	json_t *v = json_pack("{s:s, s:s}", "reference", argv[0], "file", argv[1]);
	if (old)
		print_warning(cli, v,
		    "it was built before the last change, and may hold what does not leave any "
		    "more: to look at it only");
	if (cli->json)
		print_json(v);
	else
		json_decref(v);
	print_talk(cli,
	    "wrote %s: it holds personal data in clear; remove it when it has been handed over",
	    cli->file->name);
	return next_say_of(cli, argv[0], err);
}

static const char *how = "email";
static const char *confirm;
static struct opt_list rights;
static const struct opt answer_opts[] = {
	{ "right", "RIGHT",
	    "only this right; may be given more than once (default: all that can be answered)",
	    OPT_LIST, &rights, right_words, .also = right_said },
	{ "confirm", "REF",
	    "the reference again: it leaves although most sources were not searched", OPT_STRING,
	    &confirm },
	{ "by", "CHANNEL", "how it left (default: email)", OPT_STRING, &how, leaving_words },
	{ 0 },
};

/* What became of what was to be erased, in a line; nothing where nothing was. */
static void
say_erased(struct cli *cli, const char *reference)
{
	struct err none = { 0 };
	auto_drop(json) json_t *rows = answer_decisions(cli->in, &cli->who, reference, &none);
	auto_drop(json) json_t *sum = json_object();
	size_t i, k, all = 0;
	const json_t *row, *r;
	json_array_foreach(rows, i, row)
		json_array_foreach(json_get(row, "records"), k, r) {
			const char *what = json_str_or(r, "outcome", "");
			json_int_t n = json_int_or(r, "n", 0);
			json_object_set_new(sum, what, json_integer(json_int_or(sum, what, 0) + n));
			all++;
		}
	if (all > 0)
		print_talk(cli, "erasure: %s: `dossier show %s --decisions`",
		    erased_sum(sum, cli->arena), reference);
}

static bool
run_answer(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct answer said = {
		.how = how, .rights = rights.items, .nrights = rights.n, .confirm = confirm
	};
	struct answered told;
	if (!advice_say(cli, argv[0], err) ||
	    !answer_record(cli->in, &cli->who, argv[0], &said, cli->arena, &told, err))
		return false;
	json_t *v = view_show(cli->in, &cli->who, argv[0], err);
	if (!v)
		return false;
	if (told.untaken)
		print_warning(cli, v,
		    "nothing shows that the archive was taken out to be sent: `dossier archive get "
		    "%s FILE.zip`",
		    json_str_or(v, "reference", argv[0]));
	if (cli->json) {
		print_json(v);
		return true;
	}
	decide_say_letter(cli, json_str_or(v, "reference", argv[0]), &told.letter);
	bool all = strcmp(json_str_or(v, "status", ""), "answered") == 0;
	const char *answered = json_str_or(v, "reference", argv[0]);
	if (all)
		print_text("%s is answered\n", answered);
	else
		print_text("%s is answered in part: other rights are open\n", answered);
	say_erased(cli, answered);
	for (size_t i = 0; i < told.nleft; i++)
		print_talk(cli, "%s is open still: %s", told.left[i].right, told.left[i].why);
	if (told.contact)
		print_talk(cli,
		    "its copy goes to identifier %lld of `dossier plan %s`, which is shown to be "
		    "theirs, and nowhere else",
		    (long long)told.contact, json_str_or(v, "reference", ""));
	if (json_str(v, "instructed_by"))
		print_talk(cli,
		    "it goes to %s, not to the person: it is theirs to answer; what was done by "
		    "hand is told by a letter (`dossier letter list %s`)",
		    json_str(v, "instructed_by"), json_str_or(v, "reference", argv[0]));
	json_decref(v);
	return true;
}

static const char answer_help[] =
    "Refused while a system or a colleague has not answered, a match waits for a person, or no "
    "archive was built:\nan answer must account for everything (art. 12(3), 15). A right that is "
    "carried out by hand is answered once each of its\ncategories is decided (`dossier decide`, "
    "`dossier refuse`); its letter waits to be sent.";

const struct command archive_commands[] = {
	{ "archive", "build", "REF", "put the archive together", NULL, NULL, 1, 1, NEED_DB,
	    ACT_BUILD, run_build, .shapes = "archive", .examples = "dossier archive build $REF",
	    .next = "dossier archive get $REF answer.zip", .changes = CHANGES_MORE,
	    .preview = "dossier show $REF" },
	{ "archive", "get", "REF NEWFILE", "write the newest archive to a file", NULL, NULL, 2, 2,
	    NEED_DB, ACT_FETCH, run_get, .shapes = "archive-taken",
	    .examples = "dossier archive get $REF answer.zip",
	    .exits = "3  there is no archive yet\n4  it is not known who asks, or a second "
		     "person has not approved it",
	    .next = "dossier answer $REF", .changes = CHANGES_MORE,
	    .preview = "dossier show $REF" },
	{ "answer", NULL, "REF", "record that the answer left", answer_help, answer_opts, 1, 1,
	    NEED_DB, ACT_ANSWER, run_answer, .shapes = "show",
	    .examples = "dossier answer $REF\n"
			"dossier answer $REF --by post",
	    .exits = "4  something is not accounted for yet: the error says what",
	    .next = "dossier letter list $REF", .changes = CHANGES_MORE,
	    .preview = "dossier show $REF" },
	{ 0 },
};
