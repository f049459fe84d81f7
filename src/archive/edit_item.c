/* Which parts are one item, and the mark that stands where something was taken away. */
#include "dossier/edit.h"

const char *
edit_mark(const char *lang)
{
	return lang && lang[0] == 'n' ? "[weggelaten]" : "[left out]";
}

static bool
is_full(const struct part *p, const struct part *like, const char *format)
{
	return !p->only_portable && strcmp(p->format, format) == 0 &&
	    strcmp(p->category, like->category) == 0 && strcmp(p->name, like->name) == 0;
}

/* Tables of one name are told apart by their order, which their CSVs and their copies share. */
size_t
edit_item(const struct part *parts, size_t n, size_t i)
{
	const struct part *p = &parts[i];
	size_t before = 0;
	if (strcmp(p->format, "file") == 0 || is_full(p, p, "json"))
		return i;
	for (size_t k = 0; k < i; k++)
		before += is_full(&parts[k], p, p->format);
	if (p->only_portable && before == 0)
		return n;
	before -= p->only_portable;
	for (size_t k = 0; k < n; k++)
		if (is_full(&parts[k], p, "json") && before-- == 0)
			return k;
	return n;
}
