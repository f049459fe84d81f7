/*
 * inform: what the person is told beside their copy, of each category, and to whom their data went;
 * where the register is silent, recorded for one request.
 */
#include <inttypes.h>

#include "dossier/information.h"
#include "dossier/phrase.h"
#include "cli.h"

static struct opt_list categories, items, recipients;
static const char *received, *text, *number;
static bool impossible;

static const struct opt inform_opts[] = {
	{ "item", "ITEM",
	    "an item of art. 15(1) or 15(2), and with --text what is told of it; may be "
	    "given again",
	    OPT_LIST, &items, info_words, .also = info_said, .act = ACT_INFORM },
	{ "category", "ID,ID",
	    "of which categories (default: where it is blank; of a recipient, all it may have "
	    "got); may be given again",
	    OPT_LIST, &categories },
	{ "impossible", NULL, "with --item: it cannot be told, and --text says the person why",
	    OPT_FLAG, &impossible },
	{ "recipient", "ID,ID",
	    "a recipient, and with --received whether their data went there; may "
	    "be given again",
	    OPT_LIST, &recipients, .act = ACT_INFORM },
	{ "received", "WORD", "with --recipient: whether data of this person went there",
	    OPT_STRING, &received, reach_words },
	{ "text", "TEXT",
	    "as the person will read it; of a recipient without a name who it is, of unknown why "
	    "that cannot be established; kept sealed",
	    OPT_STRING, &text },
	{ "take-back", "NO", "what was recorded under this number is not told", OPT_STRING, &number,
	    .act = ACT_INFORM },
	{ 0 },
};

/* Each option belongs to one of the three. */
static bool
check_words(struct err *err)
{
	const struct {
		bool wrong;
		const char *text;
	} slips[] = {
		{ (items.n > 0) + (recipients.n > 0) + (number != NULL) > 1,
		    "one of --item, --recipient and --take-back" },
		{ (recipients.n > 0) != (received != NULL),
		    "--recipient and --received belong together" },
		{ impossible && !items.n, "--impossible belongs to --item" },
		{ (categories.n || text) && !items.n && !recipients.n,
		    "--category and --text belong to --item or --recipient" },
		{ items.n && (!text || !text[strspn(text, " ")]),
		    "say in --text what the person is told" },
	};
	for (size_t i = 0; i < array_len(slips); i++)
		if (slips[i].wrong)
			return err_set(err, ERR_USAGE, "%s", phrase(slips[i].text));
	return true;
}

static bool
record(struct cli *cli, const char *reference, struct err *err)
{
	bool stands;
	struct inform x = { .impossible = impossible, .received = received, .text = text };
	const struct opt_list ids = arg_list(&categories, cli->arena),
			      named = arg_list(&recipients, cli->arena);
	if (number && (!arg_number("take-back", number, &x.take_back, err) || !x.take_back))
		return err->kind ? false : err_set(err, ERR_USAGE, "--take-back counts from 1");
	x.categories = ids.items;
	x.ncategories = ids.n;
	x.items = items.items;
	x.nitems = items.n;
	x.recipients = named.items;
	x.nrecipients = named.n;
	if (!answer_inform(cli->in, &cli->who, reference, &x, &stands, err))
		return false;
	if (stands)
		print_talk(cli, "what the register says of it stands, and is told too");
	for (size_t i = 0; impossible && i < items.n; i++) {
		const enum info item = info_find(items.items[i]);
		if (info_instead(item))
			print_talk(cli, "warning: art. %s GDPR: %s", info_article(item),
			    phrase(info_instead(item)));
	}
	return true;
}

/* A row a category, a column an item. */
static json_t *
by_category(const json_t *v)
{
	json_t *rows = json_array(), *row = NULL, *i;
	size_t k;
	json_array_foreach(json_get(v, "items"), k, i) {
		const char *id = json_str_or(i, "category", "");
		const char *state = json_str_or(i, "state", "");
		if (!row || strcmp(json_str_or(row, "category", ""), id) != 0) {
			row = json_pack("{s:s}", "category", id);
			json_array_append_new(rows, row);
		}
		json_object_set_new(row, json_str_or(i, "item", ""),
		    json_string(strcmp(state, "not-due") == 0 ? "-" : phrase(state)));
	}
	return rows;
}

