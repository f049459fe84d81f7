/*
 * What values look like while they pass: long texts, line breaks and addresses of e-mail are what
 * free text has, and a person is to look at before it leaves (answer/review.c). Decides nothing.
 */
#include <ctype.h>

#include "dossier/archive.h"
#include "dossier/text.h"
#include "table.h"

/* Of an address beside its "@", as people write them; what is left of it need not be all. */
static bool
is_local(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._%+-", c)) || (unsigned char)c >= 0x80;
}

static bool
is_domain(char c)
{
	return isalnum((unsigned char)c) || c == '.' || c == '-' || (unsigned char)c >= 0x80;
}

static void
add_address(struct column *c, const char *s, size_t n, struct arena *a)
{
	char *address = arena_strndup(a, s, n);
	for (char *p = address; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	for (size_t i = 0; i < c->naddresses; i++)
		if (strcmp(c->addresses[i], address) == 0)
			return;
	if (c->naddresses == array_len(c->addresses) || !text_is_utf8(address, strlen(address)))
		c->many = true;
	else
		c->addresses[c->naddresses++] = address;
}

static void
find_addresses(struct column *c, const struct value *v, struct arena *a)
{
	const char *end = v->data + v->len, *at = v->data;
	while (!c->many && (at = memchr(at, '@', (size_t)(end - at)))) {
		const char *from = at, *to = at + 1;
		while (from > v->data && is_local(from[-1]))
			from--;
		while (to < end && is_domain(*to))
			to++;
		while (to > at + 1 && to[-1] == '.')
			to--;
		if (from < at && memchr(at, '.', (size_t)(to - at)))
			add_address(c, from, (size_t)(to - from), a);
		at++;
	}
}

void
column_note(struct column *c, const struct value *v, struct arena *a)
{
	if (v->len > (size_t)c->longest)
		c->longest = (int64_t)v->len;
	c->lines = c->lines || memchr(v->data, '\n', v->len);
	if (!c->many)
		find_addresses(c, v, a);
}

json_t *
table_noted(const struct table *t)
{
	json_t *noted = json_object();
	for (size_t i = 0; i < t->n; i++) {
		const struct column *c = &t->columns[i];
		if ((c->provided && !c->assumed) ||
		    (c->longest <= NOTED_SHORT && !c->lines && !c->naddresses))
			continue;
		json_object_set_new(noted, c->name,
		    json_pack("{s:I, s:b, s:b, s:o}", "longest", (json_int_t)c->longest, "lines",
			c->lines, "many", c->many, "addresses",
			json_strings(c->addresses, c->naddresses)));
	}
	return noted;
}
