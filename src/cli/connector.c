/*
 * connector: the ways to reach systems, and whether they work.
 */
#include "dossier/asset.h"
#include "dossier/definition.h"
#include "dossier/worker.h"
#include "cli.h"

#define DEFINITION_MAX (1u << 20)

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const char *const kinds[] = { "postgresql", "http", "redis", "files", "written",
		"manual" };
	static const struct column columns[] = { { "kind", "KIND" }, { "definition", "DEFINITION" },
		{ "name", "NAME" }, { 0 } };
	json_t *rows = json_array();
	(void)argc;
	(void)argv;
	for (size_t i = 0; i < array_len(kinds); i++)
		json_array_append_new(
		    rows, json_pack("{s:s, s:n, s:n}", "kind", kinds[i], "definition", "name"));
	for (const struct asset *f = NULL; (f = asset_next(f, "connectors/"));) {
		const char *file = f->name + strlen("connectors/"), *dot = strstr(file, ".json");
		if (!dot)
			continue;
		auto_drop(json_doc) struct json_doc *doc =
		    json_doc_parse(f->name, f->data, f->size, err);
		if (!doc) {
			json_decref(rows);
			return false;
		}
		json_array_append_new(rows,
		    json_pack("{s:s, s:s%, s:s?}", "kind", "http", "definition", file,
			(size_t)(dot - file), "name", json_str(doc->root, "name")));
	}
	return print_rows(cli, rows, columns, "none", err);
}

static bool
check_file(struct cli *cli, struct err *err)
{
	struct json_doc *doc = json_doc_read(cli->file, DEFINITION_MAX, err);
	auto_drop(definition) struct definition *d = doc ? definition_new(doc, err) : NULL;
	if (!d)
		return false;
	if (cli->json)
		print_json(json_pack("{s:s, s:s}", "file", cli->file->name, "id", d->id));
	print_talk(cli, "%s is a good connector file", cli->file->name);
	return true;
}

static bool
run_check(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "status", "STATUS" }, { "check", "SYSTEM" },
		{ "detail", "DETAIL" }, { "remedy", "WHAT TO DO" }, { 0 } };
	if (cli->file)
		return check_file(cli, err);
	auto_drop(worker_try) struct worker_try *slots = worker_try_start(err);
	if (!slots || !cli_open(cli, err))
		return false;
	const struct doctor_tries tries = worker_tries(slots);
	const char *system = argc > 1 ? argv[1] : NULL;
	json_t *rows = doctor_systems(cli->in, &cli->who, argv[0], system, &tries, err), *row;
	size_t i;
	int failed = 0;
	json_array_foreach(rows, i, row)
		failed += strcmp(json_str_or(row, "status", ""), "failed") == 0;
	if (!print_rows(cli, rows, columns, "no systems", err))
		return false;
	return failed == 0 ||
	    err_set(err, ERR_INPUT, "%d problem%s found", failed, failed == 1 ? " was" : "s were");
}

const struct command connector_commands[] = {
	{ "connector", "list", NULL, "the kinds of connectors, and the vendors described", NULL,
	    NULL, 0, 0, NEED_NOTHING, ACT_NONE, run_list, .shapes = "connectors", .lists = "",
	    .examples = "dossier connector list" },
	{ "connector", "check", "ORG|FILE [SYSTEM]",
	    "reach out to the systems of an organisation, or check a connector file",
	    "For an organisation: can each system be reached, and is every table, column and "
	    "setting there that the register names?",
	    NULL, 1, 2, NEED_HOME, ACT_CHECK, run_check, .shapes = "checks connector-file",
	    .lists = "ORG",
	    .examples = "dossier connector check jcc\n"
			"dossier connector check jcc portal",
	    .exits = "1  a system cannot be used: the last column says what to do" },
	{ 0 },
};
