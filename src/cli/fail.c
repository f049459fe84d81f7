/*
 * What went wrong, as it is told: a line for a person, an object for a program.
 */
#include "dossier/phrase.h"
#include "cli.h"

void
cli_complain(const char *kind, const char *text)
{
	print_clear();
	(void)fprintf(stderr, "dossier: %s", phrase(kind));
	print_safe(stderr, text, "");
	(void)fputc('\n', stderr);
}

/* The command that the text names as the way on. */
static json_t *
hint(const char *text)
{
	const char *begin = strstr(text, "`dossier "), *end = begin ? strchr(begin + 1, '`') : NULL;
	return end ? json_stringn(begin + 1, (size_t)(end - begin) - 1) : json_null();
}

json_t *
cli_error(const struct err *err)
{
	json_t *v = json_pack("{s:s, s:s, s:i, s:s%, s:o}", "type", "error", "code",
	    err_name(err->kind), "exit_status", err_exit_status(err->kind), "message", err->text,
	    strlen(err->text), "hint", hint(err->text));
	if (!v) /* cut in the middle of a character */
		BUG("an error that is no text");
	return v;
}

void
cli_fail(bool json, const struct err *err)
{
	if (!json) {
		cli_complain("", err->text);
		return;
	}
	auto_drop(json) json_t *v = cli_error(err);
	char *text = json_dumps(v, JSON_COMPACT | JSON_ENSURE_ASCII);
	(void)fprintf(stderr, "%s\n", text);
	free(text);
}
