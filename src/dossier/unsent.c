/*
 * Letters to somebody outside that nobody recorded as sent, or that came back and did not leave
 * again: what lies there has told nobody (art. 12(3), 5(2)), and a request of which one would have
 * told how it ended is as late as one that is open.
 */
#include "dossier/letter.h"
#include "decide_private.h"

#define GRACE_HOURS 24 /* nobody has to send a letter in the hour in which it was written */

/* Which kinds are to leave although their request has ended, and which tell a decision. */
static void
kinds_of(struct arena *a, struct unsent_kinds *ret)
{
	const char **lasting = arena_alloc(a, (LETTER__MAX + 1) * sizeof(*lasting)),
		   **deciding = arena_alloc(a, (LETTER__MAX + 1) * sizeof(*deciding));
	size_t nlasting = 0, ndeciding = 0;
	for (int k = 0; k < LETTER__MAX; k++) {
		const struct letter_rule *r = letter_rule((enum letter_kind)k);
		if (r->lasts)
			lasting[nlasting++] = r->name;
		if (r->decides)
			deciding[ndeciding++] = r->name;
	}
	*ret = (struct unsent_kinds){ lasting, deciding };
}

static bool
unsent_before(struct installation *in, const struct org *org, int64_t request_id, usec_t before,
    struct arena *a, struct unsent_letters *ret, struct err *err)
{
	struct unsent_kinds kinds;
	struct date today;
	kinds_of(a, &kinds);
	return org_today(org, &today, err) &&
	    letter_unsent(
		in->db, org->id, request_id, before, today, &kinds, DUE_MOST, a, ret, err);
}

bool
unsent_letters(struct installation *in, const struct org *org, int64_t request_id, struct arena *a,
    struct unsent_letters *ret, struct err *err)
{
	usec_t before = clock_now() - GRACE_HOURS * 3600 * USEC_PER_SEC;
	return unsent_before(in, org, request_id, before, a, ret, err);
}

bool
unsent_written(struct installation *in, const struct org *org, int64_t request_id, struct arena *a,
    struct unsent_letters *ret, struct err *err)
{
	return unsent_before(in, org, request_id, clock_now() + USEC_PER_SEC, a, ret, err);
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

int64_t
unsent_first(const struct unsent_letters *all, int64_t request_id, const char *kind)
{
	for (size_t i = first_of(all, request_id);
	     i < all->n && all->items[i].request_id == request_id; i++)
		if (!kind || strcmp(all->items[i].kind, kind) == 0)
			return all->items[i].id;
	return 0;
}

bool
unsent_end(const struct unsent_letters *all, int64_t request_id)
{
	for (size_t i = first_of(all, request_id);
	     i < all->n && all->items[i].request_id == request_id; i++)
		if (all->items[i].ends)
			return true;
	return false;
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
