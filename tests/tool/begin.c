/*
 * begin: change_begin() without the commands that are built on it.
 *
 *	begin HOME REFERENCE RIGHT ACTION CATEGORIES [VALUES]
 *
 * CATEGORIES and VALUES are JSON; "was" for RIGHT: prints change_was() of the system CATEGORIES.
 */
#include <stdio.h>

#include "dossier/change.h"
#include "dossier/installation.h"

static bool
print_was(struct dossier *d, const char *system, enum action action, struct err *err)
{
	auto_drop(json) json_t *v = change_was(d, system, action, err);
	auto_drop(str) char *text = v ? json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	if (text)
		(void)puts(text);
	return text != NULL;
}

static bool
begin(struct dossier *d, char **argv, struct err *err)
{
	enum right right;
	enum action action;
	if (!action_parse(argv[4], &action))
		return err_set(err, ERR_USAGE, "no action %s", argv[4]);
	if (strcmp(argv[3], "was") == 0)
		return print_was(d, argv[5], action, err);
	auto_drop(json) json_t *categories = json_loads(argv[5], 0, NULL);
	auto_drop(json) json_t *values = argv[6] ? json_loads(argv[6], 0, NULL) : NULL;
	return right_parse(argv[3], &right, err) &&
	    change_begin(d, right, action, categories, values, err);
}

int
main(int argc, char **argv)
{
	struct err err = { 0 };
	if (argc < 6)
		return 2;
	struct installation *in = installation_open(argv[1], NULL, DB_APP, &err);
	const struct actor who = in ? installation_holder(in) : (struct actor){ 0 };
	struct dossier *d = in && installation_admit(in, &who, act_roles(ACT_ENTER), &err)
	    ? dossier_begin(in, &who, argv[2], ACT_DECIDE, &err)
	    : NULL;
	bool was = strcmp(argv[3], "was") == 0, ok = d && begin(d, argv, &err);
	if (d && was)
		dossier_free(d);
	else if (d)
		ok = dossier_commit(d, ok, &err);
	if (!ok)
		(void)fprintf(stderr, "begin: %s\n", err.text);
	installation_close(in);
	return ok ? 0 : err.kind == ERR_DENIED ? 4 : 1;
}
