/*
 * decide: what was done of a right by hand, and who was told of it. Refusing is in refuse.c.
 */
#include "dossier/answer.h"
#include "dossier/change.h"
#include "dossier/erasure_ground.h"
#include "dossier/phrase.h"
#include "dossier/restriction.h"
#include "dossier/search.h"
#include "cli.h"

static const char *right, *on, *proof, *receipt, *by, *heard, *result, *untold;
static struct opt_list categories, purposes, told, notify;
static bool done, nothing, transferred;
static const char *transfer_to, *infeasible, *no_transfer;
static bool erase;
static const char *undecided, *role, *ground;
static struct restrict_said restriction;
static struct opt_list set;
static const char *evidence, *facts;
static bool undo;
static const char *const undecided_words[] = { "erase", "keep", NULL },
			 *const role_words[] = { "controller", "processor", NULL };

static const struct opt done_opts[] = {
	{ "right", "RIGHT", "which right (default: the only open one)", OPT_STRING, &right,
	    right_words, .also = right_said },
	{ "category", "ID",
	    "only this category of it, or more: ID,ID (default: all that is not decided yet)",
	    OPT_LIST, &categories },
	{ "purpose", "ID",
	    "only this purpose of an objection or a withdrawal of consent, or more: ID,ID",
	    OPT_LIST, &purposes },
	{ "done", NULL, "it was done as asked: erased, corrected, stopped, ...", OPT_FLAG, &done },
	{ "nothing", NULL, "nothing of the person is held there: there was nothing to do", OPT_FLAG,
	    &nothing },
	{ "on", "DATE", "on which day (default: today)", OPT_STRING, &on },
	{ "proof", "TEXT", "what shows it; sealed", OPT_STRING, &proof },
	{ "receipt", "TEXT", "the receipt of a system or recipient, if there is one; sealed",
	    OPT_STRING, &receipt },
	{ "by", "NAME",
	    "who did it (default: you); of a human review it must be said who looked; sealed",
	    OPT_STRING, &by },
	{ "heard", "TEXT",
	    "of a human review: how the person gave their own view, or could have; sealed",
	    OPT_STRING, &heard },
	{ "result", "TEXT",
	    "of a human review: what became of the decision, as the person will read it; sealed",
	    OPT_STRING, &result },
	{ "told", "ID", "a recipient that was told of it (art. 19), or more: ID,ID", OPT_LIST,
	    &told },
	{ "notify", "ID",
	    "write a letter that tells this recipient of it (art. 19), or more: ID,ID; they count "
	    "as told once it left (`letter sent`)",
	    OPT_LIST, &notify },
	{ "untold", "TEXT", "why the others cannot be told, or not within reason; sealed",
	    OPT_STRING, &untold },
	{ "transfer-to", "NAME",
	    "of portability: the person wants it sent to this controller (art. 20(2)); sealed",
	    OPT_STRING, &transfer_to },
	{ "infeasible", "TEXT",
	    "why sending it there is not technically feasible, as the person will read it; sealed",
	    OPT_STRING, &infeasible },
	{ "transferred", NULL, "it was sent there: with --proof, and --on", OPT_FLAG,
	    &transferred },
	{ "no-transfer", "TEXT", "the person wants that no more: where their words are; sealed",
	    OPT_STRING, &no_transfer },
	{ "erase", NULL,
	    "of an erasure: these categories go at the systems as `plan` previews it, once that is "
	    "approved",
	    OPT_FLAG, &erase },
	{ "ground", "GROUND",
	    "with --erase: why it must go, of art. 17(1); against all but "
	    "no-longer-necessary our own retention keeps nothing (default: what follows from an "
	    "objection or a withdrawal of consent, else none); with --restrict, of art. 18(1): "
	    "contested, unlawful, needed-for-claim, objection-pending",
	    OPT_STRING, &ground, erasure_ground_words, true, .also = erasure_ground_said },
	{ "restrict", NULL,
	    "of a restriction: from now on these categories are only stored, at every system",
	    OPT_FLAG, &restriction.restricts },
	{ "set", "[COLLECTION.]COLUMN=VALUE",
	    "of a rectification: this is to stand in that column, of those the register lets be "
	    "corrected; without a VALUE it is blanked; may be given more than once; with -, "
	    "--from or --input nobody on the machine sees it; sealed",
	    OPT_LIST, &set },
	{ "evidence", "TEXT", "with --set: what shows that it is so; sealed", OPT_STRING,
	    &evidence },
	{ "undo", NULL,
	    "of a rectification: what a program wrote last is written back as it stood; with "
	    "--facts",
	    OPT_FLAG, &undo },
	{ "lift", NULL, "of a restriction: it ends, once the letter that tells it left (18(3))",
	    OPT_FLAG, &restriction.lifts, .act = ACT_LIFT },
	{ "letter", NULL, "with --lift: only write that letter, with --facts why", OPT_FLAG,
	    &restriction.letter, .act = ACT_LIFT },
	{ "used", "WHY", "of a restriction: what is only stored was used, as 18(2) permits",
	    OPT_STRING, &restriction.used, restricted_uses, .act = ACT_LIFT },
	{ "facts", "TEXT",
	    "with --letter: why it ends, as the person will read it; with --used: what was done; "
	    "with --undo: why; sealed",
	    OPT_STRING, &facts },
	{ "undecided", "WHAT", "with --erase: what becomes of records of which it cannot be told",
	    OPT_STRING, &undecided, undecided_words },
	{ "role", "ROLE",
	    "of this person we hold --category for ourselves, or for a customer, where the "
	    "register leaves that open",
	    OPT_STRING, &role, role_words },
	{ 0 },
};

