/*
 * What a slot says that it found or erased: it talked to strangers. No category or collection but
 * those asked, no code there is none, keys of the shape they are said to have, and all of it of a
 * size that can be kept.
 */
#include "dossier/text.h"
#include "dossier/verdict.h"
#include "change_private.h"

#define SETS_MAX 10000
#define KEYS_MAX 2000000 /* of all sets */
#define COLUMNS_MAX 1600 /* as many as a table can have */
#define TEXT_MAX 4000
#define LINKS_MAX 2000000
#define PROBLEMS_MAX 10000

static const char *const do_words[] = { "delete", "anonymise", "nothing", "set", NULL };
static const char *const problem_words[] = { "no-key", "no-privilege", "cascade", "refers",
	"trigger", "view", "epoch", "too-much", "set", "another-database", "hold-unmatched", NULL };
static const char *const stopped_words[] = { "new", "held", "changed", "schema", "epoch",
	"another-database", "vanished", NULL };
static const char *const layer_words[] = { "rows", "triggers", "statistics", "dead-tuples",
	"indexes", "wal", "backups", NULL };
static const char *const layer_states[] = { "clean", "not-clean", "unknown", NULL };

struct checking {
	const struct dossier *d;
	const struct task *t;
	size_t keys; /* so far */
};

static bool
no_part(const struct checking *c, const char *what, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s gave an answer that is none of what it was asked: %s",
	    c->t->system, what);
}

static bool
is_text(const json_t *v, size_t max)
{
	return json_is_string(v) && json_string_length(v) <= max;
}

static bool
is_text_or_null(const json_t *v, size_t max)
{
	return !v || json_is_null(v) || is_text(v, max);
}

static bool
is_one_of(const json_t *v, const char *const *words, size_t n)
{
	return json_is_string(v) && text_among(json_string_value(v), words, n);
}

static bool
is_count(const json_t *v)
{
	return json_is_integer(v) && json_integer_value(v) >= 0;
}

static bool
are_texts(const json_t *list, size_t most)
{
	size_t i;
	const json_t *v;
	if (!json_is_array(list) || json_array_size(list) > most)
		return false;
	json_array_foreach((json_t *)(uintptr_t)list, i, v)
		if (!is_text(v, TEXT_MAX))
			return false;
	return true;
}

static bool
is_hex(const json_t *v)
{
	return is_text(v, 128) && json_string_length(v) >= 16 &&
	    strspn(json_string_value(v), "0123456789abcdef") == json_string_length(v);
}

static bool
is_epoch(const json_t *v)
{
	return !v || json_is_null(v) || is_count(v);
}

/* Is it one of that system, in a category that was asked? */
static bool
is_collection(const struct checking *c, const char *name, const char *category)
{
	const struct system *s = reg_system(c->d->reg, c->t->system);
	const json_t *x;
	size_t i;
	json_array_foreach(s ? json_get(s->json, "collections") : NULL, i, x)
		if (strcmp(json_str_or(x, "name", ""), name) == 0 &&
		    (!category || strcmp(json_str_or(x, "category", ""), category) == 0))
			return true;
	return false;
}

/* What stands in columns of a row that stays: no text of anybody's, as the register wrote it. */
static bool
is_set(const json_t *set)
{
	const char *column;
	json_t *v;
	if (!json_is_object(set) || json_object_size(set) > COLUMNS_MAX)
		return false;
	json_object_foreach((json_t *)(uintptr_t)set, column, v)
		if (json_is_array(v) || json_is_object(v) ||
		    (json_is_string(v) && !is_text(v, TEXT_MAX)))
			return false;
	return true;
}

