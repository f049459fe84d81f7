/*
 * audit: the log, and its check.
 */
#include "dossier/audit.h"
#include "dossier/digest.h"
#include "cli.h"

static const char *org, *request, *after;
static int limit = 50;
static const struct opt list_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "request", "REF", "of this request", OPT_STRING, &request },
	{ "after", "NO", "go on after this event", OPT_STRING, &after },
	{ "limit", "N", "at most so many of each organisation (default: 50)", OPT_INT, &limit },
	{ 0 },
};
static const struct opt verify_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ 0 },
};

#define MAY_READ "admin,officer,dpo,auditor"

static bool
list_org(struct cli *cli, const struct org *o, int64_t request_id, int64_t from, json_t *out,
    struct err *err)
{
	struct event_list events;
	if (!event_list(cli->in->db, o->id, request_id, from, limit, cli->arena, &events, err))
		return false;
	for (size_t i = 0; i < events.n; i++) {
		char at[INSTANT_LEN];
		const struct event *e = &events.items[i];
		json_t *body = json_loads(e->body, 0, NULL);
		json_array_append_new(out,
		    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s?, s:o}", "event", (json_int_t)e->id,
			"organisation", o->slug, "at", instant_format(e->at, at), "actor", e->actor,
			"kind", e->kind, "reference", e->reference, "body",
			body ? body : json_null()));
	}
	return true;
}

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "event", "NO" }, { "at", "AT" },
		{ "actor", "WHO" }, { "kind", "WHAT" }, { "reference", "REFERENCE" }, { 0 } };
	struct org_list list;
	struct request r = { 0 };
	const char *normal;
	int64_t from = 0;
	(void)argc;
	(void)argv;
	if (after && !arg_number("after", after, &from, err))
		return false;
	if (request &&
	    (!reference_normalise(request, cli->arena, &normal, err) ||
		!request_by_reference(cli->in->db, normal, cli->arena, &r, err)))
		return false;
	if (!installation_orgs(cli->in, &cli->who, org, MAY_READ, cli->arena, &list, err))
		return false;
	json_t *out = json_array();
	for (size_t i = 0; i < list.n; i++)
		if ((!r.id || r.org_id == list.items[i].id) &&
		    !list_org(cli, &list.items[i], r.id, from, out, err)) {
			json_decref(out);
			return false;
		}
	return print_rows(cli, out, columns, "no events");
}

static bool
verify_org(struct cli *cli, const struct org *o, json_t *out, bool *good, struct err *err)
{
	struct audit_result r;
	char root[HEX_SIZE(SHA256_LEN)];
	if (!installation_sequence(cli->in, o->id, err) ||
	    !audit_verify(cli->in->db, o->id, &r, err))
		return false;
	hex_put(r.root, sizeof(r.root), root);
	*good = *good && r.bad_position < 0;
	json_array_append_new(out,
	    json_pack("{s:s, s:I, s:I, s:s, s:b, s:o}", "organisation", o->slug, "events",
		(json_int_t)r.events, "leaves", (json_int_t)r.leaves, "root", root, "good",
		r.bad_position < 0, "bad_position",
		r.bad_position < 0 ? json_null() : json_integer(r.bad_position)));
	return true;
}

static bool
run_verify(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "organisation", "ORGANISATION" },
		{ "events", "EVENTS" }, { "leaves", "LEAVES" }, { "good", "GOOD" },
		{ "root", "ROOT" }, { 0 } };
	struct org_list list;
	bool good = true;
	(void)argc;
	(void)argv;
	if (!installation_orgs(cli->in, &cli->who, org, MAY_READ, cli->arena, &list, err))
		return false;
	json_t *out = json_array();
	for (size_t i = 0; i < list.n; i++)
		if (!verify_org(cli, &list.items[i], out, &good, err)) {
			json_decref(out);
			return false;
		}
	if (!print_rows(cli, out, columns, "no organisations yet"))
		return false;
	return good ||
	    err_set(err, ERR_INPUT,
		"the log was altered: an event is not what its leaf says; --json names the "
		"position");
}

const struct command audit_commands[] = {
	{ "audit", "list", NULL, "the log of who did what", NULL, list_opts, 0, 0, NEED_DB,
	    MAY_READ, run_list },
	{ "audit", "verify", NULL, "recompute the log's hashes and root (RFC 6962)", NULL,
	    verify_opts, 0, 0, NEED_DB, MAY_READ, run_verify },
	{ 0 },
};
