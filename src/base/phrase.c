/*
 * Texts of the interface in another language, found in the table that phrases.awk made at build
 * of templates/interface/nl.po. Formats are code, so no installation has texts of its own here.
 */
#include <stdlib.h>
#include <string.h>

#include "dossier/mem.h"
#include "dossier/phrase.h"
#include "phrase_table.h"

const struct phrase phrase_table[] = {
#include "phrases_nl.h"
};
const size_t phrase_count = array_len(phrase_table);

static bool is_dutch;

static int
compare(const void *english, const void *p)
{
	return strcmp(english, ((const struct phrase *)p)->english);
}

const char *
phrase(const char *english)
{
	if (!is_dutch || !english)
		return english;
	const struct phrase *p =
	    bsearch(english, phrase_table, phrase_count, sizeof(*phrase_table), compare);
	return p ? p->other : english;
}

bool
phrase_language(const char *name)
{
	bool nl = strcmp(name, "nl") == 0;
	if (!nl && strcmp(name, "en") != 0)
		return false;
	is_dutch = nl;
	return true;
}

const char *
phrase_language_now(void)
{
	return is_dutch ? "nl" : "en";
}

/* The first that says something, as the C library takes them. */
const char *
phrase_language_of_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < array_len(names); i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strcmp(value, "nl") == 0 || strncmp(value, "nl_", 3) == 0 ||
				strncmp(value, "nl.", 3) == 0
			    ? "nl"
			    : "en";
	}
	return "en";
}
