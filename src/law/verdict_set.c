/*
 * What becomes of one row where data are restricted, corrected or used no more (art. 16, 18, 21):
 * columns are written, and nothing goes. A row that names another person too is for people.
 */
#include "dossier/verdict.h"

/* As PostgreSQL writes a value and as the register does: the same text, or it is another. */
bool
verdict_reads(const char *text, const json_t *value)
{
	auto_drop(buf) struct buf b = { 0 };
	if (!value || json_is_null(value) || !text)
		return json_is_null(value) && !text;
	if (json_is_string(value))
		return strcmp(json_string_value(value), text) == 0;
	json_put(value, &b);
	return strcmp(b.data, text) == 0;
}

static bool
is_all_so(const struct erase_rule *rule)
{
	for (size_t i = 0; i < rule->nset; i++)
		if (!verdict_reads(rule->set[i].was, rule->set[i].value))
			return false;
	return true;
}

/*
 * Another's mark is not written over: each column holds what says so. Where only some do, or the
 * same number or day may just be written otherwise, nobody knows.
 */
enum mark { MARK_NONE, MARK_OTHER, MARK_UNSURE };
static enum mark
mark_of(const struct erase_rule *rule)
{
	size_t none = 0, other = 0;
	for (size_t i = 0; i < rule->nset; i++) {
		const json_t *free = json_get(rule->unmarked, rule->set[i].column);
		if (!free || verdict_reads(rule->set[i].was, free))
			none++;
		else if (!json_is_string(free) && !json_is_number(free))
			other++;
	}
	return none == rule->nset ? MARK_NONE : other == rule->nset ? MARK_OTHER : MARK_UNSURE;
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
	enum mark mark = is_all_so(rule) ? MARK_OTHER : mark_of(rule);
	ret->verdict = mark == MARK_NONE ? VERDICT_SET
	    : mark == MARK_OTHER         ? VERDICT_KEEP
					 : VERDICT_UNDECIDABLE;
	if (mark == MARK_UNSURE)
		why->code = WHY_NO_RULE;
	if (mark != MARK_NONE)
		return;
	ret->act = ERASE_ANONYMISE;
	ret->set = rule->set;
	ret->nset = rule->nset;
	ret->kept = arena_alloc(a, sizeof(*ret->kept)); /* of the rest nothing is said */
}
