/*
 * What can stand where somebody types, for the shell (complete.bash): from the table of commands,
 * and from the installation what that person may see in it. No help tells of these two commands. A
 * keystroke disturbs nobody: nothing is started, nothing is logged, no error is told.
 */
#include <fcntl.h>
#include <unistd.h>

#include "dossier/retention.h"
#include "dossier/store/cluster.h"
#include "cli.h"

#define PATIENCE_S 2
#define REFERENCES_MAX 1000

static void
offer(const char *word, const char *typed)
{
	if (strncmp(word, typed, strlen(typed)) == 0)
		printf("%s\n", word);
}

/* ---- from the installation ---- */

static void
offer_rows(json_t *rows, const char *key, const char *typed)
{
	const json_t *row;
	size_t i;
	json_array_foreach(rows, i, row)
		offer(json_str_or(row, key, ""), typed);
	json_decref(rows);
}

/* Not as `list` shows them, with the person: that is an event of the log. */
static void
offer_references(struct cli *cli, const char *typed, struct err *err)
{
	struct org_list orgs;
	struct request_list list;
	if (!installation_orgs(
		cli->in, &cli->who, NULL, act_roles(ACT_SEE), cli->arena, &orgs, err))
		return;
	for (size_t i = 0; i < orgs.n; i++) {
		const struct request_filter all = { .org_id = orgs.items[i].id,
			.limit = REFERENCES_MAX };
		if (!request_list(cli->in->db, &all, cli->arena, &list, err))
			return;
		for (size_t k = 0; k < list.n; k++)
			offer(list.items[k].reference, typed);
	}
}

static void
offer_users(struct cli *cli, const char *typed, struct err *err)
{
	offer_rows(people_list(cli->in, &cli->who, err), "user", typed);
}

static void
offer_organisations(struct cli *cli, const char *typed, struct err *err)
{
	struct org_list orgs;
	if (!installation_orgs(
		cli->in, &cli->who, NULL, act_roles(ACT_ENTER), cli->arena, &orgs, err))
		return;
	for (size_t i = 0; i < orgs.n; i++)
		offer(orgs.items[i].slug, typed);
}

static void
offer_either(struct cli *cli, const char *typed, struct err *err)
{
	offer_organisations(cli, typed, err);
	offer_references(cli, typed, err);
}

static void
offer_systems(struct cli *cli, const char *typed, struct err *err)
{
	struct org_list orgs;
	if (!installation_orgs(
		cli->in, &cli->who, NULL, act_roles(ACT_ENTER), cli->arena, &orgs, err))
		return;
	for (size_t i = 0; i < orgs.n; i++) {
		const struct reg *reg = register_of(cli->in, &orgs.items[i], 0, err);
		for (size_t k = 0; reg && k < reg->inv.nsystems; k++)
			offer(reg->inv.systems[k].id, typed);
	}
}

static void
offer_bases(struct cli *cli, const char *typed, struct err *err)
{
	auto_drop(retention_law) struct retention_law *law = retention_law_open(err);
	size_t n = 0;
	const struct retention_basis *b = law ? retention_bases(law, &n) : NULL;
	(void)cli;
	for (size_t i = 0; i < n; i++)
		offer(b[i].id, typed);
}

/* What values and operands are called that an installation knows, or its files do. */
static const struct kind {
	const char *called;
	void (*offer)(struct cli *cli, const char *typed, struct err *err);
	bool files;
} kinds[] = {
	{ "REF", offer_references },
	{ "ORG", offer_organisations },
	{ "ORG|FILE", offer_organisations },
	{ "ORG|REF", offer_either },
	{ "SYSTEM", offer_systems },
	{ "USER", offer_users },
	{ "BASIS", offer_bases, true },
};

static const struct kind *
kind_called(const char *called)
{
	for (size_t i = 0; i < array_len(kinds); i++)
		if (strcmp(kinds[i].called, called) == 0)
			return &kinds[i];
	return NULL;
}

static bool
run_values(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct conf conf;
	const struct kind *kind = kind_called(argv[0]);
	(void)argc;
	if (kind && kind->files) {
		kind->offer(cli, argv[1], err);
		return err->kind == ERR_NONE;
	}
	if (!conf_load(cli->home, cli->arena, &conf, err))
		return false;
	if (!kind || (conf_is_private(&conf) && !cluster_running(conf.home)))
		return true; /* to open it would start it */
	if (!cli_open(cli, err))
		return false;
	kind->offer(cli, argv[1], err);
	return err->kind == ERR_NONE;
}

