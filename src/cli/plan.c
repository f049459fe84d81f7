/*
 * plan: who is or will be asked what, what is left out and why, and the matches a person must
 * decide.
 */
#include "dossier/change.h"
#include "dossier/phrase.h"
#include "cli.h"

static const char *confirm, *reject, *shared, *added;
static bool again, look;
static const struct opt opts[] = {
	{ "confirm", "NO", "this proposed identifier is the person's: search with it too",
	    OPT_STRING, &confirm, .act = ACT_IDENTIFY },
	{ "reject", "NO",
	    "it is somebody else's, in use or not: what it found goes and is searched again, and a "
	    "colleague searches where it came from",
	    OPT_STRING, &reject, .act = ACT_IDENTIFY },
	{ "shared", "NO",
	    "a proposed one is others' too (an office's number): it is not searched by", OPT_STRING,
	    &shared, .act = ACT_IDENTIFY },
	{ "add", "KIND=VALUE", "an identifier that became known: what waited for it is searched",
	    OPT_STRING, &added, .act = ACT_IDENTIFY },
	{ "again", NULL, "every system that a program changes says anew what would go there",
	    OPT_FLAG, &again, .act = ACT_DECIDE },
	{ "look", NULL, "each where a program erased something is looked at once more", OPT_FLAG,
	    &look, .act = ACT_HOLD },
	{ 0 },
};

static void
print_left_out(const json_t *left, struct arena *a)
{
	static const struct column columns[] = { { "what", "LEFT OUT" }, { "reason", "BECAUSE" },
		{ 0 } };
	json_t *rows = json_array(), *l;
	size_t i;
	json_array_foreach(left, i, l) {
		const char *c = json_str(l, "category"), *r = json_str(l, "recipient");
		const char *what = c ? c : r ? r : "-";
		if (c && r)
			what = arena_printf(a, phrase("%s at %s"), c, r);
		json_array_append_new(
		    rows, json_pack("{s:s, s:s?}", "what", what, "reason", json_str(l, "reason")));
	}
	print_table(rows, columns, "nothing is left out");
	json_decref(rows);
}

static bool
decide(struct cli *cli, const char *reference, struct err *err)
{
	int64_t id;
	struct identifier_value value;
	int n = (confirm != NULL) + (reject != NULL) + (shared != NULL) + (added != NULL) + again +
	    look;
	if (n == 0)
		return true;
	if (n > 1)
		return err_set(err, ERR_USAGE,
		    "one of --confirm, --reject, --shared, --add, --again and --look at a time");
	if (look)
		return change_look(cli->in, &cli->who, reference, err);
	if (again)
		return change_again(cli->in, &cli->who, reference, err);
	if (added)
		return arg_identifier("add", added, cli->arena, &value, err) &&
		    search_identifier_add(cli->in, &cli->who, reference, &value, err);
	const char *option = confirm ? "confirm"
	    : reject                 ? "reject"
				     : "shared",
		   *no = confirm ? confirm
	    : reject             ? reject
				 : shared;
	enum identifier_said said = confirm ? IDENTIFIER_CONFIRMED
	    : reject                        ? IDENTIFIER_REJECTED
					    : IDENTIFIER_SHARED;
	return arg_number(option, no, &id, err) &&
	    search_identifier(cli->in, &cli->who, reference, id, said, err);
}

static bool
run_plan(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	if (!decide(cli, argv[0], err))
		return false;
	auto_drop(json) json_t *v = view_plan(cli->in, &cli->who, argv[0], err);
	json_t *change = v ? view_change(cli->in, &cli->who, argv[0], err) : NULL;
	if (!change)
		return false;
	json_object_set_new(v, "change", change);
	if (!dossier_seen(cli->in, &cli->who, argv[0], "plan", err))
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	print_text(
	    "%s, %s\n\n", json_str_or(v, "reference", ""), phrase(json_str_or(v, "status", "")));
	request_print_identifiers(json_get(v, "identifiers"));
	request_print_conflicts(json_str_or(v, "reference", ""), json_get(v, "identifiers"));
	request_print_unidentified(json_get(v, "unidentified"));
	print_text("\n");
	request_print_tasks(json_get(v, "tasks"), cli->arena);
	print_text("\n");
	print_left_out(json_get(v, "left_out"), cli->arena);
	change_print(change, cli->arena);
	change_say(cli, json_str_or(v, "reference", ""), change);
	const json_t *id;
	size_t i;
	json_array_foreach(json_get(v, "identifiers"), i, id)
		if (strcmp(json_str_or(id, "state", ""), "proposed") == 0)
			print_talk(cli,
			    "\nidentifier %lld waits for you: `dossier plan %s --confirm %lld` or "
			    "--reject or --shared",
			    (long long)json_int_or(id, "id", 0), json_str_or(v, "reference", ""),
			    (long long)json_int_or(id, "id", 0));
	return true;
}

const struct command plan_commands[] = {
	{ "plan", NULL, "REF", "who is asked what, and what is left out on which ground", NULL,
	    opts, 1, 1, NEED_DB, ACT_SEE, run_plan, .shapes = "plan",
	    .examples = "dossier plan $REF\n"
			"dossier plan $REF --add phone=+31612345678\n"
			"dossier plan $REF --again\n"
			"dossier plan $REF --look",
	    .exits = "4  nothing of it is changed by a program, or not any more",
	    .next = "dossier work", .changes = CHANGES_ONCE },
	{ 0 },
};
