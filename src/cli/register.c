/*
 * register: the record of processing (art. 30) of an organisation.
 */
#include <unistd.h>

#include "dossier/asset.h"
#include "dossier/phrase.h"
#include "dossier/refusal.h"
#include "cli.h"

#define REGISTER_MAX (8u << 20)

static json_t *
findings_json(const struct reg *reg, struct arena *a)
{
	struct findings f = reg_findings(reg, a);
	json_t *out = json_array();
	for (size_t i = 0; i < f.n; i++)
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "rule", f.items[i].rule, "severity",
			severity_name(f.items[i].severity), "where", f.items[i].where, "subject",
			f.items[i].subject, "finding", f.items[i].text, "article",
			f.items[i].article));
	return out;
}

static bool
run_check(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	(void)argv;
	struct json_doc *doc = json_doc_read(cli->file, REGISTER_MAX, err);
	auto_drop(reg) struct reg *reg = doc ? reg_new(doc, err) : NULL;
	if (!reg || !reg_check_arriving(reg, err))
		return false;
	json_t *findings = findings_json(reg, cli->arena), *f;
	const struct label_counts labels = reg_label_counts(reg);
	size_t i;
	if (cli->json) {
		print_json(json_pack("{s:s, s:s, s:i, s:i, s:i, s:{s:i, s:i}, s:o}", "organisation",
		    reg->slug, "name", reg->name, "categories", (int)reg->inv.ncategories,
		    "recipients", (int)reg->inv.nrecipients, "systems", (int)reg->inv.nsystems,
		    "labels", "drafts", labels.drafts, "missing", labels.missing, "findings",
		    findings));
		return true;
	}
	print_text("%s (%s): %zu categories, %zu recipients, %zu systems\n", reg->name, reg->slug,
	    reg->inv.ncategories, reg->inv.nrecipients, reg->inv.nsystems);
	json_array_foreach(findings, i, f)
		print_text("%s: %s: %s: %s (%s)\n", json_str(f, "where"),
		    phrase(json_str(f, "severity")), json_str(f, "subject"), json_str(f, "finding"),
		    article_short(
			phrase(json_str(f, "article")), phrase_language_now(), cli->arena));
	print_text("%zu finding%s\n", json_array_size(findings),
	    json_array_size(findings) == 1 ? "" : "s");
	json_decref(findings);
	if (labels.drafts + labels.missing > 0)
		print_text("names for the pages of an archive: %d to look at, %d missing "
			   "(`dossier register label %s`)\n",
		    labels.drafts, labels.missing, reg->slug);
	return true;
}

static bool
run_load(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct org org;
	bool is_new;
	(void)argc;
	if (!register_load(cli->in, &cli->who, json_doc_read(cli->file, REGISTER_MAX, err),
		cli->arena, &org, &is_new, err))
		return false;
	const struct reg *reg = register_of(cli->in, &org, 0, err);
	if (!reg)
		return false;
	size_t n = reg_findings(reg, cli->arena).n;
	if (cli->json) {
		print_json(json_pack("{s:s, s:i, s:b, s:i}", "organisation", org.slug, "version",
		    org.register_version, "new", is_new, "findings", (int)n));
		return true;
	}
	print_text("%s: version %d %s, %zu categories, %zu recipients, %zu findings\n", org.slug,
	    org.register_version, phrase(is_new ? "loaded" : "was loaded before"),
	    reg->inv.ncategories, reg->inv.nrecipients, n);
	if (n && is_new)
		print_talk(cli, "`dossier register check %s` shows the findings", argv[0]);
	return true;
}

static int version;
static const struct opt show_opts[] = {
	{ "version", "N", "this version (default: the newest)", OPT_INT, &version },
	{ 0 },
};

static const struct reg *
register_named(struct cli *cli, const char *slug, struct err *err)
{
	struct org org;
	if (!installation_org(
		cli->in, &cli->who, slug, act_roles(ACT_ENTER), cli->arena, &org, err))
		return NULL;
	return register_of(cli->in, &org, version, err);
}

static bool
run_show(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "id", "ID" }, { "role", "ROLE" },
		{ "name", "CATEGORY" }, { "retention", "KEPT" }, { 0 } };
	(void)argc;
	const struct reg *reg = register_named(cli, argv[0], err);
	if (!reg)
		return false;
	if (cli->json) {
		print_json(json_incref(reg->doc->root));
		return true;
	}
	json_t *rows = json_array();
	for (size_t i = 0; i < reg->inv.ncategories; i++) {
		const struct category *c = &reg->inv.categories[i];
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s, s:s}", "id", c->id, "role", role_name(c->role),
			"name", json_text_in(json_get(c->json, "name"), "nl"), "retention",
			json_str_or(json_get(c->json, "retention"), "text", phrase("not stated"))));
	}
	print_text("%s\n", reg->name);
	print_table(rows, columns, "no categories");
	json_decref(rows);
	return true;
}

