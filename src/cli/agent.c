/*
 * agent: the register of mandates, who asks for many people; and answering those of whom nothing
 * is held.
 */
#include "dossier/agents.h"
#include "dossier/phrase.h"
#include "dossier/request_words.h"
#include "cli.h"

static const char *org, *label, *evidence, *email, *since, *until, *on, *how = "email";
static bool bulk;
static struct opt_list rights;

#define ORG_OPT                                                                                    \
	{                                                                                          \
		"org", "ORG", "of this organisation", OPT_STRING, &org                             \
	}
#define AGENT_OPT                                                                                  \
	{                                                                                          \
		"agent", "LABEL", "what it is called here; no person's name", OPT_STRING, &label   \
	}
static const struct opt list_opts[] = { ORG_OPT, { 0 } };
static const struct opt add_opts[] = {
	ORG_OPT,
	AGENT_OPT,
	{ "evidence", "EVIDENCE", "what shows its mandates, as of `mandate`", OPT_STRING,
	    &evidence },
	{ "bulk", NULL,
	    "the mandates of all it asks for were seen together, so that none has to be seen with "
	    "its request",
	    OPT_FLAG, &bulk },
	{ "right", "RIGHT", "for this right (default: all); repeatable", OPT_LIST, &rights,
	    right_words, .also = right_said },
	{ "email", "ADDRESS", "its mailbox, to which answers go", OPT_STRING, &email },
	{ "since", "DATE", "the first day (default: today)", OPT_STRING, &since },
	{ "until", "DATE", "the last day", OPT_STRING, &until },
	{ 0 },
};
static const struct opt end_opts[] = {
	ORG_OPT,
	AGENT_OPT,
	{ "on", "DATE", "from this day on (default: today)", OPT_STRING, &on },
	{ 0 },
};
static const struct opt answer_opts[] = {
	ORG_OPT,
	AGENT_OPT,
	{ "by", "CHANNEL", "how it left (default: email)", OPT_STRING, &how, leaving_words },
	{ 0 },
};

static bool
print_agents(struct cli *cli, struct err *err)
{
	static const struct column columns[] = { { "organisation", "OF" }, { "label", "AGENT" },
		{ "evidence", "EVIDENCE" }, { "bulk", "IN BULK" }, { "rights", "RIGHTS" },
		{ "since", "SINCE" }, { "until", "UNTIL" }, { "ended", "ENDED" },
		{ "email", "LETTERS TO" }, { 0 } };
	return print_rows(
	    cli, agents_view(cli->in, &cli->who, org, err), columns, "no agents", err);
}

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	(void)argc;
	(void)argv;
	return print_agents(cli, err);
}

static bool
require(struct err *err)
{
	return arg_require("org", org, err) && arg_require("agent", label, err);
}

static bool
run_add(struct cli *cli, int argc, char *argv[], struct err *err)
{
	const char **names = arena_alloc(cli->arena, (rights.n + 1) * sizeof(*names));
	struct agent x = {
		.label = label, .evidence = evidence, .bulk = bulk, .rights = names, .email = email
	};
	(void)argc;
	(void)argv;
	for (size_t i = 0; i < rights.n; i++)
		names[i] = rights.items[i];
	names[rights.n] = NULL;
	return require(err) && arg_require("evidence", evidence, err) &&
	    arg_day(cli, "--since", since, NULL, &x.since, err) &&
	    arg_day(cli, "--until", until, NULL, &x.until, err) &&
	    agents_add(cli->in, &cli->who, org, &x, err) && print_agents(cli, err);
}

static bool
run_end(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date day;
	(void)argc;
	(void)argv;
	return require(err) && arg_day(cli, "--on", on, NULL, &day, err) &&
	    agents_end(cli->in, &cli->who, org, label, day, err) && print_agents(cli, err);
}

static bool
run_answer(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "reference", "REFERENCE" },
		{ "answered", "ANSWERED" }, { "why", "WHY NOT" }, { 0 } };
	(void)argc;
	(void)argv;
	json_t *rows = require(err) ? answer_agent(cli->in, &cli->who, org, label, how, err) : NULL;
	return print_rows(cli, rows, columns, "it has no open requests", err);
}

static const char add_help[] =
    "An agent must show a mandate of each person (EDPB Guidelines 01/2022 par. 80-81). With --bulk "
    "those of all it asks for were\n"
    "seen together, and count for its requests (`log --agent LABEL`) from the first day to the "
    "last; without, each is seen with its\n"
    "request (`mandate REF --seen`). What was seen of one person is no matter of this register.";
static const char answer_help[] =
    "Each request of the agent where every source was searched and nothing was found is answered, "
    "by the rules of `answer`: its\n"
    "copy, which says so, is built where it has to be, and is to be taken out and sent first "
    "(`archive get`): run it again then. Who\n"
    "the person is must be established too (`verify`). Of the others it is said why not.";

const struct command agent_commands[] = {
	{ "agent", "list", NULL, "who asks for many people, and until when", NULL, list_opts, 0, 0,
	    NEED_DB, ACT_SEE, run_list, .shapes = "agents", .lists = "",
	    .examples = "dossier agent list --org jcc" },
	{ "agent", "add", NULL, "let an agent into the register of mandates", add_help, add_opts, 0,
	    0, NEED_DB, ACT_AGENT, run_add,
	    .demands = "--org ORG --agent LABEL --evidence EVIDENCE --until DATE",
	    .shapes = "agents", .lists = "",
	    .examples = "dossier agent add --org jcc --agent MYPRIVACY --evidence written-mandate "
			"--bulk --until 2027-06-30 --email requests@example.org",
	    .exits = "4  without its last day", .next = "dossier agent list",
	    .changes = CHANGES_ONCE },
	{ "agent", "end", NULL, "an agent asks no more", NULL, end_opts, 0, 0, NEED_DB, ACT_AGENT,
	    run_end, .demands = "--org ORG --agent LABEL", .shapes = "agents", .lists = "",
	    .examples = "dossier agent end --org jcc --agent MYPRIVACY",
	    .exits = "4  it ended already", .next = "dossier agent list", .changes = CHANGES_ONCE },
	{ "agent", "answer", NULL, "answer an agent where nothing is held", answer_help,
	    answer_opts, 0, 0, NEED_DB, ACT_AGENT, run_answer, .demands = "--org ORG --agent LABEL",
	    .shapes = "agent-answered", .lists = "",
	    .examples = "dossier agent answer --org jcc --agent MYPRIVACY --by email",
	    .next = "dossier list --org jcc", .changes = CHANGES_MORE,
	    .preview = "dossier list --org jcc" },
	{ 0 },
};
