/*
 * The facts behind the pages of an archive (docs/json/archive-facts.schema.json): what the
 * register says, who was asked, what came of it. The register's own objects are handed on as they
 * stand.
 */
#include "answer_private.h"
#include "dossier/letter.h"
#include "dossier/post.h"
#include "dossier/refusal.h"
#include "dossier/text.h"

/* Has a copy more time than its month? That of the others does not count. */
static bool
is_copy_extended(const struct dossier *d)
{
	bool any = false, all = true;
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (!right_is_open(r) || !right_is_copy(r->right))
			continue;
		any = true;
		all = all && term_right(&d->term, r->right).is_extended;
	}
	return any ? all : d->request.is_extended;
}

/* ${name}: whom the letter greets; NULL: not known, or it is for a controller. */
static json_t *
facts_request(const struct dossier *d, const char *name)
{
	const struct request *r = &d->request;
	struct date on = d->today;
	struct err err = { 0 };
	if (r->answered_at && !zone_date(d->org.zone, r->answered_at, &on, &err))
		on = (struct date){ 0 };
	return json_pack("{s:s, s:s?, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:s?, s:b}",
	    "reference", r->reference, "name", name, "received", date_json(r->received), "deadline",
	    date_json(r->deadline), "extended",
	    is_copy_extended(d) ? date_json(r->extended) : json_null(), "promise",
	    date_json(r->promise), "answered", date_json(on), "language", r->language, "channel",
	    r->channel, "relation", r->subject_relation, "instructed_by", dossier_controller(d),
	    "rehearsal", d->in->rehearsal);
}

/* A category of a copy that was refused. */
struct refused {
	const char *category, *ground; /* ground: its id */
	bool silent;                   /* and nothing is said of it (art. 23(2)(h)) */
};

/* What facts are made from, besides the dossier. */
struct making {
	const struct dossier *d;
	const struct refusal_law *law;
	const struct code_words *words;
	struct refused *refused;
	size_t nrefused;
	json_t *portable;
	struct letter_list letters;
	struct arena *a;
};

/* What was refused by category, and every category of a right refused whole, which names none. */
static void
find_refused(struct making *m)
{
	const struct dossier *d = m->d;
	size_t most = d->decisions.n + d->rights.n * d->reg->inv.ncategories;
	m->refused = arena_alloc(m->a, (most + 1) * sizeof(*m->refused));
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		if (x->refused && right_is_copy(x->right))
			m->refused[m->nrefused++] = (struct refused){ x->part.category,
				x->fact->ground, x->fact->unannounced };
	}
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		if (!right_is_copy(r->right) || strcmp(r->state, "refused") != 0 || !r->decision)
			continue;
		for (const char *const *id = right_categories(d, r->right, m->a); *id; id++)
			if (!decision_of(&d->decisions, r->right, (struct right_part){ *id, "" }))
				m->refused[m->nrefused++] =
				    (struct refused){ *id, r->decision, false };
	}
}

/*
 * A ground in the words of the law's table (art. 12(4)). One that the table lost is named by its
 * id.
 */
static json_t *
ground_json(const struct making *m, const char *id)
{
	struct err none = { 0 };
	const struct refusal_ground *g = refusal_ground_find(m->law, id, &none);
	return g ? json_pack("{s:s, s:s}", "article",
		       article_words(g->article, m->d->request.language, m->a), "ground",
		       json_text_in(g->text, m->d->request.language))
		 : json_pack("{s:n, s:s}", "article", "ground", id);
}

/* The categories refused of a right, each with its ground. */
static json_t *
facts_parts(const struct making *m, const char *right)
{
	json_t *out = json_array();
	for (size_t i = 0; i < m->d->decisions.n; i++) {
		const struct decision *x = &m->d->decisions.items[i];
		if (!x->refused || x->fact->unannounced || strcmp(x->right, right) != 0)
			continue;
		json_t *part = ground_json(m, x->fact->ground);
		json_object_set_new(part, "category", json_string(x->part.category));
		json_array_append_new(out, part);
	}
	return out;
}

