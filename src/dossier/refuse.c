/*
 * Deciding: refusing a right or parts of it, with the ground, the facts and the remedies that art.
 * 12(4) wants the person told.
 */
#include "dossier/post.h"
#include "dossier/text.h"
#include "refuse.h"

/* ---- is anything left of it? ---- */

static bool
holds(const struct right_part_list *list, struct right_part p)
{
	size_t i = 0;
	while (i < list->n &&
	    (strcmp(list->items[i].category, p.category) != 0 ||
		strcmp(list->items[i].purpose, p.purpose) != 0))
		i++;
	return i < list->n;
}

/* Is nothing left of the right, with these parts refused too? */
static bool
is_whole(struct dossier *d, const char *right, const struct right_part_list *now)
{
	struct right_part_list all;
	right_parts(d, right, d->a, &all);
	for (size_t i = 0; i < all.n; i++)
		if (!holds(now, all.items[i]) &&
		    !decision_refused(&d->decisions, right, all.items[i]))
			return false;
	return true;
}

/*
 * Is the whole right refused on grounds that are for a part only? What was refused of it before on
 * another ground leaves that part to be all there is.
 */
static bool
is_whole_of_parts(struct dossier *d, const struct refusing *f, size_t right)
{
	struct err none = { 0 };
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		if (!x->refused || strcmp(x->right, f->rights.names[right]) != 0)
			continue;
		const struct refusal_ground *g =
		    refusal_ground_find(f->law, x->fact->ground, &none);
		if (!(g && g->part_only))
			return false;
	}
	return f->whole[right];
}

/* ---- may it be? ---- */

/* All that the register uses these categories for: where nothing was said, that is meant. */
static const struct purpose *const *
uses_all(const struct dossier *d, const struct right_part_list *parts)
{
	size_t n = 0;
	const struct purpose **list =
	    arena_alloc(d->a, (parts->n * d->reg->npurposes + 1) * sizeof(*list));
	for (size_t i = 0; i < parts->n; i++) {
		const struct category *c = reg_category(d->reg, parts->items[i].category);
		for (const struct purpose *const *p = c ? c->purposes : NULL; p && *p; p++)
			list[n++] = *p;
	}
	list[n] = NULL;
	return list;
}

/* What the refused parts are for, or the right whole. */
static const struct purpose *const *
purposes_of(struct dossier *d, const struct refusing *f, size_t right)
{
	const struct right_part_list *parts = &f->parts[right];
	const struct purpose **list = arena_alloc(d->a, (parts->n + 1) * sizeof(*list));
	const struct request_right *r = right_asked(d, f->rights.names[right]);
	if (!f->listed[right] && r && r->purposes[0])
		return right_purposes(d, r, d->a);
	for (size_t i = 0; i < parts->n; i++)
		if (!(list[i] = reg_purpose(d->reg, parts->items[i].purpose)))
			return uses_all(d, parts);
	return list;
}

/* What the register has of that category: another law, or one whose last day is told. */
static const char *
what_instead(const struct dossier *d, const struct category *c, const struct refusal_named *named,
    enum contradiction how)
{
	char last[DATE_LEN], from[DATE_LEN];
	struct retention_asked x;
	struct date day;
	const struct retention_basis *b =
	    refusal_kept_by(c, named->retention, named->today, &day, &x);
	if (how == CONTRADICTS_LAW || how == CONTRADICTS_NORM)
		return arena_printf(
		    d->a, " (%s)", json_str_or(json_get(c->json, "retention"), "basis", ""));
	if (how != CONTRADICTS_LAST)
		return "";
	const char *year = x.book_year.month
	    ? arena_printf(d->a, " --book-year-ends %02d-%02d", x.book_year.month, x.book_year.day)
	    : "";
	return arena_printf(d->a, " (%s: `dossier retention %s --from %s%s`)",
	    date_format(day, last), b->id, date_format(x.from, from), year);
}

