/*
 * Grounds of refusal, authorities and remedies, read from templates/law/. Knows no ground itself.
 * Whether one may be used here and now is guard_answer.c's to say.
 */
#include <ctype.h>
#include <strings.h>

#include "dossier/refusal.h"
#include "dossier/text.h"
#include "rules.h"

struct refusal_law {
	struct arena *arena;
	struct json_doc *grounds_doc, *authorities_doc, *remedies_doc;
	struct refusal_ground *grounds;
	size_t ngrounds;
	struct authority *authorities;
	size_t nauthorities;
	struct remedy *remedies;
	const json_t **kinds; /* of each remedy */
	size_t nremedies;
};

static const char *const asks[] = {
	[ASK_LAW] = "law",
	[ASK_PROCEDURE] = "procedure",
	[ASK_UNTIL] = "until",
	[ASK_REVIEW] = "review",
};
_Static_assert(array_len(asks) == ASK__MAX, "a name for each");

const char *
ask_name(enum ask a)
{
	return asks[a];
}

static const char *const claims[] = {
	[CLAIM_NONE] = "",
	[CLAIM_NOT_PORTABLE] = "not-portable",
	[CLAIM_NOT_OPEN] = "not-open",
	[CLAIM_STATUTE] = "statute",
};
_Static_assert(array_len(claims) == CLAIM__MAX, "a name for each");

static enum claim
claim_of(const char *name)
{
	size_t i = 0;
	while (strcmp(claims[i], name) != 0)
		if (++i == array_len(claims))
			BUG("the schema let the claim \"%s\" pass", name);
	return (enum claim)i;
}

static unsigned
asks_of(const json_t *names)
{
	unsigned bits = 0;
	for (size_t i = 0; i < array_len(asks); i++)
		if (json_has(names, asks[i]))
			bits |= 1u << i;
	return bits;
}

static void
read_grounds(struct refusal_law *l)
{
	const json_t *items = json_get(l->grounds_doc->root, "grounds"), *j;
	size_t i;
	l->grounds = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->grounds));
	json_array_foreach(items, i, j) {
		l->grounds[l->ngrounds++] = (struct refusal_ground){
			.id = json_str(j, "id"),
			.article = json_str(j, "article"),
			.country = json_str(j, "country"),
			.rights = rules_rights(json_get(j, "rights")),
			.title = json_get(j, "title"),
			.text = json_get(j, "text"),
			.must_show = json_str(j, "must_show"),
			.weigh = json_flag(j, "weigh"),
			.part_only = json_flag(j, "part_only"),
			.unannounced = json_flag(j, "unannounced"),
			.despite_consent = json_flag(j, "despite_consent"),
			.or_fee = json_flag(j, "or_fee"),
			.unidentified = json_flag(j, "unidentified"),
			.unauthorised = json_flag(j, "unauthorised"),
			.incapable = json_flag(j, "incapable"),
			.claim = claim_of(json_str_or(j, "claim", "")),
			.asks = asks_of(json_get(j, "asks")),
		};
	}
}

static void
read_authorities(struct refusal_law *l)
{
	const json_t *items = json_get(l->authorities_doc->root, "authorities"), *j;
	size_t i;
	l->authorities = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->authorities));
	json_array_foreach(items, i, j) {
		l->authorities[l->nauthorities++] = (struct authority){
			.id = json_str(j, "id"),
			.country = json_str(j, "country"),
			.name = json_get(j, "name"),
			.address = json_str(j, "address"),
			.phone = json_str(j, "phone"),
			.site = json_get(j, "site"),
		};
	}
}

/* Are these lists about the same: both for all, or with one in common? */
static bool
overlap(const json_t *a, const json_t *b)
{
	size_t i;
	const json_t *v;
	if (!a || !b)
		return a == b;
	json_array_foreach(a, i, v)
		if (json_has(b, json_string_value(v)))
			return true;
	return false;
}

static bool
is_country(const struct remedy *r, const char *country)
{
	return r->country && country ? strcmp(r->country, country) == 0 : r->country == country;
}

