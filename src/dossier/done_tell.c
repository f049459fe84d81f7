/*
 * Deciding: the letter that says what was done of rights that nothing here carries out: when, what
 * was refused, who was told. Sends nothing.
 */
#include "dossier/corrected.h"
#include "dossier/erased.h"
#include "dossier/restriction.h"
#include "dossier/suppress.h"
#include "tell.h"

/* For what else the data of this part is used, and stays; NULL: nothing. */
static json_t *
other_uses(const struct dossier *d, const char *right, const struct right_part *p)
{
	const struct category *c = reg_category(d->reg, p->category);
	json_t *out = json_array();
	for (size_t i = 0; c && *p->purpose && c->purposes[i]; i++) {
		const struct right_part use = { p->category, c->purposes[i]->id };
		const struct decision *x = decision_of(&d->decisions, right, use);
		if (!x || x->refused)
			json_array_append_new(out, json_string(c->purposes[i]->text));
	}
	if (json_array_size(out) > 0)
		return out;
	json_decref(out);
	return NULL;
}

static json_t *
texts_told(const json_t *texts, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	size_t i;
	const json_t *text;
	json_array_foreach(texts, i, text)
		buf_addf(&b, "%s%s", i ? "; " : "", json_string_value(text));
	return texts ? json_string(arena_strdup(a, b.data)) : json_null();
}

/* One line a part where nothing is held: what it is. */
static json_t *
nothing_told(const struct dossier *d, const char *right, const char *language)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->decisions.n; i++)
		if (d->decisions.items[i].nothing &&
		    strcmp(d->decisions.items[i].right, right) == 0)
			tell_part(d, &d->decisions.items[i].part, language, out);
	return out;
}

/* Why it is stored only. */
static void
add_ground(const struct dossier *d, const char *right, const char *category, const char *language,
    json_t *line)
{
	struct restriction *list;
	size_t n = restrictions_in_force(d, &list);
	const struct restriction *x = restriction_on(list, n, category);
	enum restriction_ground g =
	    x && right_of(right) == RIGHT_RESTRICTION ? restriction_find(x->begun->ground) : 0;
	if (!g)
		return;
	json_object_set_new(line, "on", json_string(date_words(x->begun->on, language, d->a)));
	json_object_set_new(line, "why", json_string(restriction_told(g, language)));
	json_object_set_new(line, "article",
	    json_string(article_short(restriction_rule(g)->article, language, d->a)));
}

/* Of an erasure that was asked of systems what became of it is told system by system. */
static bool
is_told_apart(const struct dossier *d, const struct decision *x)
{
	return right_of(x->right) == RIGHT_ERASURE && erased_was_asked(d, x->part.category);
}

/* One line a part: what it is, when it was done, and for what the data stays. */
static json_t *
done_told(const struct dossier *d, const char *right, const char *language)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		if (x->refused || x->nothing || strcmp(x->right, right) != 0 || is_told_apart(d, x))
			continue;
		auto_drop(json) json_t *stays = other_uses(d, right, &x->part);
		auto_drop(json) json_t *line = json_array();
		tell_part(d, &x->part, language, line);
		json_t *part = json_array_get(line, 0);
		json_object_set_new(
		    part, "on", json_string(date_words(x->fact->on, language, d->a)));
		json_object_set_new(part, "stays", texts_told(stays, d->a));
		add_ground(d, right, x->part.category, language, part);
		json_array_append(out, part);
	}
	return out;
}

/* What came of a human review (art. 12(3)), each thing once. */
static bool
results_told(const struct dossier *d, const char *right, json_t *out, struct err *err)
{
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		struct done_words w;
		if (x->refused || strcmp(x->right, right) != 0)
			continue;
		if (!done_words_read(d, x->fact, &w, err))
			return false;
		if (w.result && !json_has(out, w.result))
			json_array_append_new(out, json_string(w.result));
	}
	return true;
}