static bool
run_diff(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct reg *from = register_named(cli, argv[0], err);
	struct json_doc *doc = from ? json_doc_read(cli->file, REGISTER_MAX, err) : NULL;
	auto_drop(reg) struct reg *to = doc ? reg_new(doc, err) : NULL;
	if (!to)
		return false;
	struct text_list lines = reg_diff(from, to, cli->arena);
	json_t *out = json_array();
	for (size_t i = 0; i < lines.n; i++)
		json_array_append_new(out, json_string(lines.items[i]));
	if (cli->json) {
		print_json(out);
		return true;
	}
	for (size_t i = 0; i < lines.n; i++)
		print_text("%s\n", lines.items[i]);
	if (lines.n == 0)
		print_text("nothing changed\n");
	json_decref(out);
	return true;
}

/* ---- the names that pages of an archive show ---- */

static const struct named_file *label_of;
static const struct opt label_opts[] = {
	{ "register", "FILE", "of this file (default: the register in force)", OPT_FILE_IN,
	    &label_of },
	{ 0 },
};

static bool
write_all(int fd, const char *text, size_t size, struct err *err)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = write(fd, text + done, size - done);
		if (n <= 0)
			return err_set(err, ERR_SYSTEM, "cannot write the register: %m");
		done += (size_t)n;
	}
	return true;
}

/* To the new file, or where there is none to standard output, as one that is read by a person. */
static bool
write_labelled(struct cli *cli, const json_t *root, size_t n, struct err *err)
{
	char *text = json_dumps(root, JSON_INDENT(2));
	size_t size = strlen(text);
	text[size] = '\n'; /* in the place of its end */
	bool ok = true;
	if (cli->file)
		ok = write_all(cli->file->fd, text, size + 1, err);
	else
		print_bytes(text, size + 1);
	free(text);
	if (!ok || !cli->file)
		return ok;
	if (cli->json)
		print_json(json_pack("{s:s, s:i}", "file", cli->file->name, "names", (int)n));
	print_talk(cli,
	    "wrote %s: look at what is marked \"draft\", take the mark out where the name is "
	    "right, then `dossier register check %s`",
	    cli->file->name, cli->file->name);
	return true;
}

/* The register of a file, which is to be of ${slug}. */
static struct reg *
register_given(const struct named_file *file, const char *slug, struct err *err)
{
	struct json_doc *doc = json_doc_read(file, REGISTER_MAX, err);
	struct reg *reg = doc ? reg_new(doc, err) : NULL;
	if (reg && strcmp(reg->slug, slug) != 0) {
		err_set(err, ERR_INPUT, "%s is of %s, not of %s", file->name, reg->slug, slug);
		reg_free(reg);
		return NULL;
	}
	return reg;
}

static bool
run_label(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "system", "SYSTEM" },
		{ "collection", "COLLECTION" }, { "column", "COLUMN" }, { "state", "STATE" },
		{ "nl", "NL" }, { "en", "EN" }, { 0 } };
	auto_drop(reg) struct reg *given = label_of ? register_given(label_of, argv[0], err) : NULL;
	const struct reg *reg = label_of ? given : register_named(cli, argv[0], err);
	auto_drop(json_doc) struct json_doc *list =
	    reg ? asset_json("archive/columns.json", err) : NULL;
	if (!list)
		return false;
	auto_drop(json) json_t *labelled = NULL;
	json_t *rows = reg_labels(reg->doc->root, list->root, &labelled);
	if (argc < 2)
		return print_rows(cli, rows, columns, "every name is there", err);
	size_t n = json_array_size(rows);
	json_decref(rows);
	return write_labelled(cli, labelled, n, err);
}

/* ---- those that are built in, to start from ---- */

#define BUILT_IN "registers/"

/* The one after ${prev}; the schema lies beside them. */
static const struct asset *
next_built_in(const struct asset *prev)
{
	while ((prev = asset_next(prev, BUILT_IN)) && strstr(prev->name, ".schema.json"))
		;
	return prev;
}

static struct reg *
read_built_in(const struct asset *f, struct err *err)
{
	struct json_doc *doc = json_doc_parse(f->name, f->data, f->size, err);
	return doc ? reg_new(doc, err) : NULL;
}

