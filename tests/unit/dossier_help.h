/*
 * For the tests of the rooms above the store: an installation of the test's own over the fixture's
 * PostgreSQL, with the register of JBSync, and requests in it. The clock stands in March 2026.
 */
#ifndef TESTS_DOSSIER_HELP_H
#define TESTS_DOSSIER_HELP_H

#include "unit/store_fixture.h"

#include "dossier/decide.h"
#include "dossier/digest.h"
#include "dossier/store/key.h"

static struct installation *in;
static const struct actor root = { .name = "root" }, stranger = { .name = "nobody-here" };
static char home[64];
/* what the last decision told, in fix.arena */
UNUSED static struct letter_told letter;
UNUSED static struct decide_ended end;

UNUSED static void
clock_at(const char *instant)
{
	usec_t t;
	ok(instant_parse(instant, &t, &err));
	clock_move(t);
}

UNUSED static int
installation_start(void **state)
{
	struct org org;
	bool is_new;
	if (fixture_start(state) != 0)
		return 1;
	(void)snprintf(home, sizeof(home), "/tmp/dossier-home-XXXXXX");
	assert_non_null(mkdtemp(home));
	const struct new_installation new = {
		.home = home, .database = fix.uri, .first = root.name, .rehearsal = true
	};
	ok(installation_create(&new, &err));
	ok(in = installation_open(home, NULL, DB_APP, &err));
	ok(installation_admit(in, &root, act_roles(ACT_ENTER), &err));
	clock_at("2026-03-05T10:00:00Z");
	ok(register_load(in, &root,
	    json_doc_load("templates/registers/jbsync.json", REGISTER_MAX, &err), fix.arena, &org,
	    &is_new, &err));
	fix.org = org.id;
	return 0;
}

UNUSED static int
installation_stop(void **state)
{
	installation_close(in);
	fixture_shell(arena_printf(fix.arena, "rm -rf '%s'", home));
	return fixture_stop(state);
}

/* A request of 5 March 2026 with its keys and an address; in ${state}. */
UNUSED static struct request
request_put(const char *const *rights, const char *to_state)
{
	struct request r = {
		.org_id = fix.org,
		.channel = "email",
		.language = "nl",
		.subject_relation = "self",
		.received_at = clock_now(),
		.received = { 2026, 3, 5 },
		.deadline = { 2026, 4, 7 },
		.extended = { 2026, 6, 5 },
		.due = { 2026, 4, 7 },
		.calendar = "nl",
		.calendar_version = "0123456789ab",
		.register_version = 1,
	};
	const struct identifier_value email = { "email", "anna@example.nl" };
	struct wrapped_keys wrapped;
	struct identifier id;
	struct org org;
	bool is_new;
	auto_drop(request_keys) struct request_keys *keys = request_keys_new();
	ok(org_by_id(in->db, fix.org, fix.arena, &org, &err));
	ok(db_begin(in->db, &err));
	ok(request_insert(in->db, &r, org.code, rights, "tester", fix.arena, &err));
	vault_wrap(in->vault, r.reference, keys, fix.arena, &wrapped.content, &wrapped.ledger);
	wrapped.content_public = hex_encode(keys->content_public, KEY_LEN, fix.arena);
	ok(request_key_insert(in->db, &r, &wrapped, &err));
	ok(identifier_sealed(in, &org, r.reference, keys, &email, fix.arena, &id, &err));
	id.source = "given";
	ok(identifier_insert(in->db, fix.org, r.id, &id, &is_new, &err));
	if (strcmp(to_state, "logged") != 0)
		ok(request_advance(in->db, &r, "logged", to_state, clock_now(), &err));
	ok(event_append(in->db, fix.org, r.id, "tester", "request.logged", NULL, &err));
	ok(db_commit(in->db, &err));
	r.state = to_state;
	return r;
}

static const char *const access_only[] = { "access", NULL };
UNUSED static const char *const access_and_erasure[] = { "access", "erasure", NULL };

UNUSED static struct dossier *
opened(const struct request *r)
{
	struct dossier *d = NULL;
	ok(d = dossier_open(in, &root, r->reference, &err));
	return d;
}

UNUSED static int64_t
events_of(const struct request *r, const char *kind)
{
	return fixture_count(arena_printf(fix.arena,
	    "SELECT count(*) FROM event WHERE request_id = %lld AND body::jsonb ->> 'kind' = '%s'",
	    (long long)r->id, kind));
}

#endif
