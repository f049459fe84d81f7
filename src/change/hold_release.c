/*
 * Releasing a hold. Nothing is erased by it: the systems are asked again, and what they say is
 * decided and approved as ever.
 */
#include "dossier/text.h"
#include "hold_private.h"

/* Is an erasure asked of it that is not refused, and may it go on, or again? */
static bool
asks_erasure(const struct dossier *d)
{
	const struct request_right *r = right_asked(d, right_name(RIGHT_ERASURE));
	return r && strcmp(r->state, "refused") != 0 && strcmp(r->state, "withdrawn") != 0;
}

/* The person's other requests are for the sweep. */
static bool
ask_again(struct dossier *d, const struct hold *h, struct err *err)
{
	const char *systems[] = { h->system, NULL };
	int64_t n;
	const char *purpose = right_is_open(right_asked(d, right_name(RIGHT_ERASURE)))
	    ? PREVIEW_PREVIEW
	    : PREVIEW_HOLD_ENDED;
	return change_ask(d, purpose, ACTION_ERASE, h->system ? systems : NULL, &n, err);
}

bool
hold_let_go(struct dossier *d, const struct hold *h, const char *reason, struct err *err)
{
	const struct hold_of w = hold_whose(d);
	const char *sealed = hold_seal_reason(&w, h, reason, err);
	return sealed && hold_release(d->in->db, d->org.id, h->id, d->who->name, sealed, err) &&
	    org_holds_raise(d->in->db, d->org.id, err) &&
	    dossier_event(d, "hold.released",
		json_pack("{s:I, s:s, s:s?, s:b}", "hold", (json_int_t)h->id, "kind", h->kind,
		    "basis", h->basis, "early", !hold_is_over(h, d->today)),
		err) &&
	    (!asks_erasure(d) || ask_again(d, h, err));
}

bool
change_hold_release(struct installation *in, const struct actor *who, int64_t id,
    const char *reason, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct hold h;
	if (!text_says(reason))
		return err_set(err, ERR_USAGE,
		    "say why it is held no longer: --reason TEXT; it stays with the hold");
	if (!note_check(reason, err) || !hold_find(in, who, id, a, &h, err))
		return false;
	if (strcmp(h.kind, HOLD_RESTRICTION) == 0)
		return err_set(err, ERR_DENIED,
		    "hold %lld stands as long as %s is restricted (%s): `dossier decide %s --right "
		    "restriction --lift` ends both",
		    (long long)h.id, h.category, h.article, h.reference);
	struct dossier *d = dossier_begin(in, who, h.reference, ACT_HOLD, err);
	return dossier_commit(d, d && hold_let_go(d, &h, reason, err), err);
}
