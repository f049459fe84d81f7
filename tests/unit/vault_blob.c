/*
 * The blob store: whole or not there, private, never outside its directory, swept when nobody wants
 * it.
 */
#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossier/vault.h"

struct world {
	struct arena *a;
	struct request_keys *keys;
	char dir[32];
};

static int
setup(void **state)
{
	struct world *w = xcalloc(1, sizeof(*w));
	memcpy(w->dir, "/tmp/vault_blob.XXXXXX", 23);
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
	assert_int_equal(system(arena_printf(w->a, "rm -r %s", w->dir)), 0);
	arena_free(w->a);
	request_keys_free(w->keys);
	free(w);
	return 0;
}

static size_t
files(const struct world *w, const char *pattern)
{
	glob_t g;
	size_t n =
	    glob(arena_printf(w->a, "%s/blobs/[0-9a-f]*/%s", w->dir, pattern), 0, NULL, &g) == 0
	    ? g.gl_pathc
	    : 0;
	globfree(&g);
	return n;
}

static const char *
make(const struct world *w, const char *text)
{
	struct err err = { 0 };
	auto_drop(blob) struct blob *b = blob_create(w->dir, w->keys->content_public, &err);
	assert_non_null(b);
	assert_true(blob_write(b, text, strlen(text), &err));
	const char *name = blob_commit(b, w->a, &err);
	assert_non_null(name);
	return name;
}

static void
round_trip(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	char got[16] = { 0 };
	struct stat st;
	const char *name = make(w, "een rij");
	auto_drop(fd) int fd = blob_open(w->dir, name, &err);
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	auto_drop(age_reader) struct age_reader *r = age_reader_new(fd, w->keys->content, &err);
	assert_non_null(r);
	assert_int_equal(age_pread(r, got, sizeof(got), 0, &err), 7);
	assert_string_equal(got, "een rij");
}

static void
unfinished_is_removed(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	static const char chunk[65536];
	size_t before = files(w, "*");
	struct blob *b = blob_create(w->dir, w->keys->content_public, &err);
	assert_non_null(b);
	assert_true(blob_write(b, chunk, sizeof(chunk), &err) && blob_write(b, "half", 4, &err));
	assert_int_equal(files(w, "*"), before + 1);
	blob_free(b);
	assert_int_equal(files(w, "*"), before);
}

static void
removed(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	const char *name = make(w, "x");
	assert_true(blob_remove(w->dir, name, &err));
	assert_int_equal(blob_open(w->dir, name, &err), -1);
	assert_int_equal(err.kind, ERR_NOTFOUND);
	err_clear(&err);
	assert_true(blob_remove(w->dir, name, &err)); /* again, as after a crash */
}

static void
names_lead_nowhere(void **state)
{
	struct world *w = *state;
	static const char *const names[] = { "", "..", "../../etc/passwd",
		"ABCDEF0123456789ABCDEF0123456789", "0123456789abcdef0123456789abcdef0",
		"0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcd/." };
	for (size_t i = 0; i < array_len(names); i++) {
		struct err err = { 0 };
		assert_int_equal(blob_open(w->dir, names[i], &err), -1);
		assert_int_equal(err.kind, ERR_NOTFOUND);
		err_clear(&err);
		assert_false(blob_remove(w->dir, names[i], &err));
		assert_int_equal(err.kind, ERR_NOTFOUND);
	}
}

static bool
is_kept(const char *name, void *arg)
{
	return strcmp(name, arg) == 0;
}

static void
swept(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	assert_int_equal(system(arena_printf(w->a, "rm -rf %s/blobs", w->dir)), 0);
	char kept[64] = { 0 };
	assert_true(blob_sweep(w->dir, is_kept, kept, 0, &err)); /* no store yet */
	(void)snprintf(kept, sizeof(kept), "%s", make(w, "kept"));
	const char *other = make(w, "other");
	assert_int_equal(
	    system(arena_printf(w->a, "touch %s/blobs/%.2s/%s.part %s/blobs/%.2s/README", w->dir,
		other, other, w->dir, other)),
	    0);
	assert_true(blob_sweep(w->dir, is_kept, kept, 3600, &err));
	assert_int_equal(files(w, "*"), 4); /* all of it is young */
	assert_true(blob_sweep(w->dir, is_kept, kept, -1, &err));
	assert_int_equal(files(w, kept), 1);
	assert_int_equal(files(w, "README"), 1);
	assert_int_equal(files(w, "*"), 2);
}

static void
no_store(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	auto_drop(blob) struct blob *b =
	    blob_create("/nonexistent/dossier", w->keys->content_public, &err);
	assert_non_null(b);
	assert_null(blob_commit(b, w->a, &err));
	assert_int_equal(err.kind, ERR_SYSTEM);
}

/* A real full disk: a small tmpfs, which only root can mount. */
static void
disk_full(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	static const char block[65536];
	const char *dir = arena_printf(w->a, "%s/small", w->dir);
	assert_int_equal(mkdir(dir, 0700), 0);
	if (mount("tmpfs", dir, "tmpfs", 0, "size=256k") != 0) {
		print_message("# no tmpfs can be mounted here: a full disk is not tried\n");
		return;
	}
	struct blob *b = blob_create(dir, w->keys->content_public, &err);
	bool ok = b != NULL;
	for (int i = 0; ok && i < 16; i++)
		ok = blob_write(b, block, sizeof(block), &err);
	blob_free(b);
	int left = system(arena_printf(w->a, "find %s -type f | grep -q .", dir));
	assert_int_equal(umount(dir), 0);
	assert_false(ok);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	assert_non_null(strstr(err.text, "no space left"));
	assert_int_not_equal(left, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(unfinished_is_removed),
		cmocka_unit_test(removed),
		cmocka_unit_test(names_lead_nowhere),
		cmocka_unit_test(swept),
		cmocka_unit_test(no_store),
		cmocka_unit_test(disk_full),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
