/*
 * Keys, sealed values, the blind index and signatures: what belongs together opens, and nothing
 * else does.
 */
#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../src/vault/prim.h"
#include "dossier/vault.h"

struct world {
	struct arena *a;
	char dir[32];
};

static int
setup(void **state)
{
	struct err err = { 0 };
	struct world *w = xcalloc(1, sizeof(*w));
	memcpy(w->dir, "/tmp/vault_keys.XXXXXX", 23);
	assert_non_null(mkdtemp(w->dir));
	w->a = arena_new();
	assert_true(vault_create(w->dir, &err));
	*state = w;
	return 0;
}

static int
teardown(void **state)
{
	struct world *w = *state;
	assert_int_equal(system(arena_printf(w->a, "rm -r %s", w->dir)), 0);
	arena_free(w->a);
	free(w);
	return 0;
}

static struct vault *
opened(const struct world *w)
{
	struct err err = { 0 };
	struct vault *v = vault_open(w->dir, &err);
	assert_string_equal(err.text, "");
	assert_non_null(v);
	return v;
}

static void
assert_not_opened(const struct world *w, enum err_kind kind)
{
	struct err err = { 0 };
	assert_null(vault_open(w->dir, &err));
	assert_int_equal(err.kind, kind);
}

/* The path of the installation key, in the world's arena. */
static const char *
key_path(const struct world *w)
{
	glob_t g;
	assert_int_equal(glob(arena_printf(w->a, "%s/keys/20*.key", w->dir), 0, NULL, &g), 0);
	const char *path = arena_strdup(w->a, g.gl_pathv[0]);
	globfree(&g);
	return path;
}

