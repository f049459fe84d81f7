/*
 * Findings of a register, in the order of its file: every rule of the tables on every object it is
 * about. They warn; nothing here stops a register from loading.
 */
#include "findings.h"

#include "dossier/phrase.h"
#include "dossier/text.h"

struct gather {
	const struct reg *r;
	struct arena *a;
	struct finding *items;
	size_t n, cap;
};

static const char *const severities[] = {
	[FINDING_BREACH] = "breach",
	[FINDING_DOUBT] = "doubt",
	[FINDING_NOTE] = "note",
};

const char *
severity_name(enum severity s)
{
	return severities[s];
}

/* A directive is law there by an article of its own; elsewhere it is named alone. */
static const struct {
	const char *rule, *country, *article;
} national[] = {
	{ "cold-marketing", "NL", "Tw 11.7(1)" },
	{ "device-marketing", "NL", "Tw 11.7a(1)" },
	{ "device-long", "NL", "Tw 11.7a(3)(b)" },
};

static const char *
article_of(struct gather *g, const struct rule *rule, const json_t *object)
{
	const char *article = rule->article ? rule->article : json_str(object, "article");
	const char *country = json_str_or(g->r->organisation, "country", "");
	for (size_t i = 0; i < array_len(national); i++)
		if (strcmp(national[i].rule, rule->id) == 0 &&
		    strcmp(national[i].country, country) == 0)
			return arena_printf(g->a, "%s, %s", national[i].article, article);
	return article;
}

/* The words of a rule, with what it shows in their gap. */
static const char *
words(struct gather *g, const struct rule *rule, const json_t *object)
{
	const char *text = phrase(rule->text), *gap = strstr(text, "{}");
	const char *shown =
	    rule->shows ? json_string_value(rule_member(object, rule->shows)) : NULL;
	if (!gap)
		return arena_strdup(g->a, text);
	return arena_printf(g->a, "%.*s%s%s", (int)(gap - text), text,
	    shown ? shown : json_str_or(object, "kind", phrase("no words")), gap + 2);
}

static void
add(struct gather *g, const struct rule *rule, const json_t *object, const char *pointer)
{
	if (g->n == g->cap) {
		g->cap = g->cap ? 2 * g->cap : 64;
		struct finding *more = arena_alloc(g->a, g->cap * sizeof(*more));
		if (g->n > 0)
			memcpy(more, g->items, g->n * sizeof(*more));
		g->items = more;
	}
	const char *about =
	    json_str_or(object, "about", json_str_or(object, "category", "organisation"));
	g->items[g->n++] = (struct finding){
		.rule = rule->id,
		.severity = rule->severity,
		.where =
		    json_where(g->r->doc, arena_printf(g->a, "%s/%s", pointer, rule->member), g->a),
		.subject = json_str_or(object, "id", about),
		.text = text_one_line(arena_strdup(g->a, words(g, rule, object))),
		.article = text_one_line(arena_strdup(g->a, article_of(g, rule, object))),
	};
}

static void
apply(struct gather *g, const struct rules *rules, const json_t *object, const char *pointer)
{
	for (size_t i = 0; i < rules->n; i++)
		if (rules->items[i].test(g->r, object, &rules->items[i]))
			add(g, &rules->items[i], object, pointer);
}

static void
apply_each(struct gather *g, const struct rules *rules, const json_t *list, const char *pointer)
{
	size_t i;
	json_t *v;
	json_array_foreach(list, i, v)
		apply(g, rules, v, arena_printf(g->a, "%s/%zu", pointer, i));
}

/* Of a customer's data, purpose, basis and source are for the customer to state. */
static void
apply_categories(struct gather *g)
{
	for (size_t i = 0; i < g->r->inv.ncategories; i++) {
		const struct category *c = &g->r->inv.categories[i];
		const char *pointer = arena_printf(g->a, "/categories/%zu", i);
		apply(g, &rules_category, c->json, pointer);
		if (c->role != ROLE_PROCESSOR)
			apply(g, &rules_our_category, c->json, pointer);
	}
}

static void
apply_collections(struct gather *g)
{
	const json_t *systems = json_get(g->r->doc->root, "systems"), *s, *c;
	size_t i, k;
	json_array_foreach(systems, i, s)
		json_array_foreach(json_get(s, "collections"), k, c) {
			const char *pointer =
			    arena_printf(g->a, "/systems/%zu/collections/%zu", i, k);
			apply(g, &rules_collection, c, pointer);
			apply_each(g, &rules_yield, json_get(c, "yields"),
			    arena_printf(g->a, "%s/yields", pointer));
		}
}

/* ":12:34" at the end of a place, as one number to sort by. */
static uint64_t
place_of(const struct finding *f)
{
	const char *column = strrchr(f->where, ':'), *line = column;
	do
		line--;
	while (*line != ':');
	return strtoull(line + 1, NULL, 10) << 32 | strtoull(column + 1, NULL, 10);
}

static int
by_place(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	uint64_t p = place_of(x), q = place_of(y);
	if (p != q)
		return p < q ? -1 : 1;
	return strcmp(x->text, y->text);
}

struct findings
reg_findings(const struct reg *r, struct arena *a)
{
	struct gather g = { .r = r, .a = a };
	const json_t *root = r->doc->root, *o = r->organisation;
	apply(&g, &rules_register, root, "");
	apply(&g, &rules_organisation, o, "/organisation");
	apply_each(&g, &rules_channel, json_get(o, "channels"), "/organisation/channels");
	apply_each(&g, &rules_contradiction, json_get(o, "contradictions"),
	    "/organisation/contradictions");
	apply_categories(&g);
	apply_each(&g, &rules_recipient, json_get(root, "recipients"), "/recipients");
	apply_collections(&g);
	apply_each(&g, &rules_controller, json_get(root, "controllers"), "/controllers");
	if (g.n > 0)
		qsort(g.items, g.n, sizeof(*g.items), by_place);
	return (struct findings){ g.items, g.n };
}
