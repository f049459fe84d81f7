/*
 * Printing: results in the way that was asked for, to standard output; talk, to standard error.
 */
#include <signal.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "table.h"

#define WIDTH_MAX 10000
#define WIDTH_UNKNOWN 80
#define SILENT_MS 80 /* then who waits is told; a person takes 100 for at once */

static struct print_as as; /* one line runs in a process */

void
print_begin(const struct print_as *how)
{
	as = *how;
}

enum output
print_output(void)
{
	return as.output;
}

bool
print_is_terminal(int fd)
{
	const char *term = getenv("TERM");
	return isatty(fd) && term && strcmp(term, "dumb") != 0;
}

/* The columns of the terminal that results go to; 0: it is none, and nothing is broken for it. */
static int
terminal_width(void)
{
	struct winsize size;
	const char *said = getenv("COLUMNS"), *behind = getenv(PRINT_TERMINAL);
	if (!isatty(STDOUT_FILENO) && !behind)
		return 0;
	long n = said ? strtol(said, NULL, 10) : 0;
	if (n <= 0 && behind)
		n = strtol(behind, NULL, 10);
	if (n <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		n = size.ws_col;
	return n > 0 && n < WIDTH_MAX ? (int)n : WIDTH_UNKNOWN;
}

/* no-color.org: set and not empty. */
static bool
is_coloured(void)
{
	const char *no = getenv("NO_COLOR"), *when = as.colour ? as.colour : "auto";
	if (strcmp(when, "auto") != 0)
		return strcmp(when, "always") == 0;
	return !(no && *no) && (print_is_terminal(STDOUT_FILENO) || getenv(PRINT_TERMINAL));
}

void
print_safe(FILE *to, const char *text, const char *allowed)
{
	auto_drop(buf) struct buf safe = { 0 };
	table_safe(text, allowed, &safe);
	(void)fwrite(safe.data, 1, safe.len, to);
}

static volatile sig_atomic_t drawn;   /* the line that is written over is there */
static volatile sig_atomic_t awaited; /* somebody waits, and nothing was said yet */
static char working[80];

static void
on_silence(int sig)
{
	(void)sig;
	if (awaited && write(STDERR_FILENO, working, strlen(working)) > 0)
		drawn = true;
	awaited = false;
}

/* Not by SIGALRM, which ends a visitor of the daemon who takes too long to ask. */
void
print_awaited(void)
{
	const struct itimerspec once = { .it_value = { .tv_nsec = SILENT_MS * 1000000L } };
	struct sigaction act = { .sa_handler = on_silence, .sa_flags = SA_RESTART };
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN };
	timer_t timer;
	(void)snprintf(working, sizeof(working), "%s", phrase("working"));
	if (sigaction(SIGRTMIN, &act, NULL) != 0 ||
	    timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
		return; /* it works all the same */
	awaited = timer_settime(timer, 0, &once, NULL) == 0;
}

void
print_clear(void)
{
	awaited = false;
	if (drawn)
		(void)fputs("\r\033[K", stderr);
	drawn = false;
}

void
print_over(const char *text)
{
	print_clear();
	print_safe(stderr, text, "");
	drawn = true;
}

static void
put_va(FILE *to, const char *fmt, va_list ap)
{
	char *text = NULL;
	if (vasprintf(&text, phrase(fmt), ap) < 0)
		BUG("cannot format %s", fmt);
	print_safe(to, text, "\n");
	free(text);
}

void
print_text(const char *fmt, ...)
{
	va_list ap;
	print_clear();
	va_start(ap, fmt);
	put_va(stdout, fmt, ap);
	va_end(ap);
}

void
print_bytes(const char *data, size_t n)
{
	print_clear();
	(void)fwrite(data, 1, n, stdout);
}

/*
 * JSON may hold what steers a terminal as it is, but for the controls of ASCII; an escape says the
 * same. Line ends are those between members.
 */
static void
put_json(const json_t *v, size_t flags)
{
	char *text = json_dumps(v, flags | JSON_ENCODE_ANY);
	auto_drop(buf) struct buf b = { 0 };
	if (!text)
		BUG("a view that is no JSON");
	table_escape(text, &b);
	free(text);
	buf_addc(&b, '\n');
	print_bytes(b.data, b.len);
}

static json_t **caught;

void
print_catch(json_t **to)
{
	caught = to;
}

void
print_json(json_t *v)
{
	if (!v)
		BUG("a view that is no JSON");
	if (caught) {
		json_decref(*caught);
		*caught = v;
		return;
	}
	put_json(v, as.output == OUTPUT_JSONL ? JSON_COMPACT : JSON_INDENT(2));
	json_decref(v);
}

static void
put_table(const json_t *rows, const struct column *columns, const char *empty)
{
	auto_drop(buf) struct buf out = { 0 };
	if (as.output == OUTPUT_PLAIN)
		table_plain(rows, columns, &out);
	else if (as.output == OUTPUT_CSV)
		table_csv(rows, columns, &out);
	else if (json_array_size(rows) == 0)
		buf_addf(&out, "%s\n", phrase(empty));
	else
		table_text(rows, columns, terminal_width(), is_coloured(), &out);
	print_bytes(out.data, out.len);
}

void
print_table(const json_t *rows, const struct column *columns, const char *empty)
{
	put_table(rows, columns, empty);
}

/* Each with these members alone, in this order. */
static json_t *
narrowed(const json_t *rows, const struct column *columns)
{
	json_t *out = json_array();
	size_t i;
	const json_t *row;
	json_array_foreach(rows, i, row) {
		json_t *some = json_object();
		for (const struct column *c = columns; c->key; c++) {
			json_t *v = json_object_get(row, c->key);
			json_object_set_new(some, c->key, v ? json_incref(v) : json_null());
		}
		json_array_append_new(out, some);
	}
	return out;
}

static void
put_list(const json_t *rows, const struct column *columns, const char *empty)
{
	size_t i;
	const json_t *row;
	if (as.output == OUTPUT_JSON)
		put_json(rows, JSON_INDENT(2));
	else if (as.output != OUTPUT_JSONL)
		put_table(rows, columns, empty);
	else
		json_array_foreach(rows, i, row)
			put_json(row, JSON_COMPACT);
}

bool
print_rows(const struct cli *cli, json_t *rows, const struct column *columns, const char *empty,
    struct err *err)
{
	auto_drop(json) json_t *all = rows, *some = NULL;
	if (!rows)
		return false;
	if (as.fields && !(columns = table_pick(rows, columns, as.fields, cli->arena, err)))
		return false;
	if (as.fields)
		some = narrowed(rows, columns);
	if (caught)
		print_json(json_incref(all));
	else
		put_list(some ? some : all, columns, empty);
	return true;
}

static void
talk_va(const char *fmt, va_list ap)
{
	(void)fflush(stdout); /* both may be one pipe; that it failed is told at the end */
	print_clear();
	put_va(stderr, fmt, ap);
	(void)fputc('\n', stderr);
}

void
print_talk(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;
	if (cli->json || as.quiet)
		return;
	va_start(ap, fmt);
	talk_va(fmt, ap);
	va_end(ap);
}

void
print_more(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;
	if (cli->json || !as.verbose)
		return;
	va_start(ap, fmt);
	talk_va(fmt, ap);
	va_end(ap);
}

void
print_warning(const struct cli *cli, json_t *v, const char *fmt, ...)
{
	va_list ap;
	char *text = NULL;
	va_start(ap, fmt);
	if (vasprintf(&text, phrase(fmt), ap) < 0)
		BUG("cannot format %s", fmt);
	va_end(ap);
	if (cli->json && !json_get(v, "warnings"))
		json_object_set_new(v, "warnings", json_array());
	if (cli->json)
		json_array_append_new(json_object_get(v, "warnings"), json_string(text));
	else
		print_talk(cli, "warning: %s", text);
	free(text);
}
