/*
 * Deciding: who may ask for whom. What authority was seen and that it ended, whether a child can
 * decide, and what an answer still waits for of that (art. 12(2), 12(6) GDPR; UAVG 5). Keeps what
 * was seen in words, never a copy of a paper.
 */
#include "dossier/phrase.h"
#include "dossier/store/agent.h"
#include "decide_private.h"

/* ---- what is known ---- */

/* As it was given, or added since; no date: nobody said. */
static bool
born_of(const struct dossier *d, struct date *ret, struct err *err)
{
	*ret = (struct date){ 0 };
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (strcmp(x->kind, "born") != 0 || strcmp(x->state, "usable") != 0)
			continue;
		const char *plain = unseal(d->keys->ledger,
		    seal_place(d->request.reference, x->kind, d->a), x->sealed, d->a, err);
		return plain && date_parse(plain, ret, err);
	}
	return true;
}

/* UAVG 5(5). */
static bool
gives_advice(const struct dossier *d)
{
	return json_flag(d->reg->organisation, "advice_service");
}

static const struct representative *
row_of(const struct dossier *d, const struct representatives *l)
{
	const char *relation = d->request.subject_relation;
	return representative_find(l, relation, d->org.country);
}

/* Whose request it is of those who ask for many; *ret NULL: nobody's. */
static bool
agent_of(const struct dossier *d, const struct agent **ret, struct err *err)
{
	struct agent_list all = { 0 };
	*ret = NULL;
	if (strcmp(d->request.subject_relation, "agent") != 0)
		return true;
	if (!agent_list(d->in->db, d->request.org_id, NULL, d->request.id, d->a, &all, err))
		return false;
	*ret = all.n ? &all.items[0] : NULL;
	return true;
}

/* The last day on which it asks. */
static struct date
last_day(const struct agent *x)
{
	struct date over = date_is_set(x->ended) ? date_add_days(x->ended, -1) : x->until;
	return date_cmp(over, x->until) < 0 ? over : x->until;
}

/* What was seen of an agent's mandates together counts as if it was seen of this one, first. */
static bool
facts_of(const struct dossier *d, struct fact_list *ret, struct err *err)
{
	const struct agent *x;
	*ret = d->facts;
	if (!agent_of(d, &x, err))
		return false;
	if (!x || !x->bulk || date_cmp(d->today, x->since) < 0)
		return true;
	struct fact *all = arena_alloc(d->a, (d->facts.n + RIGHT__MAX + 1) * sizeof(*all));
	struct fact seen = { .kind = FACT_AUTHORITY_SEEN,
		.on = x->since,
		.method = x->evidence,
		.until = last_day(x) };
	size_t n = 0;
	if (!x->rights[0])
		all[n++] = seen;
	for (size_t i = 0; x->rights[i] && n < RIGHT__MAX; i++) {
		seen.right = x->rights[i];
		all[n++] = seen;
	}
	memcpy(all + n, d->facts.items, d->facts.n * sizeof(*all));
	*ret = (struct fact_list){ all, n + d->facts.n };
	return true;
}

/* What is not refused of it; NULL, of no matter, where nobody asks for another. */
static const char *const *
open_categories(const struct dossier *d, const char *right)
{
	if (!request_is_represented(&d->request))
		return NULL;
	const char *const *all = right_categories(d, right, d->a);
	size_t n = 0;
	while (all[n])
		n++;
	const char **open = arena_alloc(d->a, (n + 1) * sizeof(*open));
	n = 0;
	for (; *all; all++)
		if (!decision_refused(&d->decisions, right, (struct right_part){ *all, "" }))
			open[n++] = *all;
	open[n] = NULL;
	return open;
}

bool
dossier_mandate(
    const struct dossier *d, const char *right, struct mandate_state *ret, struct err *err)
{
	struct date born;
	struct fact_list facts;
	const struct representatives *l = laws_representatives(d->in, err);
	if (!l || !born_of(d, &born, err) || !facts_of(d, &facts, err))
		return false;
	const struct representation x = { .relation = d->request.subject_relation,
		.country = d->org.country,
		.born = born,
		.advice = gives_advice(d),
		.facts = &facts,
		.right = right,
		.categories = open_categories(d, right),
		.today = d->today };
	*ret = (struct mandate_state){ .row = row_of(d, l) };
	/* whom a controller sent is for that one to establish (art. 28(3)(e)) */
	ret->is = d->request.instructed_by ? MANDATE_NOT_NEEDED : mandate_of(l, &x, &ret->by);
	return true;
}

