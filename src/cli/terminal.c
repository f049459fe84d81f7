/*
 * The terminal, raw: no key has a meaning of its own, and the screen of before comes back
 * afterwards. Sequences are those that every emulator since the VT220 knows, and what it does not
 * know it leaves alone.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "cli.h"
#include "terminal.h"

#define ESCAPE_MS 50 /* what follows an escape comes at once, or it was the key */

/* another screen, no cursor, nothing goes on by itself at the end of a line, pastes are marked */
static const char enter[] = "\033[?1049h\033[?25l\033[?7l\033[?2004h\033[2J";
static const char leave[] = "\033[?2004l\033[?7h\033[?25h\033[0m\033[?1049l";

static struct termios before, raw;
static volatile sig_atomic_t taken, changed;
static unsigned char typed[64]; /* and not looked at yet */
static size_t ntyped;
static bool pasting, gone;

static void
put(const char *data, size_t n)
{
	for (ssize_t wrote; n > 0; data += wrote, n -= (size_t)wrote) {
		wrote = write(STDOUT_FILENO, data, n);
		if (wrote < 0 && errno == EINTR)
			wrote = 0;
		else if (wrote < 0)
			return; /* it is gone, which the next key tells */
	}
}

static void
take_it(void)
{
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	put(enter, sizeof(enter) - 1);
	taken = changed = true;
}

static void
give_back(void)
{
	if (!taken)
		return;
	taken = false;
	put(leave, sizeof(leave) - 1);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

static void
on_end(int sig)
{
	give_back();
	(void)raise(sig); /* which is blocked until this returns, and then has its usual effect */
}

static void
on_stop(int sig)
{
	int kept = errno;
	bool had = taken;
	(void)sig;
	give_back();
	(void)raise(SIGSTOP);
	if (had)
		take_it();
	errno = kept;
}

static void
on_size(int sig)
{
	(void)sig;
	changed = true;
}

bool
terminal_is(void)
{
	return isatty(STDIN_FILENO) && print_is_terminal(STDOUT_FILENO);
}

bool
terminal_begin(struct err *err)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS,
		SIGFPE, SIGILL };
	struct sigaction end = { .sa_handler = on_end, .sa_flags = (int)SA_RESETHAND };
	struct sigaction stop = { .sa_handler = on_stop }, size = { .sa_handler = on_size };
	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return err_set(err, ERR_SYSTEM, "cannot take the terminal: %m");
	raw = before;
	cfmakeraw(&raw);
	for (size_t i = 0; i < array_len(ends); i++)
		(void)sigaction(ends[i], &end, NULL);
	(void)sigaction(SIGTSTP, &stop, NULL);
	(void)sigaction(SIGWINCH, &size, NULL);
	ntyped = 0;
	take_it();
	return true;
}

void
terminal_end(void)
{
	give_back();
}

void
terminal_stop(void)
{
	(void)raise(SIGTSTP);
}

void
terminal_size(int *ret_lines, int *ret_columns)
{
	struct winsize size = { 0 };
	(void)ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	*ret_lines = size.ws_row ? size.ws_row : 24;
	*ret_columns = size.ws_col ? size.ws_col : 80;
}

void
terminal_draw(const struct buf *frame)
{
	put(frame->data, frame->len);
}

/* ---- keys ---- */

bool
terminal_is_typed(void)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	return ntyped > 0 || poll(&p, 1, 0) > 0;
}

void
terminal_forget(void)
{
	ntyped = 0;
	(void)tcflush(STDIN_FILENO, TCIFLUSH);
}

/*
 * More of what is typed, until ${ms} from now (-1: for ever); false: nothing came. A signal that
 * changes what is to be drawn is waited for too, and none is lost between the look and the wait.
 */
static bool
more(int ms)
{
	const struct timespec t = { .tv_nsec = ms * 1000000L };
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t late, were;
	(void)sigemptyset(&late);
	(void)sigaddset(&late, SIGWINCH);
	(void)sigaddset(&late, SIGTSTP);
	(void)sigprocmask(SIG_BLOCK, &late, &were);
	int ready = changed && ms < 0 ? 0 : ppoll(&p, 1, ms < 0 ? NULL : &t, &were);
	(void)sigprocmask(SIG_SETMASK, &were, NULL);
	if (ready <= 0 || ntyped == sizeof(typed))
		return false;
	ssize_t n = read(STDIN_FILENO, typed + ntyped, sizeof(typed) - ntyped);
	if (n > 0)
		ntyped += (size_t)n;
	gone = n == 0 || (n < 0 && errno != EINTR);
	return n > 0;
}

static void
drop(size_t n)
{
	ntyped -= n;
	memmove(typed, typed + n, ntyped);
}

/* What stands behind "ESC [" and "ESC O". */
static int
named_key(const char *rest, char last)
{
	static const struct {
		const char *rest;
		char last;
		int key;
	} keys[] = { { "", 'A', KEY_UP }, { "", 'B', KEY_DOWN }, { "", 'C', KEY_RIGHT },
		{ "", 'D', KEY_LEFT }, { "", 'H', KEY_FIRST }, { "", 'F', KEY_LAST },
		{ "1", '~', KEY_FIRST }, { "4", '~', KEY_LAST }, { "7", '~', KEY_FIRST },
		{ "8", '~', KEY_LAST }, { "5", '~', KEY_PAGE_UP }, { "6", '~', KEY_PAGE_DOWN } };
	for (size_t i = 0; i < array_len(keys); i++)
		if (keys[i].last == last && strcmp(keys[i].rest, rest) == 0)
			return keys[i].key;
	if (last == '~' && strcmp(rest, "200") == 0)
		pasting = true;
	if (last == '~' && strcmp(rest, "201") == 0)
		pasting = false;
	return KEY_OTHER;
}

static int
escaped_key(void)
{
	char rest[16] = { 0 };
	size_t n = 2;
	while (ntyped < 2)
		if (!more(ESCAPE_MS))
			break;
	if (ntyped < 2 || (typed[1] != '[' && typed[1] != 'O')) {
		drop(1);
		return KEY_ESCAPE;
	}
	for (;; n++) {
		while (ntyped <= n)
			if (!more(ESCAPE_MS)) {
				drop(ntyped);
				return KEY_OTHER;
			}
		if (typed[n] >= 0x40 && typed[n] <= 0x7e)
			break;
		if (n - 2 < sizeof(rest) - 1)
			rest[n - 2] = (char)typed[n];
	}
	char last = (char)typed[n];
	drop(n + 1);
	return named_key(rest, last);
}

/* A character of UTF-8, or one byte of what is none. */
static int
character_key(void)
{
	static const unsigned char lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned char c = typed[0];
	size_t n = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	while (ntyped < n)
		if (!more(ESCAPE_MS)) {
			drop(1);
			return KEY_OTHER;
		}
	int code = c & lead[n];
	for (size_t i = 1; i < n; i++)
		code = code << 6 | (typed[i] & 0x3f);
	drop(n);
	return (c >= 0x80 && c < 0xc0) || code >= KEY_UP ? KEY_OTHER : code;
}

int
terminal_key(bool *ret_pasted)
{
	while (ntyped == 0) {
		if (changed) {
			changed = false;
			return KEY_REDRAW;
		}
		if (!more(-1) && gone)
			return KEY_GONE;
	}
	int key = typed[0] == KEY_ESCAPE ? escaped_key() : character_key();
	*ret_pasted = pasting;
	return key == '\n' ? KEY_ENTER : key == '\b' ? KEY_BACKSPACE : key;
}
