/*
 * Where a change of one request stands: what the systems said last, what was decided of each
 * category, whom people have to ask, what is in the way, and the digest of what would be approved.
 * Reads only.
 */
#include "dossier/decide.h"
#include "dossier/erased.h"
#include "change_private.h"

static const char right[] = "erasure";

static bool
among(const char *const *list, const char *id)
{
	for (; list && *list; list++)
		if (strcmp(*list, id) == 0)
			return true;
	return false;
}

static void
block(struct change_state *s, const char *code, const char *system, const char *category)
{
	enum { ROOM = 200 };
	if (!s->blocks)
		s->blocks = arena_alloc(s->d->a, ROOM * sizeof(*s->blocks));
	if (s->nblocks < ROOM)
		s->blocks[s->nblocks++] = (struct change_block){ code, system, category };
}

/* ---- categories ---- */

/* The last word of each kind; none of before it was reopened is taken for one of after. */
static void
read_facts(const struct dossier *d, struct change_category *c)
{
	for (size_t i = 0; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_ROLE_SETTLED && among(f->scope, c->id))
			c->role = f->result;
		if (f->kind == FACT_CHANGE_DECIDED && among(f->scope, c->id)) {
			c->fate = FATE_ERASE;
			c->undecided = f->method ? f->method : c->undecided;
		}
	}
}

static struct change_category
category_of(const struct dossier *d, const char *id)
{
	const struct right_part whole = { id, "" };
	const struct category *in_register = reg_category(d->reg, id);
	struct change_category c = { .id = id,
		.ground = erasure_ground_code(erased_ground(d, id)) };
	read_facts(d, &c);
	const struct decision *decided = decision_of(&d->decisions, right, whole);
	if (decided && decided->refused)
		c.fate = FATE_KEPT;
	else if (decided && c.fate != FATE_ERASE)
		c.fate = FATE_DONE;
	if (c.role && strcmp(c.role, role_name(ROLE_PROCESSOR)) == 0)
		c.fate = FATE_NOT_OURS;
	c.asks_role = !c.role && in_register &&
	    (in_register->role == ROLE_UNCLEAR || in_register->role == ROLE_FOLLOWS_ACCOUNT);
	return c;
}

static bool
is_spared(enum fate fate)
{
	return fate == FATE_KEPT || fate == FATE_DONE || fate == FATE_NOT_OURS;
}

bool
change_spares(const struct dossier *d, const char *id)
{
	return is_spared(category_of(d, id).fate);
}

static void
read_categories(struct change_state *s)
{
	const char *const *ids = right_categories(s->d, right, s->d->a);
	size_t n = 0;
	while (ids[n])
		n++;
	s->categories = arena_alloc(s->d->a, (n + 1) * sizeof(*s->categories));
	for (; s->ncategories < n; s->ncategories++)
		s->categories[s->ncategories] = category_of(s->d, ids[s->ncategories]);
}

/* ---- systems of a program ---- */

static bool
is_over(const struct task *t)
{
	return strcmp(t->state, "done") == 0 || strcmp(t->state, "skipped") == 0;
}

/* Of another action nothing is here. */
static bool
is_for_erasure(const struct change_state *s, const char *system, int change)
{
	for (size_t i = 0; i < s->found.n; i++) {
		const struct preview *p = &s->found.items[i].row;
		if (p->change == change && strcmp(p->system, system) == 0)
			return strcmp(p->action, action_name(ACTION_ERASE)) == 0;
	}
	return true;
}

/* Its newest find. */
static const struct task *
last_find(const struct change_state *s, const char *system)
{
	const struct dossier *d = s->d;
	const struct task *last = NULL;
	for (size_t i = 0; i < d->tasks.n; i++) {
		const struct task *t = &d->tasks.items[i];
		if (t->action == ACTION_FIND && !search_asks_people(t) &&
		    strcmp(t->system, system) == 0 && is_for_erasure(s, system, t->change) &&
		    (!last || t->change > last->change))
			last = t;
	}
	return last;
}

static bool
is_started(const struct change_state *s, const struct change_found *f)
{
	for (size_t i = 0; f && i < s->ledger.n; i++)
		if (s->ledger.items[i].change == f->row.change &&
		    strcmp(s->ledger.items[i].system, f->row.system) == 0)
			return true;
	return false;
}

/* A second look is not there to be approved, nor is one that found nothing to do. */
static const struct change_found *
newest(const struct change_state *s, const char *system)
{
	for (size_t i = s->found.n; i > 0; i--) {
		const struct change_found *f = &s->found.items[i - 1];
		if (f->found && strcmp(f->row.system, system) == 0 &&
		    is_for_erasure(s, system, f->row.change) &&
		    strcmp(f->row.purpose, PREVIEW_LATER) != 0 && !change_is_idle(f))
			return f;
	}
	return NULL;
}

