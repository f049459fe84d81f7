/*
 * The installation's directory, its configuration file and its secrets. One table knows every key.
 * Values are never quoted in an error: the database's address may hold a password.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stddef.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/conf.h"
#include "file.h"

#define CONF_MAX 65536
#define SECRET_MAX 65536

enum key_type { KEY_STRING, KEY_INT, KEY_MODE };

static const struct key {
	const char *name;
	enum key_type type;
	size_t offset; /* in struct conf */
	const char *otherwise;
	int min, max;
	const char *help;
} keys[] = {
	{ "database", KEY_STRING, offsetof(struct conf, database), "private", 0, 0,
	    "Where the database is: \"private\" for one of our own in this directory, or a libpq\n"
	    "# URI such as postgresql://dossier@db.example/dossier?sslmode=verify-full&"
	    "sslrootcert=FILE" },
	{ "mode", KEY_MODE, offsetof(struct conf, mode), "one", 0, 0,
	    "one: all that is done here is done by who made it. shared: a daemon holds keys and\n"
	    "# database, and each user acts in their own name (`dossier daemon`)" },
	{ "command_s", KEY_INT, offsetof(struct conf, command_s), "3600", 1, 86400,
	    "How many seconds a command may take in a shared installation" },
	{ "slots", KEY_INT, offsetof(struct conf, slots), "4", 1, 256,
	    "How many processes of one worker collect at the same time" },
	{ "lease_s", KEY_INT, offsetof(struct conf, lease_s), "60", 5, 86400,
	    "How many seconds a task is leased at a time; after it, a task of a process that died\n"
	    "# runs again" },
	{ "database_s", KEY_INT, offsetof(struct conf, database_s), "600", 1, 86400,
	    "Within how many seconds the database answers whatever it is asked; then it is taken\n"
	    "# for gone" },
	{ "archive_days", KEY_INT, offsetof(struct conf, archive_days), "30", 1, 3650,
	    "How many days a finished archive stays" },
	{ "checkpoints", KEY_STRING, offsetof(struct conf, checkpoints), "checkpoints", 0, 0,
	    "Where the signed checkpoints of the audit log are kept: a directory, best where who\n"
	    "# can write in the database can not; unless it begins with / it is in this one" },
};

static void *
field(struct conf *c, const struct key *k)
{
	return (char *)c + k->offset;
}

const char *
conf_home(const char *option, struct arena *a, struct err *err)
{
	const char *env = getenv("DOSSIER_HOME"), *user = getenv("HOME");
	const char *home = option ? option : env && *env ? env : NULL;
	if (!home && user && *user)
		home = arena_printf(a, "%s/.dossier", user);
	if (!home || !*home)
		return err_set(err, ERR_USAGE,
			   "no directory for the installation: give --home DIR or set "
			   "DOSSIER_HOME"),
		       NULL;
	if (*home == '/')
		return arena_strdup(a, home);
	auto_drop(str) char *cwd = getcwd(NULL, 0);
	if (!cwd)
		return err_set(err, ERR_SYSTEM, "cannot tell the current directory: %m"), NULL;
	return arena_printf(a, "%s/%s", cwd, home);
}

bool
conf_is_private(const struct conf *c)
{
	return strcmp(c->database, "private") == 0;
}

const char *
conf_path(const struct conf *c, const char *below, struct arena *a)
{
	return *below == '/' ? below : arena_printf(a, "%s/%s", c->home, below);
}

/* ${below} is ${dir} or lies in it. */
static bool
is_in(const char *below, const char *dir)
{
	size_t n = strlen(dir);
	while (n > 0 && dir[n - 1] == '/')
		n--;
	return strncmp(below, dir, n) == 0 && (below[n] == '\0' || below[n] == '/');
}

bool
conf_paths_meet(const char *x, const char *y)
{
	return is_in(x, y) || is_in(y, x);
}

bool
conf_is_shared(const struct conf *c)
{
	return strcmp(c->mode, "shared") == 0;
}

/* ---- reading ---- */