/* ---- in words, with the command that changes it ---- */

#define REFERENCE "$REF" /* stands for it, once in each */
#define SEEN "`dossier mandate $REF --seen EVIDENCE --what TEXT`"
#define REFUSE "`dossier refuse $REF --ground no-authority-12-2`"

static const struct {
	const char *why, *needs;
} lacks[MANDATE__MAX] = {
	[MANDATE_MISSING] = { "no authority was seen: " SEEN, "mandate" },
	[MANDATE_ENDED] = { "the authority that was seen has ended: " SEEN, "mandate" },
	[MANDATE_OUT_OF_SCOPE] = { "the authority that was seen is about other rights: " SEEN,
	    "mandate" },
	[MANDATE_PARTLY] = { "the authority that was seen covers other categories: `dossier refuse "
			     "$REF --ground no-authority-12-2 --category` with what it does not",
	    "lacks" },
	[MANDATE_TOO_OLD] = { "the person is old enough to ask themselves: " REFUSE
			      ", or a mandate that they signed",
	    "mandate" },
	[MANDATE_AGE_UNKNOWN] = { "it depends on an age nobody said: `dossier plan $REF --add "
				  "born=DATE`",
	    "lacks" },
	[MANDATE_CAPABLE] = { "the person was judged able to ask themselves: " REFUSE, "lacks" },
	[MANDATE_ADVICE] = { "of free help and advice the person asks themselves (5(5)): " REFUSE,
	    "lacks" },
	[MANDATE_UNJUDGED] = { "a child asks, and it was not judged whether it can decide: "
			       "`dossier mandate $REF --competence capable --facts TEXT`, or "
			       "incapable",
	    "competence" },
	[MANDATE_INCAPABLE] = { "the person was judged unable to decide, so their representative "
				"asks: `dossier refuse $REF --ground representative-asks-12-2`",
	    "lacks" },
};

/* *ret_needs: the step of it, as next.h names it. */
static const char *
why_not(const struct dossier *d, const char *right, const char **ret_needs)
{
	struct mandate_state s;
	struct err bad = { 0 };
	*ret_needs = "lacks";
	if (!dossier_mandate(d, right, &s, &bad))
		return arena_strdup(d->a, bad.text);
	if (mandate_suffices(s.is))
		return NULL;
	*ret_needs = lacks[s.is].needs;
	const char *why = phrase(lacks[s.is].why), *at = strstr(why, REFERENCE);
	return arena_printf(
	    d->a, "%.*s%s%s", (int)(at - why), why, d->request.reference, at + strlen(REFERENCE));
}

const char *
decide_unauthorised(const struct dossier *d, const char *right)
{
	const char *needs;
	return why_not(d, right, &needs);
}

json_t *
view_unidentified(const struct dossier *d)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		const char *needs, *why;
		int64_t to = 0;
		if (!right_is_open(r) ||
		    !right_wants_check(right_of(r->right), decide_about(d, r->right)))
			continue;
		if (!(why = why_not(d, r->right, &needs))) {
			needs = "verify";
			why = decide_unidentified(d, r->right);
			to = decide_contact(d, NULL);
		}
		if (why)
			json_array_append_new(out,
			    json_pack("{s:s, s:s, s:s, s:o}", "right", r->right, "why", why,
				"needs", needs, "to", to ? json_integer(to) : json_null()));
	}
	return out;
}

/* ---- recording it ---- */

/* What was seen, what it covers, where its letters go; sealed as one text. */
static json_t *
words_json(const struct decide_authority *x)
{
	return json_pack("{s:s, s:s*}", "what", x->what, "to", x->to);
}