/* Of which of them a register says otherwise in this way; "": of none. Each category once. */
static const char *
contradicted(const struct dossier *d, const struct refusing *f, const struct reg *reg,
    const struct right_part_list *parts, enum contradiction how)
{
	const struct refusal_named named = { f->c->law, f->c->until, d->today, f->retention };
	const char *list = "";
	for (size_t i = 0; i < parts->n; i++) {
		const char *id = parts->items[i].category;
		const struct category *c = reg_category(reg, id);
		bool again = i > 0 && strcmp(id, parts->items[i - 1].category) == 0;
		if (c && !again && refusal_contradicted(f->ground, c, &named) == how)
			list = arena_printf(d->a, "%s%s%s%s", list, *list ? ", " : "", id,
			    what_instead(d, c, &named, how));
	}
	return list;
}

/* Does the newest register, which may have been corrected since, say otherwise, and how? */
static bool
said_otherwise(const struct dossier *d, struct refusing *f, const struct right_part_list *parts,
    struct guard_refusal *ret, struct err *err)
{
	if (f->ground->claim == CLAIM_NONE)
		return true;
	const struct reg *newest = contact_register(d, err);
	if (!newest || !(f->retention = laws_retention(d->in, err)))
		return false;
	for (int how = CONTRADICTS_CLAIM; how < CONTRADICTS__MAX && !ret->against; how++) {
		const char *list = contradicted(d, f, newest, parts, (enum contradiction)how);
		ret->how = (enum contradiction)how;
		ret->against = *list ? list : NULL;
	}
	return true;
}

static bool
check_right(struct dossier *d, struct refusing *f, size_t i, struct err *err)
{
	const struct decide_refusal *c = f->c;
	const char *name = f->rights.names[i];
	const struct chosen chosen = { c->categories, c->purposes, c->ncategories, c->npurposes };
	struct mandate_state mandate;
	if (!parts_choose(d, name, &chosen, &f->parts[i], err) ||
	    !dossier_mandate(d, name, &mandate, err))
		return false;
	f->whole[i] = is_whole(d, name, &f->parts[i]);
	f->listed[i] =
	    c->ncategories + c->npurposes > 0 || decisions_any(&d->decisions, name, false);
	struct guard_refusal guard = {
		.ground = f->ground,
		.country = d->org.country,
		.facts = c->facts,
		.necessity = c->necessity,
		.proportionality = c->proportionality,
		.law = c->law,
		.procedure = c->procedure,
		.until = c->until,
		.purposes = purposes_of(d, f, i),
		.marketing = c->direct_marketing,
		.whole = is_whole_of_parts(d, f, i),
		.last = f->whole[i],
		.unannounced = c->unannounced,
		.doubt = guard_doubt(&d->term, &d->facts, d->today),
		.mandate = mandate.is,
		.asked = guard_authority_asked(&d->facts, d->today),
		.fee_charged = decide_fact_count(d, FACT_FEE_CHARGED) > 0,
		.today = d->today,
	};
	return said_otherwise(d, f, &f->parts[i], &guard, err) &&
	    right_parse(name, &guard.right, err) && guard_refuse(&d->term, &guard, f->law, err);
}

/* ---- recording ---- */

/* What is kept sealed of a refusal, in one text. */
static const char *
words_of(const struct decide_refusal *c, struct arena *a)
{
	const struct {
		const char *name, *text;
	} parts[] = { { "necessity", c->necessity }, { "proportionality", c->proportionality },
		{ "law", c->law }, { "procedure", c->procedure },
		{ "unannounced", c->unannounced } };
	auto_drop(buf) struct buf b = { 0 };
	buf_adds(&b, c->facts);
	for (size_t i = 0; i < array_len(parts); i++)
		if (parts[i].text)
			buf_addf(&b, "\n%s: %s", parts[i].name, parts[i].text);
	return arena_strdup(a, b.data ? b.data : "");
}

/* One fact a right: of all of it, or of parts, which leaves the right open. */
static bool
write_refusal(struct dossier *d, const struct refusing *f, size_t i, struct err *err)
{
	const char *right = f->rights.names[i];
	const struct fact fact = { .kind = f->whole[i] ? FACT_REFUSED : FACT_REFUSED_IN_PART,
		.on = d->today,
		.right = right,
		.ground = f->ground->id,
		.parts = f->parts[i].items,
		.nparts = f->listed[i] ? f->parts[i].n : 0,
		.until = f->c->until,
		.late = f->late,
		.unannounced = f->c->unannounced != NULL,
		.letter = f->told->id };
	return decide_append(d, &fact, words_of(f->c, d->a), err) &&
	    (!f->whole[i] || decide_right(d, right, "refused", f->ground->id, d->today, err));
}

