/*
 * What others have to do with the verdict of a row: several collections of a table that find it,
 * each by a rule of its own, of which what stays by any stays; and a row that stays and refers to
 * it.
 */
#include "dossier/verdict.h"

/* How much stays: what may not be told before all, and of the rest what is held. */
static int
strength(const struct row_verdict *v)
{
	static const int strengths[VERDICT__MAX] = {
		[VERDICT_ERASE] = 1,
		[VERDICT_ANONYMISE] = 2,
		[VERDICT_KEEP] = 3,
		[VERDICT_HOLD] = 5,
		[VERDICT_UNDECIDABLE] = 7,
		[VERDICT_SET] = 1,
	};
	return strengths[v->verdict] + (v->act == ERASE_NOTHING && v->verdict != VERDICT_KEEP);
}

static size_t
count(const char *const *columns)
{
	size_t n = 0;
	for (; columns && columns[n]; n++)
		;
	return n;
}

static bool
keeps(const struct row_verdict *v, const char *column)
{
	for (size_t i = 0; i < count(v->kept); i++)
		if (strcmp(v->kept[i], column) == 0)
			return true;
	return false;
}

static bool
sets(const struct row_verdict *v, const char *column)
{
	for (size_t i = 0; i < v->nset; i++)
		if (strcmp(v->set[i].column, column) == 0)
			return true;
	return false;
}

/* Of one that both have deleted: what either would write over, were it to stay. */
static void
join_instead(const struct row_verdict *v, const struct row_verdict *w, struct arena *a,
    struct row_verdict *ret)
{
	const size_t most = v->ninstead + w->ninstead + 1;
	struct erase_set *set = arena_alloc(a, most * sizeof(*set));
	ret->ninstead = 0;
	for (size_t i = 0; i < v->ninstead; i++)
		set[ret->ninstead++] = v->instead[i];
	for (size_t i = 0; i < w->ninstead; i++) {
		bool there = false;
		for (size_t k = 0; k < v->ninstead; k++)
			there = there || strcmp(v->instead[k].column, w->instead[i].column) == 0;
		if (!there)
			set[ret->ninstead++] = w->instead[i];
	}
	ret->instead = set;
}

/* What either writes over and neither keeps. */
static void
join_sets(const struct row_verdict *v, const struct row_verdict *w, struct arena *a,
    struct row_verdict *ret)
{
	struct erase_set *set = arena_alloc(a, (v->nset + w->nset + 1) * sizeof(*set));
	ret->nset = 0;
	for (size_t i = 0; i < v->nset; i++)
		if (!keeps(w, v->set[i].column))
			set[ret->nset++] = v->set[i];
	for (size_t i = 0; i < w->nset; i++)
		if (!keeps(v, w->set[i].column) && !sets(v, w->set[i].column))
			set[ret->nset++] = w->set[i];
	ret->set = set;
}

static void
join_kept(const struct row_verdict *v, const struct row_verdict *w, struct arena *a,
    struct row_verdict *ret)
{
	const char **kept = arena_alloc(a, (count(v->kept) + count(w->kept) + 1) * sizeof(*kept));
	size_t n = 0;
	for (size_t i = 0; i < count(v->kept); i++)
		kept[n++] = v->kept[i];
	for (size_t i = 0; i < count(w->kept); i++)
		if (!keeps(v, w->kept[i]))
			kept[n++] = w->kept[i];
	ret->kept = kept;
}

static void
join_reasons(const struct row_verdict *v, const struct row_verdict *w, struct arena *a,
    struct row_verdict *ret)
{
	struct verdict_reason *why = arena_alloc(a, (v->nwhy + w->nwhy + 1) * sizeof(*why));
	for (size_t i = 0; i < v->nwhy; i++)
		why[i] = v->why[i];
	for (size_t i = 0; i < w->nwhy; i++)
		why[v->nwhy + i] = w->why[i];
	ret->why = why;
	ret->nwhy = v->nwhy + w->nwhy;
}

static bool
is_in_use(const struct row_verdict *v)
{
	for (size_t i = 0; i < v->nwhy; i++)
		if (v->why[i].code == WHY_CONTRACT)
			return true;
	return false;
}

/* The later of two ends; what a contract of either needs is not blocked. */
static void
join_blocks(const struct row_verdict *v, const struct row_verdict *w, struct row_verdict *ret)
{
	ret->blocked_ahead = v->blocked_ahead || w->blocked_ahead;
	ret->blocked_until =
	    date_cmp(v->blocked_until, w->blocked_until) > 0 ? v->blocked_until : w->blocked_until;
	bool blocks = ret->verdict == VERDICT_HOLD && !is_in_use(ret);
	if (ret->blocked_ahead || !blocks)
		ret->blocked_until = (struct date){ 0 };
	ret->blocked_ahead = ret->blocked_ahead && blocks;
}

/* By the other table's rule the row, or a part of it, is somebody else's. */
static bool
is_anothers(const struct row_verdict *v)
{
	for (size_t i = 0; i < v->nwhy; i++)
		if (v->why[i].code == WHY_NOT_OURS || v->why[i].code == WHY_SHARED)
			return v->verdict == VERDICT_KEEP;
	return false;
}

/* Of what only writes: what either writes, unless people are to look. */
static void
join_writing(const struct row_verdict *v, const struct row_verdict *w, struct arena *a,
    struct row_verdict *ret)
{
	if (v->verdict == VERDICT_UNDECIDABLE || is_anothers(v))
		return;
	ret->verdict = VERDICT_SET;
	ret->act = ERASE_ANONYMISE;
	join_sets(v, w, a, ret);
}

void
verdict_join(const struct row_verdict *v, const struct row_verdict *w, struct arena *a,
    struct row_verdict *ret)
{
	if (strength(w) > strength(v)) {
		const struct row_verdict *weaker = v;
		v = w;
		w = weaker;
	}
	*ret = *v;
	join_reasons(v, w, a, ret);
	join_blocks(v, w, ret);
	if (w->verdict == VERDICT_SET) { /* the weaker: so each of the two may be */
		join_writing(v, w, a, ret);
		return;
	}
	if (v->act == ERASE_DELETE && w->act == ERASE_DELETE) {
		join_instead(v, w, a, ret);
		return;
	}
	join_sets(v, w, a, ret);
	join_kept(v, w, a, ret);
	ret->act = ret->nset ? ERASE_ANONYMISE : ERASE_NOTHING;
	if (v->act != ERASE_NOTHING && w->act != ERASE_NOTHING && ret->nset)
		return;
	ret->act = ERASE_NOTHING;
	ret->nset = 0;
	ret->kept = NULL;
}

void
verdict_refer(struct arena *a, struct row_verdict *v)
{
	struct verdict_reason *why = arena_alloc(a, (v->nwhy + 1) * sizeof(*why));
	if (v->act != ERASE_DELETE)
		return;
	bool undecidable = v->verdict == VERDICT_UNDECIDABLE;
	struct verdict_reason referred = { .code = WHY_REFERRED };
	size_t n = 0;
	if (!undecidable)
		why[n++] = referred;
	for (size_t i = 0; i < v->nwhy; i++)
		why[n++] = v->why[i];
	if (undecidable)
		why[n++] = referred;
	v->why = why;
	v->nwhy = n;
	v->set = v->instead;
	v->nset = v->ninstead;
	v->act = v->nset ? ERASE_ANONYMISE : ERASE_NOTHING;
	v->kept = v->nset ? v->kept : NULL;
	if (!undecidable)
		v->verdict = v->nset ? VERDICT_ANONYMISE : VERDICT_KEEP;
}
