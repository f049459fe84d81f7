/*
 * The register's rule of erasure for a collection, read from its JSON. Its shape was checked
 * against the schema; whether the columns exist is for who sees the database.
 */
#include "dossier/erase_rule.h"

const char *const erase_do_words[ERASE__MAX] = {
	[ERASE_DELETE] = "delete",
	[ERASE_ANONYMISE] = "anonymise",
	[ERASE_NOTHING] = "keep",
	[ERASE_ASK] = "ask",
};

static bool
read_do(const char *word, const char *what, enum erase_do *ret, struct err *err)
{
	for (unsigned i = 0; i < ERASE__MAX; i++)
		if (word && strcmp(word, erase_do_words[i]) == 0) {
			*ret = i;
			return true;
		}
	return err_set(err, ERR_INPUT,
	    "erase.%s: \"%.40s\" is none of delete, anonymise, keep and ask", what,
	    word ? word : "");
}

static const struct erase_set *
read_set(const json_t *set, struct arena *a, size_t *ret_n)
{
	struct erase_set *items = arena_alloc(a, (json_object_size(set) + 1) * sizeof(*items));
	const char *column;
	json_t *value;
	*ret_n = 0;
	json_object_foreach((json_t *)(uintptr_t)set, column, value)
		items[(*ret_n)++] = (struct erase_set){ column, value, NULL };
	return items;
}

/* NULL: the whole row. */
static const char *const *
read_columns(const json_t *columns, struct arena *a)
{
	if (!columns)
		return NULL;
	const char **names = arena_alloc(a, (json_array_size(columns) + 1) * sizeof(*names));
	const json_t *name;
	size_t i;
	json_array_foreach(columns, i, name)
		names[i] = json_string_value(name);
	return names;
}

static struct erase_date
read_date(const json_t *j)
{
	return (struct erase_date){
		.column = json_str(j, "column"),
		.zone = json_str(j, "zone"),
		.collection = json_str(j, "collection"),
		.field = json_str(j, "field"),
		.date = json_str(j, "date"),
	};
}

static bool
read_keep(const json_t *j, enum erase_keep_kind kind, struct arena *a, struct erase_keep *ret,
    struct err *err)
{
	static const char *const names[] = {
		[ERASE_HOLD] = "holds",
		[ERASE_KEPT] = "kept",
		[ERASE_CONTRACT] = "contract",
		[ERASE_OPT_OUT] = "opt_out",
	};
	static const char *const days[] = {
		[ERASE_HOLD] = "from",
		[ERASE_KEPT] = "from",
		[ERASE_CONTRACT] = "until",
		[ERASE_OPT_OUT] = "since",
	};
	*ret = (struct erase_keep){
		.kind = kind,
		.basis = json_str(j, "basis"),
		.period = json_str(j, "period"),
		.why = json_str(j, "why"),
		.book_year = json_str(j, "book_year_ends"),
		.from = read_date(json_get(j, days[kind])),
		.columns = read_columns(json_get(j, "columns"), a),
	};
	if (!ret->from.column || (ret->from.collection && !(ret->from.field && ret->from.date)))
		return err_set(err, ERR_INPUT,
		    "erase.%s: a day is a column, or a column with the collection, field and date "
		    "of the row it refers to",
		    names[kind]);
	if ((kind == ERASE_HOLD && !ret->basis) || (kind == ERASE_KEPT && !ret->period))
		return err_set(err, ERR_INPUT, "erase.%s: an entry without %s", names[kind],
		    kind == ERASE_HOLD ? "basis" : "period");
	if (kind == ERASE_OPT_OUT && !ret->columns)
		return err_set(err, ERR_INPUT, "erase.opt_out: an entry without columns");
	return true;
}

static bool
read_keeps(const json_t *erase, struct arena *a, struct erase_rule *ret, struct err *err)
{
	const json_t *lists[] = {
		[ERASE_HOLD] = json_get(erase, "holds"),
		[ERASE_KEPT] = json_get(erase, "kept"),
		[ERASE_CONTRACT] = json_get(erase, "contract"),
		[ERASE_OPT_OUT] = json_get(erase, "opt_out"),
	};
	const json_t *j;
	size_t n = 0, i;
	for (size_t k = 0; k < array_len(lists); k++)
		n += json_array_size(lists[k]);
	struct erase_keep *keeps = arena_alloc(a, (n + 1) * sizeof(*keeps));
	for (unsigned k = 0; k < array_len(lists); k++)
		json_array_foreach(lists[k], i, j)
			if (!read_keep(j, k, a, &keeps[ret->nkeeps++], err))
				return false;
	ret->keeps = keeps;
	return true;
}

static bool
read_persons(const json_t *list, struct arena *a, struct erase_rule *ret, struct err *err)
{
	struct erase_person *persons =
	    arena_alloc(a, (json_array_size(list) + 1) * sizeof(*persons));
	const json_t *j;
	size_t i;
	ret->persons = persons;
	json_array_foreach(list, i, j) {
		struct erase_person *p = &persons[ret->npersons++];
		*p = (struct erase_person){
			.column = json_str(j, "column"),
			.collection = json_str(j, "collection"),
			.field = json_str(j, "field"),
			.identifier = json_str(j, "identifier"),
			.why = json_str(j, "why"),
		};
		p->set = read_set(json_get(j, "set"), a, &p->nset);
		if (!read_do(json_str(j, "shared"), "persons.shared", &p->shared, err))
			return false;
		if (!p->column || !(p->identifier || (p->collection && p->field)))
			return err_set(err, ERR_INPUT,
			    "erase.persons: an entry is a column with a collection and its field, "
			    "or with an identifier");
		if (p->shared == ERASE_ANONYMISE && p->nset + ret->nset == 0)
			return err_set(err, ERR_INPUT,
			    "erase.persons: %.60s is anonymised and no set says what becomes of "
			    "which column",
			    p->column);
	}
	return true;
}

