/*
 * approve: what waits for a second person is shown, and approved once it was named.
 */
#include "dossier/change.h"
#include "dossier/phrase.h"
#include "table.h"

#define DIGITS 16 /* of a SHA-256, in a line that is typed again */

static const char *confirm, *digest;
static const struct opt opts[] = {
	{ "confirm", "REF", "the reference again: it is approved; without it, it is only shown",
	    OPT_STRING, &confirm, .act = ACT_APPROVE_CHANGE },
	{ "digest", "HEX",
	    "only when its SHA-256 begins so, 8 digits or more: what was built meanwhile is not "
	    "approved; of what goes at the systems it has to be said",
	    OPT_STRING, &digest },
	{ 0 },
};

static void
print_member(const char *key, const char *text)
{
	if (text)
		print_text("%-12s %s\n", phrase(key), text);
}

static const char *
joined(const json_t *list, struct arena *a)
{
	const char *all = NULL;
	size_t i;
	const json_t *v;
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
		all = all ? arena_printf(a, "%s, %s", all, json_string_value(v))
			  : json_string_value(v);
	return all;
}

static void
print_view(const json_t *v, struct arena *a)
{
	const json_t *approval = json_get(v, "approval");
	const char *by = json_str(approval, "by"), *may = joined(json_get(approval, "may"), a);
	print_member("reference", json_str(v, "reference"));
	print_member("organisation", json_str(v, "organisation"));
	print_member("to answer", joined(json_get(v, "rights"), a));
	print_member("sha256", json_str(v, "digest"));
	print_member("built", json_str(v, "built"));
	print_member("built by", json_str(v, "built_by"));
	print_text("%-12s %lld files, %lld rows of data, %lld bytes\n", phrase("it holds"),
	    (long long)json_int_or(v, "files", 0), (long long)json_int_or(v, "rows", 0),
	    (long long)json_int_or(v, "bytes", 0));
	if (by)
		print_text("%-12s %s, %s\n", phrase("approved by"), by,
		    table_instant(json_str_or(approval, "at", ""), a));
	else
		print_member("waits for", may ? may : phrase("somebody with the role approver"));
}

static void
say_how(const struct cli *cli, const json_t *v)
{
	const char *ref = json_str_or(v, "reference", "");
	if (json_str(json_get(v, "approval"), "by"))
		return;
	if (!json_is_true(json_get(v, "current")) || json_is_true(json_get(v, "draft")))
		print_talk(cli,
		    "nothing is approved: it was built before the last change: `dossier archive "
		    "build %s`",
		    ref);
	else
		print_talk(cli,
		    "nothing is approved yet: `dossier archive get %s LOOK.zip` takes it out to "
		    "look at it, then `dossier approve %s --confirm %s --digest %.*s`",
		    ref, ref, ref, DIGITS, json_str_or(v, "digest", ""));
}

static bool
check_confirm(const char *reference, struct arena *a, struct err *err)
{
	const char *one, *other;
	return reference_normalise(reference, a, &one, err) &&
	    reference_normalise(confirm, a, &other, err) &&
	    (strcmp(one, other) == 0 ||
		err_set(err, ERR_DENIED, "--confirm names %s, not %s", other, one));
}

/* ---- what is done at the systems ---- */

/* Its copy comes first: with both waiting the digest tells which is meant. */
static bool
is_change(const json_t *v)
{
	size_t i;
	const json_t *b;
	if (!json_is_object(v) || !json_flag(v, "waits"))
		return false;
	if (digest && strncmp(json_str_or(v, "digest", ""), digest, strlen(digest)) == 0)
		return true;
	json_array_foreach(json_get(v, "blocked"), i, b)
		if (strcmp(json_str_or(b, "code", ""), "copy") == 0)
			return false;
	return true;
}

static bool
print_change(struct cli *cli, const char *reference, const json_t *v, struct err *err)
{
	auto_drop(json) json_t *of = view_show(cli->in, &cli->who, reference, err);
	if (!of)
		return false;
	if (cli->json) {
		print_json(json_pack("{s:s, s:s, s:s, s:O, s:s, s:O, s:O}", "reference",
		    json_str_or(of, "reference", ""), "organisation",
		    json_str_or(of, "organisation", ""), "kind", "change", "rights",
		    json_get(of, "rights"), "digest", json_str_or(v, "digest", ""), "approval",
		    json_get(v, "approval"), "change", v));
		return true;
	}
	if (confirm) { /* it was looked at; what begins is told in short */
		change_print_sum(v, cli->arena);
		return true;
	}
	change_print(v, cli->arena);
	change_say(cli, json_str_or(of, "reference", ""), v);
	return true;
}

/* What begins stands above it. */
static void
say_approved(struct cli *cli, const struct change_approved *given)
{
	if (given->alone)
		print_talk(cli,
		    "warning: nobody else looked at it: this is an installation of one, and who "
		    "decided it approved it");
	if (given->after) {
		char at[INSTANT_LEN];
		print_talk(cli, "it begins after its cooling-off, at %s, if nothing changes",
		    table_instant(instant_format(given->after, at), cli->arena));
	} else
		print_talk(cli, "next: `dossier work`");
}

static bool
run_change(struct cli *cli, const char *reference, const json_t *v, struct err *err)
{
	struct change_approved given;
	if (!confirm)
		return print_change(cli, reference, v, err);
	if (!change_approve(cli->in, &cli->who, reference, digest, &given, err))
		return false;
	auto_drop(json) json_t *now = view_change(cli->in, &cli->who, reference, err);
	if (!now || !print_change(cli, reference, now, err))
		return false;
	say_approved(cli, &given);
	return true;
}

static bool
run_approve(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	auto_drop(json) json_t *change = view_change(cli->in, &cli->who, argv[0], err);
	if (!change || (confirm && !check_confirm(argv[0], cli->arena, err)))
		return false;
	if (is_change(change))
		return run_change(cli, argv[0], change, err);
	if (confirm && (!answer_approve(cli->in, &cli->who, argv[0], digest, err)))
		return false;
	auto_drop(json) json_t *v = answer_to_approve(cli->in, &cli->who, argv[0], err);
	if (!v)
		return false;
	if (cli->json)
		print_json(json_incref(v));
	else
		print_view(v, cli->arena);
	if (confirm)
		print_talk(cli, "next: `dossier answer %s`, by somebody else than who approved it",
		    json_str_or(v, "reference", ""));
	else
		say_how(cli, v);
	return true;
}

static const char approve_help[] =
    "Where the register of an organisation asks for it (\"approvals\"), an archive leaves only "
    "after a second person approved it:\none with the role approver, who logged, decided or built "
    "nothing of this request, and is not who answers it. What is\napproved is this archive (its "
    "SHA-256) of the request as it is now: a new archive, or a request that changed, needs it "
    "anew.\nWhat is to go at the systems (`plan` previews it) begins once it is approved, by its "
    "digest: by an officer or handler, or\nwhere the register asks for it (\"change\") by such a "
    "second person.";

const struct command approve_commands[] = {
	{ "approve", NULL, "REF", "look at what is to leave, and approve it", approve_help, opts, 1,
	    1, NEED_DB, ACT_SEE, run_approve, .shapes = "approve",
	    .examples = "dossier approve $REF\n"
			"dossier approve $REF --confirm $REF\n"
			"dossier approve $REF --confirm $REF --digest 0123abcd",
	    .exits = "4  nothing waits for it, it changed, or somebody else has to approve it",
	    .next = "dossier answer $REF", .changes = CHANGES_ONCE },
	{ 0 },
};
