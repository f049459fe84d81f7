/*
 * retention: until when a law has data kept, explained as `deadline` explains a day.
 */
#include "dossier/phrase.h"
#include "dossier/retention.h"
#include "cli.h"

static const char *from, *book_year;
static bool list;
static const struct opt opts[] = {
	{ "from", "DATE", "the day of the event that it counts from (left out: it lies ahead)",
	    OPT_STRING, &from },
	{ "book-year-ends", "MM-DD", "the last day of the book year: 06-30", OPT_STRING,
	    &book_year },
	{ "list", NULL, "list the bases", OPT_FLAG, &list },
	{ 0 },
};

static bool
list_bases(const struct cli *cli, struct err *err)
{
	static const struct column columns[] = { { "id", "BASIS" }, { "title", "TITLE" },
		{ "period", "PERIOD" }, { "start", "BEGINS" }, { "bound", "BOUND" },
		{ "hold", "HOLD" }, { "article", "ARTICLE" }, { 0 } };
	auto_drop(retention_law) struct retention_law *law = retention_law_open(err);
	size_t n;
	if (!law)
		return false;
	const struct retention_basis *b = retention_bases(law, &n);
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows, retention_basis_json(&b[i]));
	return print_rows(cli, rows, columns, "none", err);
}

static void
print_line(const char *heading, const char *text)
{
	if (text)
		print_text("%-12s %s\n", phrase(heading), text);
}

static void
print_basis(const struct cli *cli, const json_t *v)
{
	static const struct column columns[] = { { "date", "DATE" }, { "rule", "RULE" },
		{ "source", "SOURCE" }, { 0 } };
	print_line(
	    "basis", arena_printf(cli->arena, "%s, %s", json_str(v, "id"), json_str(v, "title")));
	print_line("last day", json_str(v, "last_day"));
	print_line("may go", json_str(v, "may_go"));
	print_line("must go", json_str(v, "must_go"));
	if (json_flag(v, "ahead"))
		print_line("no dates", phrase("what it counts from lies ahead"));
	if (!json_flag(v, "hold"))
		print_line("no hold", phrase("it keeps nothing against a request for erasure"));
	print_line("yields", json_str(v, "yields"));
	print_line("note", json_str(v, "note"));
	print_line("source", json_str(v, "source"));
	print_text("\n");
	print_table(json_get(v, "steps"), columns, "no steps");
	print_text("\n");
	if (json_str(v, "warning"))
		print_talk(cli, "warning: %s", json_str(v, "warning"));
}

static void
print_bases(const struct cli *cli, const json_t *v)
{
	const json_t *bases = json_get(v, "bases"), *b, *longest = json_get(v, "longest");
	size_t i;
	json_array_foreach(bases, i, b)
		print_basis(cli, b);
	if (json_array_size(bases) < 2)
		return;
	const char *basis = json_str_or(longest, "basis", ""), *day = json_str(longest, "last_day");
	if (!json_is_object(longest))
		print_text(phrase("none of these is a hold\n"));
	else if (day)
		print_text(phrase("the latest end wins: %s, kept through %s\n"), basis, day);
	else
		print_text(phrase("the latest end wins: %s, of which no day is known\n"), basis);
}

/* Those of ${ids}, in ${a}; NULL when one is none. */
static const struct retention_basis **
find_all(
    const struct retention_law *law, const struct opt_list *ids, struct arena *a, struct err *err)
{
	const struct retention_basis **all = arena_alloc(a, (ids->n + 1) * sizeof(*all));
	for (size_t i = 0; i < ids->n; i++)
		if (!(all[i] = retention_basis_find(law, ids->items[i], err)))
			return NULL;
	return all;
}

/* A book year is of those that count with one; where none does, the first says so. */
static bool
compute_all(const struct retention_basis *const *bases, size_t n, struct retention_asked x,
    struct arena *a, struct retention *ret, struct err *err)
{
	const struct book_year named = x.book_year;
	bool any = false;
	for (size_t i = 0; i < n; i++)
		any = any || retention_has_book_year(bases[i]);
	for (size_t i = 0; i < n; i++) {
		x.book_year =
		    any && !retention_has_book_year(bases[i]) ? (struct book_year){ 0 } : named;
		if (!retention_compute(bases[i], &x, a, &ret[i], err))
			return false;
	}
	return true;
}

static json_t *
results_json(struct date day, const struct retention *all, size_t n)
{
	const struct retention *r = retention_longest(all, n);
	json_t *bases = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(bases, retention_json(&all[i]));
	return json_pack("{s:o, s:o, s:o}", "from", date_json(day), "bases", bases, "longest",
	    r ? json_pack("{s:s, s:o}", "basis", r->basis->id, "last_day", date_json(r->last))
	      : json_null());
}

static bool
run_retention(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct retention_asked x;
	if (list != (argc == 0) || (list && (from || book_year)))
		return err_set(
		    err, ERR_USAGE, "give a basis, or several as BASIS,BASIS, or --list alone");
	if (list)
		return list_bases(cli, err);
	if (!arg_day(cli, "--from", from, NULL, &x.from, err) ||
	    !arg_today(cli, NULL, &x.today, err) || !book_year_parse(book_year, &x.book_year, err))
		return false;
	const struct opt_list ids = arg_list(
	    &(struct opt_list){ .items = (const char *[]){ argv[0] }, .n = 1 }, cli->arena);
	auto_drop(retention_law) struct retention_law *law = retention_law_open(err);
	const struct retention_basis **bases = law ? find_all(law, &ids, cli->arena, err) : NULL;
	struct retention *all = arena_alloc(cli->arena, (ids.n + 1) * sizeof(*all));
	if (!bases || !compute_all(bases, ids.n, x, cli->arena, all, err))
		return false;
	auto_drop(json) json_t *v = results_json(x.from, all, ids.n);
	if (cli->json)
		print_json(json_incref(v));
	else
		print_bases(cli, v);
	return true;
}

static const char help[] =
    "Needs no installation; where there is one its own table counts (templates/law/retention.json)."
    "\nA day to come is no event yet: then the rule is told, without dates. Of several bases the "
    "latest end wins.";

const struct command retention_commands[] = {
	{ "retention", NULL, "[BASIS]", "compute and explain until when a law has data kept", help,
	    opts, 0, 1, NEED_HOME, ACT_NONE, run_retention,
	    .demands = "(BASIS [--from DATE] | --list)", .shapes = "retention retention-bases",
	    .lists = "--list",
	    .examples = "dossier retention --list\n"
			"dossier retention NL-AWR52 --from 2022-03-01\n"
			"dossier retention SE-BFL --from 2025-02-10 --book-year-ends 06-30" },
	{ 0 },
};