/* The right that was decided; without a name the only one of which anything was. */
static const json_t *
decision_on(const json_t *v, const char *name)
{
	const json_t *d;
	size_t i;
	json_array_foreach(json_get(v, "decisions"), i, d)
		if (name ? strcmp(json_str_or(d, "right", ""), name) == 0
			 : strcmp(json_str_or(d, "state", ""), "open") == 0)
			return d;
	return NULL;
}

static bool
print_left(struct cli *cli, const char *reference, const json_t *v, struct err *err)
{
	const json_t *d = decision_on(v, right);
	const char *lacks;
	size_t left = json_array_size(json_get(d, "undecided"));
	const char *name = json_str_or(d, "right", "");
	print_text("%s: %s: %zu decided, %zu left\n", reference, name,
	    json_array_size(json_get(d, "done")) + json_array_size(json_get(d, "refused")), left);
	if (left > 0 || !*name)
		return true;
	if (!answer_lacks(cli->in, &cli->who, reference, name, cli->arena, &lacks, err))
		return false;
	if (lacks)
		print_talk(cli, "not to be answered yet: %s", lacks);
	else
		print_talk(cli, "next: `dossier answer %s`%s", reference,
		    json_str(v, "instructed_by")
			? phrase(
			      ", which writes the letter to the controller, and none to the person")
			: phrase(", which writes its letter"));
	return true;
}

static bool
record(struct cli *cli, const char *reference, const struct decide_done *x, struct err *err)
{
	const struct opt_list ids = arg_list(&notify, cli->arena);
	const struct notifying notices = { right, ids.items, ids.n };
	if (!search_done(cli->in, &cli->who, reference, x, &notices, err))
		return false;
	if (ids.n > 0)
		print_talk(cli,
		    "the letters wait to be sent; each recipient counts as told once theirs "
		    "left: `dossier letter list %s` tells their numbers, then `dossier letter "
		    "get` and `letter sent`",
		    reference);
	return true;
}

/* Which step of a transfer was said; one at most. */
static int
transfer_said(struct decide_transfer *ret)
{
	const struct decide_transfer steps[] = {
		{ .what = FACT_TRANSFER_ASKED, .text = transfer_to },
		{ .what = FACT_TRANSFER_INFEASIBLE, .text = infeasible },
		{ .what = FACT_TRANSFER_DROPPED, .text = no_transfer },
		{ .what = FACT_TRANSFER_SENT, .text = transferred ? proof ? proof : "" : NULL },
	};
	int n = 0;
	for (size_t i = 0; i < array_len(steps); i++)
		if (steps[i].text) {
			*ret = steps[i];
			n++;
		}
	return n;
}

