/*
 * age files: what we write Debian's age reads and the other way round; whatever was altered, cut
 * off or sealed to somebody else does not open; reads begin anywhere.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossier/vault.h"

#define CHUNK 65536
/* A plain file that ends everywhere around a chunk's border. */
static const size_t sizes[] = { 0, 1, 15, 16, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK,
	3 * CHUNK + 12345 };

struct world {
	struct arena *a;
	struct request_keys *keys;
	char dir[32];
};

static int
setup(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));
	memcpy(w->dir, "/tmp/vault_age.XXXXXX", 22);
	assert_non_null(mkdtemp(w->dir));
	w->a = arena_new();
	w->keys = request_keys_new();
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;
	auto_drop(arena) struct arena *a = w->a;
	assert_int_equal(system(arena_printf(a, "rm -r %s", w->dir)), 0);
	request_keys_free(w->keys);
	free(w);
	return 0;
}

static char *
pattern(size_t n, struct arena *a)
{
	char *p = arena_alloc(a, n + 1);
	for (size_t i = 0; i < n; i++)
		p[i] = (char)(i * 31 + i / 257);
	return p;
}

static bool
into_buf(void *arg, const void *p, size_t n, struct err *err)
{
	(void)err;
	buf_add(arg, p, n);
	return true;
}

/* In pieces of odd size, as rows come. */
static void
seal_file(const unsigned char *recipient, const char *p, size_t n, struct buf *ret)
{
	struct err err = { 0 };
	auto_drop(age_writer) struct age_writer *w = age_writer_new(recipient, into_buf, ret, &err);
	assert_non_null(w);
	for (size_t done = 0, some; done < n; done += some) {
		some = n - done < 7001 ? n - done : 7001;
		assert_true(age_write(w, p + done, some, &err));
	}
	assert_true(age_writer_finish(w, &err));
}

static int
file_of(const struct world *w, const char *name, const void *p, size_t n)
{
	int fd = open(arena_printf(w->a, "%s/%s", w->dir, name),
	    O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, p, n, 0), (ssize_t)n);
	return fd;
}

static void
assert_reads(int fd, const unsigned char *identity, const char *plain, size_t n)
{
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(age_reader) struct age_reader *r = age_reader_new(fd, identity, &err);
	assert_string_equal(err.text, "");
	assert_non_null(r);
	assert_int_equal(age_size(r), n);
	char *got = arena_alloc(a, n + 1);
	assert_int_equal(age_pread(r, got, n + 1, 0, &err), n);
	assert_memory_equal(got, plain, n);
}

static void
round_trip(void **state)
{
	struct world *w = *state;
	for (size_t i = 0; i < array_len(sizes); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		auto_drop(buf) struct buf sealed = { 0 };
		const char *plain = pattern(sizes[i], a);
		seal_file(w->keys->content_public, plain, sizes[i], &sealed);
		auto_drop(fd) int fd = file_of(w, "f", sealed.data, sealed.len);
		assert_reads(fd, w->keys->content, plain, sizes[i]);
	}
}

static void
seeks(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf sealed = { 0 };
	const size_t n = 3 * CHUNK + 12345;
	const char *plain = pattern(n, a);
	char got[3 * CHUNK];
	seal_file(w->keys->content_public, plain, n, &sealed);
	auto_drop(fd) int fd = file_of(w, "f", sealed.data, sealed.len);
	auto_drop(age_reader) struct age_reader *r = age_reader_new(fd, w->keys->content, &err);
	assert_non_null(r);
	const struct {
		size_t at, want, got;
	} reads[] = {
		{ CHUNK - 1, 2, 2 },
		{ 2 * CHUNK, 1, 1 },
		{ 0, 1, 1 },
		{ CHUNK - 10, 2 * CHUNK, 2 * CHUNK },
		{ n - 1, 1, 1 },
		{ n - 5, 100, 5 },
		{ n, 1, 0 },
		{ n + CHUNK, 1, 0 },
		{ 17, 0, 0 },
	};
	for (size_t i = 0; i < array_len(reads); i++) {
		assert_int_equal(
		    age_pread(r, got, reads[i].want, (int64_t)reads[i].at, &err), reads[i].got);
		if (reads[i].got)
			assert_memory_equal(got, plain + reads[i].at, reads[i].got);
	}
}

/* Refused when opened or, for a chunk in the middle, when read. */
static void
assert_refused(int fd, const unsigned char *identity, const char *why)
{
	struct err err = { 0 };
	char got[3 * CHUNK];
	auto_drop(age_reader) struct age_reader *r = age_reader_new(fd, identity, &err);
	if (r && age_pread(r, got, sizeof(got), 0, &err) >= 0)
		fail_msg("opened although %s", why);
	assert_int_equal(err.kind, ERR_INPUT);
}

