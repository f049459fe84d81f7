/*
 * suppressed: the stop list, as who sends and an officer ask it.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "dossier/suppressed.h"
#include "dossier/worker.h"
#include "cli.h"
#include "table.h"

#define LINE_MAX_BYTES 1024
#define AT_ONCE 500 /* lines that are asked for together */

static const char *purpose, *channel, *proof;
static struct opt_list emails, phones, ids;
static const struct named_file *many;
static bool ended;
const char *const words_stop[] = { "email", "phone", "post", NULL };

static const struct opt ask_opts[] = {
	{ "email", "ADDRESS", "is this e-mail address listed?", OPT_LIST, &emails },
	{ "phone", "NUMBER", "is this phone number?", OPT_LIST, &phones },
	{ "id", "KIND=VALUE", "is this identifier? customer_id=1042", OPT_LIST, &ids },
	{ "purpose", "ID", "for this purpose of the register (default: for any)", OPT_STRING,
	    &purpose },
	{ "channel", "CHANNEL", "by this channel (default: by any)", OPT_STRING, &channel,
	    words_stop },
	{ "addresses", "FILE",
	    "one a line (-: standard input), an answer a line: an address with @, KIND=VALUE, or a "
	    "phone number",
	    OPT_FILE_IN, &many },
	{ 0 },
};
static const struct opt list_opts[] = {
	{ "ended", NULL, "of a request: also those of who opted in again", OPT_FLAG, &ended },
	{ 0 },
};
static const struct opt end_opts[] = {
	{ "opt-in", "TEXT", "what shows that the person opted in again; kept sealed", OPT_STRING,
	    &proof },
	{ "purpose", "ID", "for this purpose alone", OPT_STRING, &purpose },
	{ 0 },
};

/* ---- one person ---- */

static bool
typed(struct cli *cli, struct identifier_value *to, size_t *ret_n, struct err *err)
{
	size_t n = 0;
	for (size_t i = 0; i < emails.n; i++)
		to[n++] = (struct identifier_value){ "email", emails.items[i] };
	for (size_t i = 0; i < phones.n; i++)
		to[n++] = (struct identifier_value){ "phone", phones.items[i] };
	for (size_t i = 0; i < ids.n; i++)
		if (!arg_identifier("id", ids.items[i], cli->arena, &to[n++], err))
			return false;
	*ret_n = n;
	return n > 0 ||
	    err_set(
		err, ERR_USAGE, "say whose: --email, --phone or --id, or of many --addresses FILE");
}

/* Of all that one person is known by: NULL where one is no identifier. */
static json_t *
joined(const json_t *answers, struct err *err)
{
	json_t *out = json_array();
	size_t i, k;
	const json_t *one;
	json_t *entry;
	json_array_foreach((json_t *)(uintptr_t)answers, i, one) {
		if (json_is_null(json_get(one, "suppressed"))) {
			json_decref(out);
			return err_set(err, ERR_USAGE,
				   "this is no identifier of its kind: expected --email "
				   "anna@example.org, --phone 0612345678"),
			       NULL;
		}
		json_array_foreach(json_get(one, "entries"), k, entry)
			json_array_append(out, entry);
	}
	return json_pack("{s:b, s:o}", "suppressed", json_array_size(out) > 0, "entries", out);
}

static void
print_entries(const struct cli *cli, const json_t *v)
{
	size_t i;
	const json_t *e;
	json_array_foreach(json_get(v, "entries"), i, e)
		print_text(phrase("%s: stopped since %s, by %s\n"), json_str_or(e, "purpose", ""),
		    table_instant(json_str_or(e, "since", ""), cli->arena),
		    json_str(e, "channel") ? json_str(e, "channel") : phrase("any channel"));
}

static bool
ask_one(struct cli *cli, struct suppressed *s, struct err *err)
{
	struct identifier_value *values =
	    arena_alloc(cli->arena, (emails.n + phones.n + ids.n + 1) * sizeof(*values));
	size_t n;
	auto_drop(json) json_t *answers = NULL;
	if (!typed(cli, values, &n, err) || !suppressed_ask(s, values, n, &answers, err))
		return false;
	json_t *v = joined(answers, err);
	if (!v || !suppressed_done(s, err)) {
		json_decref(v);
		return false;
	}
	bool listed = json_flag(v, "suppressed");
	if (!cli->json)
		print_entries(cli, v);
	if (cli->json)
		print_json(v);
	else
		json_decref(v);
	return listed || err_set(err, ERR_NOTFOUND, "not on the stop list of %s", s->org.slug);
}

/* ---- many ---- */

static struct identifier_value
read_line(char *line)
{
	char *equal = strchr(line, '=');
	if (strchr(line, '@'))
		return (struct identifier_value){ "email", line };
	if (!equal)
		return (struct identifier_value){ "phone", line };
	*equal = '\0';
	return (struct identifier_value){ line, equal + 1 };
}

