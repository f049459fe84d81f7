/*
 * Showing how far long work has come, on standard error: on a terminal a line that is written over,
 * a few times a second; elsewhere a line now and then; or JSON lines for a program.
 */
#include <unistd.h>

#include "dossier/date.h"
#include "dossier/phrase.h"
#include "cli.h"

#define DRAW_MS 250
#define LINE_MS 10000

enum form { SHOW_NOTHING, SHOW_BAR, SHOW_LINES, SHOW_JSON };
static struct {
	enum form form;
	const char *doing;         /* the last that was told */
	int64_t begun_ms, last_ms; /* of it; when something was shown */
} now;

/* When it will be through, at the pace so far; 0: nobody knows. */
static time_t
estimate(int64_t done, int64_t total)
{
	int64_t took = clock_boot_ms() - now.begun_ms;
	return done > 0 && done < total && took > 0
	    ? time(NULL) + took * (total - done) / done / 1000
	    : 0;
}

static void
add_clock(struct buf *b, time_t at)
{
	struct tm local;
	char text[20];
	if (!at || !localtime_r(&at, &local))
		return;
	(void)strftime(text, sizeof(text), "%H:%M:%S", &local);
	buf_addf(b, phrase(", until about %s"), text);
}

static void
show_text(const char *doing, int64_t done, int64_t total)
{
	auto_drop(buf) struct buf b = { 0 };
	buf_adds(&b, phrase(doing));
	if (total > 0)
		buf_addf(&b, phrase(": %lld of %lld"), (long long)done, (long long)total);
	else if (done > 0)
		buf_addf(&b, ": %lld", (long long)done);
	add_clock(&b, estimate(done, total));
	if (now.form == SHOW_BAR) {
		print_over(b.data);
		return;
	}
	print_safe(stderr, b.data, "");
	(void)fputc('\n', stderr);
}

static void
show_json(const char *doing, int64_t done, int64_t total)
{
	char at[INSTANT_LEN];
	time_t end = estimate(done, total);
	auto_drop(json) json_t *v =
	    json_pack("{s:s, s:s, s:I, s:o, s:o}", "type", "progress", "doing", doing, "done",
		(json_int_t)done, "total", total > 0 ? json_integer(total) : json_null(), "until",
		end ? json_string(instant_format((usec_t)end * USEC_PER_SEC, at)) : json_null());
	char *text = v ? json_dumps(v, JSON_COMPACT) : NULL;
	(void)fprintf(stderr, "%s\n", text ? text : "{}");
	free(text);
}

static bool
is_time(const char *doing)
{
	int64_t ms = clock_boot_ms();
	bool other = doing != now.doing;
	if (other)
		now.begun_ms = ms;
	now.doing = doing;
	if (other && !now.last_ms && now.form == SHOW_LINES)
		now.last_ms = ms; /* what takes no ten seconds needs no line */
	if (!(other && now.form != SHOW_LINES) &&
	    ms - now.last_ms < (now.form == SHOW_BAR ? DRAW_MS : LINE_MS))
		return false;
	now.last_ms = ms;
	return true;
}

void
progress_show(const char *doing, int64_t done, int64_t total, void *arg)
{
	(void)arg;
	if (now.form == SHOW_NOTHING || (total != PROGRESS_STEP && !is_time(doing)))
		return;
	if (now.form == SHOW_JSON)
		show_json(doing, done, total);
	else
		show_text(doing, done, total);
}

bool
progress_is_wanted(void)
{
	return now.form != SHOW_NOTHING;
}

bool
progress_is_json(void)
{
	return now.form == SHOW_JSON;
}

void
progress_begin(const struct cli *cli, const char *how, bool quiet)
{
	bool terminal = print_is_terminal(STDERR_FILENO);
	if (how && strcmp(how, "json") == 0)
		now.form = SHOW_JSON;
	else if (quiet || (how && strcmp(how, "none") == 0))
		now.form = SHOW_NOTHING;
	else
		now.form = terminal ? SHOW_BAR : cli->json ? SHOW_NOTHING : SHOW_LINES;
}

void
progress_await(const struct cli *cli)
{
	if (now.form == SHOW_BAR && cli->command->need != NEED_NOTHING)
		print_awaited();
}

const struct progress progress_shown = { progress_show, NULL };
