/*
 * Requests and what belongs to them: written and read back, advanced once, listed by every filter;
 * organisations, people, registers; events in the same transaction.
 */
#include "dossier/store/clock.h"
#include "dossier/store/identifier.h"
#include "dossier/store/installation.h"
#include "dossier/store/key.h"
#include "dossier/store/note.h"
#include "dossier/store/register.h"
#include "dossier/store/right.h"
#include "dossier/store/user.h"
#include "unit/store_fixture.h"

static const char *const access_right[] = { "access", "portability", NULL };

static int
start(void **state)
{
	int r = fixture_start(state);
	if (r == 0)
		fix.org = fixture_org("jbsync", "JBS");
	return r;
}

static void
test_installation(void **state)
{
	(void)state;
	bool rehearsal = false;
	const char *first;
	refused(ERR_NOTFOUND, installation_get(fix.db, fix.arena, &rehearsal, &first, &err));
	auto_drop(db) struct db *owner = cluster_open(fix.dir, DB_OWNER, &(struct err){ 0 });
	ok(installation_put(owner, true, &err));
	ok(installation_get(fix.db, fix.arena, &rehearsal, &first, &err));
	assert_true(rehearsal);
	refused(ERR_CONFLICT, installation_put(owner, false, &err));
	refused(ERR_DENIED, installation_put(fix.db, false, &err));
}

static void
test_migrate_again(void **state)
{
	(void)state;
	int applied = -1;
	auto_drop(db) struct db *owner = cluster_open(fix.dir, DB_OWNER, &(struct err){ 0 });
	ok(migrate(owner, &applied, &err));
	assert_int_equal(applied, 0);
	ok(migrate_check(fix.db, &err));
	ok(migrate_complete(fix.db, &err));
	fixture_sql(
	    "INSERT INTO schema_migration (name, sha256) VALUES ('9999_future', sha256(''))");
	refused(ERR_DENIED, migrate(owner, &applied, &err));
	fixture_sql("DELETE FROM schema_migration WHERE name = '9999_future'");
	fixture_sql(
	    "CREATE TEMP TABLE keep AS SELECT 1; UPDATE schema_migration SET sha256 = sha256('x') "
	    "WHERE name = '0001_schema'");
	refused(ERR_DENIED, migrate_check(fix.db, &err));
	fixture_sql("DELETE FROM schema_migration WHERE name = '0001_schema'");
	refused(ERR_NOTFOUND, migrate_check(fix.db, &err));
	refused(ERR_NOTFOUND, migrate_upgrade(owner, &applied, &err));
	/* a file that fails leaves nothing behind */
	refused(ERR_SYSTEM, migrate(owner, &applied, &err));
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM schema_migration WHERE name = '0001_schema'"), 0);
}

static void
test_organisation(void **state)
{
	(void)state;
	struct org o;
	struct org_list all;
	ok(org_by_slug(fix.db, "jbsync", fix.arena, &o, &err));
	assert_string_equal(o.code, "JBS");
	assert_string_equal(o.zone, "Europe/Amsterdam");
	assert_int_equal(o.register_version, 0);
	struct err why = { 0 };
	assert_false(org_by_slug(fix.db, "acme", fix.arena, &o, &why));
	assert_string_equal(why.text, "no such organisation");
	assert_int_equal(why.kind, ERR_NOTFOUND);
	ok(org_by_code(fix.db, "JBS", fix.arena, &o, &err));
	ok(org_by_id(fix.db, fix.org, fix.arena, &o, &err));
	refused(ERR_NOTFOUND, org_by_id(fix.db, 0, fix.arena, &o, &err));
	ok(org_list(fix.db, fix.arena, &all, &err));
	assert_int_equal(all.n, 1);

	int64_t id;
	ok(db_begin(fix.db, &err));
	o.code = "JBX";
	refused(ERR_CONFLICT, org_put(fix.db, &o, &id, &err));
	o.code = "JBS";
	o.name = "JBSync B.V.";
	ok(org_put(fix.db, &o, &id, &err));
	assert_int_equal(id, fix.org);
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	ok(org_by_slug(fix.db, "jbsync", fix.arena, &o, &err));
	assert_string_equal(o.name, "JBSync B.V.");
}

static int
put_register(const char *text)
{
	int version = 0;
	ok(db_begin(fix.db, &err));
	ok(register_put(fix.db, fix.org, text, strlen(text), "tester", &version, &err));
	ok(event_append(fix.db, fix.org, 0, "tester", "register.loaded", NULL, &err));
	ok(db_commit(fix.db, &err));
	return version;
}