static bool
run_transfer(
    struct cli *cli, const char *reference, struct decide_transfer *x, int steps, struct err *err)
{
	bool more = done || nothing || told.n > 0 || untold || notify.n > 0 || categories.n > 0 ||
	    purposes.n > 0 || receipt || by || heard || result;
	if (steps > 1 || more || (right && strcmp(right, right_name(RIGHT_PORTABILITY)) != 0) ||
	    ((on || proof) && !transferred))
		return err_set(err, ERR_USAGE,
		    "a transfer is of portability alone, a step at a time: --transfer-to, "
		    "--infeasible, --transferred (with --proof and --on) or --no-transfer");
	if (!arg_day(cli, "--on", on, reference, &x->on, err) ||
	    !decide_transfer(cli->in, &cli->who, reference, x, err))
		return false;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	print_text("%s: portability: %s\n", json_str_or(v, "reference", reference),
	    x->what == FACT_TRANSFER_ASKED         ? phrase("to be sent to another controller too")
		: x->what == FACT_TRANSFER_SENT    ? phrase("sent to another controller")
		: x->what == FACT_TRANSFER_DROPPED ? phrase("to be sent to nobody else")
						   : phrase("sent to no other controller"));
	return next_say(cli, v, err);
}

/* Something that was done by hand is said. */
static bool
is_by_hand(void)
{
	return done || nothing || told.n > 0 || untold || notify.n > 0 || purposes.n > 0 || proof ||
	    receipt || by || heard || result || on;
}

static bool
run_restriction(struct cli *cli, const char *reference, struct err *err)
{
	restriction.ground = ground;
	restriction.facts = facts;
	restriction.categories = arg_list(&categories, cli->arena);
	if (is_by_hand() || erase || undecided || role || set.n > 0 || evidence || undo ||
	    (right && strcmp(right, right_name(RIGHT_RESTRICTION)) != 0))
		return err_set(err, ERR_USAGE,
		    "a restriction is decided by itself, of the categories named: --restrict "
		    "--ground GROUND, --lift (--letter first), or --used WHY; with --facts");
	return restrict_run(cli, reference, &restriction, err);
}

/* What of a change is decided; with nothing that was done by hand. */
static bool
run_change(struct cli *cli, const char *reference, struct err *err)
{
	const struct opt_list ids = arg_list(&categories, cli->arena);
	if (is_by_hand() || (role != NULL) == erase || ((undecided || ground) && !erase) ||
	    (role && ids.n != 1) || (right && strcmp(right, right_name(RIGHT_ERASURE)) != 0))
		return err_set(err, ERR_USAGE,
		    "--erase is of erasure, of the categories named and as previewed, with "
		    "--ground, and --undecided where it asks for it; --role is of "
		    "one --category; each by itself");
	const struct change_decision x = { ids.items, ids.n, ground, undecided };
	bool ok = role ? change_role(cli->in, &cli->who, reference, ids.items[0], role, err)
		       : change_decide(cli->in, &cli->who, reference, &x, err);
	if (!ok)
		return false;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	json_t *change = v ? view_change(cli->in, &cli->who, reference, err) : NULL;
	if (!change)
		return false;
	if (cli->json)
		print_json(json_incref(v));
	else
		change_say(cli, json_str_or(v, "reference", reference), change);
	json_decref(change);
	return true;
}

/* What is to be corrected; with nothing that was done by hand. */
static bool
run_set(struct cli *cli, const char *reference, struct err *err)
{
	const struct opt_list ids = arg_list(&categories, cli->arena);
	const char **named = arena_alloc(cli->arena, (ids.n + 1) * sizeof(*named));
	bool more = done || nothing || told.n > 0 || untold || notify.n > 0 || purposes.n > 0 ||
	    proof || receipt || by || heard || result || on;
	if (more || (set.n > 0) == undo || (undo && ids.n > 0) || (evidence && undo) ||
	    (facts && !undo) || (right && strcmp(right, right_name(RIGHT_RECTIFICATION)) != 0))
		return err_set(err, ERR_USAGE,
		    "--set is of rectification, by itself: with --evidence, which says what shows "
		    "it, and --category where it is of these alone; --undo likewise, with --facts");
	if (undo)
		return rectify_back(cli, reference, facts, err);
	for (size_t i = 0; i < ids.n; i++)
		named[i] = ids.items[i];
	const struct change_correction x = { set.items, set.n, named, evidence };
	return rectify_run(cli, reference, &x, err);
}