/* What was refused, which its own letter told with the facts: here the ground. */
static bool
refused_told(
    struct dossier *d, const char *right, const char *language, json_t *out, struct err *err)
{
	const struct refusal_law *law = laws_refusals(d->in, err);
	for (size_t i = 0; law && i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		if (!x->refused || x->fact->unannounced || strcmp(x->right, right) != 0)
			continue;
		struct err none = { 0 };
		const struct refusal_ground *g = refusal_ground_find(law, x->fact->ground, &none);
		auto_drop(json) json_t *line = json_array();
		tell_part(d, &x->part, language, line);
		json_t *part = json_array_get(line, 0);
		json_object_set_new(part, "article",
		    json_string(g ? article_words(g->article, language, d->a) : x->fact->ground));
		json_object_set_new(
		    part, "why", g ? json_string(json_text_in(g->title, language)) : json_null());
		json_array_append(out, part);
	}
	return law != NULL;
}

static json_t *
recipient_told(const struct recipient *r)
{
	const char *name = r->name ? r->name : json_str(r->json, "described_as");
	return json_pack("{s:s, s:s}", "id", r->id, "name", name ? name : r->id);
}

static json_t *
recipients_told(const struct dossier *d, const char *right)
{
	const char *const *ids;
	json_t *out = json_array();
	done_recipients(d, right, true, d->a, &ids);
	for (; *ids; ids++)
		json_array_append_new(out, recipient_told(reg_recipient(d->reg, *ids)));
	return out;
}

/* Who was instructed and did not confirm all of it (art. 19). */
static json_t *
unconfirmed_told(const struct dossier *d, const char *right)
{
	const struct inventory *inv = &d->reg->inv;
	json_t *out = json_array();
	for (size_t i = 0; right_of(right) == RIGHT_ERASURE && i < inv->nrecipients; i++)
		if (erased_unconfirmed(d, inv->recipients[i].id))
			json_array_append_new(out, recipient_told(&inv->recipients[i]));
	return out;
}

/* What is on the stop list of it, each purpose once, and by which channel where it is one alone. */
static bool
stopped_told(struct dossier *d, const char *right, json_t *to, struct err *err)
{
	json_t *out = json_array();
	const char *channel = NULL;
	bool stops = right_rule(right_of(right))->actions & 1u << ACTION_SUPPRESS;
	for (size_t i = 0; stops && i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		const struct purpose *p = reg_purpose(d->reg, x->part.purpose);
		if (p && !x->refused && strcmp(x->right, right) == 0 && !json_has(out, p->text))
			json_array_append_new(out, json_string(p->text));
	}
	json_object_set_new(to, "any_stopped", json_boolean(json_array_size(out) > 0));
	json_object_set_new(to, "stopped", out);
	if (!stops || !suppress_channel(d->in->db, d, d->a, &channel, err))
		return !stops;
	if (channel)
		json_object_set_new(to, channel, json_true());
	json_object_set_new(to, "one_channel", json_boolean(channel != NULL));
	return true;
}

/* What stands now of what was corrected as it was said, field by field (art. 16). */
static bool
corrected_told(
    const struct dossier *d, const char *right, const char *language, json_t *to, struct err *err)
{
	const char **ids = arena_alloc(d->a, (d->decisions.n + 1) * sizeof(*ids));
	size_t n = 0;
	if (right_of(right) != RIGHT_RECTIFICATION)
		return true;
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		if (!x->refused && !x->nothing && strcmp(x->right, right) == 0)
			ids[n++] = x->part.category;
	}
	json_t *fields = corrected_fields(d, ids, language, err);
	json_object_set_new(to, "any_corrected", json_boolean(json_array_size(fields) > 0));
	json_object_set_new(to, "corrected", fields);
	return fields != NULL;
}

