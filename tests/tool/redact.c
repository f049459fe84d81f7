/*
 * redact MARK FILE...: takes MARK out of each, into FILE.made; a line each of what became of it:
 * held and where, blind; made or not; held still; passages taken out.
 * redact --words FILE...: what there is to read in each.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/redact.h"

static void
read_file(const char *path, struct buf *ret)
{
	struct stat st;
	auto_drop(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		BUG("cannot read %s: %m", path);
	buf_reset(ret);
	buf_reserve(ret, (size_t)st.st_size + 1);
	ssize_t n = read(fd, ret->data, (size_t)st.st_size + 1);
	if (n != st.st_size)
		BUG("cannot read %s: %m", path);
	ret->len = (size_t)n;
}

static void
write_file(const char *path, const struct buf *b)
{
	auto_drop(fd) int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, b->data ? b->data : "", b->len) != (ssize_t)b->len)
		BUG("cannot write %s: %m", path);
}

static void
one(struct redact_mark *m, const char *path)
{
	struct buf in = { 0 }, made = { 0 }, name = { 0 }, to = { 0 };
	struct redact_found before = { .mark = -1 }, after = { .mark = -1 };
	struct err err = { 0 };
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	m->count = 0;
	read_file(path, &in);
	const struct bytes data = { in.data, in.len };
	bool ok = redact_holds(base, data, m, 1, &before, &err) &&
	    redact_file(base, data, m, 1, &made, &name, &err) &&
	    redact_holds(name.data, (struct bytes){ made.data ? made.data : "", made.len }, m, 1,
		&after, &err);
	buf_addf(&to, "%s.made", path);
	if (ok)
		write_file(to.data, &made);
	printf("%s\t%d\t%s\t%d\t%s\t%d\t%d\t%lld\t%s\n", path, before.mark,
	    before.where ? before.where : "-", before.blind, ok ? "made" : err.text, after.mark,
	    after.blind, (long long)m->count, ok ? name.data : "");
	buf_release(&in);
	buf_release(&made);
	buf_release(&name);
	buf_release(&to);
}

static bool
print_section(const char *heading, const char *text, size_t n, void *arg)
{
	(void)arg;
	printf("[%s] %.*s\n", heading, (int)n, text ? text : "-");
	return true;
}

static void
print_words(const char *path)
{
	struct buf in = { 0 };
	struct err err = { 0 };
	const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	read_file(path, &in);
	if (!redact_words(base, (struct bytes){ in.data, in.len }, print_section, NULL, &err))
		printf("%s\n", err.text);
	buf_release(&in);
}

int
main(int argc, char *argv[])
{
	struct redact_mark m = { .text = argc > 1 ? argv[1] : NULL, .instead = "[weg]" };
	bool words = m.text && strcmp(m.text, "--words") == 0;
	for (int i = 2; i < argc; i++)
		if (words)
			print_words(argv[i]);
		else
			one(&m, argv[i]);
	return 0;
}