static bool
check_why(const struct checking *c, const json_t *why, struct err *err)
{
	size_t i;
	const json_t *w;
	if (!json_is_array(why) || json_array_size(why) > 100)
		return no_part(c, "the reasons of a set", err);
	json_array_foreach((json_t *)(uintptr_t)why, i, w)
		if (!is_one_of(json_get(w, "code"), verdict_why_words, WHY__MAX) ||
		    !is_text_or_null(json_get(w, "basis"), 100) ||
		    !is_text_or_null(json_get(w, "article"), 200) ||
		    !is_text_or_null(json_get(w, "last"), 10) ||
		    !is_text_or_null(json_get(w, "review"), 10) ||
		    !is_text_or_null(json_get(w, "column"), 200) ||
		    !is_text_or_null(json_get(w, "text"), TEXT_MAX))
			return no_part(c, "a reason of a set", err);
	return true;
}

static bool
check_keys(struct checking *c, const json_t *set, struct err *err)
{
	const json_t *keys = json_get(set, "keys"), *key;
	size_t i, width = json_array_size(json_get(set, "key"));
	c->keys += json_array_size(keys);
	if (!json_is_array(keys) || c->keys > KEYS_MAX || !are_texts(json_get(set, "key"), 64) ||
	    (width == 0 && json_array_size(keys) > 0) ||
	    (json_int_t)json_array_size(keys) != json_int_or(set, "n", -1))
		return no_part(c, "the keys of a set", err);
	json_array_foreach((json_t *)(uintptr_t)keys, i, key)
		if (json_array_size(key) != width || !are_texts(key, 64))
			return no_part(c, "a key", err);
	return true;
}

static bool
check_set(struct checking *c, const json_t *set, bool keys, struct err *err)
{
	const char *category = json_str(set, "category"), *name = json_str(set, "collection");
	const json_t *kept = json_get(set, "kept");
	if (!category || !name || !json_has(c->t->categories, category) ||
	    !is_collection(c, name, category))
		return no_part(c, "a set of a category or collection it was not asked for", err);
	if (!is_one_of(json_get(set, "verdict"), verdict_words, VERDICT__MAX) ||
	    !is_one_of(json_get(set, "do"), do_words, SIZE_MAX) ||
	    !is_text(json_get(set, "table"), 200) || !is_count(json_get(set, "n")))
		return no_part(c, "the verdict of a set", err);
	if (!is_set(json_get(set, "set")) ||
	    (json_get(set, "was") && !is_set(json_get(set, "was"))) ||
	    !(json_is_null(kept) || !kept || are_texts(kept, COLUMNS_MAX)) ||
	    !is_text_or_null(json_get(set, "blocked_until"), 10))
		return no_part(c, "what stays of a set", err);
	return check_why(c, json_get(set, "why"), err) && (!keys || check_keys(c, set, err));
}

static bool
check_sets(struct checking *c, const json_t *sets, bool keys, struct err *err)
{
	size_t i;
	const json_t *set;
	if (!json_is_array(sets) || json_array_size(sets) > SETS_MAX)
		return no_part(c, "its sets", err);
	json_array_foreach((json_t *)(uintptr_t)sets, i, set)
		if (!check_set(c, set, keys, err))
			return false;
	return true;
}

/* {COLLECTION:{FIELD:[VALUE]}}, of any collection of the system: others are read for links. */
static bool
check_links(const struct checking *c, const json_t *links, struct err *err)
{
	const char *name, *field;
	json_t *of, *values;
	size_t n = 0;
	if (!json_is_object(links))
		return no_part(c, "its links", err);
	json_object_foreach((json_t *)(uintptr_t)links, name, of) {
		if (!json_is_object(of) || !is_collection(c, name, NULL))
			return no_part(c, "links of a collection it has not", err);
		json_object_foreach(of, field, values) {
			n += json_array_size(values);
			if (!are_texts(values, LINKS_MAX) || n > LINKS_MAX)
				return no_part(c, "its links", err);
		}
	}
	return true;
}