static json_t *
facts_right(const struct making *m, const struct request_right *right)
{
	bool refused = strcmp(right->state, "refused") == 0;
	bool withdrawn = strcmp(right->state, "withdrawn") == 0;
	bool apart = !right_is_copy(right->right) && strcmp(right->state, "answered") == 0;
	json_t *parts = facts_parts(m, right->right);
	json_t *out = refused && right->decision ? ground_json(m, right->decision) : json_object();
	const struct coverage c = answer_coverage(m->d, m->a);
	const char *decided = refused                   ? "refused"
	    : withdrawn                                 ? "withdrawn"
	    : m->d->request.instructed_by               ? "instructed"
	    : apart                                     ? "apart"
	    : !right_is_copy(right->right)              ? "undecided"
	    : coverage_is_little(&c) && c.searched == 0 ? "unsearched"
	    : json_array_size(parts)                    ? "partly"
							: "granted";
	json_object_set_new(out, "right", json_string(right->right));
	json_object_set_new(out, "decision", json_string(decided));
	json_object_set_new(out, "parts", parts);
	return out;
}

/* To whom else what is portable goes (art. 20(2)). */
static bool
add_transfer(const struct dossier *d, json_t *rights, struct err *err)
{
	json_t *transfer, *r;
	size_t i;
	if (!transfer_view(d, &transfer, err))
		return false;
	json_array_foreach(rights, i, r)
		if (json_is_object(transfer) &&
		    right_of(json_str_or(r, "right", "")) == RIGHT_PORTABILITY)
			json_object_set(r, "transfer", transfer);
	json_decref(transfer);
	return true;
}

static json_t *
facts_rights(const struct making *m)
{
	json_t *out = json_array();
	for (size_t i = 0; i < m->d->rights.n; i++)
		json_array_append_new(out, facts_right(m, &m->d->rights.items[i]));
	return out;
}

/* The refusal by which nothing of a category is handed over; NULL: something is. */
static const struct refused *
withheld_by(const struct making *m, const char *category)
{
	const struct given given = category_given(m->d, category);
	if (given.data || (given.portable && json_has(m->portable, category)))
		return NULL;
	for (size_t i = 0; i < m->nrefused; i++)
		if (strcmp(m->refused[i].category, category) == 0)
			return &m->refused[i];
	return NULL;
}

static json_t *
facts_searched(const struct dossier *d, struct arena *a, struct err *err)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		if (strcmp(id->state, "usable") != 0)
			continue;
		const char *plain = unseal(d->keys->ledger,
		    seal_place(d->request.reference, id->kind, a), id->sealed, a, err);
		if (!plain) {
			json_decref(out);
			return NULL;
		}
		const char *slash = strchr(id->source, '/'),
			   *system = slash
		    ? arena_strndup(a, id->source, (size_t)(slash - id->source))
		    : NULL;
		bool given = strcmp(id->source, "given") == 0;
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s?}", "kind", id->kind, "value", plain, "source",
			given ? "request" : system));
	}
	return out;
}

/* By which ground of refusal; with its title, or to be named in passing. */
static struct reason
ground_reason(const struct making *m, const char *id, bool title)
{
	struct err none = { 0 };
	const struct refusal_ground *g = refusal_ground_find(m->law, id, &none);
	return (struct reason){
		.code = REASON_GROUND,
		.article = g ? g->article : id,
		.text = g && title ? json_text_in(g->title, m->d->request.language) : NULL,
	};
}

/* One row a task and category. What was refused is no finding of ours to tell. */
static json_t *
facts_outcome(const struct making *m, const struct outcome *o)
{
	const struct refused *by = withheld_by(m, o->category);
	const struct outcome refused = {
		.category = o->category,
		.code = OUTCOME_REFUSED,
		.why = by ? ground_reason(m, by->ground, false) : (struct reason){ 0 },
		.count = -1,
	};
	return outcome_view(m->words, by ? &refused : o, "en", m->a);
}

/* Refused without telling: nothing is said of it, be it that there is nothing (art. 23(2)(h)). */
static bool
is_silent(const struct making *m, const char *category)
{
	const struct refused *by = withheld_by(m, category);
	return by && by->silent;
}

/* The categories of a source that may be spoken of. */
static json_t *
told_categories(const struct making *m, const struct task *t)
{
	json_t *out = json_array();
	const json_t *id;
	size_t i;
	json_array_foreach(t->categories, i, id)
		if (!is_silent(m, json_string_value(id)))
			json_array_append_new(out, json_string(json_string_value(id)));
	return out;
}

/* What was withheld is told apart; rows of others concern nobody. */
static bool
is_told(const struct making *m, const struct outcome *o)
{
	return !is_silent(m, o->category) && o->code != OUTCOME_WITHHELD &&
	    o->code != OUTCOME_IGNORED;
}

/* Skipped before anybody looked, whoever was asked to. */
static bool
is_unsearched(const struct dossier *d, const struct task *t)
{
	bool any = false;
	for (size_t i = 0; i < d->outcomes.n; i++)
		any = any ||
		    (d->outcomes.items[i].task_id == t->id &&
			covered_by(d->outcomes.items[i].o.code) == COVERED);
	return strcmp(t->state, "skipped") == 0 && !any;
}

