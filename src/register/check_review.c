/*
 * Rules of a review: what a register leaves out of a copy or blacks out in it. A rule that can not
 * work is refused where it stands; one that meets nothing is told when a copy is reviewed.
 */
#include <regex.h>

#include "dossier/text.h"

#include "register_private.h"

/* Is it a column of the collection? Of one without fields that is known only when it is read. */
static bool
check_column(
    const struct check *c, const json_t *collection, const char *column, const char *pointer)
{
	const json_t *fields = json_get(collection, "fields"), *f;
	size_t i;
	if (!collection)
		return complain(c, pointer,
		    "a category has no columns: give the rule to the collection of %s", column);
	if (json_has(json_get(collection, "never"), column))
		return complain(c, pointer, "%s is never handed over: no rule is needed", column);
	json_array_foreach((json_t *)(uintptr_t)fields, i, f)
		if (strcmp(json_str_or(f, "name", ""), column) == 0)
			return true;
	return !fields ||
	    complain(
		c, pointer, "collection %s has no field %s", json_str(collection, "name"), column);
}

static bool
check_withhold(
    const struct check *c, const json_t *what, const json_t *collection, const char *pointer)
{
	const char *column;
	json_t *v;
	if (json_is_string(what))
		return check_column(c, collection, json_string_value(what), pointer);
	json_object_foreach(json_get(what, "where"), column, v)
		if (!check_column(c, collection, column, at(c, "%s/where/%s", pointer, column)))
			return false;
	return !json_is_object(what) || json_object_size(json_get(what, "where")) == 1 ||
	    complain(c, at(c, "%s/where", pointer), "a rule is about the value of one column");
}

static bool
check_redact(
    const struct check *c, const json_t *what, const json_t *collection, const char *pointer)
{
	const char *column = json_str(what, "column");
	struct err why = { 0 };
	if (column && !check_column(c, collection, column, at(c, "%s/column", pointer)))
		return false;
	return !what || reg_pattern_check(json_str(what, "pattern"), &why) ||
	    complain(c, at(c, "%s/pattern", pointer), "%s", why.text);
}

static bool
check_rule(const struct check *c, const json_t *rule, const json_t *collection, const char *pointer)
{
	const json_t *organisation = json_get(c->doc->root, "organisation");
	const char *ground = json_str(rule, "ground");
	struct err why = { 0 };
	const struct withholding_ground *g = ground
	    ? withholding_find(c->grounds, ground, json_str_or(organisation, "country", ""), &why)
	    : NULL;
	if (ground && !g)
		return complain(c, at(c, "%s/ground", pointer), "%s", why.text);
	if (g && g->needs_facts)
		return complain(c, at(c, "%s/ground", pointer),
		    "%s needs what shows that it applies, each time, which a rule cannot say: "
		    "`dossier review withhold` and `redact` do, with --facts",
		    ground);
	return check_withhold(
		   c, json_get(rule, "withhold"), collection, at(c, "%s/withhold", pointer)) &&
	    check_redact(c, json_get(rule, "redact"), collection, at(c, "%s/redact", pointer));
}

bool
check_review(
    const struct check *c, const json_t *rules, const json_t *collection, const char *pointer)
{
	size_t i;
	json_t *rule;
	json_array_foreach((json_t *)(uintptr_t)rules, i, rule)
		if (!check_rule(c, rule, collection, at(c, "%s/%zu", pointer, i)))
			return false;
	return true;
}

bool
reg_pattern_check(const char *pattern, struct err *err)
{
	static const char *const marks[] = { "[weggelaten]", "[left out]" }; /* edit_mark() */
	regex_t re;
	char why[100];
	if (strlen(pattern) > REVIEW_PATTERN_MAX)
		return err_set(err, ERR_INPUT,
		    "a pattern of more than %d bytes: write a shorter one", REVIEW_PATTERN_MAX);
	if (!text_pattern_check(pattern, err))
		return false;
	int status = regcomp(&re, pattern, REG_EXTENDED);
	if (status != 0) {
		(void)regerror(status, &re, why, sizeof(why));
		return err_set(err, ERR_INPUT, "no POSIX extended regular expression: %s", why);
	}
	bool empty = regexec(&re, "", 0, NULL, 0) == 0, mark = false;
	for (size_t i = 0; i < array_len(marks); i++)
		mark = mark || regexec(&re, marks[i], 0, NULL, 0) == 0;
	regfree(&re);
	if (!empty && mark)
		return err_set(err, ERR_INPUT,
		    "a pattern that matches what would take its place, `%s` or `%s`", marks[0],
		    marks[1]);
	return !empty ||
	    err_set(err, ERR_INPUT,
		"a pattern that matches nothing at all, too: it would meet everything");
}