/* In the installation's own process, where that is another: by a line like any other. */
static void
offer_known(const char *home, const char *called, const char *typed)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *at = home ? arena_printf(a, "--home=%s", home) : "--";
	char *const argv[] = { arena_strdup(a, "dossier"), arena_strdup(a, "__values"),
		arena_strdup(a, at), arena_strdup(a, home ? "--" : called),
		arena_strdup(a, home ? called : typed), home ? arena_strdup(a, typed) : NULL,
		NULL };
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (!kind_called(called) || nowhere < 0 || dup2(nowhere, STDERR_FILENO) < 0)
		return;
	(void)fflush(stdout);
	(void)alarm(PATIENCE_S); /* also of what it becomes */
	(void)execv("/proc/self/exe", argv);
}

/* ---- from the table ---- */

/* Nouns, or what is done with ${noun}, each once. */
static void
offer_words(const struct cli *cli, const char *noun, const char *typed)
{
	const char *last = "";
	for (size_t g = 0; cli->groups[g]; g++)
		for (const struct command *c = cli->groups[g]; c->noun; c++) {
			const char *word = noun ? c->verb : c->noun;
			if ((noun && strcmp(c->noun, noun) != 0) || !word ||
			    strcmp(word, last) == 0)
				continue;
			offer(word, typed);
			last = word;
		}
}

static void
offer_options(const struct opt *opts, const char *typed)
{
	char name[60];
	for (; opts && opts->name; opts++) {
		(void)snprintf(name, sizeof(name), "--%s", opts->name);
		offer(name, typed);
	}
}

/* The option whose value follows ${word}; NULL: none. */
static const struct opt *
waits(const struct command *c, const char *word)
{
	const char *name = strncmp(word, "--", 2) == 0 ? word + 2 : "";
	const struct opt *own = c ? opt_named(c->opts, name, strlen(name)) : NULL;
	const struct opt *o = own ? own : opt_named(cli_global_opts, name, strlen(name));
	return o && o->type != OPT_FLAG ? o : NULL;
}

/* What has been typed: words before the one that is being typed, without what options took. */
struct typed {
	const char *home;        /* as --home says, or NULL */
	const struct opt *waits; /* its value is being typed */
	char **words;            /* that are no options */
	int n;
	const char *last;
};

static void
read_typed(const struct command *c, int argc, char *argv[], struct arena *a, struct typed *ret)
{
	*ret = (struct typed){ .words = arena_alloc(a, ((size_t)argc + 1) * sizeof(char *)) };
	ret->last = argc > 0 ? argv[argc - 1] : "";
	for (int i = 0; i + 1 < argc; i++) {
		if (ret->waits) {
			bool equals = strcmp(argv[i], "=") == 0; /* bash cuts there */
			if (!equals && strcmp(ret->waits->name, "home") == 0)
				ret->home = argv[i];
			ret->waits = equals ? ret->waits : NULL;
		} else if (argv[i][0] == '-') {
			ret->waits = waits(c, argv[i]);
		} else {
			ret->words[ret->n++] = argv[i];
		}
	}
	if (ret->waits && strcmp(ret->last, "=") == 0)
		ret->last = "";
}

/* What the ${i}th operand is called: "REF [NO]"; NULL: there is none. */
static const char *
operand(const struct command *c, int i, struct arena *a)
{
	const char *args = c->args ? c->args : "";
	for (; i > 0 && *args; i--) {
		args += strcspn(args, " ");
		args += strspn(args, " ");
	}
	args += strspn(args, "[");
	return arena_strndup(a, args, strcspn(args, " ]"));
}

static void
offer_value(const struct typed *t)
{
	const struct opt *o = t->waits;
	for (size_t i = 0; o->words && o->words[i]; i++)
		offer(o->words[i], t->last);
	if (!o->words && o->arg)
		offer_known(t->home, o->arg, t->last);
}

static bool
run_complete(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct typed t;
	int words = 0;
	(void)err;
	read_typed(NULL, argc, argv, cli->arena, &t);
	const struct command *c = cli_find(cli, t.n, t.words, &words);
	if (c)
		read_typed(c, argc, argv, cli->arena, &t);
	if (t.waits)
		offer_value(&t);
	else if (t.last[0] == '-') {
		offer_options(c ? c->opts : NULL, t.last);
		offer_options(cli_global_opts, t.last);
	} else if (c)
		offer_known(t.home, operand(c, t.n - words, cli->arena), t.last);
	else if (t.n < 2)
		offer_words(cli, t.n > 0 ? t.words[0] : NULL, t.last);
	return true;
}

const struct command complete_commands[] = {
	{ "__complete", NULL, "WORD...", "what can stand where the last of these words is typed",
	    NULL, NULL, 0, -1, NEED_NOTHING, ACT_NONE, run_complete },
	{ "__values", NULL, "KIND TYPED", "what the installation has of a kind", NULL, NULL, 2, 2,
	    NEED_HOME, ACT_NONE, run_values },
	{ 0 },
};
