/*
 * Grounds of leaving a part out, read from templates/law/. Knows no ground itself.
 */
#include "dossier/withholding.h"
#include "rules.h"

struct withholding_law {
	struct arena *arena;
	struct json_doc *doc;
	struct withholding_ground *items;
	size_t n;
};

static void
read_grounds(struct withholding_law *l)
{
	const json_t *items = json_get(l->doc->root, "grounds"), *j;
	size_t i;
	l->items = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->items));
	json_array_foreach(items, i, j)
		l->items[l->n++] = (struct withholding_ground){
			.id = json_str(j, "id"),
			.article = json_str(j, "article"),
			.country = json_str(j, "country"),
			.rights = rules_rights(json_get(j, "rights")),
			.title = json_get(j, "title"),
			.text = json_get(j, "text"),
			.needs_facts = json_flag(j, "needs_facts"),
			.must_show = json_str(j, "must_show"),
		};
}

struct withholding_law *
withholding_open(struct err *err)
{
	auto_drop(withholding) struct withholding_law *l = xcalloc(1, sizeof(*l));
	l->arena = arena_new();
	l->doc = rules_load(
	    "law/withholding-grounds.json", "law/withholding-grounds.schema.json", l->arena, err);
	if (!l->doc)
		return NULL;
	read_grounds(l);
	return take(l);
}

void
withholding_free(struct withholding_law *l)
{
	if (!l)
		return;
	json_doc_free(l->doc);
	arena_free(l->arena);
	free(l);
}

const struct withholding_ground *
withholding_all(const struct withholding_law *l, size_t *ret_n)
{
	*ret_n = l->n;
	return l->items;
}

/* Those of everywhere and of that country. */
static const char *
names(const struct withholding_law *l, const char *country, struct arena *a)
{
	const char *all = NULL;
	for (size_t i = 0; i < l->n; i++) {
		const struct withholding_ground *g = &l->items[i];
		if (!g->country || strcmp(g->country, country) == 0)
			all = all ? arena_printf(a, "%s, %s", all, g->id) : g->id;
	}
	return all ? all : "none";
}

const struct withholding_ground *
withholding_find(
    const struct withholding_law *l, const char *id, const char *country, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t i = 0;
	while (i < l->n && strcmp(l->items[i].id, id) != 0)
		i++;
	if (i == l->n)
		(void)err_set(err, ERR_NOTFOUND,
		    "no ground of leaving out \"%.40s\": expected one of %s", id,
		    names(l, country, a));
	else if (l->items[i].country && strcmp(l->items[i].country, country) != 0)
		(void)err_set(err, ERR_DENIED,
		    "%s is of another country's law (%s): expected one of %s", id,
		    l->items[i].country, names(l, country, a));
	else
		return &l->items[i];
	return NULL;
}

bool
withholding_only_portable(const struct withholding_ground *g)
{
	return g->rights == 1u << RIGHT_PORTABILITY;
}

const char *
withholding_article(const struct withholding_ground *g, unsigned rights, struct arena *a)
{
	static const struct {
		const char *article;
		enum right right;
	} own[] = { { "15(", RIGHT_ACCESS }, { "20(", RIGHT_PORTABILITY } };
	auto_drop(buf) struct buf b = { 0 };
	size_t skip = strcspn(g->article, " ") + 1, n;
	for (const char *s = g->article + skip; *s; s += n + strspn(s + n, ", ")) {
		bool other = false;
		n = strcspn(s, ",");
		for (size_t i = 0; i < array_len(own); i++)
			other = other ||
			    (strncmp(s, own[i].article, 3) == 0 && !(rights & 1u << own[i].right));
		if (!other)
			buf_addf(&b, "%s%.*s", b.len ? ", " : "", (int)n, s);
	}
	return b.len ? arena_printf(a, "%.*s%s", (int)skip, g->article, b.data) : g->article;
}
