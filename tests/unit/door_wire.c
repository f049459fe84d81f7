/*
 * What goes over the socket of a shared installation: what is packed comes back, what a client of
 * ours never sends is refused, and whatever it sends is read without harm.
 */
#include <fcntl.h>
#include <sys/socket.h>

#include "dossier/door.h"
#include "dossier/text.h"
#include "unit/unit.h"

static struct named_file files[] = { { "/tmp/in", 0, false, NULL }, { "out.zip", 1, true, NULL } };
static const char *words[] = { "dossier archive get", "--home=/var/x", "--json", "--now=2026-03-09",
	"--", "--home=/y", "out.zip" };
static const struct opt_line good = {
	.words = { words, array_len(words) },
	.options = 4,
	.files = { files, array_len(files), 0 },
};

static void
packed(struct buf *b)
{
	struct err err = { 0 };
	(void)setenv("TERM", "xterm", 1);
	(void)setenv("DOSSIER_LANG", "nl", 1);
	(void)setenv("COLUMNS", "12\n3", 1);
	(void)unsetenv("NO_COLOR");
	(void)setenv("PGHOST", "/nowhere", 1);
	assert_ok(door_pack(&good, b, &err), &err);
}

static bool
unpack(const struct buf *b, struct arena *a, struct opt_line *line, struct door_settings *set,
    struct err *err)
{
	struct door_head h;
	if (b->len < sizeof(h))
		return false;
	memcpy(&h, b->data, sizeof(h));
	/* whoever reads it has so many bytes, or does not come to this */
	if (h.bytes > b->len - sizeof(h))
		return false;
	return door_unpack(&h, b->data + sizeof(h), a, line, set, err);
}

static void
test_there_and_back(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf b = { 0 };
	struct opt_line line;
	struct door_settings set;
	struct err err = { 0 };
	(void)state;
	packed(&b);
	assert_ok(unpack(&b, a, &line, &set, &err), &err);
	/* the directory of the installation stays behind; an operand is an operand */
	assert_int_equal(line.words.n, 6);
	assert_int_equal(line.options, 3);
	assert_string_equal(line.words.items[1], "--json");
	assert_string_equal(line.words.items[4], "--home=/y");
	assert_int_equal(line.files.n, 2);
	assert_string_equal(line.files.items[0].name, "/tmp/in");
	assert_false(line.files.items[0].out);
	assert_string_equal(line.files.items[1].name, "out.zip");
	assert_true(line.files.items[1].out);
	/* what is no terminal's is left out, and a value of two lines */
	assert_int_equal(set.n, 2);
	assert_string_equal(set.items[0], "TERM=xterm");
	assert_string_equal(set.items[1], "DOSSIER_LANG=nl");
}

static void
test_too_much(void **state)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err err = { 0 };
	static char large[DOOR_BYTES_MAX + 1];
	const char *two[] = { large, "--" };
	static const char *many[DOOR_WORDS_MAX + 1];
	const struct opt_line too_large = { .words = { two, 2 }, .options = 1 };
	const struct opt_line too_many = { .words = { many, array_len(many) }, .options = 1 };
	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	assert_false(door_pack(&too_large, &b, &err));
	assert_err(&err, ERR_USAGE, "at most 256 KiB");
	for (size_t i = 0; i < array_len(many); i++)
		many[i] = "x";
	err_clear(&err);
	assert_false(door_pack(&too_many, &b, &err));
	assert_err(&err, ERR_USAGE, "4096 words");
	assert_int_equal(b.len, 0);
}

