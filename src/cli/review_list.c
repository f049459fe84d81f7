/*
 * What is to leave, for a person: the items, the rules and what they met, what was said.
 */
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "cli.h"
#include "review_screen.h"

/* How many rows or bytes there are of it. */
static json_t *
shown_item(const json_t *i, struct arena *a)
{
	bool file = strcmp(json_str_or(i, "kind", ""), "file") == 0;
	long long seen = (long long)json_int_or(i, "seen", 0),
		  n = (long long)json_int_or(i, "rows", 0);
	const char *size = file
	    ? arena_printf(a, phrase("%lld bytes"), (long long)json_int_or(i, "bytes", 0))
	    : arena_printf(a, phrase(n == 1 ? "%lld row" : "%lld rows"), n);
	if (strcmp(json_str_or(i, "state", ""), "partly") == 0)
		size = arena_printf(a, phrase("%s, %lld seen"), size, seen);
	return json_pack("{s:O, s:O, s:O, s:s, s:O, s:O}", "item", json_get(i, "item"), "category",
	    json_get(i, "category"), "name", json_get(i, "name"), "size", size, "state",
	    json_get(i, "state"), "columns", json_get(i, "columns"));
}

/* "page 2", "attachment a.csv"; what is no word of ours stays as it is. */
static void
add_piece(const char *piece, struct arena *a, struct buf *b)
{
	static const char *const words[] = { "text", "headers", "header", "footer", "footnotes",
		"endnotes", "comments", "properties", "slide", "notes of slide",
		"texts of all sheets", "numbers of sheet", "chart", "drawing",
		"headers and footers", "page", "hidden", "with what is hidden" };
	static const char attachment[] = "attachment ";
	size_t n = strlen(piece), digits = n;
	while (digits > 0 && piece[digits - 1] >= '0' && piece[digits - 1] <= '9')
		digits--;
	size_t end = digits < n && digits > 0 && piece[digits - 1] == ' ' ? digits - 1 : n;
	const char *word = arena_strndup(a, piece, end);
	if (strncmp(piece, attachment, sizeof(attachment) - 1) == 0)
		buf_addf(b, phrase("attachment %s"), piece + sizeof(attachment) - 1);
	else if (text_among(word, words, array_len(words)))
		buf_addf(b, "%s%s", phrase(word), piece + end);
	else
		buf_adds(b, piece);
}

const char *
review_heading(const char *heading, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	for (const char *s = heading, *end; s; s = end ? end + 2 : NULL) {
		end = strstr(s, ", ");
		add_piece(end ? arena_strndup(a, s, (size_t)(end - s)) : s, a, &b);
		buf_adds(&b, end ? ", " : "");
	}
	return arena_strdup(a, b.data ? b.data : "");
}

static const char *
range_words(const json_t *range, bool pages_of, struct arena *a)
{
	long long from = json_integer_value(json_array_get(range, 0)),
		  to = json_integer_value(json_array_get(range, 1));
	if (pages_of)
		return arena_printf(a, phrase("pages %lld to %lld"), from, to);
	return from == to ? arena_printf(a, phrase("row %lld"), from)
			  : arena_printf(a, phrase("rows %lld to %lld"), from, to);
}

/* What of it: "column note", "rows 3 to 5", "where kind is x", "a text". */
const char *
review_what_words(const json_t *said, struct arena *a)
{
	const char *column_name = json_str(said, "column"), *of = json_str(said, "where");
	auto_drop(buf) struct buf b = { 0 };
	if (json_str(said, "text"))
		buf_addf(&b, phrase("the text %s"), json_str(said, "text"));
	else if (json_str(said, "pattern"))
		buf_addf(&b, phrase("what matches %s"), json_str(said, "pattern"));
	if (json_flag(said, "people"))
		buf_adds(&b, phrase("third parties"));
	if (json_is_array(json_get(said, "pages")))
		buf_adds(&b, range_words(json_get(said, "pages"), true, a));
	if (column_name)
		buf_addf(&b, phrase("%scolumn %s"), b.len ? ", " : "", column_name);
	if (json_is_array(json_get(said, "rows")))
		buf_addf(
		    &b, "%s%s", b.len ? ", " : "", range_words(json_get(said, "rows"), false, a));
	if (of)
		buf_addf(&b, phrase("%srows where %s is %s"), b.len ? ", " : "", of,
		    json_str_or(said, "is", ""));
	return b.len ? arena_strdup(a, b.data) : phrase("all of it");
}

static void
print_items(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "item", "ITEM" }, { "category", "CATEGORY" },
		{ "name", "NAME" }, { "size", "SIZE" }, { "state", "STATE" },
		{ "columns", "TO READ" }, { 0 } };
	auto_drop(json) json_t *shown = json_array();
	size_t i;
	const json_t *item;
	json_array_foreach(json_get(v, "items"), i, item)
		json_array_append_new(shown, shown_item(item, a));
	print_table(shown, columns, "nothing was found that could leave");
}

static void
print_said(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "said", "SAID" }, { "kind", "WHAT" },
		{ "item", "ITEM" }, { "of", "OF IT" }, { "ground", "GROUND" }, { "count", "MET" },
		{ "by", "BY" }, { "at", "ON" }, { 0 } };
	auto_drop(json) json_t *shown = json_array();
	size_t i;
	json_t *said;
	json_array_foreach(json_get(v, "said"), i, said) {
		if (json_is_integer(json_get(said, "taken_back")))
			continue;
		json_t *one = json_copy(said);
		json_object_set_new(one, "of", json_string(review_what_words(said, a)));
		json_array_append_new(shown, one);
	}
	if (json_array_size(shown) == 0)
		return;
	print_text("\n");
	print_table(shown, columns, "");
}

/* A person decides what becomes of it. */
static void
say_doubt(const json_t *rule)
{
	const char *doubt = json_str_or(rule, "doubt", ""), *id = json_str_or(rule, "rule", "");
	if (strcmp(doubt, "no-column") == 0)
		print_text(phrase("rule %s names a column that is not there\n"), id);
	else if (strcmp(doubt, "nothing") == 0)
		print_text(phrase("rule %s met nothing\n"), id);
	else if (strcmp(doubt, "everything") == 0)
		print_text(phrase("rule %s met everything: all %lld rows\n"), id,
		    (long long)json_int_or(rule, "of", 0));
}

static void
say_rules(const json_t *v, struct arena *a)
{
	static const struct column columns[] = { { "rule", "RULE" }, { "kind", "WHAT" },
		{ "of", "OF IT" }, { "ground", "GROUND" }, { "count", "MET" }, { 0 } };
	auto_drop(json) json_t *shown = json_array();
	size_t i;
	json_t *rule;
	json_array_foreach(json_get(v, "rules"), i, rule) {
		json_t *one = json_copy(rule);
		json_object_set_new(one, "of",
		    json_string(json_flag(rule, "third_parties") ? phrase("third parties")
								 : review_what_words(rule, a)));
		json_array_append_new(shown, one);
	}
	if (json_array_size(shown) == 0)
		return;
	print_text("\n");
	print_table(shown, columns, "");
	json_array_foreach(shown, i, rule)
		say_doubt(rule);
}

void
review_print(const json_t *v, struct arena *a)
{
	print_items(v, a);
	say_rules(v, a);
	print_said(v, a);
	const json_t *approval = json_get(v, "approval");
	if (json_str(approval, "by"))
		print_text(phrase("\napproved by %s, %s\n"), json_str(approval, "by"),
		    table_instant(json_str_or(approval, "at", ""), a));
}
