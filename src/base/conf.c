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
#include "dossier/dsn.h"
#include "dossier/phrase.h"
#include "dossier/text.h"
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
	    "How many days a finished archive stays at least, however short the term of its\n"
	    "# register is (organisation.dossiers)" },
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
	const char *meant = NULL;
	for (size_t i = 0; i < array_len(keys); i++) {
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
		text_nearer(name, keys[i].name, &meant);
		buf_addf(&all, "%s%s", i ? ", " : "", keys[i].name);
	}
	if (meant)
		return err_set(
			   err, ERR_INPUT, "there is no key %.40s; did you mean %s?", name, meant),
		       NULL;
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

/* A file as it is read: which line said a key, 0 for none; with problems all of them. */
struct reading {
	struct conf conf;
	const char *path;
	int line, said[array_len(keys)];
	json_t *problems;
};

/* One line, which is cut up. */
static bool
read_line(struct reading *r, char *line, struct err *err)
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
	int *said = &r->said[k - keys];
	if (*said)
		return err_set(err, ERR_INPUT, "%s is there twice", k->name);
	*said = r->line;
	return set_key(&r->conf, k, value, err);
}

static bool
read_lines(struct reading *r, char *text, struct err *err)
{
	for (r->line = 1; *text; r->line++) {
		size_t n = strcspn(text, "\n");
		bool last = text[n] == '\0';
		struct err e = { 0 };
		text[n] = '\0';
		if (!read_line(r, text, &e) && !r->problems)
			return err_set(err, e.kind, "%s:%d: %s", r->path, r->line, e.text);
		if (e.kind != ERR_NONE)
			json_array_append_new(r->problems,
			    json_pack("{s:s, s:i, s:s}", "file", r->path, "line", r->line,
				"problem", e.text));
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

static bool
read_conf(const char *home, struct arena *a, struct reading *r, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	struct err e = { 0 };
	r->conf.home = arena_strdup(a, home);
	r->path = conf_path(&r->conf, "dossier.conf", a);
	set_defaults(&r->conf);
	if (!file_read(r->path, CONF_MAX, &b, &e)) {
		if (e.kind == ERR_NOTFOUND)
			return err_set(
			    err, ERR_NOTFOUND, "no installation in %s: run dossier init", home);
		return err_set(err, e.kind, "%s", e.text);
	}
	if (strlen(b.data) != b.len)
		return err_set(err, ERR_INPUT, "%s: not a text: it holds a NUL byte", r->path);
	return read_lines(r, arena_strndup(a, b.data, b.len), err);
}

bool
conf_load(const char *home, struct arena *a, struct conf *ret, struct err *err)
{
	struct reading r = { 0 };
	if (!read_conf(home, a, &r, err))
		return false;
	*ret = r.conf;
	return true;
}

json_t *
conf_problems(const char *home, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct reading r = { .problems = json_array() };
	if (read_conf(home, a, &r, err))
		return r.problems;
	json_decref(r.problems);
	return NULL;
}

static json_t *
shown(struct reading *r, const struct key *k, struct arena *a)
{
	const void *value = field(&r->conf, k);
	if (k->type == KEY_INT)
		return json_integer(*(const int *)value);
	const char *text = *(const char *const *)value;
	bool secret = strcmp(k->name, "database") == 0 && dsn_value(text, "password", a);
	return json_string(secret ? phrase("an address with a password") : text);
}

json_t *
conf_rows(const char *home, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct reading r = { 0 };
	if (!read_conf(home, a, &r, err))
		return NULL;
	json_t *rows = json_array();
	for (size_t i = 0; i < array_len(keys); i++)
		json_array_append_new(rows,
		    json_pack("{s:s, s:o, s:s}", "key", keys[i].name, "value",
			shown(&r, &keys[i], a), "origin",
			r.said[i] ? arena_printf(a, "%s:%d", r.path, r.said[i]) : "default"));
	return rows;
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
