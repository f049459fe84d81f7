/*
 * show: everything about one request; and the tables of it that other commands print.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "dossier/change.h"
#include "dossier/phrase.h"
#include "dossier/post.h"
#include "table.h"

static void
print_member(const json_t *v, const char *key, struct arena *a)
{
	const char *text = json_str(v, key);
	if (text)
		print_text("%-12s %s\n", phrase(key), phrase(table_instant(text, a)));
}

/* What stands where a task has no outcome yet: why. */
static const char *
without_outcome(const json_t *t, struct arena *a)
{
	const char *waits = json_str(t, "waits_for"), *error = json_str(t, "error");
	auto_drop(buf) struct buf needs = { 0 };
	size_t i;
	json_t *kind;
	json_array_foreach(json_get(t, "needs"), i, kind)
		buf_addf(&needs, "%s%s", i ? ", " : "", json_string_value(kind));
	if (!waits && needs.len && strcmp(json_str_or(t, "state", ""), "waiting") == 0)
		waits = needs.data;
	return waits ? arena_printf(a, phrase("waits until one is found: %s"), waits)
	    : error  ? error
		     : "";
}

/* A line an outcome: the system stands before its first one only. */
static void
task_rows(const json_t *t, json_t *rows, struct arena *a)
{
	const json_t *outcomes = json_get(t, "outcomes");
	const char *above = "";
	size_t n = json_array_size(outcomes);
	for (size_t i = 0; i < (n ? n : 1); i++) {
		const json_t *o = json_array_get(outcomes, i);
		const char *result = json_str_or(o, "result", ""), *detail = json_str(o, "detail");
		const char *text = o ? result : without_outcome(t, a);
		if (detail)
			text = arena_printf(a, "%s: %s", result, detail);
		/* one instruction often stands for all categories of a system */
		bool same = detail && strcmp(text, above) == 0;
		above = text;
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s, s:s, s:s, s:O?, s:s}", "system",
			i ? "" : json_str_or(t, "system", ""), "action",
			i ? "" : json_str_or(t, "action", ""), "connector",
			i ? "" : json_str_or(t, "connector", ""), "state",
			i ? "" : json_str_or(t, "state", ""), "category",
			json_str_or(o, "category", ""), "count", json_get(o, "count"), "text",
			same ? phrase("the same") : text));
	}
}

void
request_print_tasks(const json_t *tasks, struct arena *a)
{
	static const struct column columns[] = { { "system", "SYSTEM" }, { "action", "ACTION" },
		{ "connector", "HOW" }, { "state", "STATE" }, { "category", "CATEGORY" },
		{ "count", "COUNT" }, { "text", "OUTCOME" }, { 0 } };
	json_t *rows = json_array(), *t;
	size_t i;
	json_array_foreach(tasks, i, t)
		task_rows(t, rows, a);
	print_table(rows, columns, "no tasks");
	json_decref(rows);
}

void
request_print_identifiers(const json_t *ids_json)
{
	static const struct column columns[] = { { "id", "NO" }, { "kind", "KIND" },
		{ "value", "VALUE" }, { "source", "FROM" }, { "proof", "PROOF" },
		{ "state", "STATE" }, { 0 } };
	print_table(ids_json, columns, "no identifiers");
}

static const json_t *
numbered(const json_t *list, int64_t no)
{
	size_t i = 0;
	while (json_int_or(json_array_get(list, i), "id", 0) != no)
		i++;
	return json_array_get(list, i);
}

static void
print_conflict(const char *reference, const json_t *x, const json_t *y)
{
	print_text("\nconflict     %lld: %s (%s) | %lld: %s (%s)\n",
	    (long long)json_int_or(x, "id", 0), json_str_or(x, "value", ""),
	    json_str_or(x, "source", ""), (long long)json_int_or(y, "id", 0),
	    json_str_or(y, "value", ""), json_str_or(y, "source", ""));
	print_text("             two %s of one person: one may be somebody else's. `dossier plan "
		   "%s --reject NO`\n"
		   "             what led to the stranger, or --confirm NO where both are theirs\n",
	    json_str_or(x, "kind", ""), reference);
}

void
request_print_conflicts(const char *reference, const json_t *list)
{
	size_t i, k;
	json_t *x, *no;
	json_array_foreach(list, i, x) {
		json_array_foreach(json_get(x, "conflicts"), k, no) {
			const json_t *y = numbered(list, json_integer_value(no));
			if (json_int_or(x, "id", 0) < json_int_or(y, "id", 0))
				print_conflict(reference, x, y);
		}
	}
}

