/*
 * Checkpoints (c2sp.org/tlog-checkpoint): the name of the log, its size and its root, signed. One
 * file each, named after the size and never written again; they lie outside the database, and are
 * worth most where neither its administrator nor ours can reach.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/audit.h"
#include "dossier/digest.h"
#include "dossier/phrase.h"

#define SUFFIX ".note"
#define DIGITS 12
#define NOTE_MAX 16384 /* bytes; one of ours has some 200 */
#define ROOT_LEN BASE64_LEN(SHA256_LEN)

/* ---- reading ---- */

static bool
read_note(const struct named_file *f, char ret[static NOTE_MAX + 1], struct err *err)
{
	ssize_t n = pread(f->fd, ret, NOTE_MAX + 1, 0); /* one log after another looks at it */
	if (n < 0)
		return err_set(err, ERR_SYSTEM, "cannot read the checkpoint %s: %m", f->name);
	if (n > NOTE_MAX || memchr(ret, '\0', (size_t)n))
		return err_set(err, ERR_INPUT, "%s is no checkpoint", f->name);
	ret[n] = '\0';
	return true;
}

/* "ORIGIN\nSIZE\nROOT\n", and lines that others may add. */
static bool
parse(const struct audit_log *l, const char *text, struct checkpoint *ret)
{
	size_t origin = strlen(l->origin);
	if (strncmp(text, l->origin, origin) != 0 || text[origin] != '\n')
		return false;
	const char *size = text + origin + 1, *end = strchr(size, '\n');
	if (!end || *size < '1' || *size > '9' || end - size > 18 ||
	    strspn(size, "0123456789") != (size_t)(end - size))
		return false;
	ret->size = strtoll(size, NULL, 10);
	const char *root = end + 1;
	return strlen(root) > ROOT_LEN && root[ROOT_LEN] == '\n' &&
	    base64_decode((struct bytes){ root, ROOT_LEN }, true, ret->root, SHA256_LEN) ==
	    SHA256_LEN;
}

bool
checkpoint_read(const struct audit_log *l, const struct named_file *file, struct arena *a,
    struct checkpoint *ret, struct err *err)
{
	struct err bad = { 0 };
	char *note = arena_alloc(a, NOTE_MAX + 1);
	if (!read_note(file, note, err))
		return false;
	const char *text = vault_note_open(l->vault, l->origin, note, a, &bad);
	*ret = (struct checkpoint){ .note = note, .path = arena_strdup(a, file->name) };
	if (!text || !parse(l, text, ret))
		return err_set(err, ERR_INPUT, "%s is no checkpoint of this log: %s", file->name,
		    bad.kind ? bad.text : phrase("it is of another, or written otherwise"));
	return true;
}

/* One of our own directory. */
static bool
read_kept(const struct audit_log *l, const char *path, struct arena *a, struct checkpoint *ret,
    struct err *err)
{
	struct named_file file = { .name = path, .fd = -1 };
	struct named_files one = { &file, 1, 0 };
	bool ok = named_files_open(&one, a, err) && checkpoint_read(l, &file, a, ret, err);
	return named_files_end(&one, true, err) && ok;
}

static int
by_size(const void *pa, const void *pb)
{
	const struct checkpoint *a = pa, *b = pb;
	return (a->size > b->size) - (a->size < b->size);
}

static int
is_note(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return e->d_name[0] != '.' && n > strlen(SUFFIX) &&
	    strcmp(e->d_name + n - strlen(SUFFIX), SUFFIX) == 0;
}

/* Their names in order, which is that of their sizes; none where there is no directory. */
static bool
list_names(const char *dir, struct dirent ***ret, int *ret_n, struct err *err)
{
	*ret = NULL;
	*ret_n = scandir(dir, ret, is_note, alphasort);
	if (*ret_n >= 0)
		return true;
	*ret_n = 0;
	return errno == ENOENT ||
	    err_set(err, ERR_SYSTEM, "cannot list the checkpoints in %s: %m", dir);
}

static void
free_names(struct dirent **names, int n)
{
	for (int i = 0; i < n; i++)
		free(names[i]);
	free(names);
}