static json_t *
right_told(struct dossier *d, const char *right, const char *language, struct err *err)
{
	const char *words = letter_right(right, language, d->a, err);
	auto_drop(json) json_t *refused = json_array(), *results = json_array();
	if (!words || !refused_told(d, right, language, refused, err) ||
	    !results_told(d, right, results, err))
		return NULL;
	json_t *done = done_told(d, right, language), *told = recipients_told(d, right),
	       *nothing = nothing_told(d, right, language),
	       *unconfirmed = unconfirmed_told(d, right);
	json_t *out = json_pack("{s:s, s:b, s:O, s:b, s:o, s:b, s:o, s:b, s:O, s:b, s:o, s:b}",
	    "right", words, right, true, "results", results, "any_done", json_array_size(done) > 0,
	    "done", done, "any_nothing", json_array_size(nothing) > 0, "nothing", nothing,
	    "any_refused", json_array_size(refused) > 0, "refused", refused, "any_told",
	    json_array_size(told) > 0, "told", told, "untold", done_is_excused(d, right));
	json_object_set_new(out, "any_unconfirmed", json_boolean(json_array_size(unconfirmed) > 0));
	json_object_set_new(out, "unconfirmed", unconfirmed);
	if (stopped_told(d, right, out, err) && corrected_told(d, right, language, out, err) &&
	    (right_of(right) != RIGHT_ERASURE || erased_told(d, language, out, err)))
		return out;
	json_decref(out);
	return NULL;
}

/* What we process for customers is theirs to answer (art. 28(3)(e)). JSON null: there is none. */
static json_t *
customers_told(struct dossier *d, const char *language, struct err *err)
{
	struct forwarded_list all;
	size_t i = 0;
	while (i < d->tasks.n && d->tasks.items[i].action != ACTION_FORWARD)
		i++;
	if (i == d->tasks.n)
		return json_null();
	if (!post_forwarded(d, d->a, &all, err))
		return NULL;
	json_t *out = json_array();
	for (size_t k = 0; k < all.n; k++)
		if (!all.items[k].back)
			json_array_append_new(out,
			    json_pack("{s:s, s:s*}", "name", all.items[k].name, "on",
				date_is_set(all.items[k].on)
				    ? date_words(all.items[k].on, language, d->a)
				    : NULL));
	return json_pack("{s:b, s:o, s:s?}", "any_forwarded", json_array_size(out) > 0, "forwarded",
	    out, "skipped", dossier_skipped_for(d, &d->tasks.items[i]));
}

bool
rights_tell_done(struct dossier *d, const struct rights_chosen *rights, struct arena *a,
    struct letter_told *ret_told, struct err *err)
{
	const char *language = tell_language(d, LETTER_DONE);
	const char *names = tell_rights(rights->names, rights->n, language, d->a, err);
	const char *others = names ? tell_other_rights(d, rights, language, err) : NULL;
	auto_drop(json) json_t *answers = json_array();
	if (!others)
		return false;
	for (size_t i = 0; i < rights->n; i++) {
		json_t *one = right_told(d, rights->names[i], language, err);
		if (!one)
			return false;
		json_array_append_new(answers, one);
	}
	size_t ncases;
	const struct remedy_case *cases = remedy_decided(d, rights, language, d->a, &ncases, err);
	json_t *customers = cases ? customers_told(d, language, err) : NULL;
	if (!customers)
		return false;
	/* what stops unproven is told where it was asked, and tells no more than that it stopped */
	bool stopped = true;
	for (size_t i = 0; i < rights->n; i++)
		stopped = stopped &&
		    !right_wants_check(
			right_of(rights->names[i]), decide_about(d, rights->names[i]));
	const struct telling t = { .kind = LETTER_DONE,
		.ended = rights,
		.to_origin = stopped,
		.cases = cases,
		.ncases = ncases,
		.facts = json_pack("{s:s, s:s, s:b, s:O, s:o}", "right", names, "others", others,
		    "several", rights->n > 1, "answers", answers, "customers", customers) };
	return tell_person(d, &t, a, ret_told, err);
}
