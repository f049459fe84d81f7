/*
 * Rectification (art. 16): an officer says what is to stand, with what shows it, and it begins.
 */
#include "dossier/corrected.h"
#include "dossier/correction.h"
#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "dossier/text.h"
#include "change_private.h"

static const char *
right(void)
{
	return right_name(RIGHT_RECTIFICATION);
}

/* May it be corrected at all, now, by this evidence, which ${option} says? */
static bool
may_correct(struct dossier *d, const char *evidence, const char *option, struct err *err)
{
	const char *name = right();
	struct rights_chosen one;
	if (!rights_choose(d, &name, 1, &one, err))
		return false;
	if (!text_says(evidence))
		return err_set(err, ERR_DENIED,
		    "%s: a correction without what shows it (art. 5(1)(d), 5(2) GDPR): say it "
		    "(%s)",
		    d->request.reference, option);
	if (strcmp(d->request.state, "logged") == 0)
		return err_set(err, ERR_DENIED, "%s: nothing is planned yet: `dossier work` first",
		    d->request.reference);
	return note_check(evidence, err) && decide_may_do(d, RIGHT_RECTIFICATION, evidence, err);
}

static bool
check_categories(const struct dossier *d, const json_t *categories, struct err *err)
{
	size_t i;
	json_t *id;
	json_array_foreach((json_t *)(uintptr_t)categories, i, id) {
		const struct right_part whole = { json_string_value(id), "" };
		const struct decision *x = decision_refused(&d->decisions, right(), whole);
		if (x)
			return err_set(err, ERR_CONFLICT, "%s: %s of %s is refused already (%s)",
			    d->request.reference, whole.category, right(), x->fact->ground);
	}
	return true;
}

static bool
write_fact(struct dossier *d, const json_t *categories, const char *result, const char *text,
    struct err *err)
{
	const struct fact f = { .kind = FACT_CORRECTION_DECIDED,
		.on = d->today,
		.right = right(),
		.result = result,
		.scope = json_texts(categories, d->a) };
	return decide_append(d, &f, text, err);
}

static bool
begin(struct dossier *d, const struct change_correction *x, struct err *err)
{
	static const char *const any[] = { NULL };
	struct correction c;
	if (!may_correct(d, x->evidence, "--evidence", err) ||
	    !correction_read(
		&d->reg->inv, x->set, x->n, x->categories ? x->categories : any, &c, err))
		return false;
	bool ok = check_categories(d, c.categories, err) &&
	    write_fact(d, c.categories, NULL, x->evidence, err) &&
	    change_begin(d, RIGHT_RECTIFICATION, ACTION_RECTIFY, c.categories, c.values, err);
	correction_drop(&c);
	return ok;
}

bool
change_correct(struct installation *in, const struct actor *who, const char *reference,
    const struct change_correction *x, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_DECIDE, err);
	return dossier_commit(d, d && begin(d, x, err), err);
}

/* ---- back ---- */

/* What stood there, of each column that the run wrote; two rows that differ are for people. */
static bool
add_back(const struct dossier *d, const json_t *run, struct correction *to, struct err *err)
{
	const char *collection = json_str_or(run, "collection", ""), *column;
	const char *category = corrected_category(d, collection);
	json_t *value, *was = json_get(run, "was");
	json_t *set = json_object_get(to->values, collection);
	if (!set)
		json_object_set_new(to->values, collection, set = json_object());
	json_object_foreach(was, column, value) {
		json_t *before = json_object_get(set, column);
		if (before && !json_equal(before, value))
			return err_set(err, ERR_DENIED,
			    "%s: what stood in %s.%s was not the same in each row: people write it "
			    "back, by hand (--done)",
			    d->request.reference, collection, column);
		json_object_set(set, column, value);
	}
	if (!json_has(to->categories, category))
		json_array_append_new(to->categories, json_string(category));
	return true;
}

