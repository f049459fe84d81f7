/*
 * The process that reads files of strangers: a program of its own, inside of ours (image.S), so
 * that ours loads none of the libraries it reads them with, and it holds nothing of ours. It is
 * asked over a socket, and forks for each file a process that is confined before it reads a byte.
 */
#include <fcntl.h>
#include <iconv.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dossier/child.h"
#include "dossier/pass.h"
#include "dossier/sandbox.h"
#include "../ask.h"
#include "serve.h"

#define CPU_S 60
#define WALL_S 180

/* An encoding is code that is loaded when it is asked for; who is confined can load none. */
static void
load_encodings(void)
{
	static const char *const names[] = { "ISO-8859-1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4",
		"ISO-8859-5", "ISO-8859-6", "ISO-8859-7", "ISO-8859-8", "ISO-8859-9", "ISO-8859-10",
		"ISO-8859-13", "ISO-8859-14", "ISO-8859-15", "WINDOWS-1250", "WINDOWS-1251",
		"WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256",
		"WINDOWS-1257", "WINDOWS-1258", "KOI8-R", "KOI8-U", "IBM850", "MACINTOSH", "UTF-7",
		"UTF-16", "UTF-32", "ISO-2022-JP", "SHIFT_JIS", "EUC-JP", "GB18030", "GBK", "BIG5",
		"EUC-KR", "US-ASCII" };
	for (size_t i = 0; i < array_len(names); i++) {
		(void)iconv_open("UTF-8", names[i]); /* open for good */
		(void)iconv_open(names[i], "UTF-8");
	}
}

static bool
confine(struct err *err)
{
	const struct rlimit cpu = { CPU_S, CPU_S }, size = { ASK_ANSWER_MAX, ASK_ANSWER_MAX };
	(void)alarm(WALL_S);
	return setrlimit(RLIMIT_CPU, &cpu) == 0 && setrlimit(RLIMIT_FSIZE, &size) == 0 &&
	    sandbox_reader(err);
}

static bool
write_all(int fd, const char *s, size_t n)
{
	while (n > 0) {
		ssize_t some = write(fd, s, n);
		if (some <= 0)
			return false;
		s += some;
		n -= (size_t)some;
	}
	return true;
}

/* In a process of its own: what is in the first file, answered in the second. */
static void
read_one(const int fds[static 2])
{
	struct err err = { 0 };
	struct stat st;
	struct buf answer = { 0 };
	if (!confine(&err) || fstat(fds[0], &st) != 0 || st.st_size <= 0)
		_exit(1);
	size_t n = (size_t)st.st_size;
	void *question = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fds[0], 0);
	if (question == MAP_FAILED)
		_exit(1);
	serve_answer((struct bytes){ question, n }, &answer);
	_exit(write_all(fds[1], answer.data, answer.len) ? 0 : 1);
}

static char
read_in_child(const int fds[static 2])
{
	int status = 0;
	pid_t us = getpid(), pid = fork();
	if (pid == 0) {
		child_ends_with(us, SIGKILL);
		(void)close(ASK_FD);
		read_one(fds);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
		WEXITSTATUS(status) == 0
	    ? ASK_DONE
	    : ASK_DIED;
}

int
main(void)
{
	sandbox_process();
	sandbox_prepare();
	load_encodings();
	for (;;) {
		char c;
		int fds[2] = { -1, -1 };
		size_t n = array_len(fds);
		if (pass_receive(ASK_FD, &c, 1, fds, &n) != 1)
			return 0;
		c = n == 2 ? read_in_child(fds) : ASK_DIED;
		pass_close(fds, array_len(fds));
		if (pass_send(ASK_FD, &c, 1, NULL, 0) != 1)
			return 0;
	}
}