bool
mandate_words_read(
    const struct dossier *d, const struct fact *f, struct mandate_words *ret, struct err *err)
{
	const char *plain = decide_fact_text(d, f, err);
	auto_drop(json) json_t *j = plain ? json_loads(plain, 0, NULL) : NULL;
	*ret = (struct mandate_words){ .what = arena_strdup(d->a, json_str_or(j, "what", "")),
		.to = arena_strdup(d->a, json_str(j, "to")) };
	return plain != NULL;
}

static bool
check_words(const struct dossier *d, const struct decide_authority *x, struct err *err)
{
	for (const char *const *c = x->categories; c && *c; c++)
		if (!reg_category(d->reg, *c))
			return err_set(err, ERR_NOTFOUND,
			    "%s: the register has no category \"%.20s\"", d->request.reference, *c);
	return (!x->what || note_check(x->what, err)) &&
	    (!x->to || letter_address_ok(x->to) ||
		err_set(err, ERR_USAGE, "--deliver-to: no e-mail address that a letter can go to"));
}

/* For the rights named, or once for all of them. */
static bool
append_each(struct dossier *d, struct fact *f, const char *const *names, size_t n, const char *text,
    struct err *err)
{
	struct rights_chosen rights = { .names = { NULL }, .n = 1 };
	if (n && !rights_choose(d, names, n, &rights, err))
		return false;
	for (size_t i = 0; i < rights.n; i++) {
		f->right = rights.names[i];
		if (!decide_append(d, f, text, err))
			return false;
	}
	return true;
}

static bool
authority(struct dossier *d, const struct decide_authority *x, struct err *err)
{
	const struct representatives *l = laws_representatives(d->in, err);
	struct guard_authority g = { .advice = gives_advice(d),
		.what = x->what,
		.scope = x->categories && x->categories[0],
		.until = x->until,
		.on = decide_day(d, x->on),
		.today = d->today };
	if (!l || !born_of(d, &g.born, err) || !check_words(d, x, err))
		return false;
	g.row = row_of(d, l);
	g.evidence = evidence_find(l, x->evidence);
	if (!guard_authority(&d->term, &g, err))
		return false;
	auto_drop(json) json_t *words = words_json(x);
	auto_drop(str) char *text = json_dumps(words, JSON_COMPACT);
	struct fact f = { .kind = FACT_AUTHORITY_SEEN,
		.on = g.on,
		.method = x->evidence,
		.until = x->until,
		.scope = x->categories };
	return append_each(d, &f, x->rights, x->nrights, text, err);
}

bool
decide_authority(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_authority *x, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_MANDATE, err);
	return dossier_commit(d, d && authority(d, x, err), err);
}

/* *ret: does any stand, of this request or of all that its agent asks for? */
static bool
stands(const struct dossier *d, bool *ret, struct err *err)
{
	struct fact_list facts;
	*ret = false;
	if (!facts_of(d, &facts, err))
		return false;
	for (size_t i = 0; i < facts.n; i++)
		*ret = *ret || mandate_stands(&facts, &facts.items[i], d->today);
	return true;
}

bool
decide_authority_ended(struct installation *in, const struct actor *who, const char *reference,
    struct date on, const char *why, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_MANDATE, err);
	if (!d)
		return false;
	struct guard_authority_end g = { .why = why, .on = decide_day(d, on), .today = d->today };
	const struct fact f = { .kind = FACT_AUTHORITY_ENDED, .on = g.on };
	return dossier_commit(d,
	    stands(d, &g.stands, err) && guard_authority_ended(&d->term, &g, err) &&
		decide_append(d, &f, why, err),
	    err);
}

bool
decide_competence(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_competence *x, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_MANDATE, err);
	if (!d)
		return false;
	const struct guard_competence g = { .result = x->result,
		.facts = x->facts,
		.on = decide_day(d, x->on),
		.today = d->today };
	struct fact f = { .kind = FACT_COMPETENCE_JUDGED, .on = g.on, .result = x->result };
	return dossier_commit(d,
	    guard_competence(&d->term, &g, err) &&
		append_each(d, &f, x->rights, x->nrights, x->facts, err),
	    err);
}

/* ---- where letters go ---- */