/* As it is approved: what cannot be told is done as was decided, or left. */
static json_t *
settled(const struct change_category *c, const json_t *set)
{
	json_t *copy = json_copy((json_t *)(uintptr_t)set);
	bool undecidable = strcmp(json_str_or(set, "verdict", ""), "undecidable") == 0;
	if (undecidable && c->undecided && strcmp(c->undecided, "keep") == 0)
		json_object_set_new(copy, "do", json_string("nothing"));
	return copy;
}

static void
block_set(
    struct change_state *s, const struct change_category *c, const char *system, const json_t *set)
{
	bool undecidable = strcmp(json_str_or(set, "verdict", ""), "undecidable") == 0;
	if (c->fate != FATE_ERASE || !undecidable)
		return;
	if (!c->undecided)
		block(s, "undecidable", system, c->id);
	else if (strcmp(c->undecided, "erase") == 0 &&
	    strcmp(json_str_or(set, "do", ""), "nothing") == 0)
		block(s, "by-hand", system, c->id);
}

json_t *
change_sets(const struct change_state *s, const struct change_found *f)
{
	if (strcmp(f->row.purpose, PREVIEW_HOLD_ENDED) != 0)
		return json_incref(json_get(f->found, "sets"));
	struct err none = { 0 };
	auto_drop(json) json_t *known = change_known_of(s->d, f->row.system, &none);
	return known ? change_known(f, known) : json_array();
}

/* What is not erased after all keeps what it refers to: the others were previewed without that. */
static void
block_spared(
    struct change_state *s, const struct change_category *c, const char *system, const json_t *set)
{
	if (is_spared(c->fate) && strcmp(json_str_or(set, "do", ""), "nothing") != 0)
		block(s, "spared", system, c->id);
}

static void
read_sets(struct change_state *s, struct change_system *x)
{
	size_t i;
	const json_t *set, *p;
	auto_drop(json) json_t *sets = change_sets(s, x->newest);
	json_array_foreach(json_get(x->newest->found, "problems"), i, p)
		block(s,
		    strcmp(json_str_or(p, "name", ""), CHANGE_RESTORED) == 0 ? CHANGE_RESTORED
									     : "problem",
		    x->system, NULL);
	json_array_foreach(sets, i, set) {
		struct change_category *c = change_category(s, json_str_or(set, "category", ""));
		if (!c)
			continue;
		c->previewed = true;
		block_set(s, c, x->system, set);
		block_spared(s, c, x->system, set);
		if (c->fate == FATE_ERASE)
			json_array_append_new(x->sets, settled(c, set));
	}
}

/*
 * An identifier from there was somebody else's: so may be rows that no program can tell from those
 * of the person. What a duty to keep leaves for later was approved before.
 */
static bool
is_by_hand(const struct change_state *s, const struct change_system *x)
{
	return identifier_is_doubtful(s->d, x->system) && !x->started &&
	    (!x->newest || strcmp(x->newest->row.purpose, PREVIEW_PREVIEW) == 0);
}

static void
read_systems(struct change_state *s)
{
	const struct inventory *inv = &s->d->reg->inv;
	auto_drop(json) json_t *grounds = change_grounds(s->d);
	s->systems = arena_alloc(s->d->a, (inv->nsystems + 1) * sizeof(*s->systems));
	for (size_t i = 0; i < inv->nsystems; i++) {
		const struct task *t = last_find(s, inv->systems[i].id);
		struct change_system *x = &s->systems[s->nsystems];
		if (!t)
			continue;
		s->nsystems++;
		*x = (struct change_system){ .system = t->system, .sets = json_array() };
		x->searching = !is_over(t);
		x->newest = newest(s, t->system);
		x->started = is_started(s, x->newest);
		x->by_hand = is_by_hand(s, x);
		x->missing = x->newest ? NULL : change_missing(s->d, &inv->systems[i]);
		if (x->by_hand)
			*x = (struct change_system){
				.system = x->system, .sets = x->sets, .by_hand = true
			};
		else if (x->searching)
			block(s, strcmp(t->state, "failed") == 0 ? "failed" : "searching",
			    x->system, NULL);
		else if (x->newest && !x->started) {
			read_sets(s, x);
			if (!change_weighed(x->newest, grounds))
				block(s, "ground", x->system, NULL);
		}
	}
}

/* ---- what is in the way ---- */

static void
block_categories(struct change_state *s)
{
	for (size_t i = 0; i < s->ncategories; i++) {
		const struct change_category *c = &s->categories[i];
		bool concerns = c->previewed || c->people;
		if (concerns && c->fate == FATE_OPEN)
			block(s, "undecided", NULL, c->id);
		if (concerns && c->asks_role && !is_spared(c->fate))
			block(s, "role", NULL, c->id);
	}
}