void
request_print_unidentified(const json_t *list)
{
	size_t i;
	json_t *x;
	json_array_foreach(list, i, x)
		print_text("%s%-12s %s waits until it is established: %s\n", i ? "" : "\n",
		    i ? "" : phrase("who asks"), json_str_or(x, "right", ""),
		    phrase(json_str_or(x, "why", "")));
}

#define REQUESTER "requester: " /* so begins the note that names who asks for another (intake) */

/* Who asks, and for whom. */
static void
print_asker(const json_t *v)
{
	const char *is = json_str_or(v, "relation", "self"), *name = NULL,
		   *controller = json_str(v, "instructed_by");
	const json_t *n;
	size_t i;
	json_array_foreach(json_get(v, "notes"), i, n)
		if (!name && strncmp(json_str_or(n, "text", ""), REQUESTER, strlen(REQUESTER)) == 0)
			name = json_str(n, "text") + strlen(REQUESTER);
	print_text("%-12s ", phrase("asked by"));
	if (controller)
		print_text("%s, for a customer of whom this is the person\n", controller);
	else if (strcmp(is, "self") == 0)
		print_text("the person\n");
	else
		print_text(
		    "%s, as %s, for the person whose data it is\n", name ? name : "?", phrase(is));
}

/* What was sent, and what is only written. */
static void
print_letters(const json_t *letters)
{
	static const struct column columns[] = { { "id", "LETTER" }, { "kind", "KIND" },
		{ "for", "FOR" }, { "recipient", "RECIPIENT" }, { "state", "STATE" },
		{ "sent", "SENT" }, { "bounced", "CAME BACK" }, { 0 } };
	print_text("\n");
	print_table(letters, columns, "no letter was written");
}

/* Who approved the archive, or that nobody did yet: who can, is told with what is next. */
static void
print_approval(const json_t *v, struct arena *a)
{
	const json_t *approval = json_get(json_get(v, "archive"), "approval");
	const char *by = json_str(approval, "by");
	if (by)
		print_text("\n%-12s %s, %s\n", phrase("approved by"), by,
		    table_instant(json_str_or(approval, "at", ""), a));
	else if (json_is_object(approval))
		print_text("\n%-12s %s\n", phrase("approved by"), phrase("nobody yet"));
}

/* To whom else what is portable goes (art. 20(2)). */
static void
print_transfer(const json_t *decisions)
{
	const json_t *d, *t;
	size_t i;
	json_array_foreach(decisions, i, d)
		if (json_is_object(t = json_get(d, "transfer")))
			print_text("%-12s %s: %s, %s\n", phrase("transfer"),
			    json_str_or(t, "to", ""), phrase(json_str_or(t, "state", "")),
			    json_str_or(t, "on", ""));
}

/* What is stored only (art. 18). */
static void
print_restrictions(const json_t *list)
{
	const json_t *x;
	size_t i;
	json_array_foreach((json_t *)(uintptr_t)list, i, x)
		print_text("%-12s %s (%s), %s\n", phrase("restricted"),
		    json_str_or(x, "category", ""), json_str_or(x, "ground", ""),
		    json_str_or(x, "since", ""));
}