/*
 * How a source was asked, and when: in writing on the day on which the letter left, if it did. Of
 * one that was skipped it is not said that anybody searched there.
 */
static void
source_asked(const struct making *m, const struct task *t, const char **ret_kind, json_t **ret_at)
{
	int64_t unsent;
	usec_t at = t->attempts > 0 ? t->created_at : 0;
	*ret_kind = t->connector;
	if (strcmp(*ret_kind, "written") == 0) {
		struct date left = post_asked(&m->letters, t->id, &unsent);
		*ret_kind = date_is_set(left) ? "written" : "unsent";
		if (!date_is_set(left) || !zone_midnight(m->d->org.zone, left, &at, NULL))
			at = 0;
	} else if (t->action == ACTION_FORWARD) {
		bool done = strcmp(t->state, "done") == 0;
		*ret_kind = done ? "forward" : "unforwarded";
		at = done ? at : 0;
	} else if (is_unsearched(m->d, t)) {
		*ret_kind = "unsearched";
		at = 0;
	} else if (strcmp(t->state, "asked") == 0) {
		*ret_kind = "colleague";
	} else if (strcmp(t->state, "failed") == 0 || strcmp(t->state, "waiting") == 0) {
		*ret_kind = t->state;
	}
	*ret_at = at ? instant_json(at) : json_null();
}

static json_t *
facts_source(const struct making *m, const struct task *t)
{
	const struct dossier *d = m->d;
	const struct system *s = reg_system(d->reg, t->system);
	json_t *outcomes = json_array();
	for (size_t i = 0; i < d->outcomes.n; i++) {
		struct outcome o = d->outcomes.items[i].o;
		if (d->outcomes.items[i].task_id != t->id || !is_told(m, &o))
			continue;
		if (t->action == ACTION_FORWARD && o.why.code == REASON_SKIPPED)
			o.why.code = REASON_FOR_CUSTOMER;
		if (t->action == ACTION_ERASE && o.why.code != REASON_SKIPPED)
			o.why.text = NULL; /* what shows it is not of the person's data */
		json_array_append_new(outcomes, facts_outcome(m, &o));
	}
	bool complete = strcmp(t->state, "done") == 0 && t->attempts > 0;
	const char *kind;
	json_t *asked;
	source_asked(m, t, &kind, &asked);
	return json_pack("{s:s, s:O?, s:s?, s:s, s:s, s:s, s:o, s:o, s:o, s:s?, s:o}", "system",
	    t->system, "name", s ? json_get(s->json, "name") : NULL, "recipient",
	    s ? s->recipient : NULL, "kind", kind, "action", action_name(t->action), "state",
	    t->state, "categories", told_categories(m, t), "asked_at", asked, "answered_at",
	    complete ? instant_json(t->finished_at) : json_null(), "ground",
	    dossier_skipped_for(d, t), "outcomes", outcomes);
}

static json_t *
facts_completeness(const struct making *m)
{
	json_t *out = json_array();
	for (size_t i = 0; i < m->d->tasks.n; i++) {
		json_t *source = facts_source(m, &m->d->tasks.items[i]);
		if (json_array_size(json_get(source, "categories")) > 0)
			json_array_append(out, source);
		json_decref(source);
	}
	return out;
}

/* Found and not handed over, with why; ${system} NULL: by a decision. */
static json_t *
omitted_row(const struct making *m, const char *system, const struct outcome *o)
{
	json_t *row = json_pack("{s:s?, s:s, s:s?, s:s?, s:s, s:I}", "system", system, "category",
	    o->category, "collection", o->collection, "field", o->field, "ground",
	    reason_words(m->words, &o->why, m->d->request.language, m->a), "count",
	    (json_int_t)(o->count > 0 ? o->count : 0));
	reason_put(row, "code", &o->why);
	return row;
}

/* How many records of a category were found, whatever became of them. */
static int64_t
count_found(const struct dossier *d, const char *category)
{
	int64_t n = 0;
	for (size_t i = 0; i < d->outcomes.n; i++) {
		const struct outcome *o = &d->outcomes.items[i].o;
		if (o->code == OUTCOME_FOUND && strcmp(o->category, category) == 0 && o->count > 0)
			n += o->count;
	}
	return n;
}

/*
 * What was refused is told also where nothing was found: silence would tell as much. What access
 * gives all the same is not withheld: the letter says that portability was refused.
 */
