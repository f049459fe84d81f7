/*
 * The tests that rules of every table share: they look at one member and know no law.
 */
#include "findings.h"

const json_t *
rule_member(const json_t *object, const char *path)
{
	const char *slash = strchr(path, '/');
	char first[32];
	if (!slash)
		return json_get(object, path);
	(void)snprintf(first, sizeof(first), "%.*s", (int)(slash - path), path);
	return json_get(json_get(object, first), slash + 1);
}

bool
rule_is(const json_t *object, const char *path, const char *value)
{
	const char *s = json_string_value(rule_member(object, path));
	return s && strcmp(s, value) == 0;
}

bool
rule_absent(const struct reg *r, const json_t *object, const struct rule *rule)
{
	const json_t *v = rule_member(object, rule->member);
	(void)r;
	return !v || json_is_null(v);
}

bool
rule_null(const struct reg *r, const json_t *object, const struct rule *rule)
{
	(void)r;
	return json_is_null(rule_member(object, rule->member));
}

bool
rule_empty(const struct reg *r, const json_t *object, const struct rule *rule)
{
	const json_t *v = rule_member(object, rule->member);
	(void)r;
	return json_array_size(v) + json_object_size(v) == 0;
}

bool
rule_false(const struct reg *r, const json_t *object, const struct rule *rule)
{
	(void)r;
	return json_is_false(rule_member(object, rule->member));
}

bool
rule_true(const struct reg *r, const json_t *object, const struct rule *rule)
{
	(void)r;
	return json_is_true(rule_member(object, rule->member));
}

bool
rule_equals(const struct reg *r, const json_t *object, const struct rule *rule)
{
	(void)r;
	return rule_is(object, rule->member, rule->value);
}

bool
rule_lists(const struct reg *r, const json_t *object, const struct rule *rule)
{
	(void)r;
	return json_has(rule_member(object, rule->member), rule->value);
}

bool
rule_always(const struct reg *r, const json_t *object, const struct rule *rule)
{
	(void)r;
	return rule_member(object, rule->member) != NULL;
}