/* Of each system what its last run wrote. */
static bool
read_back(const struct dossier *d, struct correction *to, struct err *err)
{
	for (size_t i = 0; i < d->reg->inv.nsystems; i++) {
		auto_drop(json) json_t *runs = change_was_last(d, d->reg->inv.systems[i].id, err);
		size_t k;
		json_t *run;
		if (!runs)
			return false;
		json_array_foreach(runs, k, run)
			if (!add_back(d, run, to, err))
				return false;
	}
	return json_object_size(to->values) > 0 ||
	    err_set(err, ERR_DENIED,
		"%s: no program has corrected anything that could be taken back",
		d->request.reference);
}

static bool
begin_back(struct dossier *d, const char *why, struct err *err)
{
	struct correction c = { json_object(), json_array() };
	bool ok = may_correct(d, why, "--facts", err) && read_back(d, &c, err) &&
	    write_fact(d, c.categories, "undone", why, err) &&
	    change_begin_back(d, c.categories, c.values, err);
	correction_drop(&c);
	return ok;
}

bool
change_correct_back(struct installation *in, const struct actor *who, const char *reference,
    const char *why, struct err *err)
{
	struct dossier *d = dossier_begin(in, who, reference, ACT_DECIDE, err);
	return dossier_commit(d, d && begin_back(d, why, err), err);
}

/* ---- as it is shown ---- */

/* Of one field: what the last run that wrote it found there, or left, before the last round. */
static void
add_was(json_t *field, const json_t *runs, int last)
{
	const char *column = json_str_or(field, "column", "");
	size_t i;
	json_t *run;
	json_array_foreach((json_t *)(uintptr_t)runs, i, run) {
		bool this = json_int_or(run, "change", 0) == last;
		json_t *value = json_object_get(json_get(run, this ? "was" : "set"), column);
		if (!value || json_is_true(json_get(field, "known")) ||
		    strcmp(json_str_or(run, "collection", ""),
			json_str_or(field, "collection", "")) != 0)
			continue;
		json_object_set(field, "was", value);
		json_object_set_new(field, "known", json_true());
	}
}

static bool
add_system(const struct dossier *d, const struct task *t, json_t *fields, json_t *systems, int last,
    struct err *err)
{
	auto_drop(json) json_t *runs = change_was(d, t->system, ACTION_RECTIFY, err);
	size_t i;
	json_t *f;
	if (!runs)
		return false;
	json_array_foreach(fields, i, f)
		add_was(f, runs, last);
	if (t->change == last)
		json_array_append_new(systems,
		    json_pack("{s:s, s:b}", "system", t->system, "program",
			t->action == ACTION_FIND || !search_asks_people(t)));
	return true;
}

/* Is it about a correction: what looks for it, or does it? */
static bool
is_of(const struct preview_list *rounds, const struct task *t)
{
	return t->action == ACTION_RECTIFY ||
	    (t->action == ACTION_FIND && change_find_action(rounds, t) == ACTION_RECTIFY);
}

static json_t *
corrections(const struct dossier *d, struct err *err)
{
	struct preview_list rounds;
	const struct request *r = &d->request;
	int last = 0;
	auto_drop(json) json_t *fields = corrected_fields(d, NULL, phrase_language_now(), err),
			       *systems = json_array();
	if (!fields || !preview_list(d->in->db, r->org_id, r->id, d->a, &rounds, err))
		return NULL;
	size_t i;
	json_t *f;
	json_array_foreach(fields, i, f) {
		json_object_set_new(f, "known", json_false());
		json_object_set_new(f, "was", json_null());
	}
	for (i = 0; i < d->tasks.n; i++)
		if (is_of(&rounds, &d->tasks.items[i]) && d->tasks.items[i].change > last)
			last = d->tasks.items[i].change;
	for (i = 0; i < d->tasks.n; i++)
		if (is_of(&rounds, &d->tasks.items[i]) &&
		    !add_system(d, &d->tasks.items[i], fields, systems, last, err))
			return NULL;
	return json_pack("{s:O, s:O}", "fields", fields, "systems", systems);
}

json_t *
view_corrections(
    struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	return d && installation_allows(in, who, d->org.id, act_roles(ACT_DECIDE), err)
	    ? corrections(d, err)
	    : NULL;
}