static json_t *
result(const struct dossier *d, const struct refusing *f)
{
	json_t *open = json_array();
	for (size_t i = 0; i < d->rights.n; i++)
		if (right_is_open(&d->rights.items[i]))
			json_array_append_new(open, json_string(d->rights.items[i].right));
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:b, s:o, s:s}", "reference",
	    d->request.reference, "right", f->rights.names[0], "rights",
	    json_strings(f->rights.names, f->rights.n), "categories",
	    json_strings(f->c->categories, f->c->ncategories), "purposes",
	    json_strings(f->c->purposes, f->c->npurposes), "ground", f->ground->id, "late", f->late,
	    "open", open, "letter", f->told->body ? f->told->body : "");
}

/* One letter names one complaint and one court. */
static bool
check_remedies(const struct dossier *d, const struct refusing *f, struct err *err)
{
	const struct remedy *first = NULL;
	for (size_t i = 0; i < f->rights.n; i++) {
		const struct remedy_for about = remedy_about(d, f->ground->id, f->rights.names[i]);
		const struct remedy *r = remedy_find(f->law, &about);
		if (first && r != first)
			return err_set(err, ERR_DENIED,
			    "complaint and court are not the same for %s and %s (art. 12(4) GDPR): "
			    "refuse them one by one",
			    f->rights.names[0], f->rights.names[i]);
		first = r;
	}
	return true;
}

/*
 * What ends with it is forwarded by nobody any more, so that goes first (art. 28(3)(e)); not of
 * who is nobody we can tell: nor can a controller.
 */
static bool
check_forwarded(const struct dossier *d, const struct refusing *f, struct err *err)
{
	int whole = 0;
	for (size_t i = 0; i < f->rights.n; i++)
		whole += f->whole[i];
	return whole < dossier_open_rights(d) || f->ground->unidentified ||
	    f->ground->unauthorised ||
	    post_check_forwarded(d, right_article(right_of(f->rights.names[0])), err);
}

/* What is not corrected stands with what the person says of it (art. 16). */
static bool
check_statement(const struct refusing *f, struct err *err)
{
	const char *text = f->c->statement;
	if (!text)
		return true;
	for (size_t i = 0; i < f->rights.n; i++)
		if (right_of(f->rights.names[i]) != RIGHT_RECTIFICATION)
			return err_set(err, ERR_USAGE, "--statement is of a rectification alone");
	if (!text_says(text))
		return err_set(err, ERR_USAGE, "--statement: the file says nothing");
	return note_check(text, err);
}

static bool
refuse(struct dossier *d, struct refusing *f, json_t **ret, struct err *err)
{
	f->late = guard_refusal_is_late(&d->term, d->today);
	if (!rights_choose(d, f->c->rights, f->c->nrights, &f->rights, err) ||
	    !check_statement(f, err))
		return false;
	for (size_t i = 0; i < f->rights.n; i++)
		if (!check_right(d, f, i, err))
			return false;
	if (!check_forwarded(d, f, err) || !check_remedies(d, f, err) ||
	    (!f->c->unannounced && !refuse_tell(d, f, err)))
		return false;
	for (size_t i = 0; i < f->rights.n; i++)
		if (!write_refusal(d, f, i, err))
			return false;
	*ret = result(d, f);
	if (f->c->statement && !statement_add(d, f->c->statement, err))
		return false;
	return dossier_open_rights(d) > 0 || decide_end(d, NULL, err);
}

json_t *
decide_refuse(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_refusal *c, struct arena *a, struct letter_told *ret_told, struct err *err)
{
	json_t *v = NULL;
	enum right known;
	struct refusing f = { .c = c, .law = laws_refusals(in, err), .a = a, .told = ret_told };
	for (size_t i = 0; i < c->nrights; i++)
		if (!right_parse(c->rights[i], &known, err))
			return NULL;
	f.ground = f.law ? refusal_ground_find(f.law, c->ground, err) : NULL;
	*ret_told = (struct letter_told){ 0 };
	struct dossier *d = f.ground ? dossier_begin(in, who, reference, ACT_REFUSE, err) : NULL;
	if (dossier_commit(d, d && refuse(d, &f, &v, err), err))
		return v;
	json_decref(v);
	return NULL;
}