static void
test_bad(void **state)
{
	static const struct {
		struct door_head head;
		const char *text;
	} cases[] = {
		{ { 1, 5, 2, 0, 0 }, "a\0--" },
		{ { DOOR_MAGIC, 5, 1, 0, 0 }, "a\0--" },
		{ { DOOR_MAGIC, 5, 3, 0, 0 }, "a\0--" },
		{ { DOOR_MAGIC, 4, 2, 0, 0 }, "a\0--" }, /* without its end */
		{ { DOOR_MAGIC, 4, 2, 0, 0 }, "a\0b" },  /* without -- */
		{ { DOOR_MAGIC, 5, 2, 0, 0 }, "\xff\0--" },
		{ { DOOR_MAGIC, 5, 2, 5, 0 }, "a\0--" },
		{ { DOOR_MAGIC, 5, 2, 0, 62 }, "a\0--" },
		{ { DOOR_MAGIC, DOOR_BYTES_MAX + 1, 2, 0, 0 }, "a\0--" },
		{ { DOOR_MAGIC, 5, DOOR_WORDS_MAX + 1, 0, 0 }, "a\0--" },
		{ { DOOR_MAGIC, 12, 2, 1, 0 }, "a\0--\0TERM=\x1b" },
		{ { DOOR_MAGIC, 12, 2, 1, 0 }, "a\0--\0PATH=x" },
		{ { DOOR_MAGIC, 10, 2, 1, 0 }, "a\0--\0TERM" },
		{ { DOOR_MAGIC, 8, 2, 0, 1 }, "a\0--\0/x" },
		{ { DOOR_MAGIC, 8, 2, 0, 0 }, "a\0--\0/x" },
	};
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		struct opt_line line;
		struct door_settings set;
		struct err err = { 0 };
		if (door_unpack(&cases[i].head, cases[i].text, a, &line, &set, &err))
			fail_msg("%zu was taken", i);
		assert_err(&err, ERR_INPUT, "no request of this program");
	}
}

/* Whatever is taken is text, whole, and within what may be. */
static void
test_mutations(void **state)
{
	auto_drop(buf) struct buf b = { 0 };
	unsigned taken = 0;
	(void)state;
	packed(&b);
	srandom(11);
	for (int n = 0; n < 100000; n++) {
		auto_drop(arena) struct arena *a = arena_new();
		auto_drop(buf) struct buf m = { 0 };
		struct opt_line line;
		struct door_settings set;
		struct err err = { 0 };
		buf_add(&m, b.data, b.len - (random() % 8 == 0 ? (size_t)random() % b.len : 0));
		for (long i = random() % 4; i >= 0 && m.len; i--)
			m.data[(size_t)random() % m.len] = (char)random();
		if (!unpack(&m, a, &line, &set, &err))
			continue;
		taken++;
		assert_true(line.options > 0 && line.options < line.words.n);
		assert_string_equal(line.words.items[line.options], "--");
		for (size_t i = 0; i < line.words.n; i++)
			assert_true(text_is_utf8(line.words.items[i], strlen(line.words.items[i])));
		assert_true(set.n <= 4 && line.files.n <= DOOR_FILES_MAX);
	}
	assert_true(taken > 1000);
}

static void
test_descriptors(void **state)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf b = { 0 };
	struct named_file two[] = { files[0], files[1] };
	const struct named_files sent = { two, 2, 0 }, fewer = { two, 1, 0 };
	struct opt_line line;
	struct door_settings set;
	struct err err = { 0 };
	int pair[2], streams[3], before;
	(void)state;
	packed(&b);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	two[0].fd = open("/dev/zero", O_RDONLY);
	two[1].fd = open("/dev/null", O_WRONLY);
	assert_ok(door_send(pair[0], &b, &sent, &err), &err);
	assert_ok(door_receive(pair[1], a, &line, &set, streams, &err), &err);
	char byte = 1;
	assert_int_equal(read(line.files.items[0].fd, &byte, 1), 1);
	assert_int_equal(byte, 0);
	assert_int_equal(write(line.files.items[1].fd, &byte, 1), 1);
	assert_int_equal(fcntl(streams[0], F_GETFD), FD_CLOEXEC);
	for (int i = 0; i < 3; i++)
		(void)close(streams[i]);
	(void)close(line.files.items[0].fd);
	(void)close(line.files.items[1].fd);
	/* fewer than it says: refused, and none is left open */
	before = dup(0);
	(void)close(before);
	assert_ok(door_send(pair[0], &b, &fewer, &err), &err);
	assert_false(door_receive(pair[1], a, &line, &set, streams, &err));
	assert_err(&err, ERR_INPUT, "other descriptors than the request says");
	int after = dup(0);
	assert_int_equal(after, before);
	(void)close(after);
	/* half a request */
	err_clear(&err);
	b.len -= 3;
	assert_ok(door_send(pair[0], &b, &sent, &err), &err);
	(void)shutdown(pair[0], SHUT_WR);
	assert_false(door_receive(pair[1], a, &line, &set, streams, &err));
	assert_err(&err, ERR_INPUT, "half a request");
	(void)close(pair[0]);
	(void)close(pair[1]);
	(void)close(two[0].fd);
	(void)close(two[1].fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_descriptors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