bool
erase_rule_read(const json_t *erase, struct arena *a, struct erase_rule *ret, struct err *err)
{
	const json_t *blocked = json_get(erase, "blocked");
	*ret = (struct erase_rule){ .act = ERASE_ASK };
	if (!erase)
		return true;
	if (!read_do(json_str(erase, "do"), "do", &ret->act, err))
		return false;
	ret->why = json_str(erase, "why");
	ret->blocked_column = json_str(blocked, "column");
	ret->blocked_view = json_str(blocked, "view");
	ret->set = read_set(json_get(erase, "set"), a, &ret->nset);
	if (ret->act == ERASE_ANONYMISE && ret->nset == 0)
		return err_set(err, ERR_INPUT,
		    "erase.do anonymise without a set that says what becomes of which column");
	return read_keeps(erase, a, ret, err) &&
	    read_persons(json_get(erase, "persons"), a, ret, err);
}

const json_t *
erase_part_of(const json_t *child, const json_t *parent)
{
	const json_t *match;
	size_t i;
	if (strcmp(json_str_or(child, "category", ""), json_str_or(parent, "category", "?")) != 0)
		return NULL;
	json_array_foreach(json_get(child, "match"), i, match)
		if (strcmp(json_str_or(match, "collection", ""),
			json_str_or(parent, "name", "?")) == 0)
			return match;
	return NULL;
}

/* ---- what only writes ---- */

static bool
may_correct(const json_t *collection, const char *column)
{
	return json_has(json_get(collection, "rectify"), column);
}

static const char *
columns_to_correct(const json_t *collection, struct arena *a)
{
	const char *list = NULL;
	size_t i;
	json_t *v;
	json_array_foreach(json_get(collection, "rectify"), i, v)
		list = arena_printf(
		    a, "%s%s%s", list ? list : "", list ? ", " : "", json_string_value(v));
	return list ? list : "none";
}

static bool
check_correct(const json_t *collection, const json_t *set, struct arena *a, struct err *err)
{
	const char *column;
	json_t *value;
	json_object_foreach((json_t *)(uintptr_t)set, column, value)
		if (!may_correct(collection, column))
			return err_set(err, ERR_INPUT,
			    "collection %s: the register lets nobody correct %.60s; it may be: %s",
			    json_str_or(collection, "name", "?"), column,
			    columns_to_correct(collection, a));
	return true;
}

/* NULL: the register has no such member. */
static const json_t *
set_of(const json_t *collection, enum action action, const json_t *wanted)
{
	const json_t *restriction = json_get(collection, "restrict");
	return action == ACTION_RESTRICT ? json_get(restriction, "set")
	    : action == ACTION_LIFT      ? json_get(restriction, "lift")
	    : action == ACTION_RECTIFY   ? json_get(wanted, json_str_or(collection, "name", ""))
					 : NULL;
}

static bool
names_any(const json_t *entry, const json_t *purposes)
{
	size_t i;
	json_t *id;
	json_array_foreach(json_get(entry, "purposes"), i, id)
		if (json_has(purposes, json_string_value(id)))
			return true;
	return false;
}

/* Of each entry of `suppress` that names one of these purposes: what it writes. */
static const struct erase_set *
stops_of(const json_t *collection, const json_t *purposes, struct arena *a, size_t *ret_n)
{
	const json_t *list = json_get(collection, "suppress"), *entry;
	size_t i, most = 1;
	json_array_foreach(list, i, entry)
		most += json_object_size(json_get(entry, "set"));
	struct erase_set *items = arena_alloc(a, most * sizeof(*items));
	*ret_n = 0;
	json_array_foreach(list, i, entry) {
		const char *column;
		json_t *value;
		if (!names_any(entry, purposes))
			continue;
		json_object_foreach(json_get(entry, "set"), column, value) {
			size_t k = 0;
			while (k < *ret_n && strcmp(items[k].column, column) != 0)
				k++;
			if (k == *ret_n)
				items[(*ret_n)++] = (struct erase_set){ column, value, NULL };
		}
	}
	return items;
}

bool
set_rule_read(const json_t *collection, enum action action, const json_t *wanted, struct arena *a,
    struct erase_rule *ret, struct err *err)
{
	if (!erase_rule_read(json_get(collection, "erase"), a, ret, err))
		return false;
	const json_t *set = set_of(collection, action, wanted);
	ret->nkeeps = 0;
	ret->blocked_column = NULL;
	ret->blocked_view =
	    action == ACTION_RESTRICT ? json_str(json_get(collection, "restrict"), "view") : NULL;
	ret->unmarked =
	    action == ACTION_RESTRICT ? json_get(json_get(collection, "restrict"), "lift") : NULL;
	ret->set = action == ACTION_SUPPRESS ? stops_of(collection, wanted, a, &ret->nset)
					     : read_set(set, a, &ret->nset);
	ret->act = ret->nset            ? ERASE_ANONYMISE
	    : action == ACTION_RESTRICT ? ERASE_ASK
					: ERASE_NOTHING;
	for (size_t i = 0; i < ret->npersons; i++)
		((struct erase_person *)(uintptr_t)ret->persons)[i].nset = 0;
	return action != ACTION_RECTIFY || check_correct(collection, set, a, err);
}
