/*
 * What is written over the rows of a collection where data are restricted, corrected or used no
 * more (art. 16, 18, 21): what one writes the other takes back, and purposes that there are.
 */
#include "register_private.h"

static bool
check_columns(const struct check *c, const json_t *x, const json_t *y, const char *pointer)
{
	const char *column;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)x, column, value)
		if (!json_get(y, column))
			return complain(c, pointer,
			    "set and lift write the same columns: %s stands in one of them alone",
			    column);
	return true;
}

static bool
check_restrict(const struct check *c, const json_t *restriction, const char *pointer)
{
	const json_t *set = json_get(restriction, "set"), *lift = json_get(restriction, "lift");
	if (!restriction)
		return true;
	if (json_object_size(set) == 0)
		return complain(c, pointer, "a restriction that writes nothing restricts nothing");
	return check_columns(c, set, lift, pointer) && check_columns(c, lift, set, pointer);
}

static bool
check_suppress(const struct check *c, const json_t *list, const char *pointer)
{
	size_t i, k;
	const json_t *entry, *id;
	json_array_foreach((json_t *)(uintptr_t)list, i, entry) {
		if (json_object_size(json_get(entry, "set")) == 0)
			return complain(c, at(c, "%s/%zu/set", pointer, i),
			    "what stops a use writes something");
		json_array_foreach(json_get(entry, "purposes"), k, id)
			if (!known(c, "purposes", json_string_value(id)))
				return complain(c, at(c, "%s/%zu/purposes/%zu", pointer, i, k),
				    "there is no purpose %s: the list of purposes says which there "
				    "are",
				    json_string_value(id));
	}
	return true;
}

bool
check_writes(const struct check *c, const json_t *collection, const char *pointer)
{
	return check_restrict(c, json_get(collection, "restrict"), at(c, "%s/restrict", pointer)) &&
	    check_suppress(c, json_get(collection, "suppress"), at(c, "%s/suppress", pointer));
}