static void
test_register(void **state)
{
	(void)state;
	const char *text;
	size_t len;
	refused(ERR_NOTFOUND, register_get(fix.db, fix.org, 0, fix.arena, &text, &len, &err));
	assert_int_equal(put_register("{\"a\":\"ë\"}"), 1);
	assert_int_equal(put_register("{\"a\":\"ë\"}"), 1);
	assert_int_equal(put_register("{\"a\":2}"), 2);
	assert_int_equal(
	    put_register("{\"a\":\"ë\"}"), 3); /* going back is a version too: the newest counts */
	ok(register_get(fix.db, fix.org, 2, fix.arena, &text, &len, &err));
	assert_string_equal(text, "{\"a\":2}");
	ok(register_get(fix.db, fix.org, 0, fix.arena, &text, &len, &err));
	assert_int_equal(len, strlen("{\"a\":\"ë\"}"));
	refused(ERR_NOTFOUND, register_get(fix.db, fix.org, 9, fix.arena, &text, &len, &err));
	struct org o;
	ok(org_by_id(fix.db, fix.org, fix.arena, &o, &err));
	assert_int_equal(o.register_version, 3);
	ok(calendar_put(fix.db, "nl", "abc", "{}", &err));
	ok(calendar_put(fix.db, "nl", "abc", "{}", &err));
}

