/*
 * mandate: whether who asks may ask for the person: what was seen of that, that it ended, and
 * whether a child can decide for itself.
 */
#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "cli.h"

static const char *seen, *what, *until, *deliver_to, *ended, *note, *competence, *facts, *on;
static struct opt_list rights, categories;

static const char *const judgements[] = { "capable", "incapable", NULL };
static const struct opt mandate_opts[] = {
	{ "seen", "EVIDENCE",
	    "what shows that who asks may; without an option the command names what does",
	    OPT_STRING, &seen, .act = ACT_MANDATE },
	{ "what", "TEXT", "with --seen: what was seen, and by whom; kept sealed, no copy is",
	    OPT_STRING, &what },
	{ "category", "ID,ID",
	    "with --seen: the categories that the order covers, where it is not everything; may be "
	    "given again",
	    OPT_LIST, &categories },
	{ "until", "DATE", "with --seen: its last day", OPT_STRING, &until },
	{ "deliver-to", "ADDRESS",
	    "with --seen: the e-mail address of who asks: letters and the answer go there",
	    OPT_STRING, &deliver_to },
	{ "ended", "DATE", "it was revoked, or ended, on this day", OPT_STRING, &ended,
	    .act = ACT_MANDATE },
	{ "note", "TEXT", "with --ended: how that is known; kept sealed", OPT_STRING, &note },
	{ "competence", "JUDGEMENT",
	    "whether the person can decide this themselves, as you judge it", OPT_STRING,
	    &competence, judgements, .act = ACT_MANDATE },
	{ "facts", "TEXT", "with --competence: what shows it; kept sealed", OPT_STRING, &facts },
	{ "right", "RIGHT",
	    "with --seen or --competence: for this right (default: all that were asked); "
	    "repeatable",
	    OPT_LIST, &rights, right_words, .also = right_said },
	{ "on", "DATE", "the day it was seen or judged (default: today)", OPT_STRING, &on },
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
		{ (seen != NULL) + (ended != NULL) + (competence != NULL) > 1,
		    "one of --seen, --ended and --competence" },
		{ !seen && (what || categories.n || until || deliver_to),
		    "--what, --category, --until and --deliver-to belong to --seen" },
		{ note && !ended, "--note belongs to --ended" },
		{ facts && !competence, "--facts belongs to --competence" },
		{ (rights.n || on) && !seen && !competence,
		    "--right and --on belong to --seen or --competence" },
	};
	for (size_t i = 0; i < array_len(slips); i++)
		if (slips[i].wrong)
			return err_set(err, ERR_USAGE, "%s", phrase(slips[i].text));
	return true;
}

static bool
record(struct cli *cli, const char *reference, struct err *err)
{
	struct date day, last, end;
	if (!arg_day(cli, "--on", on, reference, &day, err) ||
	    !arg_day(cli, "--until", until, reference, &last, err) ||
	    !arg_day(cli, "--ended", ended, reference, &end, err))
		return false;
	const struct opt_list ids = arg_list(&categories, cli->arena);
	const char **covered = arena_alloc(cli->arena, (ids.n + 1) * sizeof(*covered));
	for (size_t i = 0; i < ids.n; i++)
		covered[i] = ids.items[i];
	covered[ids.n] = NULL;
	const struct decide_authority a = { .evidence = seen,
		.what = what,
		.categories = covered,
		.to = deliver_to,
		.rights = rights.items,
		.nrights = rights.n,
		.until = last,
		.on = day };
	const struct decide_competence c = { competence, facts, rights.items, rights.n, day };
	return seen      ? decide_authority(cli->in, &cli->who, reference, &a, err)
	    : ended      ? decide_authority_ended(cli->in, &cli->who, reference, end, note, err)
	    : competence ? decide_competence(cli->in, &cli->who, reference, &c, err)
			 : dossier_seen(cli->in, &cli->who, reference, "mandate", err);
}

static void
print_mandate(const json_t *v)
{
	static const struct column of_rights[] = { { "right", "RIGHT" },
		{ "authority", "AUTHORITY" }, { "why", "WHY" }, { 0 } };
	static const struct column of_seen[] = { { "on", "ON" }, { "evidence", "SEEN" },
		{ "right", "RIGHT" }, { "until", "UNTIL" }, { "stands", "STANDS" },
		{ "what", "WHAT" }, { "scope", "COVERS" }, { "deliver_to", "LETTERS TO" }, { 0 } };
	static const struct column of_judged[] = { { "on", "ON" }, { "result", "JUDGED" },
		{ "right", "RIGHT" }, { "facts", "FACTS" }, { 0 } };
	static const struct column shows[] = { { "id", "EVIDENCE" }, { "name", "WHICH IS" },
		{ 0 } };
	const json_t *evidence = json_get(v, "evidence");
	print_text("%s: %s\n\n", phrase(json_str_or(v, "relation", "")),
	    json_str_or(v, "article", phrase("the person asks")));
	print_table(json_get(v, "rights"), of_rights, "no right");
	print_text("\n");
	if (json_array_size(evidence) > 0) {
		print_table(json_get(v, "seen"), of_seen, "no authority was seen");
		print_text("\n");
		print_table(evidence, shows, "");
	}
	if (json_array_size(json_get(v, "judged")) > 0) {
		print_text("\n");
		print_table(json_get(v, "judged"), of_judged, "");
	}
}

static bool
run_mandate(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if (!check_words(err) || !record(cli, argv[0], err))
		return false;
	auto_drop(json) json_t *v = view_mandate(cli->in, &cli->who, argv[0], err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	print_mandate(v);
	return next_say_of(cli, argv[0], err);
}

static const char mandate_help[] =
    "Nothing of a request that somebody makes for another is answered before it was seen that they "
    "may, nor of one that a child\n"
    "makes before it was judged whether it can decide; direct marketing and use on consent stop "
    "without. What is seen is told\n"
    "in words, and no copy is kept. Ask for it with `dossier verify REF --doubt TEXT --method "
    "mandate`; which paper shows\n"
    "what, and until which age, is `templates/law/representatives.json`.";

const struct command mandate_commands[] = {
	{ "mandate", NULL, "REF", "whether who asks may ask for the person, and what shows it",
	    mandate_help, mandate_opts, 1, 1, NEED_DB, ACT_HANDLE, run_mandate, .shapes = "mandate",
	    .examples = "dossier mandate $REF\n"
			"dossier mandate $REF --seen written-mandate --until 2026-12-31 --what "
			"'signed on 1 November, seen by Kees' --deliver-to office@example.org\n"
			"dossier mandate $REF --ended 2026-11-10 --note 'her letter of today'\n"
			"dossier mandate $REF --competence capable --facts 'fifteen, asks clearly'",
	    .exits = "4  it can not be so: the error says why", .next = "dossier next $REF",
	    .changes = CHANGES_ONCE },
	{ 0 },
};