static void
created_once(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	struct stat st;
	auto_drop(vault) struct vault *v = opened(w);
	assert_int_equal(strlen(vault_key_id(v)), 19);
	assert_int_equal(stat(arena_printf(w->a, "%s/keys", w->dir), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	assert_int_equal(stat(key_path(w), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_false(vault_create(w->dir, &err));
	assert_int_equal(err.kind, ERR_CONFLICT);
	auto_drop(vault) struct vault *again = opened(w);
	assert_string_equal(vault_key_id(v), vault_key_id(again));
	assert_int_equal(system(arena_printf(w->a, "test $(ls -A %s | wc -l) = 1", w->dir)), 0);
}

static void
loose_modes(void **state)
{
	struct world *w = *state;
	const char *dir = arena_printf(w->a, "%s/keys", w->dir);
	const char *paths[] = { key_path(w), arena_printf(w->a, "%s/blind.key", dir),
		arena_printf(w->a, "%s/signing.key", dir) };
	for (size_t i = 0; i < array_len(paths); i++) {
		assert_int_equal(chmod(paths[i], 0640), 0);
		assert_not_opened(w, ERR_DENIED);
		assert_int_equal(chmod(paths[i], 0600), 0);
	}
	assert_int_equal(chmod(dir, 0710), 0);
	assert_not_opened(w, ERR_DENIED);
	assert_int_equal(chmod(dir, 0700), 0);
	vault_free(opened(w));
}

static void
damaged_files(void **state)
{
	struct world *w = *state;
	const char *key = key_path(w), *blind = arena_printf(w->a, "%s/keys/blind.key", w->dir);
	const char *save = arena_printf(w->a, "cp -p %s %s/save", key, w->dir),
		   *restore = arena_printf(w->a, "mv %s/save %s", w->dir, key);
	static const char *const harms[] = { "truncate -s 44 %s", "truncate -s 0 %s",
		"truncate -s 9999 %s", "printf x >> %s" };
	for (size_t i = 0; i < array_len(harms); i++) {
		assert_int_equal(system(save), 0);
		auto_drop(buf) struct buf harm = { 0 };
		for (const char *c = harms[i]; *c; c++)
			if (*c == '%') {
				buf_adds(&harm, key);
				c++;
			} else {
				buf_addc(&harm, *c);
			}
		assert_int_equal(system(harm.data), 0);
		assert_not_opened(w, ERR_INPUT);
		assert_int_equal(system(restore), 0);
	}
	/* another key under this name */
	assert_int_equal(system(save), 0);
	assert_int_equal(system(arena_printf(w->a, "cat %s > %s", blind, key)), 0);
	assert_not_opened(w, ERR_INPUT);
	assert_int_equal(system(restore), 0);
	/* a symbolic link instead of the file */
	assert_int_equal(system(arena_printf(w->a, "mv %s %s/real && ln -s %s/real %s", blind,
			     w->dir, w->dir, blind)),
	    0);
	assert_not_opened(w, ERR_SYSTEM);
	assert_int_equal(system(arena_printf(w->a, "mv %s/real %s", w->dir, blind)), 0);
	vault_free(opened(w));
}

static void
no_keys(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	assert_null(vault_open("/nonexistent", &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	const char *key = key_path(w);
	assert_int_equal(system(arena_printf(w->a, "mv %s %s/gone", key, w->dir)), 0);
	assert_not_opened(w, ERR_NOTFOUND);
	assert_int_equal(system(arena_printf(w->a, "mv %s/gone %s", w->dir, key)), 0);
}

static void
wrap_and_unwrap(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	const char *content, *ledger, *content2, *ledger2;
	auto_drop(vault) struct vault *v = opened(w);
	auto_drop(request_keys) struct request_keys *k = request_keys_new();
	vault_wrap(v, "JBS-2026-K7Q4M2", k, w->a, &content, &ledger);
	vault_wrap(v, "JBS-2026-K7Q4M2", k, w->a, &content2, &ledger2);
	assert_string_not_equal(content, content2);
	assert_int_equal(strncmp(content, vault_key_id(v), 19), 0);
	auto_drop(vault) struct vault *later = opened(w);
	auto_drop(request_keys) struct request_keys *back =
	    vault_unwrap(later, "JBS-2026-K7Q4M2", content, ledger2, &err);
	assert_non_null(back);
	assert_memory_equal(back->content, k->content, KEY_LEN);
	assert_memory_equal(back->content_public, k->content_public, KEY_LEN);
	assert_memory_equal(back->ledger, k->ledger, KEY_LEN);
	assert_null(vault_unwrap(v, "JBS-2026-K7Q4M3", content, ledger, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	assert_null(
	    vault_unwrap(v, "JBS-2026-K7Q4M2", ledger, content, NULL)); /* one for the other */
	assert_null(vault_unwrap(v, "JBS-2026-K7Q4M2", "", ledger, NULL));
	for (size_t i = 20; i < strlen(content); i++) {
		char *wrong = arena_strdup(w->a, content);
		wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
		err_clear(&err);
		assert_null(vault_unwrap(v, "JBS-2026-K7Q4M2", wrong, ledger, &err));
		assert_int_equal(err.kind, ERR_INPUT);
	}
}

/* A newer key wraps, the older one still unwraps; when it is destroyed, nothing does. */
static void
older_keys(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	const char *content, *ledger, *newer;
	auto_drop(request_keys) struct request_keys *k = request_keys_new();
	auto_drop(vault) struct vault *v = opened(w);
	vault_wrap(v, "R", k, w->a, &content, &ledger);
	const char *first = arena_strdup(w->a, vault_key_id(v));
	const char *other = arena_printf(w->a, "%s/other", w->dir);
	assert_int_equal(mkdir(other, 0700), 0);
	assert_true(vault_create(other, &err));
	/* the other installation's key, dated later: its hash part stays */
	assert_int_equal(
	    system(arena_printf(w->a,
		"cd %s/keys && for f in 20*; do mv $f ../../keys/2199-01-01$(echo $f | cut -c11-); "
		"done",
		other)),
	    0);
	auto_drop(vault) struct vault *both = opened(w);
	assert_string_not_equal(vault_key_id(both), first);
	auto_drop(request_keys) struct request_keys *back =
	    vault_unwrap(both, "R", content, ledger, &err);
	assert_non_null(back);
	vault_wrap(both, "R", k, w->a, &newer, &ledger);
	assert_int_equal(strncmp(newer, "2199-01-01-", 11), 0);
	/* who had the keys open finds it when it is needed */
	auto_drop(request_keys) struct request_keys *found =
	    vault_unwrap(v, "R", newer, ledger, &err);
	assert_non_null(found);
	assert_int_equal(system(arena_printf(w->a, "rm -r %s/keys/2199* %s", w->dir, other)), 0);
}

/* Who has the keys open wraps by a newer one at once. */
static void
rotated(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	const char *content, *ledger, *id, *blank;
	auto_drop(request_keys) struct request_keys *k = request_keys_new();
	auto_drop(vault) struct vault *v = opened(w);
	auto_drop(vault) struct vault *other = opened(w);
	const char *first = arena_strdup(w->a, vault_key_id(v));
	vault_wrap(v, "R", k, w->a, &content, &ledger);
	const char *sealed = vault_seal(v, "here", "words", w->a);
	auto_drop(fd) int lock = vault_lock(w->dir, true, &err);
	assert_true(lock >= 0);
	assert_int_equal(vault_lock(w->dir, false, &err), -1);
	assert_int_equal(err.kind, ERR_TEMPORARY);
	err_clear(&err);
	for (int i = 0; i < 9; i++) { /* of one day, each behind the one before */
		assert_true(vault_key_add(v, w->a, &id, &err));
		assert_string_equal(vault_key_id(other), id);
	}
	assert_string_equal(vault_keys(v, w->a)[0], first);
	assert_string_equal(vault_keys(other, w->a)[9], id);
	blank = vault_blank(content, w->a);
	assert_true(vault_is_blank(blank) && !vault_is_blank(content));
	assert_int_equal(strlen(blank), strlen(content));
	assert_true(vault_rewrap(other, "R", &content, &ledger, w->a, &err));
	assert_int_equal(strncmp(content, id, strlen(id)), 0);
	assert_int_equal(strncmp(ledger, id, strlen(id)), 0);
	for (const char *const *old = vault_keys(v, w->a); old[1]; old++)
		assert_true(vault_key_destroy(v, *old, &err));
	auto_drop(vault) struct vault *later = opened(w);
	assert_null(vault_keys(later, w->a)[1]);
	auto_drop(request_keys) struct request_keys *back =
	    vault_unwrap(later, "R", content, ledger, &err);
	assert_memory_equal(back, k, sizeof(*k));
	assert_null(vault_unseal(later, "here", sealed, w->a, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
	err_clear(&err);
	assert_null(vault_unwrap(later, "R", blank, ledger, &err));
	assert_int_equal(err.kind, ERR_NOTFOUND);
}

static void
sealed_values(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	auto_drop(request_keys) struct request_keys *k = request_keys_new();
	auto_drop(request_keys) struct request_keys *other = request_keys_new();
	static const char *const values[] = { "", "a", "jan.de.vries@example.nl" };
	for (size_t i = 0; i < array_len(values); i++) {
		const char *s =
		    seal(k->ledger, "identifier/JBS-2026-K7Q4M2/email", values[i], w->a);
		assert_string_not_equal(
		    s, seal(k->ledger, "identifier/JBS-2026-K7Q4M2/email", values[i], w->a));
		assert_string_equal(
		    unseal(k->ledger, "identifier/JBS-2026-K7Q4M2/email", s, w->a, &err),
		    values[i]);
		assert_null(unseal(k->ledger, "identifier/JBS-2026-K7Q4M2/phone", s, w->a, &err));
		assert_int_equal(err.kind, ERR_INPUT);
		assert_null(
		    unseal(other->ledger, "identifier/JBS-2026-K7Q4M2/email", s, w->a, NULL));
		for (size_t at = 0; at < strlen(s); at++) {
			char *wrong = arena_strdup(w->a, s);
			wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
			assert_null(unseal(
			    k->ledger, "identifier/JBS-2026-K7Q4M2/email", wrong, w->a, NULL));
		}
	}
	assert_null(unseal(k->ledger, "", "", w->a, NULL));
	assert_null(unseal(k->ledger, "", "AAAA", w->a, NULL));
	assert_null(unseal(k->ledger, "", "not base64", w->a, NULL));
}

static void
blind_index(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	auto_drop(vault) struct vault *v = opened(w);
	const char *one = vault_blind(v, "jbsync", "email", "a@b.nl", w->a);
	assert_int_equal(strlen(one), 2 * BLIND_LEN);
	auto_drop(vault) struct vault *later = opened(w);
	assert_string_equal(one, vault_blind(later, "jbsync", "email", "a@b.nl", w->a));
	assert_string_not_equal(one, vault_blind(v, "zivver", "email", "a@b.nl", w->a));
	assert_string_not_equal(one, vault_blind(v, "jbsync", "name", "a@b.nl", w->a));
	assert_string_not_equal(one, vault_blind(v, "jbsync", "email", "a@c.nl", w->a));
	assert_string_not_equal(
	    vault_blind(v, "ab", "c", "d", w->a), vault_blind(v, "a", "bc", "d", w->a));
	const char *other = arena_printf(w->a, "%s/other", w->dir);
	assert_int_equal(mkdir(other, 0700), 0);
	assert_true(vault_create(other, &err));
	auto_drop(vault) struct vault *elsewhere = vault_open(other, &err);
	assert_string_not_equal(one, vault_blind(elsewhere, "jbsync", "email", "a@b.nl", w->a));
	assert_int_equal(system(arena_printf(w->a, "rm -r %s", other)), 0);
}

static void
put(const struct world *w, const char *name, const char *text)
{
	auto_drop(fd) int fd = open(arena_printf(w->a, "%s/%s", w->dir, name),
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

static void
minisign_agrees(void **state)
{
	struct world *w = *state;
	if (system("command -v minisign >/dev/null") != 0) {
		print_message("# minisign(1) is not installed: not compared with it\n");
		return;
	}
	auto_drop(vault) struct vault *v = opened(w);
	static const char text[] = "0123  README.html\n";
	put(w, "m", text);
	put(w, "m.pub", vault_minisign_public(v, w->a));
	const char *check =
	    arena_printf(w->a, "cd %s && minisign -V -p m.pub -m m -x m.minisig >out 2>&1", w->dir);
	const char *signature =
	    vault_minisign(v, text, strlen(text), "JBS-2026-K7Q4M2 2026-11-21", w->a);
	put(w, "m.minisig", signature);
	assert_int_equal(system(check), 0);
	assert_int_equal(
	    system(arena_printf(
		w->a, "grep -q 'Trusted comment: JBS-2026-K7Q4M2 2026-11-21' %s/out", w->dir)),
	    0);
	put(w, "m", "0124  README.html\n");
	assert_int_not_equal(system(check), 0);
	put(w, "m", text);
	char *other_comment = arena_strdup(w->a, signature);
	*strstr(other_comment, "K7Q4M2") = 'X';
	put(w, "m.minisig", other_comment);
	assert_int_not_equal(system(check), 0);
	put(w, "m", "");
	put(w, "m.minisig", vault_minisign(v, "", 0, "", w->a));
	assert_int_equal(system(check), 0);
}

/* A signed note: its text comes back, and of another name, key or text none does. */
static void
signed_note(void **state)
{
	struct world *w = *state;
	struct err err = { 0 };
	auto_drop(vault) struct vault *v = opened(w);
	const char *name = vault_note_name(v, "jbsync", w->a);
	const char *text = arena_printf(w->a, "%s\n12\nAAAA\n", name);
	const char *note = vault_note(v, name, text, w->a);
	assert_string_equal(vault_note_open(v, name, note, w->a, &err), text);
	assert_null(vault_note_open(v, vault_note_name(v, "jcc", w->a), note, w->a, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	for (size_t i = 0; i < strlen(note); i += 3) {
		struct err bad = { 0 };
		char *forged = arena_strdup(w->a, note);
		forged[i] = (char)(forged[i] ^ 1);
		assert_null(vault_note_open(v, name, forged, w->a, &bad));
	}
	/* NAME+NUMBER+KEY */
	const char *key = vault_note_key(v, name, w->a);
	assert_int_equal(strncmp(key, name, strlen(name)), 0);
	assert_int_equal(strlen(key), strlen(name) + 1 + 8 + 1 + 44);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(created_once),
		cmocka_unit_test(loose_modes),
		cmocka_unit_test(damaged_files),
		cmocka_unit_test(no_keys),
		cmocka_unit_test(wrap_and_unwrap),
		cmocka_unit_test(older_keys),
		cmocka_unit_test(rotated),
		cmocka_unit_test(sealed_values),
		cmocka_unit_test(blind_index),
		cmocka_unit_test(minisign_agrees),
		cmocka_unit_test(signed_note),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