bool
checkpoint_list(const struct audit_log *l, struct arena *a, struct checkpoint_list *ret,
    const char *const **ret_bad, struct err *err)
{
	struct dirent **names;
	int n;
	if (!list_names(l->dir, &names, &n, err))
		return false;
	const char **bad = arena_alloc(a, ((size_t)n + 1) * sizeof(*bad));
	size_t nbad = 0;
	*ret = (struct checkpoint_list){ arena_alloc(a, ((size_t)n + 1) * sizeof(*ret->items)), 0 };
	for (int i = 0; i < n; i++) {
		auto_drop(arena) struct arena *one = arena_new();
		struct err wrong = { 0 };
		struct checkpoint c;
		const char *path = arena_printf(a, "%s/%s", l->dir, names[i]->d_name);
		if (!read_kept(l, path, one, &c, &wrong)) {
			bad[nbad++] = path;
			continue;
		}
		c.note = NULL;
		c.path = path;
		ret->items[ret->n++] = c;
	}
	free_names(names, n);
	qsort(ret->items, ret->n, sizeof(*ret->items), by_size);
	*ret_bad = bad;
	return true;
}

/* ---- writing ---- */

/* The directory of this log, and the one of all logs around it. */
static bool
make_dir(const char *dir, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *slash = strrchr(dir, '/');
	const char *around = arena_strndup(a, dir, slash ? (size_t)(slash - dir) : 0);
	if ((*around && mkdir(around, 0755) != 0 && errno != EEXIST) ||
	    (mkdir(dir, 0755) != 0 && errno != EEXIST))
		return err_set(err, ERR_SYSTEM, "cannot make the directory %s: %m", dir);
	return true;
}

/* Whole and durable under its name, or not there. */
static bool
write_note(const char *dir, const char *path, const char *note, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *aside = arena_printf(a, "%s/.%d.new", dir, (int)getpid());
	ssize_t n = (ssize_t)strlen(note);
	auto_drop(fd) int at = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_drop(fd) int fd = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (at >= 0 && fd >= 0 && write(fd, note, (size_t)n) == n && fsync(fd) == 0 &&
	    rename(aside, path) == 0 && fsync(at) == 0)
		return true;
	err_set(err, errno == ENOSPC ? ERR_TEMPORARY : ERR_SYSTEM,
	    "cannot write the checkpoint %s: %m", path);
	(void)unlink(aside);
	return false;
}

/* The one signed last; size 0: none. */
static bool
newest(const struct audit_log *l, struct arena *a, struct checkpoint *ret, struct err *err)
{
	struct dirent **names;
	int n;
	*ret = (struct checkpoint){ 0 };
	if (!list_names(l->dir, &names, &n, err))
		return false;
	bool ok = n == 0 ||
	    read_kept(l, arena_printf(a, "%s/%s", l->dir, names[n - 1]->d_name), a, ret, err);
	free_names(names, n);
	return ok;
}

static bool
read_tree(const struct audit_log *l, struct arena *a, struct checkpoint *ret, struct err *err)
{
	const char *nodes;
	struct merkle m;
	*ret = (struct checkpoint){ 0 };
	if (!event_tree_get(l->db, l->org_id, a, &ret->size, &nodes, err))
		return false;
	if (!nodes || ret->size == 0)
		return true;
	if (!merkle_read(&m, ret->size, nodes))
		return err_set(err, ERR_CONFLICT,
		    "how far the audit log has grown is not written as this program does: see "
		    "`dossier audit verify`");
	merkle_root(&m, ret->root);
	return true;
}

bool
audit_checkpoint(
    const struct audit_log *l, struct arena *a, struct checkpoint *ret, struct err *err)
{
	struct checkpoint last;
	if (!read_tree(l, a, ret, err) || !newest(l, a, &last, err))
		return false;
	if (last.size > ret->size ||
	    (last.size == ret->size && memcmp(last.root, ret->root, SHA256_LEN) != 0))
		return err_set(err, ERR_CONFLICT,
		    "the audit log is not the one of which %s was signed, and nothing more is "
		    "signed: see `dossier audit verify`",
		    last.path);
	if (last.size == ret->size) {
		*ret = last;
		return true;
	}
	char root[ROOT_LEN + 1] = "";
	(void)base64_put(ret->root, SHA256_LEN, root);
	ret->path = arena_printf(a, "%s/%0*lld" SUFFIX, l->dir, DIGITS, (long long)ret->size);
	ret->note = vault_note(l->vault, l->origin,
	    arena_printf(a, "%s\n%lld\n%s\n", l->origin, (long long)ret->size, root), a);
	return make_dir(l->dir, err) && write_note(l->dir, ret->path, ret->note, err);
}
