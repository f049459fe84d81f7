/*
 * The same program again, for a command that asks before it runs, or shows what others print. Of a
 * shared installation its daemon runs it. What it reads and prints lies in memory.
 */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/child.h"
#include "dossier/phrase.h"
#include "cli.h"

#define PRINTED_MAX (INT64_C(512) << 20)

enum { INPUT, OUTPUT, ERRORS, STREAMS };

static void
become(char *const argv[], const int streams[static STREAMS], pid_t parent)
{
	child_ends_with(parent, SIGTERM);
	for (int i = 0; i < STREAMS; i++)
		if (dup2(streams[i], i) < 0)
			_exit(1);
	(void)close_range(STREAMS, ~0U, 0);
	(void)execv("/proc/self/exe", argv);
	_exit(1);
}

static bool
write_all(int fd, const char *text)
{
	size_t left = text ? strlen(text) : 0;
	for (ssize_t n; left > 0; text += n, left -= (size_t)n)
		if ((n = write(fd, text, left)) <= 0)
			return false;
	return lseek(fd, 0, SEEK_SET) == 0;
}

static bool
read_all(int fd, struct buf *ret)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || st.st_size > PRINTED_MAX || lseek(fd, 0, SEEK_SET) != 0)
		return false;
	buf_reserve(ret, (size_t)st.st_size + 1);
	while (ret->len < (size_t)st.st_size) {
		ssize_t n = read(fd, ret->data + ret->len, (size_t)st.st_size - ret->len);
		if (n <= 0)
			return false;
		ret->len += (size_t)n;
	}
	ret->data[ret->len] = '\0';
	return true;
}

/* What it said of itself, as an object on the last line (docs/json/error.schema.json). */
static bool
take_error(int fd, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(buf) struct buf said = { 0 };
	enum err_kind kind = ERR_NONE;
	if (!read_all(fd, &said))
		return err_set(err, ERR_SYSTEM, "cannot read what dossier said: %m");
	while (said.len > 0 && said.data[said.len - 1] == '\n')
		said.data[--said.len] = '\0';
	const char *last = strrchr(said.data, '\n');
	auto_drop(json) json_t *v = json_loads(last ? last + 1 : said.data, 0, NULL);
	const char *code = json_str_or(v, "code", "");
	while (kind < ERR__MAX && strcmp(err_name(kind), code) != 0)
		kind++;
	if (!v || kind == ERR__MAX || kind == ERR_NONE)
		return err_set(err, ERR_TEMPORARY, "dossier ended without saying why: try again");
	return err_set(err, kind, "%s", phrase_said(json_str_or(v, "message", ""), a));
}

static bool
wait_for(pid_t child)
{
	int status = 0;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* In the same installation, at the same time. */
static char **
whole_line(const struct opt_line *line, const char *const *words, struct arena *a)
{
	static const char *const kept[] = { "--home=", "--now=" };
	size_t n = 0;
	while (words[n])
		n++;
	char **argv = arena_alloc(a, (n + line->options + 2) * sizeof(*argv));
	size_t at = 0;
	argv[at++] = arena_strdup(a, "dossier");
	for (size_t i = 1; i < line->options; i++)
		for (size_t k = 0; k < array_len(kept); k++)
			if (strncmp(line->words.items[i], kept[k], strlen(kept[k])) == 0)
				argv[at++] = arena_strdup(a, line->words.items[i]);
	for (size_t i = 0; i < n; i++)
		argv[at++] = arena_strdup(a, words[i]);
	return argv;
}

bool
cli_again(const struct opt_line *line, const char *const *words, const char *input, struct buf *ret,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int in = memfd_create("input", MFD_CLOEXEC);
	auto_drop(fd) int out = memfd_create("output", MFD_CLOEXEC);
	auto_drop(fd) int errors = memfd_create("errors", MFD_CLOEXEC);
	char **argv = whole_line(line, words, a);
	if (in < 0 || out < 0 || errors < 0 || !write_all(in, input))
		return err_set(err, ERR_SYSTEM, "cannot keep what dossier is asked: %m");
	(void)fflush(NULL);
	pid_t us = getpid(), child = fork();
	if (child == 0)
		become(argv, (const int[]){ in, out, errors }, us);
	if (child < 0)
		return err_set(err, ERR_TEMPORARY, "no process is to be had: try again");
	if (!wait_for(child))
		return take_error(errors, err);
	return read_all(out, ret) || err_set(err, ERR_SYSTEM, "cannot read what dossier said: %m");
}

json_t *
cli_again_json(
    const struct opt_line *line, const char *const *words, const char *input, struct err *err)
{
	auto_drop(buf) struct buf printed = { 0 };
	if (!cli_again(line, words, input, &printed, err))
		return NULL;
	json_t *v = json_loadb(printed.data, printed.len, 0, NULL);
	if (!v)
		err_set(err, ERR_SYSTEM, "what dossier said is no JSON");
	return v;
}