static void
altered(void **state)
{
	struct world *w = *state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf sealed = { 0 };
	const size_t n = 2 * CHUNK + 100;
	seal_file(w->keys->content_public, pattern(n, a), n, &sealed);
	auto_drop(fd) int fd = file_of(w, "f", sealed.data, sealed.len);
	const size_t header = sealed.len - n - 3 * 16;
	for (size_t at = 0; at < sealed.len;
	     at += at < header + 32 || at > sealed.len - 120 ? 1 : 9973) {
		char flipped = (char)(sealed.data[at] ^ 1 << at % 8);
		assert_int_equal(pwrite(fd, &flipped, 1, (off_t)at), 1);
		assert_refused(
		    fd, w->keys->content, arena_printf(a, "a bit of byte %zu was flipped", at));
		assert_int_equal(pwrite(fd, sealed.data + at, 1, (off_t)at), 1);
	}
	assert_reads(fd, w->keys->content, pattern(n, a), n);
}

static void
cut_off(void **state)
{
	struct world *w = *state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf sealed = { 0 };
	const size_t n = 2 * CHUNK;
	seal_file(w->keys->content_public, pattern(n, a), n, &sealed);
	const size_t body = sealed.len - 2 * (CHUNK + 16);
	const size_t cuts[] = { 0, 1, 30, body - 17, body - 16, body - 1, body, body + 1, body + 15,
		body + 16, body + CHUNK, body + CHUNK + 16, body + CHUNK + 17, body + CHUNK + 32,
		sealed.len - 1 };
	for (size_t i = 0; i < array_len(cuts); i++) {
		auto_drop(fd) int fd = file_of(w, "f", sealed.data, cuts[i]);
		assert_refused(
		    fd, w->keys->content, arena_printf(a, "only %zu bytes were left", cuts[i]));
	}
	buf_add(&sealed, "", 1);
	auto_drop(fd) int fd = file_of(w, "f", sealed.data, sealed.len);
	assert_refused(fd, w->keys->content, "a byte was added");
}

static void
chunks_exchanged(void **state)
{
	struct world *w = *state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf sealed = { 0 }, mixed = { 0 };
	const size_t n = 3 * CHUNK, size = CHUNK + 16;
	seal_file(w->keys->content_public, pattern(n, a), n, &sealed);
	const size_t body = sealed.len - 3 * size;
	buf_add(&mixed, sealed.data, body);
	buf_add(&mixed, sealed.data + body + size, size);
	buf_add(&mixed, sealed.data + body, size);
	buf_add(&mixed, sealed.data + body + 2 * size, size);
	auto_drop(fd) int fd = file_of(w, "f", mixed.data, mixed.len);
	assert_refused(fd, w->keys->content, "two chunks changed places");
}

static void
wrong_key(void **state)
{
	struct world *w = *state;
	auto_drop(buf) struct buf sealed = { 0 };
	auto_drop(request_keys) struct request_keys *other = request_keys_new();
	seal_file(w->keys->content_public, "x", 1, &sealed);
	auto_drop(fd) int fd = file_of(w, "f", sealed.data, sealed.len);
	assert_refused(fd, other->content, "the key is another one");
}

