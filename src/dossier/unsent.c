/*
 * Letters to somebody outside that nobody recorded as sent, or that came back and did not leave
 * again: what lies there has told nobody (art. 12(3), 5(2)).
 */
#include "dossier/letter.h"
#include "decide_private.h"

#define GRACE_HOURS 24 /* nobody has to send a letter in the hour in which it was written */

/* The kinds that are to leave although their request has ended. */
static const char *const *
lasting(struct arena *a)
{
	const char **names = arena_alloc(a, (LETTER__MAX + 1) * sizeof(*names));
	size_t n = 0;
	for (int k = 0; k < LETTER__MAX; k++)
		if (letter_rule((enum letter_kind)k)->lasts)
			names[n++] = letter_rule((enum letter_kind)k)->name;
	return names;
}

bool
unsent_letters(struct installation *in, const struct org *org, int64_t request_id, struct arena *a,
    struct unsent_letters *ret, struct err *err)
{
	usec_t before = clock_now() - GRACE_HOURS * 3600 * USEC_PER_SEC;
	return letter_unsent(
	    in->db, org->id, request_id, before, lasting(a), DUE_MOST, a, ret, err);
}

/* The first of those of a request, or of the next one that has any. */
static size_t
first_of(const struct unsent_letters *all, int64_t request_id)
{
	size_t low = 0, high = all->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (all->items[middle].request_id < request_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
unsent_view(const struct org *org, const struct unsent_letters *all, int64_t request_id,
    json_t **ret, struct err *err)
{
	auto_drop(json) json_t *out = json_array();
	for (size_t i = first_of(all, request_id);
	     i < all->n && all->items[i].request_id == request_id; i++) {
		const struct unsent_letter *l = &all->items[i];
		struct date since;
		if (!zone_date(org->zone, l->at, &since, err))
			return false;
		json_array_append_new(out,
		    json_pack("{s:I, s:s, s:s, s:o, s:o}", "id", (json_int_t)l->id, "kind", l->kind,
			"for", l->recipient_kind, "since", date_json(since), "bounced",
			date_json(l->bounced)));
	}
	*ret = take(out);
	return true;
}
