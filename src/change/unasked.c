/*
 * The end of what nothing but our own retention or a contract kept: no ground is left for it (art.
 * 5(1)(e), 17(1) GDPR), and what was approved at first has it gone. The end of what a statute or a
 * claim kept is another matter: that asks.
 */
#include "hold_private.h"

struct unasked {
	const struct change_state *s;
	struct hold_list holds;
	struct hold_words *words; /* of each */
};

static bool
has_key(const json_t *keys, const json_t *key)
{
	size_t i;
	const json_t *k;
	json_array_foreach((json_t *)(uintptr_t)keys, i, k)
		if (json_equal(k, key))
			return true;
	return false;
}

/* Is a hold on that record of ${set}? Without keys it is on each. */
static bool
is_on(const struct unasked *x, size_t i, const char *system, const json_t *set, const json_t *key)
{
	const struct hold *h = &x->holds.items[i];
	const char *of = h->collection ? h->collection : h->category;
	const char *is = json_str_or(set, h->collection ? "collection" : "category", "");
	return (!h->system || strcmp(h->system, system) == 0) && strcmp(of, is) == 0 &&
	    (!x->words[i].keys || has_key(x->words[i].keys, key));
}

/* Does a statute still keep the rest of it? Then its end is not what is looked at. */
static bool
goes_on(const struct unasked *x, const struct hold *h, const json_t *set)
{
	return strcmp(json_str_or(set, "verdict", ""), "hold") == 0 &&
	    strcmp(h->kind, HOLD_STATUTE) == 0 && !hold_is_over(h, x->s->d->today);
}

static bool
is_own(const struct unasked *x, const char *system, const json_t *set, const json_t *key)
{
	bool own = false;
	for (size_t i = 0; i < x->holds.n; i++) {
		const struct hold *h = &x->holds.items[i];
		bool ended = h->erasure_id && (h->ended_at || h->released_at);
		if (ended || !is_on(x, i, system, set, key))
			continue;
		if (strcmp(h->kind, HOLD_RETENTION) != 0 && !goes_on(x, h, set))
			return false;
		own = own || strcmp(h->kind, HOLD_RETENTION) == 0;
	}
	return own;
}

static bool
all_own(const struct unasked *x)
{
	for (size_t i = 0; i < x->s->nsystems; i++) {
		const struct change_system *at = &x->s->systems[i];
		size_t k, n;
		const json_t *set, *key;
		if (!at->newest || at->started)
			continue;
		json_array_foreach(at->sets, k, set) {
			if (strcmp(json_str_or(set, "do", ""), "nothing") == 0)
				continue;
			json_array_foreach(json_get(set, "keys"), n, key)
				if (!is_own(x, at->system, set, key))
					return false;
		}
	}
	return true;
}

bool
change_is_unasked(const struct change_state *s, bool *ret, struct err *err)
{
	const struct dossier *d = s->d;
	const struct hold_of w = hold_whose(d);
	const struct hold_filter f = {
		.org_id = d->org.id, .request_id = d->request.id, .over = true
	};
	struct unasked x = { .s = s };
	size_t n = 0;
	if (!hold_list(d->in->db, &f, d->a, &x.holds, err))
		return false;
	x.words = arena_alloc(d->a, (x.holds.n + 1) * sizeof(*x.words));
	while (n < x.holds.n && hold_open(&w, &x.holds.items[n], &x.words[n], err))
		n++;
	*ret = n == x.holds.n && all_own(&x);
	for (size_t i = 0; i < n; i++)
		json_decref(x.words[i].keys);
	return n == x.holds.n;
}
