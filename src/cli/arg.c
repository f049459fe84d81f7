/*
 * What options of several commands are held to: a number, a day, a text.
 */
#include <errno.h>
#include <unistd.h>

#include "dossier/phrase.h"
#include "cli.h"

#define TEXT_MAX_BYTES 65536

bool
arg_number(const char *option, const char *value, int64_t *ret, struct err *err)
{
	char *rest;
	errno = 0;
	long long n = strtoll(value, &rest, 10);
	*ret = n;
	return (rest != value && !*rest && !errno && n >= 0) ||
	    err_set(err, ERR_USAGE, "--%s needs a whole number", option);
}

bool
arg_text(struct cli *cli, const char *word, const char **ret, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	char piece[4096];
	*ret = word;
	if (strcmp(word, "-") != 0)
		return true;
	if (cli->no_input && isatty(STDIN_FILENO))
		return err_set(err, ERR_USAGE,
		    "- waits for somebody to type, and --no-input says that nobody does");
	for (size_t n; (n = fread(piece, 1, sizeof(piece), stdin)) > 0;) {
		buf_add(&b, piece, n);
		if (b.len > TEXT_MAX_BYTES)
			return err_set(
			    err, ERR_INPUT, "standard input: more than %d bytes", TEXT_MAX_BYTES);
	}
	if (ferror(stdin) || b.len == 0)
		return err_set(err, ERR_INPUT, "standard input: expected the text, there is none");
	*ret = arena_strndup(cli->arena, b.data, strlen(b.data));
	return strlen(b.data) == b.len ||
	    err_set(err, ERR_INPUT, "standard input: a zero byte: expected text");
}

bool
arg_identifier(const char *option, const char *text, struct arena *a, struct identifier_value *ret,
    struct err *err)
{
	const char *eq = strchr(text, '=');
	size_t len = eq ? (size_t)(eq - text) : 0;
	if (len == 0 || strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") != len || !eq[1])
		return err_set(err, ERR_USAGE,
		    "--%s takes KIND=VALUE, the kind in small letters: customer_id=1042", option);
	*ret = (struct identifier_value){ arena_strndup(a, text, len), eq + 1 };
	return true;
}

#define ZONE "Europe/Amsterdam" /* the Netherlands, Belgium and Sweden have the same time */

/* Of the organisation whose request ${reference} is; NULL: of none in particular. */
bool
arg_today(struct cli *cli, const char *reference, struct date *ret, struct err *err)
{
	struct request r;
	struct org org;
	if (!reference || !cli->in)
		return zone_date(ZONE, clock_now(), ret, err);
	return installation_request(cli->in, &cli->who, reference, cli->arena, &r, err) &&
	    org_by_id(cli->in->db, r.org_id, cli->arena, &org, err) && org_today(&org, ret, err);
}

void
arg_say_day(const struct cli *cli, const char *what, struct date d)
{
	print_talk(cli, "%s: %s", phrase(what), date_in_full(d, phrase_language_now(), cli->arena));
}

bool
arg_day(struct cli *cli, const char *option, const char *text, const char *reference,
    struct date *ret, struct err *err)
{
	struct date today;
	struct err bad = { 0 };
	*ret = (struct date){ 0 };
	if (!text || date_parse(text, ret, &bad))
		return true;
	err_clear(&bad);
	if (!arg_today(cli, reference, &today, err))
		return false;
	if (!date_said(text, today, ret, &bad))
		return err_set(err, ERR_USAGE, "%s: %s", phrase(option), bad.text);
	arg_say_day(cli, option, *ret);
	return true;
}

bool
arg_require(const char *option, const char *value, struct err *err)
{
	return (value && *value) || err_set(err, ERR_USAGE, "say it with --%s", option);
}

struct opt_list
arg_list(const struct opt_list *from, struct arena *a)
{
	size_t n = 0;
	for (size_t i = 0; i < from->n; i++)
		for (const char *s = from->items[i]; *s; s++)
			n += *s == ',';
	struct opt_list out = { .items = arena_alloc(a, (n + from->n + 1) * sizeof(*out.items)) };
	for (size_t i = 0; i < from->n; i++)
		for (const char *s = from->items[i]; s; s = *s ? s + 1 : NULL) {
			size_t len = strcspn(s, ",");
			out.items[out.n++] = arena_strndup(a, s, len);
			s += len;
		}
	return out;
}
