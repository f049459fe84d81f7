/*
 * report: how the requests of a month or a year are handled.
 */
#include "dossier/phrase.h"
#include "dossier/report.h"
#include "cli.h"

static const char *org, *format = "text", *as_of;
static bool check;
static const char *const formats[] = { "text", "html", "csv", "json", NULL };
static const struct opt opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "as-of", "DATE", "as it would have been on that day, from what was recorded then",
	    OPT_STRING, &as_of },
	{ "format", "FORMAT", "how it is written (default: text)", OPT_STRING, &format, formats },
	{ "check", NULL, "exit with status 5 when anything is or was too late", OPT_FLAG, &check },
	{ 0 },
};

static bool
parse(struct cli *cli, const char *period, struct report_ask *ret, struct err *err)
{
	return report_parse_period(period, ret, err) &&
	    (!as_of || arg_day(cli, "--as-of", as_of, NULL, &ret->as_of, err));
}

/* --output says it of every command, --format of this one. */
static const char *
report_form(const struct cli *cli)
{
	return cli->json ? "json" : print_output() == OUTPUT_CSV ? "csv" : format;
}

static bool
run_report(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct report_ask ask;
	struct org_list orgs;
	struct buf out = { 0 };
	(void)argc;
	if (!parse(cli, argv[0], &ask, err) ||
	    !installation_orgs(
		cli->in, &cli->who, org, act_roles(ACT_MEASURE), cli->arena, &orgs, err))
		return false;
	ask.of_one = !conf_is_shared(&cli->in->conf);
	ask.progress = &progress_shown;
	json_t *figures = report_compute(cli->in->db, &orgs, &ask, clock_now(), err);
	bool done =
	    figures && report_render(figures, report_form(cli), phrase_language_now(), &out, err);
	if (done)
		print_bytes(out.data, out.len);
	if (done && check && report_is_late(figures))
		done = err_set(
		    err, ERR_OVERDUE, "there are requests that are or were late: see the report");
	buf_release(&out);
	json_decref(figures);
	return done;
}

const struct command report_commands[] = {
	{ "report", NULL, "PERIOD",
	    "how the requests of a month (YYYY-MM) or a year (YYYY) are handled", NULL, opts, 1, 1,
	    NEED_REPORT, ACT_MEASURE, run_report, .shapes = "report",
	    .examples = "dossier report 2026-11\n"
			"dossier report 2026-11 --format html >report.html",
	    .exits = "5  with --check: something is or was too late" },
	{ 0 },
};