size_t
change_unfit(const struct dossier *d, const char *ret[CHANGE_UNFIT_MAX])
{
	const struct request_right *r = right_asked(d, right);
	bool open = r && right_is_open(r), proposed = false;
	for (size_t i = 0; i < d->identifiers.n; i++)
		proposed = proposed || identifier_is_proposed(&d->identifiers.items[i]);
	const struct {
		const char *code;
		bool is_so;
	} all[CHANGE_UNFIT_MAX] = {
		{ "identity", open && decide_unidentified(d, right) },
		{ "authority", open && decide_unauthorised(d, right) },
		{ "copy", dossier_open_copy(d) },
		{ "identifier", proposed },
	};
	size_t n = 0;
	for (size_t i = 0; i < array_len(all); i++)
		if (all[i].is_so)
			ret[n++] = all[i].code;
	return n;
}

/* ---- the digest ---- */

static json_t *
decisions_json(const struct change_state *s)
{
	json_t *list = json_array();
	for (size_t i = 0; i < s->ncategories; i++) {
		const struct change_category *c = &s->categories[i];
		static const char *const fates[] = { "open", "erase", "kept", "done", "not-ours" };
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s?, s:s?, s:s?}", "category", c->id, "decision",
			fates[c->fate], "undecided", c->undecided, "ground", c->ground, "role",
			c->role));
	}
	return list;
}

static const char *
make_digest(const struct change_state *s)
{
	json_t *systems = json_array(), *people = json_array();
	for (size_t i = 0; i < s->nsystems; i++)
		if (s->systems[i].newest && !s->systems[i].started)
			json_array_append_new(systems,
			    json_pack("{s:s, s:i, s:s}", "system", s->systems[i].system, "change",
				s->systems[i].newest->row.change, "digest",
				s->systems[i].newest->row.digest));
	for (size_t i = 0; i < s->npeople; i++)
		if (change_asks(&s->people[i]))
			json_array_append_new(people,
			    json_pack("{s:s, s:s, s:s, s:O, s:o*}", "system", s->people[i].system,
				"action", action_name(ACTION_ERASE), "connector",
				s->people[i].connector, "categories", s->people[i].categories,
				"missing",
				s->people[i].missing ? json_strings(s->people[i].missing, SIZE_MAX)
						     : NULL));
	auto_drop(json) json_t *text = json_stringn(s->d->reg->doc->text, s->d->reg->doc->len);
	auto_drop(json) json_t *v =
	    json_pack("{s:s, s:i, s:s, s:o, s:o, s:o, s:O}", "reference", s->d->request.reference,
		"rules", CHANGE_RULES, "register", change_digest(text, s->d->a), "decisions",
		decisions_json(s), "systems", systems, "people", people, "holds", s->holds);
	return change_digest(v, s->d->a);
}

static bool
anything_waits(const struct change_state *s)
{
	for (size_t i = 0; i < s->nsystems; i++)
		if (s->systems[i].newest && !s->systems[i].started)
			return true;
	return change_asks_any(s);
}

/* Of another action nothing is approved. */
static void
keep_erasures(struct erasure_list *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->items[i].action, action_name(ACTION_ERASE)) == 0)
			l->items[n++] = l->items[i];
	l->n = n;
}

bool
change_state_read(struct dossier *d, struct change_state *ret, struct err *err)
{
	struct change_state s = { .d = d };
	if (!change_found(d, &s.found, err))
		return false;
	s.holds = change_holds(d->in, d, NULL, err);
	if (!s.holds ||
	    !erasure_list(d->in->db, d->request.org_id, d->request.id, d->a, &s.ledger, err)) {
		change_state_drop(&s);
		return false;
	}
	keep_erasures(&s.ledger);
	if (right_asked(d, right)) {
		read_categories(&s);
		read_systems(&s);
		change_read_people(&s);
		block_categories(&s);
		const char *unfit[CHANGE_UNFIT_MAX];
		for (size_t i = 0, n = change_unfit(d, unfit); i < n; i++)
			block(&s, unfit[i], NULL, NULL);
	}
	s.digest = make_digest(&s);
	s.waits = anything_waits(&s);
	*ret = s;
	return true;
}

void
change_state_drop(struct change_state *s)
{
	for (size_t i = 0; i < s->nsystems; i++)
		json_decref(s->systems[i].sets);
	for (size_t i = 0; i < s->npeople; i++) {
		json_decref(s->people[i].categories);
		json_decref(s->people[i].open);
	}
	json_decref(s->holds);
	change_found_drop(&s->found);
	*s = (struct change_state){ 0 };
}

bool
change_waits(const struct dossier *d, bool *ret, struct err *err)
{
	struct change_state s;
	if (!change_state_read((struct dossier *)(uintptr_t)d, &s, err))
		return false;
	*ret = s.waits;
	change_state_drop(&s);
	return true;
}
