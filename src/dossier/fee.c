/*
 * Deciding: a fee for what is unfounded, excessive or a further copy (art. 12(5)(a), 15(3)). The
 * person is warned, can withdraw, and only then it is charged. Moves no date; takes no money.
 */
#include "tell.h"

static bool
check_not_charged(const struct dossier *d, struct err *err)
{
	char day[DATE_LEN];
	const struct fact *charged = decide_latest(d, FACT_FEE_CHARGED);
	return !charged ||
	    err_set(err, ERR_CONFLICT, "%s: the fee was charged already, on %s (art. 12(5) GDPR)",
		d->request.reference, date_format(charged->on, day));
}

/* The same again tells the person nothing. */
static bool
check_new_warning(
    const struct dossier *d, const struct guard_fee *g, const char *text, struct err *err)
{
	char day[DATE_LEN];
	const struct fact *w = decide_latest(d, FACT_FEE_WARNED);
	if (!w || w->amount_cents != g->amount_cents || strcmp(w->ground, g->ground) != 0 ||
	    date_cmp(w->withdraw_by, g->withdraw_by) != 0)
		return true;
	const char *before = decide_fact_text(d, w, err);
	return before &&
	    (strcmp(before, text) != 0 ||
		err_set(err, ERR_CONFLICT,
		    "%s: the person was warned of this fee already, on %s, in the same words (art. "
		    "12(5) GDPR)",
		    d->request.reference, date_format(w->on, day)));
}

static bool
asks_copy(const struct dossier *d)
{
	return (rights_bits(&d->rights) & rights_charged(FEE_FURTHER_COPY)) != 0;
}

/* Only who asked for a copy can ask for a further one. */
static bool
check_copy(const struct dossier *d, const char *ground, struct err *err)
{
	return strcmp(ground, fee_ground_name(FEE_FURTHER_COPY)) != 0 || asks_copy(d) ||
	    err_set(err, ERR_DENIED,
		"%s does not ask for access: art. 15(3) GDPR is about further copies; still "
		"possible: excessive-12-5 or unfounded-12-5, or answer free of charge",
		d->request.reference);
}

/* Was a copy asked for in one of these, beside this one, answered? */
static bool
handed_copy(const struct dossier *d, const struct request_list *list, bool *ret, struct err *err)
{
	for (size_t i = 0; i < list->n; i++) {
		struct request_right_list rights;
		int64_t id = list->items[i].id;
		if (id == d->request.id)
			continue;
		if (!request_rights(d->in->db, d->org.id, id, d->a, &rights, err))
			return false;
		for (size_t k = 0; k < rights.n; k++)
			*ret = *ret ||
			    ((right_bit(rights.items[k].right) &
				 rights_charged(FEE_FURTHER_COPY)) &&
				strcmp(rights.items[k].state, "answered") == 0);
	}
	return true;
}

/* Was a copy given before to the same person, by address, number or account, not by name alone? */
static bool
had_copy(const struct dossier *d, bool *ret, struct err *err)
{
	*ret = false;
	for (size_t i = 0; i < d->identifiers.n && !*ret; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		const struct request_filter same = {
			.org_id = d->org.id, .state = "all", .blind = id->blind
		};
		struct request_list list;
		if (!identifier_singles_out(id))
			continue;
		if (!request_list(d->in->db, &same, d->a, &list, err) ||
		    !handed_copy(d, &list, ret, err))
			return false;
	}
	return true;
}

/* A warning recorded afterwards was told already, in other words. */
static bool
tell_fee(struct dossier *d, const struct guard_fee *g, struct arena *a, struct letter_told *ret,
    struct err *err)
{
	const char *language = tell_language(d, LETTER_FEE);
	*ret = (struct letter_told){ 0 };
	if (date_cmp(g->warned, d->today) != 0)
		return true;
	const struct telling t = { .kind = LETTER_FEE,
		.again = true, /* a later warning takes the place of one that did not leave */
		.facts = json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:b}", "amount",
		    letter_money(g->amount_cents, language, d->a), "facts", g->facts, "costs",
		    g->costs, "withdraw_by", date_words(g->withdraw_by, language, d->a),
		    "excessive", strcmp(g->ground, "excessive-12-5") == 0, "unfounded",
		    strcmp(g->ground, "unfounded-12-5") == 0, "further_copy",
		    strcmp(g->ground, "further-copy") == 0) };
	return tell_person(d, &t, a, ret, err);
}

bool
decide_fee_warn(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_fee *f, struct arena *a, struct letter_told *ret_told, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_FEE, err);
	if (!d)
		return false;
	bool had = false;
	bool known = had_copy(d, &had, err);
	const struct guard_fee g = {
		.ground = f->ground,
		.first_copy = !had && asks_copy(d),
		.about = dossier_absolute(d, LETTER_FEE),
		.facts = f->facts,
		.costs = f->costs,
		.amount_cents = f->amount_cents,
		.warned = decide_day(d, f->on),
		.withdraw_by = f->withdraw_by,
		.today = d->today,
	};
	const char *text = arena_printf(d->a, "%s\ncosts: %s", g.facts, g.costs);
	bool ok = known && guard_fee_warning(&d->term, &g, err) && check_copy(d, g.ground, err) &&
	    check_not_charged(d, err) && check_new_warning(d, &g, text, err) &&
	    tell_fee(d, &g, a, ret_told, err) &&
	    decide_append(d,
		&(struct fact){ .kind = FACT_FEE_WARNED,
		    .on = g.warned,
		    .ground = g.ground,
		    .amount_cents = g.amount_cents,
		    .withdraw_by = g.withdraw_by,
		    .letter = ret_told->id },
		text, err);
	return dossier_commit(d, ok, err);
}

/*
 * The day from which the person knows of it: the letter left, and did not come back; no date: it
 * did not. What was recorded when its day was over was told in other words.
 */
static bool
told_on(const struct dossier *d, const struct fact *warned, struct date *ret, struct err *err)
{
	struct letter l;
	bool found;
	*ret = warned->on;
	if (warned->late)
		return true;
	if (!post_latest(d, LETTER_FEE, &l, &found, err))
		return false;
	*ret = found && !date_is_set(l.bounced) ? l.sent : (struct date){ 0 };
	return true;
}

static bool
charge(struct dossier *d, bool accepted, struct err *err)
{
	struct date told;
	const struct fact *warned = decide_latest(d, FACT_FEE_WARNED);
	if (!check_not_charged(d, err))
		return false;
	if (!warned)
		return err_set(err, ERR_DENIED,
		    "%s: no fee without warning (art. 12(5) GDPR; EDPB Guidelines 01/2022 par. 31, "
		    "194); still possible: `dossier fee %s --warn`, or answer free of charge",
		    d->request.reference, d->request.reference);
	if (!told_on(d, warned, &told, err))
		return false;
	const struct guard_fee g = {
		.about = dossier_absolute(d, LETTER_FEE),
		.ground = warned->ground,
		.facts = decide_fact_text(d, warned, err),
		.amount_cents = warned->amount_cents,
		.warned = told,
		.withdraw_by = warned->withdraw_by,
		.accepted = accepted,
		.today = d->today,
	};
	const struct fact f = { .kind = FACT_FEE_CHARGED,
		.on = d->today,
		.ground = g.ground,
		.amount_cents = g.amount_cents,
		.accepted = accepted };
	return g.facts && guard_fee(&d->term, &g, err) && decide_append(d, &f, NULL, err);
}

bool
decide_fee_charge(struct installation *in, const struct actor *who, const char *reference,
    bool accepted, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_FEE, err);
	return dossier_commit(d, d && charge(d, accepted, err), err);
}
