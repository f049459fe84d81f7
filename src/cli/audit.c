/*
 * audit: the log, and its check.
 */
#include <limits.h>

#include "dossier/audit.h"
#include "dossier/decide.h"
#include "dossier/digest.h"
#include "dossier/phrase.h"
#include "dossier/restored.h"
#include "dossier/store/user.h"
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
static const struct named_file *kept;
static const struct opt verify_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "checkpoint", "FILE", "hold it also against this one, which was kept elsewhere",
	    OPT_FILE_IN, &kept },
	{ 0 },
};

/* The requests of these events that are about who reads them. */
static bool
find_theirs(struct cli *cli, const struct org *o, const struct event_list *events,
    struct request_ids *ret, struct err *err)
{
	int64_t *ids = arena_alloc(cli->arena, (events->n + 1) * sizeof(*ids));
	struct request_ids among = { ids, 0 };
	for (size_t i = 0; i < events->n && !cli->who.holds; i++)
		if (events->items[i].request_id)
			ids[among.n++] = events->items[i].request_id;
	return themselves_among(cli->in, o, cli->who.name, &among, cli->arena, ret, err);
}

/* *ret_last: its last one that stands there, where there are more; else 0. */
static bool
list_org(struct cli *cli, const struct org *o, int64_t request_id, int64_t from, json_t *out,
    int64_t *ret_last, struct err *err)
{
	struct event_list events;
	struct request_ids theirs;
	const int most = limit > 0 && limit < INT_MAX ? limit + 1 : limit;
	if (!event_list(cli->in->db, o->id, request_id, from, most, cli->arena, &events, err) ||
	    !find_theirs(cli, o, &events, &theirs, err))
		return false;
	const bool more = limit > 0 && events.n > (size_t)limit;
	events.n -= more;
	*ret_last = more ? events.items[events.n - 1].id : 0;
	for (size_t i = 0; i < events.n; i++) {
		char at[INSTANT_LEN];
		const struct event *e = &events.items[i];
		if (request_ids_have(&theirs, e->request_id))
			continue;
		json_t *body = json_loads(e->body, 0, NULL);
		json_array_append_new(out,
		    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s?, s:o}", "event", (json_int_t)e->id,
			"organisation", o->slug, "at", instant_format(e->at, at), "actor", e->actor,
			"kind", e->kind, "reference", e->reference, "body",
			body ? body : json_null()));
	}
	return true;
}

static void
say_more(const struct cli *cli, const struct org *o, int64_t last)
{
	print_talk(cli,
	    "%s has more events: `dossier audit list --org %s%s%s --after %lld` goes on", o->slug,
	    o->slug, request ? " --request " : "", request ? request : "", (long long)last);
}

static bool
run_list(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "event", "NO" }, { "at", "AT" },
		{ "actor", "WHO" }, { "kind", "WHAT" }, { "reference", "REFERENCE" }, { 0 } };
	struct org_list list;
	struct request r = { 0 };
	int64_t from = 0;
	(void)argc;
	(void)argv;
	if (after && !arg_number("after", after, &from, err))
		return false;
	if (request && !installation_request(cli->in, &cli->who, request, cli->arena, &r, err))
		return false;
	if (!installation_orgs(
		cli->in, &cli->who, org, act_roles(ACT_MEASURE), cli->arena, &list, err))
		return false;
	json_t *out = json_array();
	int64_t *last = arena_alloc(cli->arena, (list.n + 1) * sizeof(*last));
	for (size_t i = 0; i < list.n; i++) {
		last[i] = 0;
		if ((!r.id || r.org_id == list.items[i].id) &&
		    !list_org(cli, &list.items[i], r.id, from, out, &last[i], err)) {
			json_decref(out);
			return false;
		}
	}
	if (!print_rows(cli, out, columns, "no events", err))
		return false;
	for (size_t i = 0; i < list.n; i++)
		if (last[i])
			say_more(cli, &list.items[i], last[i]);
	return true;
}