static bool
check_problems(const struct checking *c, const json_t *list, struct err *err)
{
	size_t i;
	const json_t *p;
	if (!list)
		return true;
	if (!json_is_array(list) || json_array_size(list) > PROBLEMS_MAX)
		return no_part(c, "its problems", err);
	json_array_foreach((json_t *)(uintptr_t)list, i, p)
		if (!is_one_of(json_get(p, "code"), problem_words, SIZE_MAX) ||
		    !is_text_or_null(json_get(p, "table"), 200) ||
		    !is_text_or_null(json_get(p, "name"), 400) ||
		    (json_get(p, "n") && !is_count(json_get(p, "n"))))
			return no_part(c, "a problem", err);
	return true;
}

/* [{"number","layers"}]: which erasures they are of is looked up. */
static bool
check_clean(const struct checking *c, const json_t *list, struct err *err)
{
	size_t i, k;
	const json_t *x, *layer;
	if (list && (!json_is_array(list) || json_array_size(list) > SETS_MAX))
		return no_part(c, "what is clean by now", err);
	json_array_foreach((json_t *)(uintptr_t)list, i, x) {
		if (!is_count(json_get(x, "number")))
			return no_part(c, "what is clean by now", err);
		json_array_foreach(json_get(x, "layers"), k, layer)
			if (!is_one_of(layer, layer_words, SIZE_MAX))
				return no_part(c, "a layer", err);
	}
	return true;
}

bool
change_check_found(
    const struct dossier *d, const struct task *t, const json_t *found, struct err *err)
{
	struct checking c = { d, t, 0 };
	if (!json_is_object(found) || !is_hex(json_get(found, "fingerprint")) ||
	    !is_epoch(json_get(found, "epoch")))
		return no_part(&c, "nothing that was found", err);
	return check_sets(&c, json_get(found, "sets"), true, err) &&
	    check_links(&c, json_get(found, "links"), err) &&
	    check_problems(&c, json_get(found, "problems"), err) &&
	    check_problems(&c, json_get(found, "notes"), err) &&
	    check_clean(&c, json_get(found, "clean"), err);
}

static bool
check_stopped(const struct checking *c, const json_t *stopped, struct err *err)
{
	const char *name = json_str(stopped, "collection");
	return (is_one_of(json_get(stopped, "why"), stopped_words, SIZE_MAX) &&
		   (!name || is_collection(c, name, NULL)) &&
		   (!json_get(stopped, "n") || is_count(json_get(stopped, "n")))) ||
	    no_part(c, "why it stopped", err);
}

static bool
check_receipt(const struct checking *c, const json_t *erased, struct err *err)
{
	size_t i;
	const json_t *x;
	json_array_foreach(json_get(erased, "after"), i, x)
		if (!is_collection(c, json_str_or(x, "collection", ""), NULL) ||
		    !is_count(json_get(x, "n")))
			return no_part(c, "what it counted afterwards", err);
	json_array_foreach(json_get(erased, "layers"), i, x)
		if (!is_one_of(json_get(x, "layer"), layer_words, SIZE_MAX) ||
		    !is_one_of(json_get(x, "state"), layer_states, SIZE_MAX) ||
		    !is_text_or_null(json_get(x, "why"), 100) ||
		    (json_get(x, "rows") && !are_texts(json_get(x, "rows"), 10000)) ||
		    (json_get(x, "commands") && !are_texts(json_get(x, "commands"), 1000)))
			return no_part(c, "a layer", err);
	return is_text(json_get(erased, "committed_at"), 40) || no_part(c, "when it was done", err);
}

bool
change_check_erased(
    const struct dossier *d, const struct task *t, const json_t *erased, struct err *err)
{
	struct checking c = { d, t, 0 };
	const json_t *stopped = json_get(erased, "stopped");
	if (!json_is_object(erased) || !is_epoch(json_get(erased, "epoch")) ||
	    !is_text_or_null(json_get(erased, "xid"), 20) ||
	    !is_text_or_null(json_get(erased, "server_time"), 40))
		return no_part(&c, "nothing that was erased", err);
	if (stopped)
		return check_stopped(&c, stopped, err);
	return check_sets(&c, json_get(erased, "sets"), false, err) &&
	    check_receipt(&c, erased, err);
}
