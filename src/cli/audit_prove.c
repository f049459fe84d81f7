/*
 * audit checkpoint, key, prove, export: what a stranger needs to check the log without us.
 */
#include <unistd.h>

#include "dossier/digest.h"
#include "dossier/phrase.h"
#include "cli.h"

static const char *org;
static const struct named_file *since, *out_file;
static const struct opt org_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ 0 },
};
static const struct opt checkpoint_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "out", "FILE", "keep it in this new file too", OPT_FILE_OUT, &out_file },
	{ 0 },
};
static const struct opt prove_opts[] = {
	{ "org", "ORG", "of this organisation", OPT_STRING, &org },
	{ "since", "FILE", "an older checkpoint: prove that the log has only grown since",
	    OPT_FILE_IN, &since },
	{ 0 },
};

#define EXPORT_PAGE 1000

static json_t *
hex_json(const unsigned char *p)
{
	char text[HEX_SIZE(SHA256_LEN)];
	return json_string(hex_put(p, SHA256_LEN, text));
}

/* ---- checkpoint, key ---- */

/* Signed now; size 0: there is no event. */
static bool
sign(struct cli *cli, const struct org *o, struct audit_log *ret_log, struct checkpoint *ret,
    struct err *err)
{
	*ret_log = installation_log(cli->in, o->id, o->slug, cli->arena);
	return installation_sequence(cli->in, o->id, err) &&
	    audit_checkpoint(ret_log, cli->arena, ret, err);
}

/* Where it lies itself is closed to the users of a shared installation. */
static bool
keep_note(const struct named_file *f, const json_t *checkpoints, struct err *err)
{
	const char *note = json_str_or(json_array_get(checkpoints, 0), "note", "");
	if (!f)
		return true;
	if (json_array_size(checkpoints) != 1)
		return err_set(err, ERR_USAGE,
		    "--out keeps the checkpoint of one organisation: name it with --org");
	return write(f->fd, note, strlen(note)) == (ssize_t)strlen(note) ||
	    err_set(err, ERR_SYSTEM, "cannot write %s: %m", f->name);
}

static bool
run_checkpoint(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "organisation", "ORGANISATION" },
		{ "size", "SIZE" }, { "root", "ROOT" }, { "file", "FILE" }, { 0 } };
	struct org_list list;
	(void)argc;
	(void)argv;
	if (!installation_orgs(
		cli->in, &cli->who, org, act_roles(ACT_MEASURE), cli->arena, &list, err))
		return false;
	auto_drop(json) json_t *out = json_array();
	for (size_t i = 0; i < list.n; i++) {
		struct audit_log l;
		struct checkpoint c;
		if (!sign(cli, &list.items[i], &l, &c, err))
			return false;
		if (c.size > 0)
			json_array_append_new(out,
			    json_pack("{s:s, s:I, s:o, s:s, s:s}", "organisation",
				list.items[i].slug, "size", (json_int_t)c.size, "root",
				hex_json(c.root), "file", c.path, "note", c.note));
	}
	return keep_note(out_file, out, err) &&
	    print_rows(cli, json_incref(out), columns, "no events yet", err);
}

static bool
run_key(struct cli *cli, int argc, char *argv[], struct err *err)
{
	static const struct column columns[] = { { "organisation", "ORGANISATION" },
		{ "key", "KEY" }, { 0 } };
	struct org_list list;
	(void)argc;
	(void)argv;
	if (!installation_orgs(
		cli->in, &cli->who, org, act_roles(ACT_MEASURE), cli->arena, &list, err))
		return false;
	json_t *out = json_array();
	for (size_t i = 0; i < list.n; i++) {
		const struct org *o = &list.items[i];
		const char *name = vault_note_name(cli->in->vault, o->slug, cli->arena);
		json_array_append_new(out,
		    json_pack("{s:s, s:s}", "organisation", o->slug, "key",
			vault_note_key(cli->in->vault, name, cli->arena)));
	}
	return print_rows(cli, out, columns, "no organisations yet", err);
}

/* ---- prove ---- */

/* What is to be proved of one log. */
struct proved {
	const struct org *org;
	struct audit_log log;
	struct checkpoint now, before; /* before: size 0: none was given */
	struct event_list events;
	const char **bodies;
	struct audit_proof *proofs; /* of each event, and at last of before */
};

static bool
find_by_number(struct cli *cli, const struct org_list *orgs, const char *arg, struct proved *p,
    struct err *err)
{
	int64_t id, position;
	const char *body;
	if (!arg_number("EVENT", arg, &id, err))
		return false;
	for (size_t i = 0; i < orgs->n; i++) {
		err_clear(err);
		if (!event_find(
			cli->in->db, orgs->items[i].id, id, cli->arena, &body, &position, err))
			continue;
		p->org = &orgs->items[i];
		p->events.n = 1;
		p->events.items = arena_alloc(cli->arena, sizeof(*p->events.items));
		p->events.items[0].id = id;
		return true;
	}
	return err->kind != ERR_NONE ? false : err_set(err, ERR_NOTFOUND, "no organisation yet");
}