static json_t *
facts_refused_row(const struct making *m, const struct refused *p)
{
	const struct outcome o = {
		.category = p->category,
		.code = OUTCOME_REFUSED,
		.why = ground_reason(m, p->ground, true),
		.count = count_found(m->d, p->category),
	};
	return omitted_row(m, NULL, &o);
}

static json_t *
facts_omitted(const struct making *m)
{
	const struct dossier *d = m->d;
	json_t *out = json_array();
	for (size_t i = 0; i < m->nrefused; i++)
		if (!m->refused[i].silent && !category_given(d, m->refused[i].category).data)
			json_array_append_new(out, facts_refused_row(m, &m->refused[i]));
	for (size_t i = 0; i < d->outcomes.n; i++)
		if (d->outcomes.items[i].o.code == OUTCOME_WITHHELD &&
		    !withheld_by(m, d->outcomes.items[i].o.category))
			json_array_append_new(out,
			    omitted_row(m, d->outcomes.items[i].system, &d->outcomes.items[i].o));
	return out;
}

static json_t *
facts_left_out(const struct making *m)
{
	struct plan plan;
	json_t *out = json_array();
	dossier_plan(m->d, NULL, m->a, &plan);
	for (size_t i = 0; i < plan.nleft_out; i++)
		json_array_append_new(
		    out, view_left_out(m->words, &plan.left_out[i], m->d->request.language, m->a));
	return out;
}

/* To whom the request was forwarded. */
static json_t *
facts_controllers(const struct dossier *d, struct arena *a, struct err *err)
{
	struct forwarded_list all;
	if (!post_forwarded(d, a, &all, err))
		return NULL;
	json_t *out = json_array();
	for (size_t i = 0; i < all.n; i++)
		if (!all.items[i].back)
			json_array_append_new(out,
			    json_pack("{s:s, s:s, s:o}", "id", all.items[i].id, "name",
				all.items[i].name, "forwarded", date_json(all.items[i].on)));
	return out;
}

/* As the register has them, with the purposes in its words. */
static json_t *
facts_categories(const struct making *m)
{
	const struct reg *reg = m->d->reg;
	json_t *out = json_array();
	for (size_t i = 0; i < reg->inv.ncategories; i++) {
		const struct category *c = &reg->inv.categories[i];
		if (is_silent(m, c->id))
			continue;
		json_t *one = json_copy((json_t *)(uintptr_t)c->json), *texts = json_array();
		for (const struct purpose *const *p = c->purposes; *p; p++)
			json_array_append_new(texts, json_string((*p)->text));
		json_object_set_new(one, "purposes", texts);
		json_array_append_new(out, one);
	}
	return out;
}

static json_t *
facts_recipients(const struct dossier *d)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->reg->inv.nrecipients; i++)
		json_array_append_new(
		    out, json_copy((json_t *)(uintptr_t)d->reg->inv.recipients[i].json));
	return out;
}

json_t *
answer_facts(const struct dossier *d, struct arena *a, struct err *err)
{
	struct making m = { .d = d,
		.law = laws_refusals(d->in, err),
		.words = installation_words(d->in, err),
		.a = a };
	if (!m.law || !m.words || !post_letters(d, a, &m.letters, err))
		return NULL;
	const char *name = NULL;
	if (!d->request.instructed_by && !tell_name(d, a, &name, err))
		return NULL;
	find_refused(&m);
	auto_drop(json) json_t *portable = m.portable = search_portable_categories(d, a);
	json_t *searched = facts_searched(d, a, err);
	json_t *controllers = searched ? facts_controllers(d, a, err) : NULL;
	json_t *open = controllers ? answer_open(d, err) : NULL;
	if (!open) {
		json_decref(searched);
		json_decref(controllers);
		return NULL;
	}
	auto_drop(json) json_t *facts = json_pack(
	    "{s:s, s:O, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "format",
	    "dossier-archive-facts/1", "organisation", d->reg->organisation, "request",
	    facts_request(d, name), "rights", facts_rights(&m), "categories", facts_categories(&m),
	    "recipients", facts_recipients(d), "controllers", controllers, "searched_with",
	    searched, "completeness", facts_completeness(&m), "left_out", facts_left_out(&m),
	    "omitted", facts_omitted(&m), "open", open, "labels", answer_labels(d));
	if (!informing_facts(d, facts, err) || !add_transfer(d, json_get(facts, "rights"), err))
		return NULL;
	/* on a controller's instruction it is theirs to decide, and to tell of remedies */
	return d->request.instructed_by || answer_remedies(d, m.law, facts, a, err) ? take(facts)
										    : NULL;
}
