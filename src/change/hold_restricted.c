/*
 * What the person wants stored only rather than erased (art. 18(1)(b), (c)) is held: no erasure
 * takes it before the restriction is lifted, whichever request asks it.
 */
#include "dossier/text.h"
#include "hold_private.h"

static bool
place(struct dossier *d, const char *category, const char *article, struct err *err)
{
	const struct hold_of w = hold_whose(d);
	const struct hold_words words = { 0 };
	struct hold h = { .request_id = d->request.id,
		.kind = HOLD_RESTRICTION,
		.category = category,
		.article = article,
		.by = d->who->name };
	int64_t id;
	return hold_seal(&w, &h, &words, err) && hold_insert(d->in->db, d->org.id, &h, &id, err) &&
	    dossier_event(d, "hold.placed",
		json_pack("{s:I, s:s, s:s, s:s}", "hold", (json_int_t)id, "kind", h.kind,
		    "category", category, "article", article),
		err);
}

/* What is being told to commit cannot be kept any more; in a moment it is known what is left. */
static bool
check_committing(const struct dossier *d, struct err *err)
{
	struct erasure_list rows;
	if (!hold_ledger(d, &rows, err))
		return false;
	for (size_t i = 0; i < rows.n; i++)
		if (strcmp(rows.items[i].state, ERASURE_COMMITTING) == 0)
			return err_set(err, ERR_TEMPORARY,
			    "%s is being told to commit a change of %s: nothing was restricted; "
			    "try again in a moment",
			    rows.items[i].system, rows.items[i].reference);
	return true;
}

bool
hold_restricted(
    struct dossier *d, const char *const *categories, const char *article, struct err *err)
{
	if (!org_holds_raise(d->in->db, d->org.id, err) || !check_committing(d, err))
		return false;
	for (; *categories; categories++)
		if (!place(d, *categories, article, err))
			return false;
	return true;
}

bool
hold_unrestricted(
    struct dossier *d, const char *const *categories, const char *why, struct err *err)
{
	const struct hold_filter f = { .org_id = d->org.id, .request_id = d->request.id };
	struct hold_list l;
	if (!hold_list(d->in->db, &f, d->a, &l, err))
		return false;
	for (size_t i = 0; i < l.n; i++)
		if (strcmp(l.items[i].kind, HOLD_RESTRICTION) == 0 &&
		    text_among(l.items[i].category, categories, SIZE_MAX) &&
		    !hold_let_go(d, &l.items[i], why, err))
			return false;
	return true;
}