/* The row for exactly this country (NULL: the general one), kind, ground and right. */
static const struct remedy *
remedy_row(const struct refusal_law *l, const struct remedy_for *f)
{
	for (size_t i = 0; i < l->nremedies; i++) {
		const struct remedy *r = &l->remedies[i];
		bool ground = f->ground ? json_has(r->grounds, f->ground) : !r->grounds;
		bool right = f->right ? json_has(r->rights, f->right) : !r->rights;
		if (is_country(r, f->country) && ground && right && json_has(l->kinds[i], f->kind))
			return r;
	}
	return NULL;
}

/* Is there a row before for the same country, a same kind, ground and right? */
static bool
is_double(const struct refusal_law *l, const struct remedy *r, const json_t *kinds)
{
	for (size_t i = 0; i < l->nremedies; i++) {
		const struct remedy *o = &l->remedies[i];
		if (is_country(o, r->country) && overlap(l->kinds[i], kinds) &&
		    overlap(o->grounds, r->grounds) && overlap(o->rights, r->rights))
			return true;
	}
	return false;
}

static bool
read_remedies(struct refusal_law *l, struct err *err)
{
	const json_t *items = json_get(l->remedies_doc->root, "remedies"), *j;
	size_t i;
	l->remedies = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->remedies));
	l->kinds = arena_alloc(l->arena, json_array_size(items) * sizeof(*l->kinds));
	json_array_foreach(items, i, j) {
		const struct remedy r = {
			.country = json_str(j, "country"),
			.grounds = json_get(j, "grounds"),
			.rights = json_get(j, "rights"),
			.article = json_str(j, "article"),
			.complaint = json_get(j, "complaint"),
			.court = json_get(j, "court"),
		};
		if (is_double(l, &r, json_get(j, "kinds")))
			return err_set(err, ERR_INPUT,
			    "%s: a row of this country and kind is there already",
			    json_where(l->remedies_doc, arena_printf(l->arena, "/remedies/%zu", i),
				l->arena));
		l->kinds[i] = json_get(j, "kinds");
		l->remedies[l->nremedies++] = r;
	}
	if (!remedy_row(l, &(struct remedy_for){ .kind = "private" }) ||
	    !remedy_row(l, &(struct remedy_for){ .kind = "public" }))
		return err_set(err, ERR_INPUT,
		    "%s: no row for other countries: expected \"country\": null for private and "
		    "public",
		    l->remedies_doc->name);
	return true;
}

struct refusal_law *
refusal_law_open(struct err *err)
{
	auto_drop(refusal_law) struct refusal_law *l = xcalloc(1, sizeof(*l));
	l->arena = arena_new();
	l->grounds_doc = rules_load(
	    "law/refusal-grounds.json", "law/refusal-grounds.schema.json", l->arena, err);
	l->authorities_doc = l->grounds_doc
	    ? rules_load("law/authorities.json", "law/authorities.schema.json", l->arena, err)
	    : NULL;
	l->remedies_doc = l->authorities_doc
	    ? rules_load("law/remedies.json", "law/remedies.schema.json", l->arena, err)
	    : NULL;
	if (!l->remedies_doc)
		return NULL;
	read_grounds(l);
	read_authorities(l);
	return read_remedies(l, err) ? take(l) : NULL;
}

void
refusal_law_free(struct refusal_law *l)
{
	if (!l)
		return;
	json_doc_free(l->grounds_doc);
	json_doc_free(l->authorities_doc);
	json_doc_free(l->remedies_doc);
	arena_free(l->arena);
	free(l);
}

const struct refusal_ground *
refusal_ground_find(const struct refusal_law *l, const char *id, struct err *err)
{
	for (size_t i = 0; i < l->ngrounds; i++)
		if (strcmp(l->grounds[i].id, id) == 0)
			return &l->grounds[i];
	err_set(err, ERR_NOTFOUND,
	    "no ground of refusal \"%.40s\": `dossier refuse --list` names those there are", id);
	return NULL;
}

const struct refusal_ground *
refusal_grounds(const struct refusal_law *l, size_t *ret_n)
{
	*ret_n = l->ngrounds;
	return l->grounds;
}

