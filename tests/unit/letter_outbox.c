/*
 * The outbox: each queued letter is one file, whole, once; whoever died over it is mended by the
 * next, one that is written again takes the place of its file, and one that can not be published
 * keeps back no other.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "../../src/letter/letter_private.h"
#include "dossier/store/key.h"
#include "dossier/digest.h"
#include "unit/store_fixture.h"

static struct vault *vault;
static struct request req;
static struct request_keys *keys;
static char home[] = "/tmp/letter_outbox.XXXXXX";

static struct outbox
box(void)
{
	return (struct outbox){ fix.db, vault, home };
}

static const char *
content(const char *name)
{
	static char text[4096];
	int fd = open(arena_printf(fix.arena, "%s/%s", home, name), O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	text[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		(void)close(fd);
	return n < 0 ? NULL : text;
}

static int64_t
files(const char *dir)
{
	FILE *f = popen(arena_printf(fix.arena, "ls -A %s/%s | wc -l", home, dir), "r");
	int n = -1;
	assert_int_equal(fscanf(f, "%d", &n), 1);
	(void)pclose(f);
	return n;
}

static const char *
state_of(const char *file)
{
	return fixture_sql(
	    arena_printf(fix.arena, "SELECT state FROM letter WHERE file = '%s'", file));
}

static struct letter
letter_of(const char *file, const char *body)
{
	const struct mail m = { .from = "info@zorg.example",
		.to = "anna@example.org",
		.subject = "Uw verzoek",
		.message_id = "R-1.x@zorg.example",
		.language = "nl",
		.body = body };
	return (struct letter){
		.kind = "extension",
		.recipient_kind = "person",
		.message_id = m.message_id,
		.file = file,
		.sealed = content_seal(keys->ledger, file, &m, NULL, fix.arena),
	};
}

static void
insert(const struct letter *l)
{
	ok(db_begin(fix.db, &err));
	ok(letter_insert(fix.db, fix.org, req.id, 0, l, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
}

static void
queue(const char *file, const char *body)
{
	const struct letter l = letter_of(file, body);
	insert(&l);
}

static void
publish(void)
{
	const struct outbox o = box();
	ok(outbox_publish(&o, fix.org, 0, &err));
}

static int
fresh(void **state)
{
	(void)state;
	(void)fixture_sql("TRUNCATE letter RESTART IDENTITY");
	return system(arena_printf(fix.arena, "rm -rf %s/outbox %s/spool; mkdir %s/outbox %s/spool",
	    home, home, home, home));
}

static void
once(void **state)
{
	(void)state;
	struct stat st;
	queue("a.eml", "Een\n");
	queue("b.eml", "Twee\n");
	assert_string_equal(state_of("a.eml"), "queued");
	assert_int_equal(files("outbox"), 0);
	publish();
	assert_non_null(strstr(content("outbox/a.eml"), "\r\n\r\nEen\r\n"));
	assert_non_null(strstr(content("outbox/b.eml"), "Message-ID: <R-1.x@zorg.example>\r\n"));
	assert_int_equal(files("outbox"), 2);
	assert_int_equal(stat(arena_printf(fix.arena, "%s/outbox/a.eml", home), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_string_equal(state_of("a.eml"), "written");
	/* what was sent and taken away does not come back */
	assert_int_equal(unlink(arena_printf(fix.arena, "%s/outbox/a.eml", home)), 0);
	publish();
	assert_int_equal(files("outbox"), 1);
}

/* Killed before the row said so, or over half a file: the next does it, and nothing is left. */
static void
mended(void **state)
{
	(void)state;
	queue("a.eml", "Een\n");
	publish();
	(void)fixture_sql("UPDATE letter SET state = 'queued'");
	assert_int_equal(
	    system(arena_printf(fix.arena, "echo half > %s/outbox/.a.eml.part", home)), 0);
	publish();
	assert_int_equal(files("outbox"), 1);
	assert_non_null(strstr(content("outbox/a.eml"), "Een"));
	assert_string_equal(state_of("a.eml"), "written");
}

static void
written_again(void **state)
{
	(void)state;
	queue("a.eml", "Een\n");
	publish();
	queue("a.eml", "Anders\n");
	assert_string_equal(state_of("a.eml"), "queued");
	publish();
	assert_non_null(strstr(content("outbox/a.eml"), "Anders"));
	assert_int_equal(fixture_count("SELECT count(*) FROM letter"), 1);
	(void)fixture_sql("UPDATE letter SET state = 'sent', sent = at");
	queue("a.eml", "Te laat\n");
	publish();
	assert_string_equal(state_of("a.eml"), "sent");
	assert_non_null(strstr(content("outbox/a.eml"), "Anders"));
}

