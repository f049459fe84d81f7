/*
 * decide, of a restriction: that it begins, is told to end and ends, and what is done meanwhile.
 */
#include "dossier/phrase.h"
#include "dossier/restrict.h"
#include "cli.h"

bool
restrict_is_said(const struct restrict_said *x)
{
	return x->restricts || x->lifts || x->letter || x->used;
}

/* "BAK-C01, BAK-C02": what is restricted now. */
static const char *
names_of(const json_t *v, struct arena *a)
{
	const char *list = NULL;
	size_t i;
	const json_t *one;
	json_array_foreach(json_get(v, "restrictions"), i, one) {
		const char *id = json_str_or(one, "category", "");
		list = list ? arena_printf(a, "%s, %s", list, id) : arena_strdup(a, id);
	}
	return list ? list : phrase("nothing");
}

/* One thing at a time; *ret_told: the letter that it wrote. */
static bool
decide(struct cli *cli, const char *reference, const struct restrict_said *x,
    struct letter_told *ret_told, struct err *err)
{
	const char *const *ids = x->categories.items;
	const size_t n = x->categories.n;
	const struct restricting begins = { x->ground, ids, n };
	const struct lifting ends = { ids, n, x->facts };
	const struct restricted_use use = { x->used, ids, n, x->facts };
	bool facts = x->letter || x->used;
	if (x->restricts + x->lifts + (x->used != NULL) != 1 || (x->ground && !x->restricts) ||
	    (x->letter && !x->lifts) || (x->facts && !facts))
		return err_set(err, ERR_USAGE,
		    "one of --restrict (with --ground), --lift and --used; --facts belongs to "
		    "--letter and --used, --letter to --lift");
	if (x->restricts)
		return change_restrict(cli->in, &cli->who, reference, &begins, err);
	if (x->used)
		return change_used(cli->in, &cli->who, reference, &use, err);
	return x->letter
	    ? change_lift_tell(cli->in, &cli->who, reference, &ends, cli->arena, ret_told, err)
	    : change_lift(cli->in, &cli->who, reference, &ends, err);
}

bool
restrict_run(struct cli *cli, const char *reference, const struct restrict_said *x, struct err *err)
{
	struct letter_told told = { 0 };
	if (!advice_say(cli, reference, err) || !decide(cli, reference, x, &told, err))
		return false;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	if (!v)
		return false;
	decide_say_letter(cli, reference, &told);
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	print_text("%s: restricted: %s\n", json_str_or(v, "reference", reference),
	    names_of(v, cli->arena));
	return next_say(cli, v, err);
}