bool
refusal_fits(const struct refusal_ground *g, enum right right, const char *country)
{
	return (g->rights & (1u << right)) && (!g->country || strcmp(g->country, country) == 0);
}

/* Only where it rests on nothing else: of what rests on several, a part may be closed to 21(1). */
static bool
is_open_to_objection(const struct category *c)
{
	static const char *const open[] = { "6(1)(e)", "6(1)(f)" };
	const json_t *bases = json_get(c->json, "legal_basis"), *basis;
	size_t i;
	json_array_foreach(bases, i, basis)
		if (!text_among(json_str_or(basis, "article", ""), open, array_len(open)))
			return false;
	return json_array_size(bases) > 0;
}

/* Do these characters of one class stand in a text, as a word of their own? Whatever the case. */
static bool
is_named(const char *text, const char *run, size_t n, int is_of(int))
{
	for (const char *p = text; *p; p++) {
		bool begins = p == text || !is_of((unsigned char)p[-1]);
		if (begins && strncasecmp(p, run, n) == 0 && !is_of((unsigned char)p[n]))
			return true;
	}
	return false;
}

/* "NL-AWR52": each run of letters and of digits behind the country. */
static bool
names_law(const char *text, const char *basis)
{
	const char *p = strchr(basis, '-');
	for (p = p ? p + 1 : basis; *p;) {
		int (*is_of)(int) = isdigit((unsigned char)*p) ? isdigit : isalpha;
		size_t n = 0;
		while (p[n] && is_of((unsigned char)p[n]))
			n++;
		if (n > 0 && !is_named(text, p, n, is_of))
			return false;
		p += n > 0 ? n : 1;
	}
	return true;
}

/* It counts from an event that is its own. */
static bool
may_lie_ahead(const json_t *retention)
{
	return json_str(retention, "from") || json_str(retention, "until");
}

/* The last day of a period that began by ${today}, in a book year or not; no date: none known. */
static struct date
latest(const json_t *retention, struct date today)
{
	const char *period = json_str(retention, "period");
	int months, days;
	if (!period || may_lie_ahead(retention) ||
	    strcmp(json_str_or(retention, "bound", ""), "at-least") == 0)
		return (struct date){ 0 };
	retention_period_parse(period, &months, &days);
	return date_add_days(date_add_months(today, months + 12), days);
}

/* One of the bases of templates/law/retention.json; NULL: the register knows a law of its own. */
static const struct retention_basis *
basis_of(const struct retention_law *law, const json_t *retention)
{
	const char *id = json_str(retention, "basis");
	struct err none = { 0 };
	return id && law ? retention_basis_find(law, id, &none) : NULL;
}

static bool
is_after(struct date d, struct date last)
{
	return date_is_set(d) && date_is_set(last) && date_cmp(d, last) > 0;
}

const struct retention_basis *
refusal_kept_by(const struct category *c, const struct retention_law *law, struct date today,
    struct date *ret_last, struct retention_asked *ret)
{
	const json_t *retention = json_get(c->json, "retention");
	const struct retention_basis *b = basis_of(law, retention);
	*ret_last =
	    b && !may_lie_ahead(retention) ? retention_latest(b, today, ret) : (struct date){ 0 };
	return b;
}

/* A period that is the law's own is counted as that counts it. */
static enum contradiction
statute_contradicted(const struct category *c, const struct refusal_named *x)
{
	const json_t *retention = json_get(c->json, "retention");
	const char *basis = json_str(retention, "basis");
	struct retention_asked asked;
	struct date last;
	const struct retention_basis *b = refusal_kept_by(c, x->retention, x->today, &last, &asked);
	bool own = b && strcmp(b->period, json_str_or(retention, "period", "")) == 0;
	if (!basis)
		return CONTRADICTS_CLAIM;
	if (b && !b->hold)
		return CONTRADICTS_NORM;
	if (x->law && *x->law && !names_law(x->law, basis))
		return CONTRADICTS_LAW;
	if (is_after(x->until, last))
		return CONTRADICTS_LAST;
	return !own && is_after(x->until, latest(retention, x->today)) ? CONTRADICTS_UNTIL
								       : CONTRADICTS_NOT;
}

