/*
 * Deciding: a fee for what is unfounded, excessive or a further copy (art. 12(5)(a), 15(3)). The
 * person is warned, can withdraw, and only then it is charged. Moves no date; takes no money.
 */
#include "tell.h"

#define WARNED "fee-warned"
#define CHARGED "fee-charged"

/* The latest warning, and when it was charged; no dates: neither. */
struct fee_known {
	int64_t cents;
	const char *amount, *ground, *facts;
	struct date warned, withdraw_by, charged;
};

static bool
read_warning(struct deciding *x, const json_t *detail, struct date on, struct fee_known *ret,
    struct err *err)
{
	*ret = (struct fee_known){
		.cents = json_int_or(detail, "cents", 0),
		.amount = arena_strdup(x->a, json_str(detail, "amount")),
		.ground = arena_strdup(x->a, json_str(detail, "ground")),
		.facts = decide_fact_text(x, detail, err),
		.warned = on,
	};
	return ret->facts &&
	    date_parse(json_str_or(detail, "withdraw_by", ""), &ret->withdraw_by, err);
}

static bool
fee_read(struct deciding *x, struct fee_known *ret, struct err *err)
{
	*ret = (struct fee_known){ 0 };
	for (size_t i = 0; i < x->facts.n; i++) {
		const struct clock_fact *f = &x->facts.items[i];
		struct date on;
		auto_drop(json) json_t *detail = clock_fact_detail(f);
		if (!zone_date(x->d->org.zone, f->at, &on, err))
			return false;
		if (strcmp(f->fact, WARNED) == 0 && !read_warning(x, detail, on, ret, err))
			return false;
		if (strcmp(f->fact, CHARGED) == 0)
			ret->charged = on;
	}
	return true;
}

static bool
check_not_charged(const struct deciding *x, const struct fee_known *known, struct err *err)
{
	char day[DATE_LEN];
	return !date_is_set(known->charged) ||
	    err_set(err, ERR_CONFLICT, "%s: the fee was charged already, on %s (art. 12(5) GDPR)",
		x->d->request.reference, date_format(known->charged, day));
}

/* Only who asked for a copy can ask for a further one. */
static bool
check_copy(const struct deciding *x, const char *ground, struct err *err)
{
	return strcmp(ground, "further-copy") != 0 ||
	    (rights_bits(&x->d->rights) & 1u << RIGHT_ACCESS) != 0 ||
	    err_set(err, ERR_DENIED,
		"%s does not ask for access: art. 15(3) GDPR is about further copies; still "
		"possible: "
		"excessive-12-5 or unfounded-12-5, or answer free of charge",
		x->d->request.reference);
}

/* A warning recorded afterwards was told already, in other words. */
static bool
tell_fee(struct deciding *x, const struct guard_fee *g, struct told *ret, struct err *err)
{
	const char *language = tell_language(x->d, LETTER_FEE);
	*ret = (struct told){ 0 };
	if (date_cmp(g->warned, x->today) != 0)
		return true;
	const struct telling t = { .kind = LETTER_FEE,
		.facts = json_pack("{s:s, s:s, s:s, s:s, s:b, s:b, s:b}", "amount",
		    letter_money(g->amount_cents, language, x->a), "facts", g->facts, "costs",
		    g->costs, "withdraw_by", date_words(g->withdraw_by, language, x->a),
		    "excessive", strcmp(g->ground, "excessive-12-5") == 0, "unfounded",
		    strcmp(g->ground, "unfounded-12-5") == 0, "further_copy",
		    strcmp(g->ground, "further-copy") == 0) };
	return tell_person(x, &t, ret, err);
}

static bool
warn(struct deciding *x, const void *arg, struct err *err)
{
	const struct decide_fee *f = arg;
	struct fee_known known;
	struct told told;
	char until[DATE_LEN];
	const struct guard_fee g = {
		.ground = f->ground,
		.about = dossier_absolute(x->d),
		.facts = f->facts,
		.costs = f->costs,
		.amount_cents = f->amount_cents,
		.warned = decide_day(x, f->on),
		.withdraw_by = f->withdraw_by,
		.today = x->today,
	};
	if (!guard_fee_warning(&x->term, &g, err) || !check_copy(x, g.ground, err) ||
	    !fee_read(x, &known, err) || !check_not_charged(x, &known, err) ||
	    !tell_fee(x, &g, &told, err))
		return false;
	json_t *detail = json_pack("{s:s, s:I, s:s, s:s, s:s?}", "amount",
	    arena_printf(
		x->a, "%" PRId64 ".%02d", g.amount_cents / 100, (int)(g.amount_cents % 100)),
	    "cents", (json_int_t)g.amount_cents, "ground", g.ground, "withdraw_by",
	    date_format(g.withdraw_by, until), "letter", told.message_id);
	return decide_append_fact(x, WARNED, g.warned, detail,
	    arena_printf(x->a, "%s\ncosts: %s", g.facts, g.costs), err);
}

bool
decide_fee_warn(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_fee *f, struct err *err)
{
	return decide_act(in, who, reference, warn, f, err);
}

static bool
charge(struct deciding *x, const void *arg, struct err *err)
{
	const bool *accepted = arg;
	struct fee_known known;
	if (!fee_read(x, &known, err) || !check_not_charged(x, &known, err))
		return false;
	if (!date_is_set(known.warned))
		return err_set(err, ERR_DENIED,
		    "%s: no fee without warning (art. 12(5) GDPR; EDPB Guidelines 01/2022 par. 31, "
		    "194); "
		    "still possible: `dossier fee %s --warn`, or answer free of charge",
		    x->d->request.reference, x->d->request.reference);
	const struct guard_fee g = {
		.about = dossier_absolute(x->d),
		.ground = known.ground,
		.facts = known.facts,
		.amount_cents = known.cents,
		.warned = known.warned,
		.withdraw_by = known.withdraw_by,
		.accepted = *accepted,
		.today = x->today,
	};
	return guard_fee(&x->term, &g, err) &&
	    decide_append_fact(x, CHARGED, x->today,
		json_pack("{s:s, s:s, s:b}", "amount", known.amount, "ground", known.ground,
		    "accepted", *accepted),
		NULL, err);
}

bool
decide_fee_charge(struct installation *in, const struct actor *who, const char *reference,
    bool accepted, struct err *err)
{
	return decide_act(in, who, reference, charge, &accepted, err);
}
