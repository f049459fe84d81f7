/*
 * What the systems were found to hold of a person: opened, and the newest of each.
 */
#include "dossier/digest.h"
#include "change_private.h"

const char *
change_found_place(const struct request *r, const char *system, struct arena *a)
{
	return arena_printf(a, "found/%s/%s", r->reference, system);
}

const char *
change_ledger_place(const struct request *r, const char *system, struct arena *a)
{
	return arena_printf(a, "erasure/%s/%s", r->reference, system);
}

const char *
change_digest(const json_t *v, struct arena *a)
{
	unsigned char sha[SHA256_LEN];
	auto_drop(str) char *text = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	const struct bytes all = { text, strlen(text) };
	digest_of(&all, 1, sha);
	return hex_encode(sha, SHA256_LEN, a);
}

const char *
change_seal(const struct dossier *d, const char *place, const json_t *v, struct arena *a)
{
	auto_drop(str) char *plain = json_dumps(v, JSON_COMPACT | JSON_SORT_KEYS);
	return seal(d->keys->ledger, place, plain, a);
}

json_t *
change_open(const struct dossier *d, const char *place, const char *sealed, struct arena *a,
    struct err *err)
{
	const char *plain = unseal(d->keys->ledger, place, sealed, a, err);
	json_t *v = plain ? json_loads(plain, 0, NULL) : NULL;
	if (plain && !v)
		err_set(err, ERR_SYSTEM, "what was sealed of a change cannot be read back");
	return v;
}

/* ${sealed}: {"found","links","keys"}. */
static bool
open_row(const struct dossier *d, const struct preview *p, struct arena *a,
    struct change_found *ret, struct err *err)
{
	*ret = (struct change_found){ .row = *p };
	if (!p->sealed)
		return true;
	auto_drop(json) json_t *all =
	    change_open(d, change_found_place(&d->request, p->system, a), p->sealed, a, err);
	if (!all)
		return false;
	ret->found = json_incref(json_get(all, "found"));
	ret->links = json_incref(json_get(all, "links"));
	ret->keys = json_incref(json_get(all, "keys"));
	ret->grounds = json_incref(json_get(all, "grounds"));
	return true;
}

void
change_found_drop(struct change_found_list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		json_decref(l->items[i].found);
		json_decref(l->items[i].links);
		json_decref(l->items[i].keys);
		json_decref(l->items[i].grounds);
	}
	l->n = 0;
}

bool
change_found_in(struct installation *in, const struct dossier *d, struct arena *a,
    struct change_found_list *ret, struct err *err)
{
	struct preview_list rows;
	*ret = (struct change_found_list){ 0 };
	if (!preview_list(in->db, d->request.org_id, d->request.id, a, &rows, err))
		return false;
	ret->items = arena_alloc(a, rows.n * sizeof(*ret->items));
	for (; ret->n < rows.n; ret->n++)
		if (!open_row(d, &rows.items[ret->n], a, &ret->items[ret->n], err)) {
			change_found_drop(ret);
			return false;
		}
	return true;
}

bool
change_found(const struct dossier *d, struct change_found_list *ret, struct err *err)
{
	return change_found_in(d->in, d, d->a, ret, err);
}

const struct change_found *
change_found_newest(const struct change_found_list *l, const char *system)
{
	for (size_t i = l->n; i > 0; i--)
		if (l->items[i - 1].found && strcmp(l->items[i - 1].row.system, system) == 0)
			return &l->items[i - 1];
	return NULL;
}

int
change_next(const struct dossier *d)
{
	int most = -1;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		bool ours = t->action == ACTION_FIND || change_rule(t->action);
		most = ours && t->change > most ? t->change : most;
	}
	return most + 1;
}

/* By what it stays or goes: the register's texts are left out, and so is whatever is a value. */
static json_t *
reasons_of(const json_t *set)
{
	static const char *const members[] = { "code", "basis", "article", "last", "hold" };
	json_t *list = json_array();
	size_t i;
	const json_t *why;
	json_array_foreach(json_get(set, "why"), i, why) {
		json_t *r = json_object();
		for (size_t k = 0; k < array_len(members); k++)
			if (json_get(why, members[k]) && !json_is_null(json_get(why, members[k])))
				json_object_set(
				    r, members[k], (json_t *)(uintptr_t)json_get(why, members[k]));
		json_array_append_new(list, r);
	}
	return list;
}

static json_t *
columns_of(const json_t *set)
{
	json_t *list = json_array(), *value;
	const char *column;
	json_object_foreach((json_t *)(uintptr_t)json_get(set, "set"), column, value)
		json_array_append_new(list, json_string(column));
	return list;
}

json_t *
change_counts(const json_t *sets)
{
	json_t *list = json_array();
	size_t i;
	const json_t *s;
	json_array_foreach((json_t *)(uintptr_t)sets, i, s)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:o}", "category",
			json_str_or(s, "category", ""), "collection",
			json_str_or(s, "collection", ""), "verdict", json_str_or(s, "verdict", ""),
			"do", json_str_or(s, "do", ""), "n", json_int_or(s, "n", 0), "why",
			reasons_of(s), "columns", columns_of(s)));
	return list;
}

/* How many records are there again of what was erased, or are not as they were made. */
int64_t
change_reappeared(const json_t *sets)
{
	int64_t n = 0;
	size_t i;
	const json_t *set;
	json_array_foreach((json_t *)(uintptr_t)sets, i, set)
		if (strcmp(json_str_or(set, "verdict", ""), "erase") == 0 ||
		    strcmp(json_str_or(set, "verdict", ""), "set") == 0)
			n += json_int_or(set, "n", 0);
	return n;
}