/* "suppressed PURPOSE[/CHANNEL],... SINCE", "no" or "invalid". */
static void
print_answer(const struct cli *cli, const json_t *v)
{
	const json_t *entries = json_get(v, "entries"), *e;
	size_t i;
	if (cli->json) {
		print_json(json_incref((json_t *)(uintptr_t)v));
		return;
	}
	auto_drop(buf) struct buf b = { 0 };
	if (!json_is_true(json_get(v, "suppressed")))
		buf_adds(&b, json_is_null(json_get(v, "suppressed")) ? "invalid" : "no");
	else
		buf_adds(&b, "suppressed\t");
	json_array_foreach((json_t *)(uintptr_t)entries, i, e)
		buf_addf(&b, "%s%s%s%s", i ? "," : "", json_str_or(e, "purpose", ""),
		    json_str(e, "channel") ? "/" : "", json_str_or(e, "channel", ""));
	if (json_array_size(entries) > 0)
		buf_addf(&b, "\t%.10s", json_str_or(json_array_get(entries, 0), "since", ""));
	buf_adds(&b, "\n");
	print_bytes(b.data, b.len);
}

static bool
answer(
    struct cli *cli, struct suppressed *s, char **lines, size_t n, size_t *invalid, struct err *err)
{
	struct identifier_value values[AT_ONCE];
	auto_drop(json) json_t *answers = NULL;
	size_t i;
	const json_t *v;
	for (i = 0; i < n; i++)
		values[i] = read_line(lines[i]);
	if (!suppressed_ask(s, values, n, &answers, err))
		return false;
	json_array_foreach(answers, i, v) {
		*invalid += json_is_null(json_get(v, "suppressed"));
		print_answer(cli, v);
	}
	return true;
}

/* A line at a time, whatever the file is. */
static bool
ask_file(struct cli *cli, struct suppressed *s, FILE *f, struct err *err)
{
	char *lines[AT_ONCE] = { NULL };
	size_t n = 0, invalid = 0, room[AT_ONCE] = { 0 };
	bool ok = true, more = true;
	while (ok && more) {
		ssize_t len = getline(&lines[n], &room[n], f);
		more = len >= 0;
		if (more) {
			lines[n][strcspn(lines[n], "\r\n")] = '\0';
			if (len > LINE_MAX_BYTES)
				lines[n][0] = '\0';
			n++;
		}
		if (n == AT_ONCE || (!more && n > 0)) {
			ok = answer(cli, s, lines, n, &invalid, err);
			n = 0;
		}
	}
	for (size_t i = 0; i < AT_ONCE; i++)
		free(lines[i]);
	return ok && suppressed_done(s, err) &&
	    (invalid == 0 ||
		err_set(err, ERR_INPUT,
		    "%s: %zu of %lld lines are no identifier, and answered so: nothing is known "
		    "of those",
		    many->name, invalid, (long long)s->asked));
}

static bool
run_ask(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct suppressed s = { .purpose = purpose, .channel = channel };
	(void)argc;
	if (!suppressed_begin(cli->in, &cli->who, argv[0], cli->arena, &s, err))
		return false;
	if (!many)
		return ask_one(cli, &s, err);
	if (emails.n + phones.n + ids.n > 0)
		return err_set(err, ERR_USAGE, "--addresses stands for --email, --phone and --id");
	int fd = dup(many->fd);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");
	if (!f)
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", many->name);
	bool ok = ask_file(cli, &s, f, err);
	(void)fclose(f);
	return ok;
}

/* ---- an officer ---- */

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column counts[] = { { "organisation", "ORGANISATION" },
		{ "purpose", "PURPOSE" }, { "channel", "CHANNEL" }, { "kind", "KIND" },
		{ "running", "RUNNING" }, { "ended", "ENDED" }, { "since", "SINCE" }, { 0 } };
	static const struct column one[] = { { "suppression", "NO" }, { "reference", "REFERENCE" },
		{ "kind", "KIND" }, { "value", "VALUE" }, { "purpose", "PURPOSE" },
		{ "channel", "CHANNEL" }, { "since", "SINCE" }, { "ended_at", "ENDED" }, { 0 } };
	json_t *rows = view_suppressions(cli->in, &cli->who, argc > 0 ? argv[0] : NULL, ended, err);
	bool of_request = json_get(json_array_get(rows, 0), "suppression") != NULL;
	return print_rows(cli, rows, of_request ? one : counts, "nobody is on the stop list", err);
}

static bool
run_end(struct cli *cli, int argc, char *argv[], struct err *err)
{
	const struct opt_in x = { .about = argv[0], .purpose = purpose, .proof = proof };
	int64_t n;
	(void)argc;
	if (!arg_require("opt-in", proof, err) || !suppressed_end(cli->in, &cli->who, &x, &n, err))
		return false;
	if (cli->json)
		print_json(json_pack("{s:I}", "ended", (json_int_t)n));
	else
		print_talk(cli, "%lld entries of the stop list ended", (long long)n);
	return true;
}