static bool
run_templates(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "from", "FROM" }, { "country", "COUNTRY" },
		{ "categories", "CATEGORIES" }, { "recipients", "RECIPIENTS" },
		{ "systems", "SYSTEMS" }, { "name", "NAME" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	(void)argc;
	(void)argv;
	for (const struct asset *f = NULL; (f = next_built_in(f));) {
		auto_drop(reg) struct reg *reg = read_built_in(f, err);
		if (!reg)
			return false;
		json_array_append_new(rows,
		    json_pack("{s:s, s:s, s:s, s:i, s:i, s:i}", "from", reg->slug, "name",
			reg->name, "country", reg->country, "categories", (int)reg->inv.ncategories,
			"recipients", (int)reg->inv.nrecipients, "systems",
			(int)reg->inv.nsystems));
	}
	return print_rows(cli, json_incref(rows), columns, "none", err);
}

static bool
run_new(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	const struct asset *f =
	    asset_find(arena_printf(cli->arena, BUILT_IN "%.100s.json", argv[0]));
	if (!f || strchr(argv[0], '.'))
		return err_set(err, ERR_NOTFOUND,
		    "no register of that name is built in: `dossier register templates` lists "
		    "them");
	if (!cli->file) {
		print_bytes(f->data, f->size);
		return true;
	}
	/* as it stands in the source, so that an editor shows the lines that findings name */
	if (!write_all(cli->file->fd, f->data, f->size, err))
		return false;
	if (cli->json)
		print_json(json_pack("{s:s, s:s}", "from", argv[0], "file", cli->file->name));
	print_talk(cli,
	    "wrote %s: put your own organisation, categories and systems in it "
	    "(docs/registers.md), then `dossier register check %s`",
	    cli->file->name, cli->file->name);
	return true;
}

const struct command register_commands[] = {
	{ "register", "templates", NULL, "the registers that are built in, to start from", NULL,
	    NULL, 0, 0, NEED_NOTHING, ACT_NONE, run_templates, .shapes = "register-templates",
	    .lists = "", .examples = "dossier register templates",
	    .next = "dossier register new jcc mine.json" },
	{ "register", "new", "FROM [NEWFILE|-]", "write one of them to a file, to make it your own",
	    "Without a file, or with -, it is printed. It is a real organisation's statement as "
	    "it was published: the shape is yours to take, what stands in it is not about you.",
	    NULL, 1, 2, NEED_NOTHING, ACT_NONE, run_new, .shapes = "register-new register",
	    .examples = "dossier register new jcc mine.json",
	    .exits = "3  there is none of that name", .next = "dossier register check mine.json" },
	{ "register", "check", "FILE", "check a register and print what it lacks",
	    "Errors name FILE:LINE:COLUMN. What the law needs and the statement lacks is a "
	    "warning, with its article.",
	    NULL, 1, 1, NEED_HOME, ACT_NONE, run_check, .shapes = "register-check",
	    .examples = "dossier register check mine.json",
	    .exits = "1  the file is no register: the error says where",
	    .next = "dossier register load mine.json" },
	{ "register", "label", "ORG [NEWFILE|-]", "draft the names that pages of an archive show",
	    "Which collections and columns have no name in Dutch and English, or a drafted one "
	    "that nobody has looked at. With NEWFILE or - the register is written with what "
	    "could be drafted, marked \"draft\": for you to look at, correct and load. What no "
	    "rule knows stays missing.",
	    label_opts, 1, 2, NEED_DB, ACT_ENTER, run_label, .shapes = "register-label",
	    .lists = "ORG",
	    .examples = "dossier register label jcc\n"
			"dossier register label jcc named.json --register mine.json",
	    .next = "dossier register check named.json" },
	{ "register", "load", "FILE", "check and keep a register",
	    "The same file again changes nothing; a changed one becomes a new version. Requests "
	    "keep the version they were logged under.",
	    NULL, 1, 1, NEED_DB, ACT_REGISTER, run_load, .shapes = "register-load",
	    .examples = "dossier register load mine.json",
	    .exits = "1  the file is no register: the error says where",
	    .next = "dossier connector check jcc", .changes = CHANGES_ONCE },
	{ "register", "show", "ORG", "the categories of an organisation", NULL, show_opts, 1, 1,
	    NEED_DB, ACT_ENTER, run_show, .shapes = "register",
	    .examples = "dossier register show jcc" },
	{ "register", "diff", "ORG FILE", "what a file would change", NULL, show_opts, 2, 2,
	    NEED_DB, ACT_ENTER, run_diff, .shapes = "register-diff",
	    .examples = "dossier register diff jcc mine.json",
	    .next = "dossier register load mine.json" },
	{ 0 },
};
