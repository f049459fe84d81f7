/*
 * What becomes of each row: law/verdict, asked once for all rows of which the same is to be said.
 */
#include "look.h"

static struct judged *
keep(struct look *l, struct judged ***list, size_t *n, size_t *room)
{
	if (*n == *room) {
		*room = *room ? *room * 2 : 16;
		*list = xrealloc(*list, *room * sizeof(**list));
	}
	return (*list)[(*n)++] = arena_alloc(l->a, sizeof(struct judged));
}

/* ---- one row as one collection has it ---- */

/* 'n' null, 't' theirs, 'o' another's. */
static char
letter_of(const struct look *l, const struct look_collection *c, const struct look_row *row,
    const struct look_part *part, size_t i)
{
	const struct erase_person *p = &c->rule.persons[i];
	if (!p->collection)
		return part->said[c->rule.nkeeps + i] ? *part->said[c->rule.nkeeps + i] : 'n';
	const char *value = row->cells[c->person_cells[i]];
	const struct look_link *link = look_link(l, p->collection, p->field);
	return !value ? 'n' : link && texts_find(&link->values, value) != SIZE_MAX ? 't' : 'o';
}

/* All that the verdict rests on, as one text. */
static void
spell(struct buf *b, const struct look_collection *c, const struct look_row *row,
    const struct look_part *part, const struct verdict_row *x)
{
	buf_reset(b);
	for (size_t i = 0; i < c->rule.nkeeps; i++)
		buf_addf(b, "%s|", part->said[i] ? part->said[i] : "-");
	buf_addf(b, "%d %zu %d %d", x->shared, x->person, part->is_matched, row->is_theirs);
	for (size_t i = 0; i < x->nclaims; i++)
		buf_addf(b, " %lld", (long long)x->claims[i].id);
	for (size_t i = 0; c->x.sets && i < c->rule.nset; i++) {
		const char *was = row->cells[c->set_cells[i]];
		buf_addf(b, was ? " %zu:%s" : " -", was ? strlen(was) : 0, was);
	}
}

/* The rule of that row: what is written, with what stands there now. */
static const struct erase_rule *
rule_with_was(struct look *l, const struct look_collection *c, const struct look_row *row)
{
	struct erase_rule *rule = arena_alloc(l->a, sizeof(*rule));
	struct erase_set *set = arena_alloc(l->a, (c->rule.nset + 1) * sizeof(*set));
	*rule = c->rule;
	rule->set = set;
	for (size_t i = 0; i < rule->nset; i++) {
		set[i] = c->rule.set[i];
		set[i].was = row->cells[c->set_cells[i]];
	}
	return rule;
}

/* Found by its key alone, and of others now. */
static void
leave(struct row_verdict *v)
{
	static const struct verdict_reason not_ours = { .code = WHY_NOT_OURS };
	*v = (struct row_verdict){
		.verdict = VERDICT_KEEP, .act = ERASE_NOTHING, .why = &not_ours, .nwhy = 1
	};
}

static struct judged *
decide(struct look *l, struct look_collection *c, const struct look_row *row,
    const struct look_part *part, struct verdict_row *x, const char *key, struct err *err)
{
	struct verdict_asked asked = c->x;
	if (asked.sets)
		asked.rule = rule_with_was(l, c, row);
	struct claim_hold *claims = arena_alloc(l->a, (x->nclaims + 1) * sizeof(*claims));
	for (size_t i = 0; i < x->nclaims; i++)
		claims[i] = x->claims[i];
	x->claims = claims;
	x->dates = part->said;
	struct judged *j = keep(l, &c->judged, &c->njudged, &c->room);
	j->collection = c;
	json_object_set_new(c->cache, key, json_integer((json_int_t)c->njudged - 1));
	if (!verdict_of(&asked, x, l->a, &j->verdict, err))
		return NULL;
	/* what is shared, and names them no more: their own part of it has gone before */
	bool names_none = !part->is_matched && x->shared && x->person == SIZE_MAX;
	if (!row->is_theirs || (names_none && j->verdict.verdict == VERDICT_UNDECIDABLE))
		leave(&j->verdict);
	return j;
}