/* As an authority that stands for this request names it. */
static bool
address_seen(const struct dossier *d, const char **ret, struct err *err)
{
	*ret = NULL;
	for (size_t i = d->facts.n; i-- > 0 && !*ret;) {
		const struct fact *f = &d->facts.items[i];
		struct mandate_words w;
		if (!mandate_stands(&d->facts, f, d->today))
			continue;
		if (!mandate_words_read(d, f, &w, err))
			return false;
		*ret = w.to;
	}
	return true;
}

bool
mandate_address(const struct dossier *d, bool on_file, const char **ret, struct err *err)
{
	const struct agent *x;
	bool may;
	if (!address_seen(d, ret, err) || !agent_of(d, &x, err) || !stands(d, &may, err))
		return false;
	if (!*ret && x && (may || !on_file))
		*ret = x->email;
	return true;
}

/* ---- how it stands ---- */

static json_t *
evidence_view(
    const struct representatives *l, const struct representative *row, const char *language)
{
	json_t *out = json_array();
	size_t i;
	const json_t *id;
	json_array_foreach(row ? row->evidences : NULL, i, id) {
		const struct evidence *e = evidence_find(l, json_string_value(id));
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:b}", "id", e->id, "name",
			json_text_in(e->name, language), "by_person", e->by_person));
	}
	return out;
}

json_t *
mandate_evidence(const struct dossier *d, const char *language, struct err *err)
{
	const struct representatives *l = laws_representatives(d->in, err);
	return l ? evidence_view(l, row_of(d, l), language) : NULL;
}

static bool
seen_view(const struct dossier *d, json_t *out, struct err *err)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		struct mandate_words w;
		if (f->kind != FACT_AUTHORITY_SEEN)
			continue;
		if (!mandate_words_read(d, f, &w, err))
			return false;
		json_array_append_new(out,
		    json_pack("{s:o, s:s, s:s?, s:o, s:s, s:o, s:s?, s:b, s:s}", "on",
			date_json(f->on), "evidence", f->method, "right", f->right, "until",
			date_json(f->until), "what", w.what, "scope",
			f->scope ? json_strings(f->scope, SIZE_MAX) : json_array(), "deliver_to",
			w.to, "stands", mandate_stands(&d->facts, f, d->today), "by", f->by));
	}
	return true;
}

static bool
judged_view(const struct dossier *d, json_t *out, struct err *err)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		const char *text;
		if (f->kind != FACT_COMPETENCE_JUDGED)
			continue;
		if (!(text = decide_fact_text(d, f, err)))
			return false;
		json_array_append_new(out,
		    json_pack("{s:o, s:s, s:s?, s:s, s:s}", "on", date_json(f->on), "result",
			f->result, "right", f->right, "facts", text, "by", f->by));
	}
	return true;
}

/* Of each right whether who asks may. */
static bool
rights_view(const struct dossier *d, json_t *out, struct err *err)
{
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		struct mandate_state s;
		if (!dossier_mandate(d, r->right, &s, err))
			return false;
		bool wants = right_wants_check(right_of(r->right), decide_about(d, r->right));
		const char *why = wants ? decide_unauthorised(d, r->right) : NULL;
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s?}", "right", r->right, "authority",
			wants ? mandate_name(s.is) : "at-once", "why", why));
	}
	return true;
}

static json_t *
mandate_view(const struct dossier *d, struct err *err)
{
	const struct representatives *l = laws_representatives(d->in, err);
	const struct agent *agent;
	auto_drop(json) json_t *rights = json_array(), *seen = json_array(), *judged = json_array();
	if (!l || !agent_of(d, &agent, err) || !rights_view(d, rights, err) ||
	    !seen_view(d, seen, err) || !judged_view(d, judged, err))
		return NULL;
	const struct representative *row = row_of(d, l);
	json_t *under = row && row->under ? json_integer(row->under) : json_null();
	return json_pack("{s:s, s:s?, s:s, s:s, s:s?, s:o, s:O, s:o, s:O, s:O}", "reference",
	    d->request.reference, "agent", agent ? agent->label : NULL, "relation",
	    d->request.subject_relation, "country", d->org.country, "article",
	    row ? row->article : NULL, "under", under, "rights", rights, "evidence",
	    evidence_view(l, row, phrase_language_now()), "seen", seen, "judged", judged);
}

json_t *
view_mandate(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	return d ? mandate_view(d, err) : NULL;
}
