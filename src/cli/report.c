/*
 * report: how the requests of a month are handled.
 */
#include "dossier/report.h"
#include "cli.h"

#define MAY_READ "admin,officer,dpo,auditor"

static const char *org, *format = "text";
static const struct opt opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "format", "FORMAT", "text, csv or json (default: text)", OPT_STRING, &format },
	{ 0 },
};

static bool
run_report(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct date month;
	struct org_list orgs;
	struct buf out = { 0 };
	(void)argc;
	if (!report_parse_month(argv[0], &month, err))
		return false;
	if (!case_orgs(cli->in, org, MAY_READ, cli->arena, &orgs, err))
		return false;
	json_t *figures = report_compute(cli->in->db, &orgs, month, clock_now(), err);
	bool ok = figures && report_render(figures, cli->json ? "json" : format, &out, err);
	if (ok)
		put_safe(stdout, out.data, "\n\r");
	buf_release(&out);
	json_decref(figures);
	return ok;
}

const struct command commands_report[] = {
	{ "report", NULL, "YYYY-MM", "how the requests received in a month are handled", NULL, opts, 1, 1, NEED_DB, MAY_READ, run_report },
	{ 0 },
};
