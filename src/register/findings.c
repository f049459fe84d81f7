/*
 * Findings of a register, in the order of its file: the rules of findings_rules.c, and those that one object
 * may break several times over. They warn; nothing here stops a register from loading.
 */
#include "findings.h"

void
found(struct gather *g, const char *pointer, const char *subject, const char *text,
    const char *article)
{
	if (g->n == g->cap) {
		g->cap = g->cap ? 2 * g->cap : 64;
		struct finding *more = arena_alloc(g->a, g->cap * sizeof(*more));
		if (g->n > 0)
			memcpy(more, g->items, g->n * sizeof(*more));
		g->items = more;
	}
	g->items[g->n++] = (struct finding){
		.where = json_where(g->r->doc, pointer, g->a),
		.subject = subject,
		.text = one_line(arena_strdup(g->a, text)),
		.article = one_line(arena_strdup(g->a, article)),
	};
}

static bool
is_mentioned(const struct reg *r, enum right right)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(r->organisation, "rights"), i, v)
		if (strcmp(json_str(v, "right"), right_name(right)) == 0)
			return true;
	return false;
}

static bool
rests_on_consent(const struct reg *r)
{
	for (size_t i = 0; i < r->inv.ncategories; i++) {
		size_t k;
		json_t *v;
		json_array_foreach(json_get(r->inv.categories[i].json, "legal_basis"), k, v)
			if (strcmp(json_str(v, "article"), "6(1)(a)") == 0)
				return true;
	}
	return false;
}

/* Art. 13(2)(b) lists the rights a statement must mention, 13(2)(c) adds withdrawal where consent is a basis. */
static void
find_rights(struct gather *g)
{
	static const enum right always[] = { RIGHT_ACCESS, RIGHT_RECTIFICATION, RIGHT_ERASURE,
		RIGHT_RESTRICTION, RIGHT_PORTABILITY, RIGHT_OBJECTION };
	for (size_t i = 0; i < array_len(always); i++)
		if (!is_mentioned(g->r, always[i]))
			found(g, "/organisation/rights", "organisation",
			    arena_printf(g->a,
				"the right of %s (art. %s) is not mentioned; it exists all the same",
				right_name(always[i]), right_article(always[i])),
			    "GDPR 13(2)(b)");
	if (rests_on_consent(g->r) && !is_mentioned(g->r, RIGHT_CONSENT_WITHDRAWAL))
		found(g, "/organisation/rights", "organisation",
		    "data rests on consent, but that it can be withdrawn is not mentioned",
		    "GDPR 13(2)(c), 7(3)");
	if (json_flag(json_get(g->r->organisation, "automated_decisions"), "exist") &&
	    !is_mentioned(g->r, RIGHT_HUMAN_REVIEW))
		found(g, "/organisation/rights", "organisation",
		    "decisions are automated, but that a person can be asked for is not mentioned",
		    "GDPR 22(3), 13(2)(f)");
}

static void
find_doubtful_channels(struct gather *g)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(g->r->organisation, "channels"), i, v)
		if (json_flag(v, "doubtful"))
			found(g, arena_printf(g->a, "/organisation/channels/%zu", i),
			    "organisation",
			    arena_printf(g->a,
				"what is sent to %s may never arrive; if it does, the term has begun",
				json_str_or(v, "address", json_str(v, "kind"))),
			    "GDPR 12(2)");
}

static void
find_contradictions(struct gather *g)
{
	size_t i;
	json_t *v;
	json_array_foreach(json_get(g->r->organisation, "contradictions"), i, v)
		found(g, arena_printf(g->a, "/organisation/contradictions/%zu", i),
		    json_str_or(v, "about", "organisation"), json_str(v, "text"),
		    json_str(v, "article"));
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
	findings_of_rules(&g);
	find_rights(&g);
	find_doubtful_channels(&g);
	find_contradictions(&g);
	if (g.n > 0)
		qsort(g.items, g.n, sizeof(*g.items), by_place);
	return (struct findings){ g.items, g.n };
}