enum contradiction
refusal_contradicted(
    const struct refusal_ground *g, const struct category *c, const struct refusal_named *x)
{
	if (g->claim == CLAIM_STATUTE)
		return statute_contradicted(c, x);
	const bool contradicted[CLAIM__MAX] = {
		[CLAIM_NOT_PORTABLE] = plan_not_portable(c) == REASON_NONE,
		[CLAIM_NOT_OPEN] = is_open_to_objection(c),
	};
	return contradicted[g->claim] ? CONTRADICTS_CLAIM : CONTRADICTS_NOT;
}

const char *
refusal_grounds_for(
    const struct refusal_law *l, enum right right, const char *country, struct arena *a)
{
	const char *names = NULL;
	for (size_t i = 0; i < l->ngrounds; i++)
		if (refusal_fits(&l->grounds[i], right, country))
			names = names ? arena_printf(a, "%s, %s", names, l->grounds[i].id)
				      : l->grounds[i].id;
	return names ? names : "none";
}

const struct authority *
authority_find(const struct refusal_law *l, const char *id)
{
	for (size_t i = 0; i < l->nauthorities; i++)
		if (strcmp(l->authorities[i].id, id) == 0)
			return &l->authorities[i];
	return NULL;
}

const struct authority *
authority_of(const struct refusal_law *l, const char *country)
{
	for (size_t i = 0; i < l->nauthorities; i++)
		if (strcmp(l->authorities[i].country, country) == 0)
			return &l->authorities[i];
	return NULL;
}

json_t *
authority_json(const struct authority *a, const char *lang)
{
	return json_pack("{s:s, s:s, s:s?, s:s?, s:s}", "id", a->id, "name",
	    json_text_in(a->name, lang), "address", a->address, "phone", a->phone, "site",
	    json_text_in(a->site, lang));
}

const struct remedy *
remedy_find(const struct refusal_law *l, const struct remedy_for *f)
{
	const struct remedy_for tries[] = {
		{ f->country, f->kind, f->ground, NULL },
		{ f->country, f->kind, NULL, f->right },
		{ f->country, f->kind, NULL, NULL },
		{ NULL, f->kind, NULL, NULL },
	};
	const bool is_asked[] = { f->ground != NULL, f->right != NULL, true, true };
	const struct remedy *r = NULL;
	for (size_t i = 0; !r && i < array_len(tries); i++)
		r = is_asked[i] ? remedy_row(l, &tries[i]) : NULL;
	if (!r)
		BUG("no remedy for an organisation of kind \"%s\"", f->kind);
	return r;
}

size_t
remedy_cases(const struct refusal_law *l, struct remedy_case *cases, size_t n, struct arena *a)
{
	size_t left = 0;
	for (size_t i = 0; i < n; i++) {
		const struct remedy *row = remedy_find(l, &cases[i].about);
		size_t k = 0;
		while (k < left && remedy_find(l, &cases[k].about) != row)
			k++;
		if (k == left)
			cases[left++] = cases[i];
		else if (cases[i].words && !strstr(cases[k].words, cases[i].words))
			cases[k].words = arena_printf(a, "%s; %s", cases[k].words, cases[i].words);
	}
	if (left == 1)
		cases[0].words = NULL;
	return left;
}

const char *
remedy_text(const struct refusal_law *l, const struct remedy_for *f, const char *authority,
    const char *lang, struct arena *a, struct err *err)
{
	const struct remedy *r = remedy_find(l, f);
	const struct authority *who =
	    authority ? authority_find(l, authority) : authority_of(l, f->country);
	if (authority && !who)
		return err_set(err, ERR_NOTFOUND,
			   "no authority \"%.20s\": they are in templates/law/authorities.json",
			   authority),
		       NULL;
	auto_drop(json) json_t *data = who ? authority_json(who, lang) : json_object();
	const char *complaint =
	    text_mustache(json_text_in(r->complaint, lang), data, NULL, NULL, a, err);
	return complaint ? arena_printf(a, "%s\n\n%s", complaint, json_text_in(r->court, lang))
			 : NULL;
}
