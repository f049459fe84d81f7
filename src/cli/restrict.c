/*
 * decide, of a restriction: that it begins.
 */
#include "dossier/phrase.h"
#include "dossier/restrict.h"
#include "cli.h"

bool
restrict_is_said(const struct restrict_said *x)
{
	return x->restricts;
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

bool
restrict_run(struct cli *cli, const char *reference, const struct restrict_said *x, struct err *err)
{
	const struct restricting what = { x->ground, x->categories.items, x->categories.n };
	if (!advice_say(cli, reference, err) ||
	    !change_restrict(cli->in, &cli->who, reference, &what, err))
		return false;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	print_text("%s: restricted: %s\n", json_str_or(v, "reference", reference),
	    names_of(v, cli->arena));
	return next_say(cli, v, err);
}