static void
print_show(const json_t *v, struct arena *a)
{
	static const char *const keys[] = { "reference", "organisation", "status", "received",
		"deadline", "promise", "answered", "channel", "language", "handler" };
	static const struct {
		const char *heading, *key;
	} dates[] = { { "in force", "in_force" }, { "because", "why" },
		{ "suspended", "suspended" }, { "due", "due" }, { "deadline is", "statute" },
		{ "promise is", "promised" } };
	const json_t *term = json_get(v, "term");
	static const struct column decisions[] = { { "right", "RIGHT" }, { "state", "STATE" },
		{ "decision", "DECISION" }, { "decided", "ON" }, { "due", "DUE" },
		{ "in_force", "DEADLINE" }, { "statute", "DEADLINE IS" }, { "purposes", "ABOUT" },
		{ 0 } };
	for (size_t i = 0; i < array_len(keys); i++)
		print_member(v, keys[i], a);
	print_asker(v);
	if (json_str(v, "destroyed"))
		print_text("%-12s %s\n", phrase("destroyed"),
		    arena_printf(a,
			phrase("%s: what was collected, the archive and what the letters said"),
			json_str(v, "destroyed")));
	if (json_int_or(v, "original", 0))
		print_text("%-12s `dossier show %s --original FILE`, %lld bytes\n",
		    phrase("as it came"), json_str_or(v, "reference", ""),
		    (long long)json_int_or(v, "original", 0));
	for (size_t i = 0; i < array_len(dates); i++)
		if (json_str(term, dates[i].key))
			print_text("%-12s %s\n", phrase(dates[i].heading),
			    phrase(json_str(term, dates[i].key)));
	print_text("\n");
	print_table(json_get(v, "decisions"), decisions, "no right");
	print_transfer(json_get(v, "decisions"));
	print_restrictions(json_get(v, "restrictions"));
	print_text("\n");
	request_print_identifiers(json_get(v, "identifiers"));
	request_print_conflicts(json_str_or(v, "reference", ""), json_get(v, "identifiers"));
	request_print_unidentified(json_get(v, "unidentified"));
	print_text("\n");
	request_print_tasks(json_get(v, "tasks"), a);
	print_approval(v, a);
	if (json_get(v, "letters"))
		print_letters(json_get(v, "letters"));
	print_text("\n");
	deadline_print_facts(json_get(v, "facts"));
	print_text("\n");
	deadline_print_steps(term);
	const json_t *n;
	size_t i;
	json_array_foreach(json_get(v, "notes"), i, n) {
		const char *kind = json_str_or(n, "kind", "");
		print_text(strcmp(kind, "advice") == 0 ? "\nadvice of the dpo, %s, %s: %s\n"
			: strcmp(kind, "statement") == 0
			? "\nstatement of the person, kept by %s, %s: %s\n"
			: "\nnote of %s, %s: %s\n",
		    json_str_or(n, "by", ""), table_instant(json_str_or(n, "at", ""), a),
		    json_str_or(n, "text", ""));
	}
}

static const struct named_file *original;
static bool decisions, receipts;
static const struct opt show_opts[] = {
	{ "decisions", NULL,
	    "only what was decided of each right, category and purpose: by whom, on which ground, "
	    "when it was told; and what the rest waits for",
	    OPT_FLAG, &decisions },
	{ "receipts", NULL,
	    "only what was erased by a program: of how many records, and which layers are clean of "
	    "them",
	    OPT_FLAG, &receipts },
	{ "original", "NEWFILE",
	    "write the request as it came to this new file (-: standard output), and no more",
	    OPT_FILE_OUT, &original },
	{ 0 },
};

static bool
write_original(struct cli *cli, const char *reference, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!dossier_original(cli->in, &cli->who, reference, &b, err))
		return false;
	for (size_t at = 0; at < b.len;) {
		ssize_t n = write(original->fd, b.data + at, b.len - at);
		if (n < 0 && errno != EINTR)
			return err_set(err, ERR_SYSTEM, "cannot write %s: %m", original->name);
		at += n > 0 ? (size_t)n : 0;
	}
	explicit_bzero(b.data, b.len);
	print_talk(cli, "wrote %s: it holds personal data in clear", original->name);
	return true;
}

/* What a right waits for is said once of all its categories. */
static void
say_once(json_t *rows)
{
	auto_drop(json) json_t *above = NULL;
	size_t i;
	json_t *row;
	json_array_foreach(rows, i, row) {
		json_t *waits = json_object_get(row, "waits_for");
		if (json_is_string(waits) && json_equal(above, waits)) {
			json_object_set_new(row, "waits_for", json_string(phrase("the same")));
			continue;
		}
		json_decref(above);
		above = json_incref(waits);
	}
}

/* Takes ${one}: of the same records but for the day it becomes one line, with both ends. */
static void
merge_record(json_t *all, json_t *one)
{
	static const char *const same[] = { "category", "system", "collection", "outcome",
		"article" };
	json_t *above = json_array_get(all, json_array_size(all) - 1);
	const char *until = json_str(one, "until"), *last = json_str(above, "until");
	bool alike = above && until && last && json_str(one, "collection");
	for (size_t i = 0; alike && i < array_len(same); i++)
		alike = json_equal(json_get(above, same[i]), json_get(one, same[i]));
	if (!alike || strcmp(until, last) < 0) {
		json_array_append_new(all, one);
		return;
	}
	if (!json_str(above, "first"))
		json_object_set(above, "first", json_get(above, "until"));
	json_object_set(above, "until", json_get(one, "until"));
	json_object_set_new(
	    above, "n", json_integer(json_int_or(above, "n", 0) + json_int_or(one, "n", 0)));
	json_decref(one);
}