/* Whatever a judge needs room for, of one collection after another. */
struct desk {
	struct claim_hold *claims;
	struct buf key, spelt;
};

static bool
judge_part(struct look *l, struct look_collection *c, const struct look_row *row,
    struct look_part *part, struct desk *desk, struct err *err)
{
	struct verdict_row x = { .person = SIZE_MAX, .claims = desk->claims };
	for (size_t i = 0; i < c->rule.npersons; i++) {
		char letter = letter_of(l, c, row, part, i);
		x.shared = x.shared || letter == 'o';
		if (letter == 't' && x.person == SIZE_MAX)
			x.person = i;
	}
	x.nclaims = look_claimed(c, row, &desk->key, desk->claims);
	spell(&desk->spelt, c, row, part, &x);
	const json_t *known = json_get(c->cache, desk->spelt.data);
	part->judged = known ? c->judged[json_integer_value(known)]
			     : decide(l, c, row, part, &x, desk->spelt.data, err);
	return part->judged != NULL;
}

/* ---- what several collections say of it ---- */

static struct judged *
join(struct look *l, struct judged *v, struct judged *w)
{
	char key[64];
	if (!v || v == w)
		return w;
	(void)snprintf(key, sizeof(key), "%p %p", (void *)v, (void *)w);
	const json_t *known = json_get(l->merged, key);
	if (known)
		return l->joined[json_integer_value(known)];
	struct judged *j = keep(l, &l->joined, &l->njoined, &l->joined_room);
	json_object_set_new(l->merged, key, json_integer((json_int_t)l->njoined - 1));
	verdict_join(&v->verdict, &w->verdict, l->a, &j->verdict);
	/* told under the collection that has the reason which decides */
	bool of_w = w->verdict.nwhy > 0 && j->verdict.nwhy > 0 &&
	    j->verdict.verdict == w->verdict.verdict && v->verdict.verdict != w->verdict.verdict;
	j->collection = of_w ? w->collection : v->collection;
	return j;
}

/* In the order of the register, whatever the one in which they were read. */
static struct judged *
judged_of(struct look *l, const struct look_row *row)
{
	struct judged *j = NULL;
	for (size_t i = 0; row->parts && row->parts->next && i < l->s->n; i++)
		for (const struct look_part *p = row->parts; p; p = p->next)
			if (p->collection->at == i)
				j = join(l, j, p->judged);
	return j ? j : row->parts ? row->parts->judged : NULL;
}

static bool
judge_table(struct look *l, struct look_table *t, struct desk *desk, struct err *err)
{
	for (size_t i = 0; i < t->nrows; i++) {
		struct look_row *row = &t->rows[i];
		for (struct look_part *p = row->parts; p; p = p->next)
			if (!judge_part(l, &l->collections[p->collection->at], row, p, desk, err))
				return false;
		row->judged = judged_of(l, row);
	}
	return true;
}

bool
look_judge(struct look *l, struct err *err)
{
	struct desk desk = { 0 };
	size_t most = 0;
	bool ok = true;
	for (size_t i = 0; i < l->s->n; i++)
		if (l->collections[i].nclaims > most)
			most = l->collections[i].nclaims;
	look_claims_spread(l);
	desk.claims = arena_alloc(l->a, (most + 1) * sizeof(*desk.claims));
	for (size_t i = 0; i < l->cat->ntables && ok; i++)
		ok = judge_table(l, &l->tables[i], &desk, err);
	buf_release(&desk.key);
	buf_release(&desk.spelt);
	return ok;
}

bool
look_refer(struct look *l, struct look_row *row)
{
	struct judged *j = row->judged;
	if (!j || j->verdict.act != ERASE_DELETE)
		return false;
	if (!j->referred) {
		j->referred = arena_alloc(l->a, sizeof(*j->referred));
		*j->referred =
		    (struct judged){ .verdict = j->verdict, .collection = j->collection };
		verdict_refer(l->a, &j->referred->verdict);
	}
	row->judged = j->referred;
	return true;
}