static void
add_category(json_t *row, json_t *category)
{
	if (!category)
		return;
	if (!json_get(row, "categories"))
		json_object_set_new(row, "categories", json_array());
	json_array_append(json_object_get(row, "categories"), category);
}

/* What a person recorded, each once, with the categories it is about. */
static json_t *
recorded(const json_t *v)
{
	json_t *rows = json_array(), *x;
	auto_drop(json) json_t *seen = json_object();
	static const char *const lists[] = { "items", "recipients" };
	for (size_t i = 0; i < array_len(lists); i++) {
		size_t k;
		json_array_foreach(json_get(v, lists[i]), k, x) {
			char key[24];
			(void)snprintf(key, sizeof(key), "%" PRId64, json_int_or(x, "number", 0));
			if (json_is_null(json_get(x, "number")))
				continue;
			json_t *row = json_object_get(seen, key);
			if (!row) {
				row = json_copy(x);
				json_object_set_new(seen, key, row);
				json_array_append(rows, row);
			}
			add_category(row, json_get(x, "category"));
		}
	}
	return rows;
}

static void
print_informed(const json_t *v)
{
	static const struct column of_items[] = { { "category", "CATEGORY" }, { "a", "A" },
		{ "b", "B" }, { "c", "C" }, { "d", "D" }, { "e", "E" }, { "f", "F" }, { "g", "G" },
		{ "h", "H" }, { "15-2", "15(2)" }, { 0 } };
	static const struct column of_recipients[] = { { "recipient", "RECIPIENT" },
		{ "name", "NAME" }, { "state", "DATA WENT THERE" }, { "categories", "CATEGORIES" },
		{ 0 } };
	static const struct column of_recorded[] = { { "number", "NO" }, { "item", "ITEM" },
		{ "recipient", "RECIPIENT" }, { "categories", "CATEGORIES" }, { "state", "SAID" },
		{ "by", "BY" }, { "text", "TEXT" }, { 0 } };
	auto_drop(json) json_t *rows = by_category(v), *said = recorded(v);
	print_table(rows, of_items, "no data were found that a copy is given of");
	print_text("\n");
	print_table(json_get(v, "recipients"), of_recipients, "no recipient");
	if (json_array_size(said) > 0) {
		print_text("\n");
		print_table(said, of_recorded, "");
	}
}

static bool
run_inform(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	bool says = items.n || recipients.n || number;
	if (!check_words(err) ||
	    !(says ? record(cli, argv[0], err)
		   : dossier_seen(cli->in, &cli->who, argv[0], "information", err)))
		return false;
	auto_drop(json) json_t *v = answer_informed(cli->in, &cli->who, argv[0], err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	print_informed(v);
	print_talk(cli, "%" PRId64 " blank", json_int_or(v, "blanks", 0));
	return next_say_of(cli, argv[0], err);
}

static const char inform_help[] =
    "With a copy the person is told, of each category of which data were found, what "
    "it is for (a), what it is (b),\n"
    "who got it (c), how long it is kept (d), their rights (e), where to complain (f), "
    "where it came from if not from\n"
    "them (g), whether decisions are automated (h), and what safeguards a transfer has "
    "(15(2)). What the register says of\n"
    "that is told; where it says nothing the item is blank, and nothing is answered: "
    "say it here for this request, or why\n"
    "it cannot be told, and in the register (`dossier register load FILE`) for those "
    "to come. Without an option: how it\n"
    "stands.";

const struct command inform_commands[] = {
	{ "inform", NULL, "REF", "what the person is told beside the copy, and who got their data",
	    inform_help, inform_opts, 1, 1, NEED_DB, ACT_SEE, run_inform, .shapes = "inform",
	    .examples =
		"dossier inform $REF\n"
		"dossier inform $REF --item h --text 'No computer decides about you.'\n"
		"dossier inform $REF --item d --category JCC-C06,JCC-C08 --impossible --text -\n"
		"dossier inform $REF --recipient JCC-R03 --received no",
	    .exits = "4  it was answered, or the category is not told of",
	    .changes = CHANGES_ONCE },
	{ 0 },
};