/* What became of the records of an erasure, under the table of decisions. */
static void
print_records(const json_t *rows)
{
	static const struct column columns[] = { { "category", "CATEGORY" }, { "system", "SYSTEM" },
		{ "collection", "RECORDS" }, { "n", "NUMBER" }, { "outcome", "OUTCOME" },
		{ "until", "LAST DAY" }, { "article", "ARTICLE" }, { 0 } };
	auto_drop(json) json_t *all = json_array();
	size_t i, k;
	json_t *row, *record;
	json_array_foreach((json_t *)(uintptr_t)rows, i, row)
		json_array_foreach(json_get(row, "records"), k, record) {
			json_t *one = json_copy(record);
			json_object_set(one, "category", json_get(row, "category"));
			json_object_set_new(one, "outcome",
			    json_string(phrase(json_str_or(record, "outcome", ""))));
			merge_record(all, one);
		}
	json_array_foreach(all, i, row)
		if (json_str(row, "first"))
			json_object_set_new(row, "until",
			    json_sprintf(
				"%s - %s", json_str(row, "first"), json_str(row, "until")));
	if (json_array_size(all) == 0)
		return;
	print_text("\n");
	print_table(all, columns, "none");
}

/* What was done with what is stored only, likewise. */
static void
print_uses(const json_t *rows)
{
	static const struct column columns[] = { { "category", "CATEGORY" }, { "on", "ON" },
		{ "permitted", "USED" }, { "by", "WHO" }, { 0 } };
	auto_drop(json) json_t *all = json_array();
	size_t i, k;
	json_t *row, *use;
	json_array_foreach((json_t *)(uintptr_t)rows, i, row)
		json_array_foreach(json_get(row, "uses"), k, use) {
			json_t *one = json_copy(use);
			json_object_set(one, "category", json_get(row, "category"));
			json_array_append_new(all, one);
		}
	if (json_array_size(all) == 0)
		return;
	print_text("\n");
	print_table(all, columns, "none");
}

static bool
show_decisions(struct cli *cli, const char *reference, struct err *err)
{
	static const struct column columns[] = { { "right", "RIGHT" }, { "category", "CATEGORY" },
		{ "purpose", "PURPOSE" }, { "decision", "DECISION" }, { "ground", "GROUND" },
		{ "article", "ARTICLE" }, { "facts", "FACTS" }, { "by", "WHO" }, { "on", "ON" },
		{ "letter", "LETTER" }, { "told", "TOLD" }, { "deadline", "DEADLINE" },
		{ "waits_for", "WAITS FOR" }, { 0 } };
	json_t *rows = answer_decisions(cli->in, &cli->who, reference, err);
	if (!rows || !dossier_seen(cli->in, &cli->who, reference, "decisions", err)) {
		json_decref(rows);
		return false;
	}
	bool table = print_output() == OUTPUT_TABLE && !cli->json;
	auto_drop(json) json_t *whole = table ? json_deep_copy(rows) : NULL;
	if (print_output() == OUTPUT_TABLE)
		say_once(rows);
	if (!print_rows(cli, rows, columns, "no right", err))
		return false;
	if (whole) {
		print_records(whole);
		print_uses(whole);
	}
	return true;
}

static bool
show_receipts(struct cli *cli, const char *reference, struct err *err)
{
	auto_drop(json) json_t *v = view_receipts(cli->in, &cli->who, reference, err);
	if (!v || !dossier_seen(cli->in, &cli->who, reference, "show", err))
		return false;
	if (cli->json)
		print_json(json_incref(v));
	else
		receipts_print(v, cli->arena);
	return true;
}

static bool
run_show(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if ((original != NULL) + decisions + receipts > 1)
		return err_set(err, ERR_USAGE, "one of --original, --decisions and --receipts");
	if (receipts)
		return show_receipts(cli, argv[0], err);
	if (decisions)
		return show_decisions(cli, argv[0], err);
	if (original && !write_original(cli, argv[0], err))
		return false;
	if (original && (!cli->json || original->stream))
		return true;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, argv[0], err);
	struct err unread = { 0 };
	if (!v || !dossier_seen(cli->in, &cli->who, argv[0], "show", err))
		return false;
	json_t *letters = post_list(cli->in, &cli->who, argv[0], &unread);
	if (letters) /* who may read no letters is told of those that wait */
		json_object_set_new(v, "letters", letters);
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	print_show(v, cli->arena);
	letter_warn_unsent(cli, v);
	return next_say(cli, v, err);
}

const struct command show_commands[] = {
	{ "show", NULL, "REF", "everything about one request", NULL, show_opts, 1, 1, NEED_DB,
	    ACT_SEE, run_show, .shapes = "show decisions receipts", .lists = "--decisions",
	    .examples = "dossier show $REF\n"
			"dossier show $REF --decisions\n"
			"dossier show $REF --receipts\n"
			"dossier show $REF --json" },
	{ 0 },
};