static void
test_users(void **state)
{
	(void)state;
	struct user u;
	bool has;
	ok(db_begin(fix.db, &err));
	refused(ERR_NOTFOUND, user_find(fix.db, "anna", fix.arena, &u, &err));
	ok(user_put(fix.db, "anna", 1001, &err));
	ok(user_find(fix.db, "anna", fix.arena, &u, &err));
	assert_int_equal(u.uid, 1001);
	ok(user_grant(fix.db, "anna", 0, "admin", &err));
	ok(user_grant(fix.db, "anna", 0, "admin", &err));
	ok(user_put(fix.db, "bob", 1002, &err));
	ok(user_grant(fix.db, "bob", fix.org, "handler", &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	ok(user_has_role(fix.db, "anna", fix.org, "officer,admin", &has, &err));
	assert_true(has);
	ok(user_has_role(fix.db, "bob", fix.org, "officer,admin", &has, &err));
	assert_false(has);
	ok(user_has_role(fix.db, "bob", 0, "handler", &has, &err));
	assert_true(has);
	ok(user_has_role(fix.db, "bob", fix.org + 1, "handler", &has, &err));
	assert_false(has);
	struct user_list all;
	ok(user_list(fix.db, fix.arena, &all, &err));
	assert_int_equal(all.n, 3); /* and who the fixture acts as */
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(all.items[0].roles, "*"), 0)),
	    "admin");
	assert_string_equal(
	    json_string_value(json_array_get(json_object_get(all.items[1].roles, "jbsync"), 0)),
	    "handler");
	user_list_release(&all);
	ok(db_begin(fix.db, &err));
	ok(user_disable(fix.db, "bob", &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	ok(user_has_role(fix.db, "bob", fix.org, "handler", &has, &err));
	assert_false(has);
	ok(db_begin(fix.db, &err));
	ok(user_put(fix.db, "bob", 1002, &err));
	ok(user_revoke(fix.db, "bob", 0, "handler", &has, &err));
	assert_false(has); /* it is of one organisation */
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	ok(user_has_role(fix.db, "bob", fix.org, "handler", &has, &err));
	assert_true(has);
	ok(db_begin(fix.db, &err));
	ok(user_revoke(fix.db, "bob", fix.org, "handler", &has, &err));
	assert_true(has);
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	ok(user_has_role(fix.db, "bob", fix.org, "handler", &has, &err));
	assert_false(has);
}

static void
test_request(void **state)
{
	(void)state;
	struct request r = fixture_request(fix.org, "JBS", access_right), back;
	ok(request_by_reference(fix.db, r.reference, fix.arena, &back, &err));
	assert_int_equal(back.id, r.id);
	assert_string_equal(back.state, "logged");
	assert_null(back.handler);
	assert_int_equal(back.received_at, r.received_at);
	assert_int_equal(date_cmp(back.due, r.due), 0);
	assert_false(date_is_set(back.promise));
	assert_int_equal(back.answered_at, 0);
	assert_int_equal(back.register_version, 0);
	refused(
	    ERR_NOTFOUND, request_by_reference(fix.db, "JBS-2026-000000", fix.arena, &back, &err));

	struct request_right_list rights;
	ok(request_rights(fix.db, fix.org, r.id, fix.arena, &rights, &err));
	assert_int_equal(rights.n, 2);
	assert_string_equal(rights.items[0].right, "access");
	assert_string_equal(rights.items[0].state, "open");
	struct fact_list clock;
	ok(request_clock(fix.db, fix.org, r.id, fix.arena, &clock, &err));
	assert_int_equal(clock.n, 1);
	assert_int_equal(clock.items[0].kind, FACT_RECEIVED);
	assert_int_equal(date_cmp(clock.items[0].on, r.received), 0);
	assert_int_equal(clock.items[0].at, r.received_at);
}

static void
test_two_terminals(void **state)
{
	(void)state;
	struct request r = fixture_request(fix.org, "JBS", access_right);
	ok(db_begin(fix.db, &err));
	ok(request_advance(fix.db, &r, "logged", "searching", clock_now(), &err));
	pid_t child = fork();
	if (child == 0) {
		/* the other terminal: waits for our commit, then finds the request elsewhere */
		struct err err = { 0 };
		struct db *db = fixture_open(&err);
		bool refused = db && db_begin(db, &err) &&
		    !request_advance(db, &r, "logged", "searching", clock_now(), &err) &&
		    err.kind == ERR_CONFLICT && strstr(err.text, ": is searching, not logged") &&
		    strstr(err.text, r.reference);
		db_close(db);
		_exit(refused ? 0 : 1);
	}
	usleep(200000);
	ok(event_append(fix.db, fix.org, r.id, "tester", "request.searching", NULL, &err));
	ok(db_commit(fix.db, &err));
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void
test_answer_and_close(void **state)
{
	(void)state;
	struct request r = fixture_request(fix.org, "JBS", access_right), back;
	ok(db_begin(fix.db, &err));
	ok(request_advance(fix.db, &r, "logged", "searching", 0, &err));
	ok(request_advance(fix.db, &r, "searching", "collected", 0, &err));
	ok(request_right_decide(
	    fix.db, &r, "access", "answered", "granted", (struct date){ 2026, 4, 1 }, &err));
	refused(ERR_NOTFOUND,
	    request_right_decide(
		fix.db, &r, "erasure", "answered", "granted", (struct date){ 2026, 4, 1 }, &err));
	ok(request_advance(fix.db, &r, "collected", "answered", INT64_C(1775037600000000), &err));
	ok(request_advance(fix.db, &r, "answered", "closed", INT64_C(1775037600000001), &err));
	refused(ERR_CONFLICT, request_assign(fix.db, &r, "anna", &err));
	static const struct right_part parts[] = { { "JBS-C01", "" }, { "JBS-C02", "service" } };
	const struct fact said = {
		.kind = FACT_REFUSED_IN_PART,
		.on = { 2026, 4, 1 },
		.at = INT64_C(1775037600000000),
		.by = "tester",
		.ref = 7,
		.ground = "others-15-4",
		.right = "access",
		.parts = parts,
		.nparts = 2,
		.method = "login",
		.result = "passed",
		.cause = "staff",
		.duplicate_of = "JBS-2026-000000",
		.withdrawn_by = "person",
		.amount_cents = 1250,
		.withdraw_by = { 2026, 4, 15 },
		.until = { 2027, 1, 1 },
		.large_quantity = true,
		.accepted = true,
		.late = true,
		.unannounced = true,
		.recipients = (const char *const[]){ "JBS-R05", "JBS-R06", NULL },
		.letter = "1@x",
		.sealed = "sealed",
	};
	ok(clock_append(fix.db, fix.org, r.id, &said, &err));
	ok(event_append(fix.db, fix.org, r.id, "tester", "request.closed", NULL, &err));
	ok(db_commit(fix.db, &err));
	assert_true(fixture_read(fix.org, r.id, &back));
	assert_int_equal(back.answered_at, INT64_C(1775037600000000));
	assert_int_equal(back.closed_at, INT64_C(1775037600000001));
	assert_false(fixture_read(fix.org + 1, r.id, &back));
	struct fact_list facts;
	ok(request_clock(fix.db, fix.org, r.id, fix.arena, &facts, &err));
	assert_int_equal(facts.n, 2);
	struct fact *f = &facts.items[1];
	assert_true(f->recorded_at > 0);
	assert_int_equal(f->at, said.at);
	assert_string_equal(f->by, "tester");
	assert_string_equal(f->sealed, "sealed");
	auto_drop(json) json_t *wrote = fact_json(&said), *read = fact_json(f);
	assert_int_equal(json_object_size(wrote), 20);
	assert_true(json_equal(wrote, read));
}

static void
test_keys_notes_identifiers(void **state)
{
	(void)state;
	struct request r = fixture_request(fix.org, "JBS", access_right);
	struct wrapped_keys keys = { "c", "p", "l" };
	bool new;
	struct identifier i = { .kind = "email",
		.blind = "b1",
		.sealed = "s1",
		.source = "given",
		.state = "proposed" };
	refused(ERR_NOTFOUND, request_key_get(fix.db, fix.org, r.id, fix.arena, &keys, &err));
	ok(db_begin(fix.db, &err));
	ok(request_key_insert(fix.db, &r, &keys, &err));
	ok(note_insert(fix.db, &r,
	    &(struct note){ .kind = NOTE_NOTE, .sealed = "sealed note", .by = "anna" }, &err));
	ok(identifier_insert(fix.db, fix.org, r.id, &i, &new, &err));
	assert_true(new);
	ok(identifier_insert(fix.db, fix.org, r.id, &i, &new, &err));
	assert_false(new);
	i.state = "usable"; /* found again for certain */
	ok(identifier_insert(fix.db, fix.org, r.id, &i, &new, &err));
	assert_true(new);
	i.state = "proposed"; /* and never made doubtful again */
	ok(identifier_insert(fix.db, fix.org, r.id, &i, &new, &err));
	assert_false(new);
	ok(event_append(fix.db, fix.org, r.id, "tester", "x", NULL, &err));
	ok(db_commit(fix.db, &err));

	struct identifier_list ids;
	ok(identifier_list(fix.db, fix.org, r.id, fix.arena, &ids, &err));
	assert_int_equal(ids.n, 1);
	assert_string_equal(ids.items[0].state, "usable");
	ok(db_begin(fix.db, &err));
	refused(ERR_CONFLICT,
	    identifier_set_state(
		fix.db, fix.org, r.id, ids.items[0].id, "proposed", "rejected", NULL, &err));
	db_rollback(fix.db);
	keys = (struct wrapped_keys){ 0 };
	ok(request_key_get(fix.db, fix.org, r.id, fix.arena, &keys, &err));
	assert_string_equal(keys.content, "c");
	assert_string_equal(keys.content_public, "p");
	assert_string_equal(keys.ledger, "l");
	struct note_list notes;
	ok(note_list(fix.db, fix.org, r.id, fix.arena, &notes, &err));
	assert_int_equal(notes.n, 1);
	assert_string_equal(notes.items[0].sealed, "sealed note");
}

static size_t
listed(const char *state, const char *handler, const char *blind, struct date due_by,
    const char *after, int limit)
{
	struct request_filter f = { .org_id = fix.org,
		.state = state,
		.handler = handler,
		.blind = blind,
		.due_by = due_by,
		.after = after,
		.limit = limit };
	struct request_list l = { 0 };
	ok(request_list(fix.db, &f, fix.arena, &l, &err));
	return l.n;
}

static void
test_list(void **state)
{
	(void)state;
	fix.org = fixture_org("listed", "LST");
	const char *references[6];
	struct date none = { 0 };
	bool new;
	for (size_t i = 0; i < 6; i++) {
		struct request r = fixture_request(fix.org, "LST", access_right);
		references[i] = r.reference;
		struct identifier id = { .kind = "email",
			.blind = i < 2 ? "same" : r.reference,
			.sealed = "s",
			.source = "given",
			.state = "usable" };
		ok(db_begin(fix.db, &err));
		ok(identifier_insert(fix.db, fix.org, r.id, &id, &new, &err));
		if (i == 1)
			ok(request_assign(fix.db, &r, "anna", &err));
		if (i == 4)
			ok(request_advance(fix.db, &r, "logged", "answered", clock_now(), &err));
		if (i == 5)
			ok(request_advance(fix.db, &r, "logged", "closed", clock_now(), &err));
		ok(event_append(fix.db, fix.org, r.id, "tester", "x", NULL, &err));
		ok(db_commit(fix.db, &err));
	}
	assert_int_equal(listed(NULL, NULL, NULL, none, NULL, 0), 5);
	assert_int_equal(listed("open", NULL, NULL, none, NULL, 0), 4);
	assert_int_equal(listed("all", NULL, NULL, none, NULL, 0), 6);
	assert_int_equal(listed("closed", NULL, NULL, none, NULL, 0), 1);
	assert_int_equal(listed(NULL, "anna", NULL, none, NULL, 0), 1);
	assert_int_equal(listed("closed", "anna", NULL, none, NULL, 0), 0);
	assert_int_equal(listed("all", NULL, "same", none, NULL, 0), 2);
	assert_int_equal(listed("all", "anna", "same", none, NULL, 0), 1);
	assert_int_equal(listed("all", NULL, NULL, (struct date){ 2026, 4, 6 }, NULL, 0), 0);
	assert_int_equal(listed("all", NULL, NULL, (struct date){ 2026, 4, 7 }, NULL, 4), 4);

	/* in pages of two, each request comes exactly once */
	struct request_filter f = { .org_id = fix.org, .state = "all", .limit = 2 };
	struct request_list page = { 0 };
	size_t seen = 0;
	for (;; seen += page.n) {
		ok(request_list(fix.db, &f, fix.arena, &page, &err));
		if (page.n == 0)
			break;
		assert_true(!f.after || strcmp(page.items[0].reference, f.after) > 0);
		f.after = page.items[page.n - 1].reference;
	}
	assert_int_equal(seen, 6);
	const char *normal;
	ok(reference_normalise(references[0], fix.arena, &normal, &err));
	assert_string_equal(normal, references[0]);
}

static void
test_reference(void **state)
{
	(void)state;
	struct request r = fixture_request(fix.org, "LST", access_right);
	char wrong[32];
	const char *normal;
	size_t n = strlen(r.reference);
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	/* every single wrong character and every exchange of neighbours is found */
	for (size_t i = n - 6; i < n; i++)
		for (const char *c = alphabet; *c; c++) {
			snprintf(wrong, sizeof(wrong), "%s", r.reference);
			if (wrong[i] == *c)
				continue;
			wrong[i] = *c;
			refused(ERR_NOTFOUND, reference_normalise(wrong, fix.arena, &normal, &err));
		}
	for (size_t i = n - 6; i + 1 < n; i++) {
		snprintf(wrong, sizeof(wrong), "%s", r.reference);
		if (wrong[i] == wrong[i + 1])
			continue;
		wrong[i] = r.reference[i + 1];
		wrong[i + 1] = r.reference[i];
		refused(ERR_NOTFOUND, reference_normalise(wrong, fix.arena, &normal, &err));
	}
	snprintf(wrong, sizeof(wrong), " %s\n", r.reference);
	for (char *c = wrong; *c; c++)
		*c = *c == '0'               ? 'o'
		    : *c == '1'              ? 'l'
		    : *c >= 'A' && *c <= 'Z' ? (char)(*c + 32)
					     : *c;
	/* the year's digits are digits only */
	memcpy(wrong + 1 + n - 11, "2026", 4);
	ok(reference_normalise(wrong, fix.arena, &normal, &err));
	assert_string_equal(normal, r.reference);
	static const char *const none[] = { "", "JBS", "JBS-2026-", "-2026-ABCDEF", "a@b.nl",
		"JBS-20x6-ABCDEF", "JBS-2026-ABCDEU" };
	for (size_t i = 0; i < array_len(none); i++)
		refused(ERR_NOTFOUND, reference_normalise(none[i], fix.arena, &normal, &err));
}

static void
test_events(void **state)
{
	(void)state;
	fix.org = fixture_org("logged", "LOG");
	struct request r = fixture_request(fix.org, "LOG", access_right);
	json_t *body = json_pack("{s:i, s:s}", "z", 1, "a", "é");
	struct new_event both[] = { { .request_id = r.id, .kind = "one", .body = body },
		{ .kind = "two", .body = NULL } };
	ok(db_begin(fix.db, &err));
	ok(event_append_many(fix.db, fix.org, "anna", both, 2, &err));
	ok(db_commit(fix.db, &err));
	json_decref(body);

	struct event_list all;
	ok(event_list(fix.db, fix.org, 0, 0, 0, fix.arena, &all, &err));
	assert_int_equal(all.n, 4);
	const struct event *e = &all.items[2];
	assert_string_equal(e->kind, "one");
	assert_string_equal(e->actor, "anna");
	assert_string_equal(e->reference, r.reference);
	char at[INSTANT_LEN];
	instant_format(e->at, at);
	assert_string_equal(e->body,
	    arena_printf(fix.arena,
		"{\"actor\":\"anna\",\"at\":\"%s\",\"body\":{\"a\":\"é\",\"z\":1},\"kind\":\"one\","
		"\"reference\":\"%s\"}",
		at, r.reference));
	assert_int_equal(e->request_id, r.id);
	assert_null(all.items[3].reference);
	assert_int_equal(all.items[3].request_id, 0);
	ok(event_list(fix.db, fix.org, r.id, 0, 0, fix.arena, &all, &err));
	assert_int_equal(all.n, 2);
	ok(event_list(fix.db, fix.org, r.id, all.items[0].id, 1, fix.arena, &all, &err));
	assert_int_equal(all.n, 1);
}

/* Both streams of a log, as of one moment. */
static void
test_scan(void)
{
	struct err bad = { 0 };
	struct log_scan *s = log_scan_open(fix.db, fix.org, &bad);
	const struct log_event *e;
	const struct log_leaf *leaf;
	struct leaf_list waiting;
	int events = 0, leaves = 0;
	assert_non_null(s);
	ok(log_waiting(s, fix.arena, &waiting, &err));
	assert_int_equal(waiting.n, 3);
	for (; (e = log_next_event(s, &bad)); events++)
		assert_int_equal(e->request_id != 0, e->reference != NULL);
	for (; (leaf = log_next_leaf(s, &bad)); leaves++) {
		assert_int_equal(leaf->position, leaves);
		assert_int_equal(leaf->hash[31], leaves + 1);
	}
	assert_int_equal(events, 4);
	assert_int_equal(leaves, 1);
	assert_null(log_next_event(s, &bad));
	assert_int_equal(bad.kind, ERR_NONE);
	log_scan_free(s);
}

static void
test_sequencing(void **state)
{
	(void)state;
	struct leaf_list l;
	ok(db_begin(fix.db, &err));
	ok(event_unsequenced(fix.db, fix.org, 1, fix.arena, &l, &err));
	assert_int_equal(l.n, 1);
	/* another sequencer is told to come back */
	struct err why = { 0 };
	struct db *other = fixture_open(&why);
	struct leaf_list none;
	ok(db_begin(other, &err));
	refused(ERR_TEMPORARY, event_unsequenced(other, fix.org, 3, fix.arena, &none, &err));
	db_close(other);
	for (size_t i = 0; i < l.n; i++)
		memset(l.items[i].hash, (int)i + 1, 32);
	ok(event_leaf_insert(fix.db, fix.org, 0, l.items, l.n, &err));
	ok(event_tree_put(fix.db, fix.org, 1, "", &err));
	ok(db_commit(fix.db, &err));

	/* a place is given once, and an event has one */
	ok(db_begin(fix.db, &err));
	refused(ERR_CONFLICT, event_leaf_insert(fix.db, fix.org, 1, l.items, 1, &err));
	db_rollback(fix.db);
	ok(db_begin(fix.db, &err));
	/* what was written together comes together */
	ok(event_unsequenced(fix.db, fix.org, 2, fix.arena, &l, &err));
	assert_int_equal(l.n, 3);
	refused(ERR_CONFLICT, event_leaf_insert(fix.db, fix.org, 0, l.items, 3, &err));
	db_rollback(fix.db);

	int64_t size;
	const char *nodes;
	ok(event_tree_get(fix.db, fix.org, fix.arena, &size, &nodes, &err));
	assert_int_equal(size, 1);
	assert_string_equal(nodes, "");
	test_scan();
}

/* A change without an event is a bug of ours, and found before it is committed. */
static void
test_silent_change(void **state)
{
	(void)state;
	struct request r = fixture_request(fix.org, "LOG", access_right);
	pid_t child = fork();
	if (child == 0) {
		struct err err = { 0 };
		(void)!freopen("/dev/null", "w", stderr);
		signal(SIGABRT, SIG_DFL);
		struct db *db = fixture_open(&err);
		if (db && db_begin(db, &err) && request_assign(db, &r, "anna", &err))
			(void)!db_commit(db, &err);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	struct request back;
	assert_true(fixture_read(fix.org, r.id, &back));
	assert_null(back.handler);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_installation),
		cmocka_unit_test(test_organisation),
		cmocka_unit_test(test_register),
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_request),
		cmocka_unit_test(test_two_terminals),
		cmocka_unit_test(test_answer_and_close),
		cmocka_unit_test(test_keys_notes_identifiers),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_reference),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_sequencing),
		cmocka_unit_test(test_silent_change),
		cmocka_unit_test(test_migrate_again),
	};
	return cmocka_run_group_tests(tests, start, fixture_stop);
}