/* What each finding says to a person; the members it has stand beside it. */
static const struct {
	const char *what, *says;
} findings[] = {
	{ "event-altered", "the event is not what its leaf says" },
	{ "event-missing", "the event of this leaf is gone" },
	{ "leaf-misplaced", "leaves before this one are gone, or stand elsewhere" },
	{ "leaf-missing", "the event has no leaf, and waits for none" },
	{ "waiting-missing", "an event waits for its leaf and is gone, or has one" },
	{ "request-moved", "the event stands under another request than it says" },
	{ "tree-differs", "how far the log has grown is not what its leaves say" },
	{ "root-differs", "the log is not the one that was signed" },
	{ "log-cut", "the log is shorter than when it was signed" },
	{ "checkpoint-forged", "the file is no checkpoint that was signed here" },
	{ "fact-differs", "what happened is not what the log tells" },
	{ "request-differs", "what stands does not follow from what happened" },
	{ "right-differs", "what became of a right does not follow from what happened" },
	{ "task-differs", "what a task found is not what the log tells" },
	{ "approval-differs", "what was approved is not what the log tells" },
	{ "register-differs", "the register is not the one that was loaded" },
	{ "ledger-file-altered", "its ledger file is not what was written" },
	{ "ledger-file-lacks", "its ledger file lacks what was erased" },
	{ "sequence-stopped", "no event gets its place any more" },
};

static const char *
says(const char *what)
{
	size_t i = 0;
	while (i < array_len(findings) - 1 && strcmp(findings[i].what, what) != 0)
		i++;
	return phrase(findings[i].says);
}

const struct org *
audit_read_kept(struct cli *cli, const struct org_list *orgs, const struct named_file *file,
    struct checkpoint *ret, struct err *err)
{
	for (size_t i = 0; i < orgs->n; i++) {
		const struct org *o = &orgs->items[i];
		const struct audit_log l = installation_log(cli->in, o->id, o->slug, cli->arena);
		err_clear(err);
		if (checkpoint_read(&l, file, cli->arena, ret, err))
			return o;
	}
	if (err->kind == ERR_NONE)
		(void)err_set(err, ERR_NOTFOUND, "no organisation yet");
	return NULL;
}

/* Who wrote in the tables can have stopped it: that is found, not failed. */
static bool
sequence(struct cli *cli, const struct org *o, struct audit_findings *f, struct err *err)
{
	struct err stopped = { 0 };
	if (installation_sequence(cli->in, o->id, &stopped))
		return true;
	if (stopped.kind != ERR_CONFLICT)
		return err_set(err, stopped.kind, "%s", stopped.text);
	audit_find(f, json_pack("{s:s, s:s}", "what", "sequence-stopped", "why", stopped.text));
	return true;
}

static json_t *
verified(const struct org *o, const struct audit_result *r, int64_t requests,
    const struct audit_findings *f)
{
	char root[HEX_SIZE(SHA256_LEN)];
	hex_put(r->root, sizeof(r->root), root);
	return json_pack("{s:s, s:I, s:I, s:s, s:b, s:o, s:I, s:I, s:I, s:O}", "organisation",
	    o->slug, "events", (json_int_t)r->events, "leaves", (json_int_t)r->leaves, "root", root,
	    "good", f->n == 0, "bad_position",
	    r->bad_position < 0 ? json_null() : json_integer(r->bad_position), "checkpoints",
	    (json_int_t)r->checkpoints, "requests", (json_int_t)requests, "found", (json_int_t)f->n,
	    "findings", f->list);
}