static bool
set_int(struct conf *c, const struct key *k, const char *value)
{
	char *rest;
	errno = 0;
	long n = strtol(value, &rest, 10);
	if (rest == value || *rest || errno || n < k->min || n > k->max)
		return false;
	*(int *)field(c, k) = (int)n;
	return true;
}

static bool
set_key(struct conf *c, const struct key *k, const char *value, struct err *err)
{
	if (!*value)
		return err_set(err, ERR_INPUT, "%s needs a value", k->name);
	if (k->type == KEY_MODE && strcmp(value, "one") != 0 && strcmp(value, "shared") != 0)
		return err_set(err, ERR_INPUT, "%s is one or shared", k->name);
	if (k->type != KEY_INT)
		*(const char **)field(c, k) = value;
	else if (!set_int(c, k, value))
		return err_set(err, ERR_INPUT, "%s must be a whole number from %d to %d", k->name,
		    k->min, k->max);
	return true;
}

static const struct key *
key_by_name(const char *name, struct err *err)
{
	auto_drop(buf) struct buf all = { 0 };
	for (size_t i = 0; i < array_len(keys); i++) {
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
		buf_addf(&all, "%s%s", i ? ", " : "", keys[i].name);
	}
	err_set(err, ERR_INPUT, "there is no key %.40s; the keys are %s", name, all.data);
	return NULL;
}

/* Ends the word at ${s} of ${n} bytes, without the white space around it. */
static char *
word(char *s, size_t n)
{
	while (n > 0 && strchr(" \t\r", s[n - 1]))
		n--;
	s[n] = '\0';
	return s + strspn(s, " \t");
}

/* One line, which is cut up. *seen: a bit for every key that was there. */
static bool
read_line(struct conf *c, char *line, unsigned *seen, struct err *err)
{
	char *text = word(line, strlen(line)), *equals = strchr(text, '=');
	if (!*text || *text == '#')
		return true;
	if (!equals)
		return err_set(err, ERR_INPUT, "expected \"key = value\" or a comment after #");
	char *value = word(equals + 1, strlen(equals + 1));
	const struct key *k = key_by_name(word(text, (size_t)(equals - text)), err);
	if (!k)
		return false;
	unsigned bit = 1u << (k - keys);
	if (*seen & bit)
		return err_set(err, ERR_INPUT, "%s is there twice", k->name);
	*seen |= bit;
	return set_key(c, k, value, err);
}

static bool
read_lines(struct conf *c, char *text, const char *path, struct err *err)
{
	unsigned seen = 0;
	for (int line = 1; *text; line++) {
		size_t n = strcspn(text, "\n");
		bool last = text[n] == '\0';
		text[n] = '\0';
		if (!read_line(c, text, &seen, err))
			return err_wrap(err, "%s:%d", path, line);
		text += n + !last;
	}
	return true;
}

static void
set_defaults(struct conf *c)
{
	for (size_t i = 0; i < array_len(keys); i++)
		if (!set_key(c, &keys[i], keys[i].otherwise, NULL))
			BUG("the default of %s", keys[i].name);
}

bool
conf_load(const char *home, struct arena *a, struct conf *ret, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	struct conf c = { .home = arena_strdup(a, home) };
	struct err e = { 0 };
	const char *path = conf_path(&c, "dossier.conf", a);
	set_defaults(&c);
	if (!file_read(path, CONF_MAX, &b, &e)) {
		if (e.kind == ERR_NOTFOUND)
			return err_set(
			    err, ERR_NOTFOUND, "no installation in %s: run dossier init", home);
		return err_set(err, e.kind, "%s", e.text);
	}
	if (strlen(b.data) != b.len)
		return err_set(err, ERR_INPUT, "%s: not a text: it holds a NUL byte", path);
	if (!read_lines(&c, arena_strndup(a, b.data, b.len), path, err))
		return false;
	*ret = c;
	return true;
}

/* ---- writing ---- */