static void
to_colleagues(void **state)
{
	(void)state;
	auto_drop(json) json_t *message = json_pack("{s:s}", "reference", "R-1");
	struct letter l = letter_of("a.json", "");
	l.sealed = content_seal(keys->ledger, l.file, NULL, message, fix.arena);
	insert(&l);
	publish();
	assert_string_equal(content("spool/a.json"), "{\n  \"reference\": \"R-1\"\n}");
	assert_int_equal(files("outbox"), 0);
}

/* A missing directory, a key that is gone, a letter in another's place: each its own trouble. */
static void
trouble(void **state)
{
	(void)state;
	const struct outbox o = box();
	auto_drop(json) json_t *message = json_object();
	struct letter spool = letter_of("a.json", "");
	spool.sealed = content_seal(keys->ledger, spool.file, NULL, message, fix.arena);
	queue("a.eml", "Een\n");
	insert(&spool);
	assert_int_equal(system(arena_printf(fix.arena, "rmdir %s/outbox", home)), 0);
	refused(ERR_SYSTEM, outbox_publish(&o, fix.org, 0, &err));
	assert_string_equal(state_of("a.eml"), "queued");
	assert_string_equal(state_of("a.json"), "written");
	assert_int_equal(system(arena_printf(fix.arena, "mkdir %s/outbox", home)), 0);
	publish();
	assert_string_equal(state_of("a.eml"), "written");

	struct letter moved = letter_of("b.eml", "Twee\n");
	moved.file = "c.eml";
	insert(&moved);
	queue("d.eml", "Drie\n");
	refused(ERR_INPUT, outbox_publish(&o, fix.org, 0, &err));
	assert_string_equal(state_of("c.eml"), "queued");
	assert_string_equal(state_of("d.eml"), "written");
	assert_int_equal(files("outbox"), 2);
}

static void
of_one_request(void **state)
{
	(void)state;
	const struct outbox o = box();
	queue("a.eml", "Een\n");
	ok(outbox_publish(&o, fix.org, req.id + 1, &err));
	assert_string_equal(state_of("a.eml"), "queued");
	ok(outbox_publish(&o, fix.org, req.id, &err));
	assert_string_equal(state_of("a.eml"), "written");
}

/* Who is at a letter just now does it: nobody waits for its row. */
static void
two_at_once(void **state)
{
	(void)state;
	struct queued_letters theirs;
	auto_drop(arena) struct arena *a = arena_new();
	struct err away = { 0 };
	struct db *other = db_open(fix.uri, &away);
	queue("a.eml", "Een\n");
	ok(db_begin(other, &err));
	ok(letter_queued(other, fix.org, 0, 0, 10, a, &theirs, &err));
	assert_int_equal(theirs.n, 1);
	queue("b.eml", "Twee\n");
	publish();
	assert_int_equal(files("outbox"), 1);
	db_rollback(other);
	db_close(other);
	publish();
	assert_int_equal(files("outbox"), 2);
}

/* More than one transaction takes. */
static void
many(void **state)
{
	(void)state;
	for (int i = 0; i < 250; i++)
		queue(arena_printf(fix.arena, "%d.eml", i), "x\n");
	publish();
	assert_int_equal(files("outbox"), 250);
	assert_int_equal(fixture_count("SELECT count(*) FROM letter WHERE state = 'written'"), 250);
}

static int
start(void **state)
{
	static const char *const rights[] = { "access", NULL };
	struct wrapped_keys wrapped;
	struct err bad = { 0 };
	if (fixture_start(state) != 0 || !mkdtemp(home) || !vault_create(home, &bad))
		return 1;
	vault = vault_open(home, &bad);
	fix.org = fixture_org("bakker", "BAK");
	req = fixture_request(fix.org, "BAK", rights);
	keys = request_keys_new();
	vault_wrap(vault, req.reference, keys, fix.arena, &wrapped.content, &wrapped.ledger);
	wrapped.content_public = hex_encode(keys->content_public, KEY_LEN, fix.arena);
	ok(db_begin(fix.db, &err));
	ok(request_key_insert(fix.db, &req, &wrapped, &err));
	event_none(fix.db);
	ok(db_commit(fix.db, &err));
	return 0;
}

static int
stop(void **state)
{
	(void)!system(arena_printf(fix.arena, "rm -rf %s", home));
	request_keys_free(keys);
	vault_free(vault);
	return fixture_stop(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(once, fresh),
		cmocka_unit_test_setup(mended, fresh),
		cmocka_unit_test_setup(written_again, fresh),
		cmocka_unit_test_setup(to_colleagues, fresh),
		cmocka_unit_test_setup(trouble, fresh),
		cmocka_unit_test_setup(of_one_request, fresh),
		cmocka_unit_test_setup(two_at_once, fresh),
		cmocka_unit_test_setup(many, fresh),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