static bool
find_by_reference(struct cli *cli, const struct org_list *orgs, const char *arg, struct proved *p,
    struct err *err)
{
	struct request r;
	if (!installation_request(cli->in, &cli->who, arg, cli->arena, &r, err))
		return false;
	for (size_t i = 0; i < orgs->n; i++)
		if (orgs->items[i].id == r.org_id) {
			p->org = &orgs->items[i];
			return event_list(
			    cli->in->db, r.org_id, r.id, 0, 0, cli->arena, &p->events, err);
		}
	return request_unknown(r.reference, err);
}

/* Nothing but --since: the log it is of. */
static bool
find_by_checkpoint(struct cli *cli, const struct org_list *orgs, struct proved *p, struct err *err)
{
	if (!since)
		return err_set(err, ERR_USAGE, "say what to prove: REF, EVENT or --since");
	p->org = audit_read_kept(cli, orgs, since, &p->before, err);
	return p->org != NULL;
}

static bool
place(struct cli *cli, struct proved *p, struct err *err)
{
	size_t n = p->events.n;
	p->bodies = arena_alloc(cli->arena, (n + 1) * sizeof(*p->bodies));
	p->proofs = arena_alloc(cli->arena, (n + 1) * sizeof(*p->proofs));
	for (size_t i = 0; i < n; i++) {
		int64_t position;
		if (!event_find(cli->in->db, p->org->id, p->events.items[i].id, cli->arena,
			&p->bodies[i], &position, err))
			return false;
		if (position < 0 || position >= p->now.size)
			return err_set(err, ERR_CONFLICT,
			    "event %lld stands in no checkpoint: see `dossier audit verify`",
			    (long long)p->events.items[i].id);
		p->proofs[i].first = (uint64_t)position;
		p->proofs[i].size = (uint64_t)p->now.size;
	}
	p->proofs[n].consistency = true;
	p->proofs[n].first = (uint64_t)p->before.size;
	p->proofs[n].size = (uint64_t)p->now.size;
	return p->before.size <= p->now.size ||
	    err_set(err, ERR_CONFLICT, "%s is of a larger log than there is", since->name);
}

static json_t *
proof_json(const struct audit_proof *p)
{
	json_t *v = json_array();
	for (size_t i = 0; i < p->n; i++)
		json_array_append_new(v, hex_json(p->hash[i]));
	return v;
}

static json_t *
proved_json(struct cli *cli, const struct proved *p)
{
	json_t *events = json_array(), *before = json_null();
	size_t n = p->events.n;
	for (size_t i = 0; i < n; i++)
		json_array_append_new(events,
		    json_pack("{s:I, s:I, s:s, s:o}", "event", (json_int_t)p->events.items[i].id,
			"position", (json_int_t)p->proofs[i].first, "body", p->bodies[i], "proof",
			proof_json(&p->proofs[i])));
	if (p->before.size > 0)
		before = json_pack("{s:I, s:s, s:o}", "size", (json_int_t)p->before.size,
		    "checkpoint", p->before.note, "proof", proof_json(&p->proofs[n]));
	return json_pack("{s:s, s:s, s:s, s:I, s:o, s:o}", "organisation", p->org->slug, "key",
	    vault_note_key(cli->in->vault, p->log.origin, cli->arena), "checkpoint", p->now.note,
	    "size", (json_int_t)p->now.size, "events", events, "since", before);
}

static void
print_proof(const char *heading, const json_t *proof)
{
	size_t i;
	const json_t *hash;
	print_text("%s\n", heading);
	json_array_foreach(proof, i, hash)
		print_text("  %s\n", json_string_value(hash));
}

static void
print_proved(struct cli *cli, const json_t *v)
{
	size_t i;
	const json_t *e, *before = json_get(v, "since");
	print_text("%s\nkey %s\n", json_str_or(v, "checkpoint", ""), json_str_or(v, "key", ""));
	json_array_foreach(json_get(v, "events"), i, e) {
		print_text("\nevent %lld at place %lld\n%s\n",
		    (long long)json_int_or(e, "event", 0), (long long)json_int_or(e, "position", 0),
		    json_str_or(e, "body", ""));
		print_proof(phrase("is in it:"), json_get(e, "proof"));
	}
	if (json_is_object(before))
		print_proof(arena_printf(cli->arena,
				phrase("\nit has only grown since it had %lld leaves:"),
				(long long)json_int_or(before, "size", 0)),
		    json_get(before, "proof"));
}