static void
write_keys(const struct conf *c, struct buf *b)
{
	buf_adds(b,
	    "# The configuration of this Dossier installation.\n"
	    "# A key that is absent has the value shown as usual.\n");
	for (size_t i = 0; i < array_len(keys); i++) {
		const struct key *k = &keys[i];
		const void *value = (const char *)c + k->offset;
		buf_addf(b, "\n# %s (usual: %s)\n%s = ", k->help, k->otherwise, k->name);
		if (k->type != KEY_INT)
			buf_addf(b, "%s\n", *(const char *const *)value);
		else
			buf_addf(b, "%d\n", *(const int *)value);
	}
}

static bool
write_all(int fd, const struct buf *b)
{
	for (size_t done = 0; done < b->len;) {
		ssize_t n = write(fd, b->data + done, b->len - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0;
}

bool
conf_write(const struct conf *c, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	const char *path = conf_path(c, "dossier.conf", a);
	if (!*c->database || strpbrk(c->database, "\r\n"))
		return err_set(err, ERR_INPUT, "the address of the database must be one line");
	auto_drop(fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST)
		return err_set(
		    err, ERR_CONFLICT, "%s exists: there is an installation already", path);
	if (fd < 0)
		return err_set(err, ERR_SYSTEM, "cannot make %s: %m", path);
	write_keys(c, &b);
	if (write_all(fd, &b))
		return true;
	err_set(err, errno == ENOSPC ? ERR_TEMPORARY : ERR_SYSTEM, "cannot write %s: %m", path);
	(void)unlink(path); /* half a file would be an installation */
	return false;
}

/* ---- secrets ---- */

static bool
is_file_name(const char *s)
{
	static const char letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	return *s && *s != '.' && strlen(s) <= 100 && s[strspn(s, letters)] == '\0';
}

/* A link may lead to a file beside it, as an orchestrator's do, not to another organisation's. */
static bool
stays_in(const char *path, const char *dir)
{
	char file[PATH_MAX], own[PATH_MAX];
	if (!realpath(path, file) || !realpath(dir, own))
		return false;
	size_t n = strlen(own);
	return strncmp(file, own, n) == 0 && file[n] == '/';
}

/* Root keeps one for whoever runs the installation, and that user must be able to read it. */
static bool
secret_unread(const char *home, const char *path, struct err *err)
{
	if (errno != EACCES)
		return err_set(err, ERR_SYSTEM, "cannot read %s: %m", path);
	const struct passwd *pw = getpwuid(geteuid());
	auto_drop(arena) struct arena *a = arena_new();
	const char *user = pw ? pw->pw_name : arena_printf(a, "%u", (unsigned)geteuid());
	return err_set(err, ERR_DENIED,
	    "user %s cannot read %s: run, as root, cd %s && chown -R %s secrets && "
	    "chmod -R u=rwX,go= secrets",
	    user, path + strlen(home) + 1, home, user);
}

bool
conf_secret(const char *home, const char *org, const char *name, struct arena *a, const char **ret,
    struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	struct stat st;
	*ret = NULL;
	if (!is_file_name(org) || !is_file_name(name))
		return err_set(err, ERR_INPUT,
		    "not a name for a secret: only letters, digits and . _ - may stand in it");
	const char *dir = arena_printf(a, "%s/secrets/%s", home, org);
	const char *path = arena_printf(a, "%s/%s", dir, name);
	if (stat(path, &st) != 0)
		return errno == ENOENT || secret_unread(home, path, err);
	if (!stays_in(path, dir))
		return err_set(err, ERR_DENIED,
		    "%s leads out of its directory: put the file itself there", path);
	if (st.st_mode & 077)
		return err_set(err, ERR_DENIED, "others may read %s: run chmod 600 on it", path);
	if (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0)
		return secret_unread(home, path, err);
	if (!file_read(path, SECRET_MAX, &b, err))
		return false;
	if (b.len > 0 && b.data[b.len - 1] == '\n')
		b.data[--b.len] = '\0';
	if (b.len > 0 && b.data[b.len - 1] == '\r')
		b.data[--b.len] = '\0';
	if (b.len == 0 || strlen(b.data) != b.len)
		return err_set(err, ERR_INPUT, "%s is empty or not a text", path);
	*ret = arena_strndup(a, b.data, b.len);
	return true;
}