static void
no_public_key(void **state)
{
	(void)state;
	struct err err = { 0 };
	auto_drop(buf) struct buf sealed = { 0 };
	const unsigned char zero[KEY_LEN] = { 0 };
	assert_null(age_writer_new(zero, into_buf, &sealed, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(sealed.len, 0);
}

static bool
full(void *arg, const void *p, size_t n, struct err *err)
{
	size_t *room = arg;
	(void)p;
	if (*room < n)
		return err_set(err, ERR_TEMPORARY, "no space left");
	*room -= n;
	return true;
}

static void
out_fails(void **state)
{
	struct world *w = *state;
	static const char block[CHUNK];
	for (size_t room = 0; room < 1000; room += 999) {
		struct err err = { 0 };
		size_t left = room;
		auto_drop(age_writer) struct age_writer *age =
		    age_writer_new(w->keys->content_public, full, &left, &err);
		assert_non_null(age);
		assert_false(age_write(age, block, CHUNK, &err) && age_write(age, block, 1, &err));
		assert_int_equal(err.kind, ERR_TEMPORARY);
	}
}

static bool
have(const char *program)
{
	auto_drop(arena) struct arena *a = arena_new();
	return system(arena_printf(a, "command -v %s >/dev/null", program)) == 0;
}

static void
age_reads_ours(void **state)
{
	struct world *w = *state;
	if (!have("age")) {
		print_message("# age(1) is not installed: not compared with it\n");
		return;
	}
	const char *identity =
	    arena_printf(w->a, "# made by a test\n%s\n", age_identity_text(w->keys->content, w->a));
	auto_drop(fd) int key = file_of(w, "key", identity, strlen(identity));
	assert_true(key >= 0);
	for (size_t i = 0; i < array_len(sizes); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		auto_drop(buf) struct buf sealed = { 0 };
		seal_file(w->keys->content_public, pattern(sizes[i], a), sizes[i], &sealed);
		auto_drop(fd) int plain = file_of(w, "plain", pattern(sizes[i], a), sizes[i]);
		auto_drop(fd) int fd = file_of(w, "f.age", sealed.data, sealed.len);
		assert_true(plain >= 0 && fd >= 0);
		assert_int_equal(
		    system(arena_printf(a, "cd %s && age -d -i key f.age | cmp - plain", w->dir)),
		    0);
	}
}

static void
we_read_ages(void **state)
{
	struct world *w = *state;
	if (!have("age") || !have("age-keygen")) {
		print_message("# age(1) is not installed: not compared with it\n");
		return;
	}
	const char *ours = age_recipient_text(w->keys->content_public, w->a);
	assert_int_equal(
	    system(arena_printf(w->a, "cd %s && age-keygen -o other 2>/dev/null", w->dir)), 0);
	for (size_t i = 0; i < array_len(sizes); i++) {
		auto_drop(arena) struct arena *a = arena_new();
		const char *plain = pattern(sizes[i], a);
		auto_drop(fd) int in = file_of(w, "plain", plain, sizes[i]);
		assert_true(in >= 0);
		assert_int_equal(system(arena_printf(a,
				     "cd %s && age -r $(age-keygen -y other) -r %s -o g.age plain",
				     w->dir, ours)),
		    0);
		auto_drop(fd) int fd =
		    open(arena_printf(a, "%s/g.age", w->dir), O_RDONLY | O_CLOEXEC);
		assert_reads(fd, w->keys->content, plain, sizes[i]);
	}
}

static void
recipients_as_text(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	unsigned char got[KEY_LEN];
	const char *text = age_recipient_text(w->keys->content_public, w->a);
	assert_int_equal(strlen(text), 62);
	assert_true(age_recipient_parse(text, got, &err));
	assert_memory_equal(got, w->keys->content_public, KEY_LEN);
	assert_int_equal(
	    strncmp(age_identity_text(w->keys->content, w->a), "AGE-SECRET-KEY-1", 16), 0);
	for (size_t i = 0; i < strlen(text); i++) {
		char *wrong = arena_strdup(w->a, text);
		wrong[i] = wrong[i] == 'q' ? 'p' : 'q';
		err_clear(&err);
		assert_false(age_recipient_parse(wrong, got, &err));
		assert_int_equal(err.kind, ERR_INPUT);
	}
	assert_false(age_recipient_parse("", got, NULL));
	assert_false(age_recipient_parse("age1", got, NULL));
	assert_false(age_recipient_parse(arena_printf(w->a, "%sq", text), got, NULL));
}

/* Headers that are nearly right. */
static void
odd_headers(void **state)
{
	struct world *w = *state;
	static const char *const headers[] = {
		"",
		"\n",
		"age-encryption.org/v1",
		"age-encryption.org/v1\n",
		"age-encryption.org/v2\n-> X25519 a\n\n--- a\n",
		"age-encryption.org/v1\n---\n",
		"age-encryption.org/v1\n--- AAAA\n",
		"age-encryption.org/v1\r\n-> a\r\n\r\n--- a\r\n",
		"age-encryption.org/v1\n-> X25519\n\n"
		"--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
		"age-encryption.org/v1\n-> X25519 AAAA\n\n"
		"--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
		"age-encryption.org/v1\n-> a  b\n\n"
		"--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
		"age-encryption.org/v1\n-> \n\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
		"age-encryption.org/v1\n-> a\nA=\n"
		"--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
		"age-encryption.org/v1\n-> other\n\n"
		"--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n0123456789abcdef0123456789abcdef",
		"age-encryption.org/v1\n-> X25519 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n--- "
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
	};
	for (size_t i = 0; i < array_len(headers); i++) {
		auto_drop(fd) int fd = file_of(w, "f", headers[i], strlen(headers[i]));
		assert_refused(fd, w->keys->content, headers[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(seeks),
		cmocka_unit_test(altered),
		cmocka_unit_test(cut_off),
		cmocka_unit_test(chunks_exchanged),
		cmocka_unit_test(wrong_key),
		cmocka_unit_test(no_public_key),
		cmocka_unit_test(out_fails),
		cmocka_unit_test(age_reads_ours),
		cmocka_unit_test(we_read_ages),
		cmocka_unit_test(recipients_as_text),
		cmocka_unit_test(odd_headers),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
