/*
 * What `decide` does of a rectification: what is to stand is said, shown, and begins.
 */
#include "dossier/change.h"
#include "dossier/phrase.h"
#include "cli.h"

static const char *
value_of(const json_t *v, struct arena *a)
{
	return json_is_string(v) ? arena_printf(a, "\"%s\"", json_string_value(v))
				 : phrase("nothing");
}

static void
print_field(const json_t *f, struct arena *a)
{
	const char *collection = json_str_or(f, "collection", ""),
		   *column = json_str_or(f, "column", ""), *now = value_of(json_get(f, "value"), a);
	if (json_is_true(json_get(f, "known")))
		print_text("  %s.%s: %s -> %s\n", collection, column,
		    value_of(json_get(f, "was"), a), now);
	else
		print_text("  %s.%s: %s\n", collection, column, now);
}

void
rectify_print_fields(const json_t *fields, struct arena *a)
{
	size_t i;
	json_t *one;
	json_array_foreach((json_t *)(uintptr_t)fields, i, one)
		print_field(one, a);
}

bool
rectify_print(struct cli *cli, const char *reference, struct err *err)
{
	auto_drop(json) json_t *v = view_corrections(cli->in, &cli->who, reference, err);
	size_t i;
	json_t *one;
	if (!v)
		return false;
	print_text(phrase("%s: rectification: this is to stand\n"), reference);
	rectify_print_fields(json_get(v, "fields"), cli->arena);
	json_array_foreach(json_get(v, "systems"), i, one)
		print_text(json_flag(one, "program") ? phrase("  %s: written by a program\n")
						     : phrase("  %s: people are asked\n"),
		    json_str_or(one, "system", ""));
	return true;
}

static bool
print_begun(struct cli *cli, const char *reference, struct err *err)
{
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	if (!v)
		return false;
	if (cli->json) {
		print_json(json_incref(v));
		return true;
	}
	return rectify_print(cli, json_str_or(v, "reference", reference), err) &&
	    next_say(cli, v, err);
}

bool
rectify_run(
    struct cli *cli, const char *reference, const struct change_correction *x, struct err *err)
{
	return advice_say(cli, reference, err) &&
	    change_correct(cli->in, &cli->who, reference, x, err) &&
	    print_begun(cli, reference, err);
}

bool
rectify_back(struct cli *cli, const char *reference, const char *why, struct err *err)
{
	return advice_say(cli, reference, err) &&
	    change_correct_back(cli->in, &cli->who, reference, why, err) &&
	    print_begun(cli, reference, err);
}