/* What is to be proved, of the log of one organisation. */
static bool
find(struct cli *cli, const struct org_list *orgs, const char *arg, struct proved *p,
    struct err *err)
{
	bool number = arg && arg[strspn(arg, "0123456789")] == '\0';
	bool found = !arg ? find_by_checkpoint(cli, orgs, p, err)
	    : number      ? find_by_number(cli, orgs, arg, p, err)
			  : find_by_reference(cli, orgs, arg, p, err);
	return found && p->org;
}

static bool
run_prove(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct org_list orgs;
	struct proved p = { 0 };
	unsigned char root[SHA256_LEN];
	const char *arg = argc > 0 ? argv[0] : NULL;
	if (!installation_orgs(
		cli->in, &cli->who, org, act_roles(ACT_MEASURE), cli->arena, &orgs, err) ||
	    !find(cli, &orgs, arg, &p, err) || !sign(cli, p.org, &p.log, &p.now, err) ||
	    (arg && since && !checkpoint_read(&p.log, since, cli->arena, &p.before, err)) ||
	    !place(cli, &p, err))
		return false;
	size_t n = p.events.n + (p.before.size > 0);
	if (!audit_prove(&p.log, (uint64_t)p.now.size, p.proofs, n, root, err))
		return false;
	if (memcmp(root, p.now.root, sizeof(root)) != 0)
		return err_set(err, ERR_CONFLICT,
		    "the leaves are not those that were signed: see `dossier audit verify`");
	auto_drop(json) json_t *v = proved_json(cli, &p);
	if (cli->json)
		print_json(json_incref(v));
	else
		print_proved(cli, v);
	return true;
}

/* ---- export ---- */

/* A line an event, in the order of the tree: what is hashed, to the byte. */
static bool
run_export(struct cli *cli, int argc, char *argv[], struct err *err)
{
	struct org_list list;
	struct audit_log l;
	struct checkpoint c;
	(void)argc;
	if (!installation_orgs(
		cli->in, &cli->who, argv[0], act_roles(ACT_MEASURE), cli->arena, &list, err) ||
	    !sign(cli, &list.items[0], &l, &c, err))
		return false;
	for (int64_t from = 0; from < c.size; from += EXPORT_PAGE) {
		auto_drop(arena) struct arena *a = arena_new();
		struct placed_list page;
		int64_t before = from + EXPORT_PAGE < c.size ? from + EXPORT_PAGE : c.size;
		if (!event_bodies(l.db, l.org_id, from, before, a, &page, err))
			return false;
		print_clear();
		for (size_t i = 0; i < page.n; i++)
			(void)printf("%s\n", page.items[i].body ? page.items[i].body : "");
	}
	return true;
}

static const char checkpoint_help[] =
    "Signs how far each log has grown, in a file each in the directory `checkpoints` of "
    "dossier.conf (C2SP tlog-checkpoint).\n"
    "The worker does so every day, and whoever takes an archive or reads a letter first of all. "
    "Keep copies where nobody here can\n"
    "write: `audit verify --checkpoint FILE` then tells whether anything before was changed, by "
    "whomever.";
static const char prove_help[] =
    "Proves that the events of a request, or one event by its number, stand in a checkpoint "
    "signed now; with --since, that the\n"
    "log has only grown since an older one (RFC 6962). With --json all that a program of the "
    "stranger's own needs.";
static const char export_help[] =
    "A line an event, in the order of the tree, to the byte what is hashed: the root of these "
    "lines is the one of the newest\n"
    "checkpoint.";

const struct command audit_prove_commands[] = {
	{ "audit", "checkpoint", NULL, "sign how far the log has grown", checkpoint_help,
	    checkpoint_opts, 0, 0, NEED_DB, ACT_MEASURE, run_checkpoint,
	    .shapes = "audit-checkpoint", .lists = "",
	    .examples = "dossier audit checkpoint --org jcc --out checkpoint.txt",
	    .next = "dossier audit verify --checkpoint checkpoint.txt", .changes = CHANGES_MORE,
	    .preview = "dossier audit verify" },
	{ "audit", "key", NULL, "the key that checks our checkpoints, for who keeps it", NULL,
	    org_opts, 0, 0, NEED_DB, ACT_MEASURE, run_key, .shapes = "audit-key", .lists = "",
	    .examples = "dossier audit key --org jcc >jcc.key" },
	{ "audit", "prove", "[REF|EVENT]",
	    "prove that events are in the log, and that it only grew", prove_help, prove_opts, 0, 1,
	    NEED_DB, ACT_MEASURE, run_prove, .shapes = "audit-prove",
	    .examples = "dossier audit prove $REF --since checkpoint.txt", .changes = CHANGES_MORE,
	    .preview = "dossier audit verify" },
	{ "audit", "export", "ORG", "the log itself, for who checks it", export_help, NULL, 1, 1,
	    NEED_DB, ACT_MEASURE, run_export, .examples = "dossier audit export jcc >log.txt",
	    .changes = CHANGES_MORE, .preview = "dossier audit verify" },
	{ 0 },
};