static bool
run_decide(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date day;
	struct decide_transfer transfer;
	int steps = transfer_said(&transfer);
	(void)argc;
	if (steps > 0)
		return run_transfer(cli, argv[0], &transfer, steps, err);
	if (restrict_is_said(&restriction))
		return run_restriction(cli, argv[0], err);
	if (erase || undecided || ground || role)
		return run_change(cli, argv[0], err);
	if (set.n > 0 || evidence || undo || facts)
		return run_set(cli, argv[0], err);
	bool decides = done || nothing || told.n > 0 || untold;
	if (!decides && notify.n == 0)
		return err_set(err, ERR_USAGE,
		    "say what was decided: --done, --nothing, --told or --notify, or what "
		    "becomes of a transfer (20(2)); refusing is `dossier refuse`, and `dossier "
		    "show REF --decisions` tells what was");
	if (done && nothing)
		return err_set(err, ERR_USAGE,
		    "--done was done there, of --nothing nothing is held: name the categories of "
		    "each (--category)");
	const struct opt_list ids = arg_list(&categories, cli->arena),
			      uses = arg_list(&purposes, cli->arena),
			      who = arg_list(&told, cli->arena);
	if (!advice_say(cli, argv[0], err) || !arg_day(cli, "--on", on, argv[0], &day, err))
		return false;
	const struct decide_done x = {
		.right = right,
		.categories = ids.items,
		.ncategories = ids.n,
		.purposes = uses.items,
		.npurposes = uses.n,
		.done = done,
		.nothing = nothing,
		.on = day,
		.proof = proof ? proof : "",
		.receipt = receipt,
		.by = by,
		.heard = heard,
		.result = result,
		.told = who.items,
		.ntold = who.n,
		.untold = untold,
		.may = change_check_by_hand,
	};
	if (!record(cli, argv[0], decides ? &x : NULL, err))
		return false;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, argv[0], err);
	if (!v)
		return false;
	if (!cli->json)
		return print_left(cli, json_str_or(v, "reference", argv[0]), v, err);
	print_json(json_incref(v));
	return true;
}

static const char done_help[] =
    "What nothing here carries out was done by hand: rectification, restriction, objection, "
    "human-review,\n"
    "consent-withdrawal, and erasure where no program erases. Somebody did it; this records who, "
    "when and what shows it,\n"
    "by category, and of an objection or a withdrawal by purpose. When every part is decided, "
    "`dossier answer` writes the\n"
    "letter and ends the right. For rectification, erasure and restriction the recipients are told "
    "(art. 19): --notify\n"
    "writes the letter, `letter sent` says that it left.\n"
    "What is portable may go to another controller too, where the person wants that (art. 20(2)): "
    "--transfer-to, then\n"
    "--transferred once it was sent by hand, or --infeasible. The answer waits for it and tells "
    "it.\n"
    "Where a program erases (`plan` previews it), --erase decides by category that it goes, and "
    "`refuse` that it stays; it\n"
    "begins once it is approved. Where its ground (--ground) has more go than was previewed, the "
    "systems are asked anew first.\n"
    "What is inaccurate is corrected with --set, at once: a program writes it where the register "
    "says which columns may be,\n"
    "and people are asked everywhere else; --dry-run shows it beforehand (docs/rectification.md).";

const struct command done_commands[] = {
	{ "decide", NULL, "REF", "record what was done of a right by hand", done_help, done_opts, 1,
	    1, NEED_DB, ACT_DECIDE, run_decide,
	    .demands = "(--done --proof TEXT | --nothing --proof TEXT | --told ID | --notify ID | "
		       "--erase [--ground GROUND] | --restrict --ground GROUND | "
		       "--set COLUMN=VALUE --evidence TEXT | --undo --facts TEXT | "
		       "--lift [--letter --facts TEXT] | --used WHY --facts TEXT | "
		       "--role ROLE --category ID | --transfer-to NAME | "
		       "--transferred --proof TEXT | --infeasible TEXT | --no-transfer TEXT)",
	    .shapes = "show",
	    .examples =
		"dossier decide $REF --right erasure --done --proof 'ticket 812'\n"
		"dossier decide $REF --right portability --transfer-to 'Bank X'\n"
		"dossier decide $REF --right erasure --erase --category JBS-C01\n"
		"dossier decide $REF --right rectification --set - --evidence 'passport seen'\n"
		"dossier decide $REF --right erasure --erase --ground consent-withdrawn "
		"--category JBS-C11\n"
		"dossier decide $REF --right restriction --restrict --ground contested",
	    .exits = "4  a rule refuses it, or what is erased was not previewed yet",
	    .next = "dossier answer $REF", .changes = CHANGES_ONCE },
	{ 0 },
};
