/*
 * The spool: what colleagues are told is one file, whole, once; whoever died over it is mended by
 * the next, one that is written again takes the place of its file, and one that can not be
 * published keeps back no other. All else is no file: it waits in its row, and is composed the same
 * however often.
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
static char home[] = "/tmp/letter_spool.XXXXXX";

static struct spool
spool(void)
{
	return (struct spool){ fix.db, vault, home };
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

/* What colleagues are told: ${word}. */
static struct letter
news_of(const char *file, const char *word)
{
	auto_drop(json) json_t *message = json_pack("{s:s}", "text", word);
	return (struct letter){
		.kind = "escalation",
		.recipient_kind = "colleague",
		.file = file,
		.sealed = content_seal(keys->ledger, file, NULL, message, fix.arena),
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
queue(const char *file, const char *word)
{
	const struct letter l = news_of(file, word);
	insert(&l);
}

static void
publish(void)
{
	const struct spool s = spool();
	ok(spool_publish(&s, fix.org, &err));
}

static int
fresh(void **state)
{
	(void)state;
	(void)fixture_sql("TRUNCATE letter RESTART IDENTITY");
	return system(arena_printf(fix.arena, "rm -rf %s/spool; mkdir %s/spool", home, home));
}

static void
once(void **state)
{
	(void)state;
	struct stat st;
	queue("a.json", "een");
	queue("b.json", "twee");
	assert_string_equal(state_of("a.json"), "queued");
	assert_int_equal(files("spool"), 0);
	publish();
	assert_string_equal(content("spool/a.json"), "{\n  \"text\": \"een\"\n}");
	assert_int_equal(files("spool"), 2);
	assert_int_equal(stat(arena_printf(fix.arena, "%s/spool/a.json", home), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_string_equal(state_of("a.json"), "written");
	/* what was sent and taken away does not come back */
	assert_int_equal(unlink(arena_printf(fix.arena, "%s/spool/a.json", home)), 0);
	publish();
	assert_int_equal(files("spool"), 1);
}

/* A letter to anybody else waits where it is sealed, and is the same each time it is taken out. */
static void
no_file(void **state)
{
	(void)state;
	auto_drop(buf) struct buf one = { 0 }, two = { 0 };
	const struct mail m = { .from = "info@zorg.example",
		.to = "anna@example.org",
		.subject = "Uw verzoek",
		.message_id = "R-1.x@zorg.example",
		.language = "nl",
		.body = "Een\n" };
	struct letter l = {
		.kind = "extension",
		.recipient_kind = "person",
		.message_id = m.message_id,
		.file = "a.eml",
		.sealed = content_seal(keys->ledger, "a.eml", &m, NULL, fix.arena),
	};
	insert(&l);
	assert_string_equal(state_of("a.eml"), "written");
	publish();
	assert_int_equal(files("spool"), 0);
	assert_int_equal(files("."), 2); /* keys, and the spool */
	ok(letter_compose(&l, keys->ledger, fix.arena, &one, &err));
	ok(letter_compose(&l, keys->ledger, fix.arena, &two, &err));
	assert_non_null(strstr(one.data, "Message-ID: <R-1.x@zorg.example>\r\n"));
	assert_string_equal(one.data, two.data);
	l.file = "b.eml";
	refused(ERR_INPUT, letter_compose(&l, keys->ledger, fix.arena, &one, &err));
}

/* Killed before the row said so, or over half a file: the next does it, and nothing is left. */
static void
mended(void **state)
{
	(void)state;
	queue("a.json", "een");
	publish();
	(void)fixture_sql("UPDATE letter SET state = 'queued'");
	assert_int_equal(
	    system(arena_printf(fix.arena, "echo half > %s/spool/.a.json.part", home)), 0);
	publish();
	assert_int_equal(files("spool"), 1);
	assert_non_null(strstr(content("spool/a.json"), "een"));
	assert_string_equal(state_of("a.json"), "written");
}

static void
written_again(void **state)
{
	(void)state;
	queue("a.json", "een");
	publish();
	queue("a.json", "anders");
	assert_string_equal(state_of("a.json"), "queued");
	publish();
	assert_non_null(strstr(content("spool/a.json"), "anders"));
	assert_int_equal(fixture_count("SELECT count(*) FROM letter"), 1);
	(void)fixture_sql("UPDATE letter SET state = 'sent', sent = at");
	queue("a.json", "te laat");
	publish();
	assert_string_equal(state_of("a.json"), "sent");
	assert_non_null(strstr(content("spool/a.json"), "anders"));
}

/* A missing directory, a letter in another's place: each its own trouble. */
static void
trouble(void **state)
{
	(void)state;
	const struct spool s = spool();
	queue("a.json", "een");
	assert_int_equal(system(arena_printf(fix.arena, "rmdir %s/spool", home)), 0);
	refused(ERR_SYSTEM, spool_publish(&s, fix.org, &err));
	assert_string_equal(state_of("a.json"), "queued");
	assert_int_equal(system(arena_printf(fix.arena, "mkdir %s/spool", home)), 0);
	publish();
	assert_string_equal(state_of("a.json"), "written");

	struct letter moved = news_of("b.json", "twee");
	moved.file = "c.json";
	insert(&moved);
	queue("d.json", "drie");
	refused(ERR_INPUT, spool_publish(&s, fix.org, &err));
	assert_string_equal(state_of("c.json"), "queued");
	assert_string_equal(state_of("d.json"), "written");
	assert_int_equal(files("spool"), 2);
}

/* Who is at a letter just now does it: nobody waits for its row. */
static void
two_at_once(void **state)
{
	(void)state;
	struct queued_letters theirs;
	auto_drop(arena) struct arena *a = arena_new();
	struct err away = { 0 };
	struct db *other = fixture_open(&away);
	queue("a.json", "een");
	ok(db_begin(other, &err));
	ok(letter_queued(other, fix.org, 0, 10, a, &theirs, &err));
	assert_int_equal(theirs.n, 1);
	queue("b.json", "twee");
	publish();
	assert_int_equal(files("spool"), 1);
	db_rollback(other);
	db_close(other);
	publish();
	assert_int_equal(files("spool"), 2);
}

/* More than one transaction takes. */
static void
many(void **state)
{
	(void)state;
	for (int i = 0; i < 250; i++)
		queue(arena_printf(fix.arena, "%d.json", i), "x");
	publish();
	assert_int_equal(files("spool"), 250);
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
		cmocka_unit_test_setup(no_file, fresh),
		cmocka_unit_test_setup(trouble, fresh),
		cmocka_unit_test_setup(two_at_once, fresh),
		cmocka_unit_test_setup(many, fresh),
	};
	return cmocka_run_group_tests(tests, start, stop);
}
