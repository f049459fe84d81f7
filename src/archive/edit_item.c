/* Which parts are one item, and the mark that stands where something was taken away. */
#include "dossier/edit.h"

const char *
edit_mark(const char *lang)
{
	return lang && lang[0] == 'n' ? "[weggelaten]" : "[left out]";
}

static bool
is_like(const struct part *p, const struct part *like, const char *format)
{
	return strcmp(p->format, format) == 0 && strcmp(p->category, like->category) == 0 &&
	    strcmp(p->name, like->name) == 0;
}

/* Of its name there is one in data/; else there are only those of portability/. */
static bool
is_in_data(const struct part *parts, size_t n, const struct part *p)
{
	size_t k = 0;
	while (k < n && (parts[k].only_portable || !is_like(&parts[k], p, "json")))
		k++;
	return k < n;
}

/*
 * Tables of one name are told apart by their order, which their CSVs and their copies share; of
 * those in data/ and their copies, the ones in data/ are counted.
 */
size_t
edit_item(const struct part *parts, size_t n, size_t i)
{
	const struct part *p = &parts[i];
	const bool in_data = is_in_data(parts, n, p);
	size_t before = 0;
	if (strcmp(p->format, "file") == 0 ||
	    (strcmp(p->format, "json") == 0 && p->only_portable != in_data))
		return i;
	for (size_t k = 0; k < i; k++)
		before += is_like(&parts[k], p, p->format) && parts[k].only_portable != in_data;
	if (in_data && p->only_portable && before-- == 0)
		return n;
	for (size_t k = 0; k < n; k++)
		if (is_like(&parts[k], p, "json") && parts[k].only_portable != in_data &&
		    before-- == 0)
			return k;
	return n;
}