static bool
scan(struct cli *cli, char *argv[], json_t **ret, struct err *err)
{
	/* the processes that ask are made before there is a key to inherit */
	auto_drop(worker_try) struct worker_try *slots = worker_try_start(err);
	if (!slots || !cli_open(cli, err))
		return false;
	const struct doctor_tries tries = worker_tries(slots);
	*ret = suppressed_scan(cli->in, &cli->who, argv[0], argv[1], &tries, err);
	return *ret != NULL;
}

static bool
run_scan(struct cli *cli, int argc, char *argv[], struct err *err)
{
	auto_drop(json) json_t *v = NULL;
	(void)argc;
	if (!scan(cli, argv, &v, err))
		return false;
	if (cli->json)
		print_json(json_incref(v));
	else
		print_text(phrase("%s was asked for %lld identifiers: %lld findings, %lld of them "
				  "new, %lld gone since\n"),
		    json_str_or(v, "system", ""), (long long)json_int_or(v, "asked", 0),
		    (long long)json_int_or(v, "found", 0), (long long)json_int_or(v, "new", 0),
		    (long long)json_int_or(v, "gone", 0));
	return true;
}

static bool
run_findings(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column shown[] = { { "organisation", "ORGANISATION" },
		{ "reference", "REFERENCE" }, { "why", "BECAUSE" }, { "purpose", "PURPOSE" },
		{ "system", "SYSTEM" }, { "collection", "COLLECTION" }, { "records", "RECORDS" },
		{ "first_at", "SINCE" }, { 0 } };
	return print_rows(cli, view_findings(cli->in, &cli->who, argc > 0 ? argv[0] : NULL, err),
	    shown, "nobody was found again", err);
}

static const char scan_help[] =
    "The system is asked, by the identifiers alone and counting, for who is on the stop list and "
    "for who was erased there, the latter until\nthe last backup that holds them is gone "
    "(erasure.backups.keep of the register; without it nobody is looked for). A hit is a finding "
    "for a\nperson to look at: nothing is changed, and nobody else's data is read.";
static const char ask_help[] =
    "For whatever sends: exit status 0, it is listed, do not send; 3, it is not listed; any other "
    "status, it is not known: do not send. A wrong\norganisation or purpose is never status 3. "
    "With --addresses the answers are lines: suppressed, with purposes and since when; no; or "
    "invalid. No address\nis printed. An entry without a channel stops each. The log keeps how "
    "many were asked, and nobody's address.";
static const char list_help[] =
    "Of an organisation how many are listed, for which purpose; of a request its entries, masked: "
    "an event of the log.";
static const char end_help[] =
    "An entry ends in no other way, and not by erasure. What shows the opting in is kept sealed "
    "with it. The request ends all entries of its\nperson, the number of an entry that one.";

const struct command suppressed_commands[] = {
	{ "suppressed", "list", "[ORG|REF]", "how many are on the stop list, or what of a request",
	    list_help, list_opts, 0, 1, NEED_DB, ACT_SUPPRESSED, run_list, .shapes = "suppressions",
	    .lists = "", .examples = "dossier suppressed list jcc" },
	{ "suppressed", "end", "REF|ENTRY", "the person opted in again", end_help, end_opts, 1, 1,
	    NEED_DB, ACT_OPT_IN, run_end, .demands = "--opt-in TEXT", .shapes = "suppressed-ended",
	    .examples = "dossier suppressed end $REF --opt-in 'form of 3 March, ticked again'",
	    .exits = "3  nothing of it is listed", .changes = CHANGES_ONCE },
	{ "suppressed", "scan", "ORG SYSTEM", "is who objected, or was erased, used there again?",
	    scan_help, NULL, 2, 2, NEED_HOME, ACT_WATCH, run_scan, .shapes = "suppressed-scan",
	    .examples = "dossier suppressed scan jbsync app",
	    .exits = "1   the system is silent, or not reached\n"
		     "3   the register has no such organisation or system\n"
		     "4   no program reads that system",
	    .next = "dossier suppressed findings jbsync" },
	{ "suppressed", "findings", "[ORG]", "who was found again, and where", NULL, NULL, 0, 1,
	    NEED_DB, ACT_SUPPRESSED, run_findings, .shapes = "suppressed-findings", .lists = "",
	    .examples = "dossier suppressed findings jcc" },
	{ "suppressed", NULL, "ORG", "is this address on the stop list?", ask_help, ask_opts, 1, 1,
	    NEED_DB, ACT_SUPPRESSED, run_ask,
	    .demands = "(--email ADDRESS | --phone NUMBER | --id KIND=VALUE | --addresses FILE)",
	    .shapes = "suppressed",
	    .examples = "dossier suppressed jcc --email anna@example.org --purpose marketing",
	    .exits = "0  it is listed: do not send\n"
		     "1  a line of --addresses is no identifier\n"
		     "3  it is not listed" },
	{ 0 },
};
