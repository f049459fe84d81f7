/*
 * What becomes of one row where data are restricted, corrected or used no more (art. 16, 18, 21):
 * columns are written, and nothing goes. A row that names another person too is for people.
 */
#include "dossier/verdict.h"

/* As PostgreSQL writes a value and as the register does: the same text, or it is written. */
static bool
is_so(const struct erase_set *s)
{
	auto_drop(buf) struct buf b = { 0 };
	if (json_is_null(s->value) || !s->was)
		return json_is_null(s->value) && !s->was;
	if (json_is_string(s->value))
		return strcmp(json_string_value(s->value), s->was) == 0;
	json_put(s->value, &b);
	return strcmp(b.data, s->was) == 0;
}

static bool
is_all_so(const struct erase_rule *rule)
{
	for (size_t i = 0; i < rule->nset; i++)
		if (!is_so(&rule->set[i]))
			return false;
	return true;
}

static const char *
person_column(const struct erase_rule *rule, const struct verdict_row *row)
{
	return row->person < rule->npersons ? rule->persons[row->person].column : NULL;
}

void
verdict_set(const struct erase_rule *rule, const struct verdict_row *row, struct arena *a,
    struct row_verdict *ret)
{
	struct verdict_reason *why = arena_alloc(a, sizeof(*why));
	bool told = rule->act == ERASE_ANONYMISE;
	*ret = (struct row_verdict){
		.verdict = VERDICT_UNDECIDABLE, .act = ERASE_NOTHING, .why = why, .nwhy = 1
	};
	*why = (struct verdict_reason){ .code = told && row->shared ? WHY_SHARED
		    : told                                          ? WHY_RULE
								    : WHY_NO_RULE };
	if (told && row->shared)
		why->column = person_column(rule, row);
	if (!told || row->shared)
		return;
	ret->verdict = is_all_so(rule) ? VERDICT_KEEP : VERDICT_SET;
	if (ret->verdict == VERDICT_KEEP)
		return;
	ret->act = ERASE_ANONYMISE;
	ret->set = rule->set;
	ret->nset = rule->nset;
	ret->kept = arena_alloc(a, sizeof(*ret->kept)); /* of the rest nothing is said */
}