static bool
verify_org(struct cli *cli, const struct org *o, const struct checkpoint *also, json_t *out,
    struct err *err)
{
	struct audit_findings f = { .list = json_array() };
	struct audit_result r;
	int64_t requests;
	const struct audit_log l = installation_log(cli->in, o->id, o->slug, cli->arena);
	bool ok = sequence(cli, o, &f, err) && audit_verify(&l, also, &f, &r, err) &&
	    dossier_recheck(cli->in, o, &f, &requests, err) && restored_verify(cli->in, o, &f, err);
	if (ok)
		json_array_append_new(out, verified(o, &r, requests, &f));
	json_decref(f.list);
	return ok;
}

/* A table of what was found, in all organisations. */
static int64_t
print_findings(const struct cli *cli, const json_t *out)
{
	static const struct column columns[] = { { "organisation", "ORGANISATION" },
		{ "position", "PLACE" }, { "event", "EVENT" }, { "reference", "REFERENCE" },
		{ "says", "WHAT IS WRONG" }, { "of", "OF" }, { "stands", "STANDS" },
		{ "follows", "FOLLOWS" }, { "checkpoint", "CHECKPOINT" }, { 0 } };
	auto_drop(json) json_t *rows = json_array();
	size_t i, k;
	json_t *o, *f;
	int64_t n = 0;
	json_array_foreach(out, i, o) {
		n += json_int_or(o, "found", 0);
		json_array_foreach(json_get(o, "findings"), k, f) {
			json_t *row = json_copy(f);
			json_object_set(row, "organisation", json_get(o, "organisation"));
			json_object_set_new(
			    row, "says", json_string(says(json_str_or(f, "what", ""))));
			json_array_append_new(rows, row);
		}
	}
	if (n > 0 && !cli->json) {
		print_text("\n");
		print_table(rows, columns, "");
	}
	return n;
}

static bool
run_verify(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "organisation", "ORGANISATION" },
		{ "events", "EVENTS" }, { "leaves", "LEAVES" }, { "checkpoints", "CHECKPOINTS" },
		{ "requests", "REQUESTS" }, { "good", "GOOD" }, { "root", "ROOT" }, { 0 } };
	struct org_list list;
	struct checkpoint also;
	const struct org *of = NULL;
	(void)argc;
	(void)argv;
	if (!installation_orgs(
		cli->in, &cli->who, org, act_roles(ACT_MEASURE), cli->arena, &list, err) ||
	    (kept && !(of = audit_read_kept(cli, &list, kept, &also, err))))
		return false;
	auto_drop(json) json_t *out = json_array();
	for (size_t i = 0; i < list.n; i++)
		if (!verify_org(cli, &list.items[i], of == &list.items[i] ? &also : NULL, out, err))
			return false;
	if (!print_rows(cli, json_incref(out), columns, "no organisations yet", err))
		return false;
	int64_t n = print_findings(cli, out);
	return n == 0 ||
	    err_set(err, ERR_INPUT,
		"the log was altered, or what stands does not follow from it: %lld findings%s",
		(long long)n,
		cli->json ? "" : phrase(", the first of each organisation are above"));
}

static const char verify_help[] =
    "Recomputes every leaf and the root (RFC 6962) from the events, and holds them against the "
    "checkpoints of the installation.\n"
    "Then whether what happened to each request is what the log tells, and its state and dates are "
    "what follows from that.\n"
    "Whoever could write there too could have made new ones: one that was kept elsewhere tells.";

const struct command audit_commands[] = {
	{ "audit", "list", NULL, "the log of who did what", NULL, list_opts, 0, 0, NEED_DB,
	    ACT_MEASURE, run_list, .shapes = "events", .lists = "",
	    .examples = "dossier audit list --request $REF" },
	{ "audit", "verify", NULL,
	    "is the log what it was, and does all that stands follow from it", verify_help,
	    verify_opts, 0, 0, NEED_DB, ACT_MEASURE, run_verify, .shapes = "audit-verify",
	    .restored = true, .lists = "",
	    .examples = "dossier audit verify\n"
			"dossier audit verify --checkpoint checkpoint.txt",
	    .exits = "1  something was altered: the table says what" },
	{ 0 },
};
