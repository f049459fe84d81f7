/*
 * What a request needs next, looked up: the step before its answer, as every list has it, or of
 * each open right the first thing that an answer waits for. What may be done is decided elsewhere.
 */
#include "answer_private.h"
#include "dossier/change.h"
#include "dossier/next.h"
#include "dossier/phrase.h"

struct chain {
	struct installation *in;
	const struct actor *who;
	const json_t *show;
	const char *reference;
	struct arena *a;
	struct next_step steps[NEXT__MAX]; /* of each kind the last right that needs it */
	bool gives;                        /* a copy is open, for which an erasure waits */
};

static void
put(struct chain *c, enum next_code code, const char *one, const char *detail)
{
	c->steps[code] = (struct next_step){ code, one, NULL, detail };
}

static bool
is_open(const json_t *decision)
{
	return strcmp(json_str_or(decision, "state", ""), "open") == 0;
}

static bool
is_copy_open(const json_t *show)
{
	size_t i;
	json_t *d;
	json_array_foreach(json_get(show, "decisions"), i, d)
		if (is_open(d) && right_is_copy(json_str_or(d, "right", "")))
			return true;
	return false;
}

/* What is never refused is not offered to be (art. 21(3)). */
static const char *
refusable(const json_t *undecided)
{
	size_t i, never = 0;
	json_t *part;
	json_array_foreach(undecided, i, part)
		never += json_is_true(json_get(part, "marketing"));
	return never == 0 ? "it can also be refused"
	    : never < json_array_size(undecided)
	    ? "what is no marketing can also be refused, by its purpose"
	    : NULL;
}

/* Why it is not known who asks for this right; NULL: it is, or it does not matter. */
static const json_t *
unidentified(const json_t *show, const char *right)
{
	size_t i;
	json_t *x;
	json_array_foreach(json_get(show, "unidentified"), i, x)
		if (strcmp(json_str_or(x, "right", ""), right) == 0)
			return x;
	return NULL;
}

/* By which step that becomes known. */
static enum next_code
step_of(const json_t *unidentified)
{
	static const struct {
		const char *needs;
		enum next_code code;
	} steps[] = { { "mandate", NEXT_MANDATE }, { "competence", NEXT_COMPETENCE },
		{ "verify", NEXT_VERIFY } };
	for (size_t i = 0; i < array_len(steps); i++)
		if (strcmp(steps[i].needs, json_str_or(unidentified, "needs", "")) == 0)
			return steps[i].code;
	return NEXT_LACKS;
}

static bool
waits_for_second(const json_t *show)
{
	const json_t *approval = json_get(json_get(show, "archive"), "approval");
	return json_is_object(approval) && !json_str(approval, "by");
}

/* Or why nobody can. */
static const char *
who_approves(const struct chain *c)
{
	const json_t *may = json_get(json_get(json_get(c->show, "archive"), "approval"), "may");
	const char *names = NULL;
	size_t i;
	const json_t *name;
	if (!conf_is_shared(&c->in->conf))
		return INSTALLATION_OF_ONE;
	json_array_foreach((json_t *)(uintptr_t)may, i, name)
		names = names ? arena_printf(c->a, "%s, %s", names, json_string_value(name))
			      : json_string_value(name);
	return names ? names
		     : "nobody may: an admin gives the role approver to somebody who had no hand "
		       "in it";
}

/* Nobody else looks where an installation is of one, which is said. */
static const char *
who_begins(const struct chain *c)
{
	return conf_is_shared(&c->in->conf)
	    ? NULL
	    : "this is an installation of one: nobody else looks at it";
}

/* An answer records that the copy left: nobody else sends it. */
static const char *
taking_out(const struct chain *c)
{
	return arena_printf(c->a,
	    phrase(
		"`dossier archive get %s FILE.zip` takes the copy out, to be looked at and sent"),
	    c->reference);
}

/* Was nothing found of any part? What data are used for stops whether there are any or not. */
static bool
is_empty(const char *right, const json_t *undecided)
{
	size_t i;
	json_t *part;
	json_array_foreach((json_t *)(uintptr_t)undecided, i, part)
		if (!json_is_true(json_get(part, "empty")) || *json_str_or(part, "purpose", ""))
			return false;
	return !(right_rule(right_of(right))->rests_on & 1u << DEMAND_HUMAN);
}

/* Was a system asked what it would erase? */
static bool
is_previewed(const json_t *show)
{
	size_t i;
	json_t *t;
	json_array_foreach(json_get(show, "tasks"), i, t)
		if (strcmp(json_str_or(t, "action", ""), action_name(ACTION_FIND)) == 0)
			return true;
	return false;
}

/* The first of what is in the way of a change that a person can mend; NULL: nothing is. */
static const json_t *
in_the_way(const json_t *change, enum next_code *ret)
{
	static const struct {
		const char *code;
		enum next_code step;
	} ways[] = { { "searching", NEXT_SEARCH }, { "problem", NEXT_PROBLEM },
		{ "role", NEXT_ROLE }, { "undecided", NEXT_ERASE },
		{ "undecidable", NEXT_UNDECIDED }, { "by-hand", NEXT_UNDECIDED } };
	for (size_t i = 0; i < array_len(ways); i++) {
		size_t k;
		const json_t *b;
		*ret = ways[i].step;
		json_array_foreach(json_get(change, "blocked"), k, b)
			if (strcmp(json_str_or(b, "code", ""), ways[i].code) == 0)
				return b;
	}
	return NULL;
}

static const char *
which(const struct chain *c, const json_t *blocked)
{
	const char *system = json_str(blocked, "system"), *category = json_str(blocked, "category");
	if (strcmp(json_str_or(blocked, "code", ""), "by-hand") == 0)
		return arena_printf(c->a,
		    phrase(
			"%s at %s: no program can erase them: keep them with --undecided keep, or "
			"write a rule in the register"),
		    category, system ? system : "");
	return system && category ? arena_printf(c->a, "%s: %s", system, category)
	    : system              ? arena_strdup(c->a, system)
				  : NULL;
}

/* Whoever did a part of it by hand goes on so. */
static bool
is_by_hand(const json_t *change)
{
	size_t i;
	const json_t *d;
	json_array_foreach(json_get(change, "decisions"), i, d)
		if (strcmp(json_str_or(d, "decision", ""), "done") == 0)
			return true;
	return false;
}

/* "mail, portal": where people have to be asked, once it is decided; NULL: nowhere. */
static const char *
to_be_asked(const struct chain *c, const json_t *change)
{
	const char *systems = NULL;
	size_t i;
	const json_t *p;
	json_array_foreach(json_get(change, "people"), i, p) {
		const char *id = json_str_or(p, "system", "");
		if (json_array_size(json_get(p, "open")) > 0)
			systems = systems ? arena_printf(c->a, "%s, %s", systems, id)
					  : arena_strdup(c->a, id);
	}
	return systems;
}

/* "app, stripe": where something that runs ends by it. */
static const char *
ends(const struct chain *c, const json_t *systems)
{
	const char *list = NULL;
	size_t i;
	const json_t *id;
	json_array_foreach((json_t *)(uintptr_t)systems, i, id)
		list = list ? arena_printf(c->a, "%s, %s", list, json_string_value(id))
			    : arena_strdup(c->a, json_string_value(id));
	return list;
}

/* Where no program erases it is still decided first, and then asked of everybody who has it. */
static bool
decides(struct chain *c, const json_t *change)
{
	const char *systems = is_by_hand(change) ? NULL : to_be_asked(c, change);
	if (systems)
		put(c, NEXT_ERASE, NULL,
		    arena_printf(c->a, phrase("each is asked for it then: %s"), systems));
	return systems != NULL;
}

/* What a change at the systems waits for; *ret: it waits for something. */
static bool
change_needs(struct chain *c, bool *ret, struct err *err)
{
	enum next_code step;
	auto_drop(json) json_t *change = view_change(c->in, c->who, c->reference, err);
	if (!change)
		return false;
	const json_t *blocked = in_the_way(change, &step);
	const char *digest = json_str(change, "digest");
	*ret = json_flag(change, "waits");
	if (json_array_size(json_get(change, "ends")) > 0)
		put(c, NEXT_DOUBT, NULL, ends(c, json_get(change, "ends")));
	if (!*ret && !is_previewed(c->show))
		*ret = decides(c, change);
	if (!json_flag(change, "waits"))
		return true;
	if (blocked)
		put(c, step, arena_strdup(c->a, json_str(blocked, "category")), which(c, blocked));
	else if (json_str(json_get(change, "approval"), "by"))
		put(c, NEXT_COOLING, NULL, NULL);
	else if (json_flag(change, "ready"))
		put(c, NEXT_BEGIN, arena_printf(c->a, "%.16s", digest), who_begins(c));
	return true;
}

/* Is some of it neither decided nor stored only yet (art. 18)? */
static bool
is_unrestricted(const json_t *show, const json_t *undecided)
{
	auto_drop(json) json_t *begun = json_array();
	size_t i;
	const json_t *x;
	json_array_foreach(json_get(show, "restrictions"), i, x)
		json_array_append(begun, json_get(x, "category"));
	json_array_foreach(undecided, i, x)
		if (!json_has(begun, json_str_or(x, "category", "")))
			return true;
	return false;
}

static bool
is_asked(const json_t *show, enum right right)
{
	size_t i;
	json_t *d;
	json_array_foreach(json_get(show, "decisions"), i, d)
		if (strcmp(json_str_or(d, "right", ""), right_name(right)) == 0)
			return true;
	return false;
}

/* What else there is to do with a part that is open; while it is checked: art. 18(1)(a). */
static const char *
otherwise(const struct chain *c, const char *right, const json_t *undecided)
{
	if (right_of(right) != RIGHT_RECTIFICATION || is_asked(c->show, RIGHT_RESTRICTION))
		return refusable(undecided);
	return arena_printf(c->a,
	    phrase("--set has it corrected at the systems, and it can also be refused; while it is "
		   "checked they may have it restricted (art. 18(1)(a)): `dossier correct %s "
		   "--add-right restriction`"),
	    c->reference);
}

/* Of one open right the first thing that an answer waits for. */
static bool
need(struct chain *c, const json_t *d, struct err *err)
{
	const char *right = json_str_or(d, "right", ""), *lacks, *unreviewed;
	const json_t *who = unidentified(c->show, right);
	const json_t *undecided = json_get(d, "undecided");
	bool copy = right_is_copy(right);
	if (who) {
		json_int_t to = json_int_or(who, "to", 0);
		put(c, step_of(who), to ? arena_printf(c->a, "%lld", (long long)to) : NULL,
		    arena_printf(c->a, "%s: %s", right, json_str_or(who, "why", "")));
		return true;
	}
	if (json_array_size(undecided) > 0) {
		bool erases = rights_needing(ACTION_ERASE) & 1u << right_of(right), waits = false;
		bool empty = is_empty(right, undecided);
		if (erases && !c->gives && (!empty || is_previewed(c->show)) &&
		    !change_needs(c, &waits, err))
			return false;
		if ((rights_needing(ACTION_RESTRICT) & 1u << right_of(right)) &&
		    is_unrestricted(c->show, undecided))
			put(c, NEXT_RESTRICT, NULL, refusable(undecided));
		else if (!waits && !(c->gives && erases))
			put(c, empty ? NEXT_EMPTY : NEXT_DECIDE, right,
			    otherwise(c, right, undecided));
		return true;
	}
	if (copy && !json_flag(json_get(c->show, "archive"), "current")) {
		if (!answer_unreviewed(c->in, c->who, c->reference, c->a, &unreviewed, err) ||
		    !answer_blank(c->in, c->who, c->reference, right, c->a, &lacks, err))
			return false;
		if (unreviewed)
			put(c, NEXT_REVIEW, NULL, unreviewed);
		else if (lacks)
			put(c, NEXT_INFORM, NULL, lacks);
		else if (json_array_size(json_get(c->show, "tasks")) > 0)
			put(c, NEXT_BUILD, NULL, NULL);
		return true;
	}
	if (!answer_lacks(c->in, c->who, c->reference, right, c->a, &lacks, err))
		return false;
	if (!lacks && copy && waits_for_second(c->show))
		put(c, NEXT_APPROVE, NULL, who_approves(c));
	else if (lacks)
		put(c, NEXT_LACKS, NULL, lacks);
	else
		put(c, NEXT_ANSWER, right, copy ? taking_out(c) : NULL);
	return true;
}

/*
 * Those open, the most urgent last: of each step the last right that needs it is named. Returns how
 * many.
 */
static size_t
by_urgency(const json_t *show, const json_t *ret[static RIGHT__MAX])
{
	size_t n = 0, i;
	json_t *d;
	json_array_foreach(json_get(show, "decisions"), i, d) {
		size_t at = n;
		if (!is_open(d) || n == RIGHT__MAX)
			continue;
		for (; at > 0 &&
		     strcmp(json_str_or(ret[at - 1], "due", ""), json_str_or(d, "due", "")) < 0;
		     at--)
			ret[at] = ret[at - 1];
		ret[at] = d;
		n++;
	}
	return n;
}

/* Marketing objected to stops before anything else is looked for (art. 21(3)): its purposes. */
static const char *
stops(const json_t *show, struct arena *a)
{
	const char *purposes = NULL;
	size_t i, k;
	json_t *d, *part;
	auto_drop(json) json_t *seen = json_array();
	json_array_foreach(json_get(show, "decisions"), i, d)
		json_array_foreach(json_get(d, "undecided"), k, part) {
			const char *purpose = json_str_or(part, "purpose", "");
			if (!is_open(d) || !json_is_true(json_get(part, "marketing")) ||
			    !*purpose || json_has(seen, purpose))
				continue;
			json_array_append_new(seen, json_string(purpose));
			purposes = purposes ? arena_printf(a, "%s,%s", purposes, purpose) : purpose;
		}
	return purposes;
}

/* The first task that waits for a person, of a request that has ended. */
static const json_t *
asked_still(const json_t *show)
{
	size_t i;
	json_t *t;
	json_array_foreach(json_get(show, "tasks"), i, t) {
		const char *state = json_str_or(t, "state", "");
		bool lifts = strcmp(json_str_or(t, "action", ""), action_name(ACTION_LIFT)) == 0;
		if (lifts && (strcmp(state, "asked") == 0 || strcmp(state, "failed") == 0))
			return t;
	}
	return NULL;
}

/* Of one that has ended: what is only stored waits for its end (18(3)). NULL: nothing does. */
static json_t *
stored(const json_t *show, const char *reference)
{
	const json_t *list = json_get(show, "restrictions"), *x, *t = asked_still(show);
	bool told = json_array_size(list) > 0;
	size_t i;
	if (t) {
		bool failed = strcmp(json_str_or(t, "state", ""), "failed") == 0;
		const struct next_step step = { failed ? NEXT_RETRY : NEXT_TASK,
			json_str(t, "system"), json_str(t, "action"), NULL };
		return next_view(&step, reference);
	}
	json_array_foreach((json_t *)(uintptr_t)list, i, x)
		told = told && json_str(x, "told");
	const struct next_step step = { told ? NEXT_LIFT : NEXT_STORED, NULL, NULL, NULL };
	return json_array_size(list) > 0 ? next_view(&step, reference) : NULL;
}

json_t *
answer_next(struct installation *in, const struct actor *who, const json_t *show, struct err *err)
{
	static const enum next_code order[] = { NEXT_MANDATE, NEXT_COMPETENCE, NEXT_VERIFY,
		NEXT_RESTRICT, NEXT_SEARCH, NEXT_PROBLEM, NEXT_DOUBT, NEXT_ERASE, NEXT_ROLE,
		NEXT_UNDECIDED, NEXT_BEGIN, NEXT_COOLING, NEXT_DECIDE, NEXT_EMPTY, NEXT_REVIEW,
		NEXT_INFORM, NEXT_BUILD, NEXT_APPROVE, NEXT_ANSWER, NEXT_LACKS };
	auto_drop(arena) struct arena *a = arena_new();
	struct chain c = { .in = in,
		.who = who,
		.show = show,
		.reference = json_str_or(show, "reference", ""),
		.a = a,
		.gives = is_copy_open(show) };
	json_t *first = json_object_get(show, "next");
	const json_t *open[RIGHT__MAX];
	const char *marketing = stops(show, a);
	if (strcmp(json_str_or(first, "code", ""), "nothing") == 0) {
		json_t *ends = stored(show, c.reference);
		return ends ? json_pack("[o]", ends) : json_pack("[O]", first);
	}
	if (next_is_before(first)) {
		const struct next_step stop = { NEXT_STOP, marketing, NULL, NULL };
		return marketing ? json_pack("[o, O]", next_view(&stop, c.reference), first)
				 : json_pack("[O]", first);
	}
	size_t n = by_urgency(show, open);
	for (size_t i = 0; i < n; i++)
		if (!need(&c, open[i], err))
			return NULL;
	if (c.steps[NEXT_ANSWER].code && c.steps[NEXT_LACKS].code)
		c.steps[NEXT_ANSWER].code = NEXT_SOME;
	json_t *out = json_array();
	for (size_t i = 0; i < array_len(order); i++)
		if (c.steps[order[i]].code != NEXT_NOTHING)
			json_array_append_new(out, next_view(&c.steps[order[i]], c.reference));
	return out;
}

/* One that cannot be opened keeps its row: `next` says what is wrong with it. */
static bool
look(struct installation *in, const struct actor *who, json_t *row, struct err *err)
{
	struct err bad = { 0 };
	auto_drop(json) json_t *v = view_show(in, who, json_str_or(row, "reference", ""), &bad);
	auto_drop(json) json_t *steps = v ? answer_next(in, who, v, &bad) : NULL;
	if (steps)
		json_object_update(row, json_array_get(steps, 0));
	return steps || bad.kind != ERR_TEMPORARY || err_set(err, bad.kind, "%s", bad.text);
}

bool
answer_look(struct installation *in, const struct actor *who, json_t *rows, struct err *err)
{
	size_t i, looked = 0;
	json_t *row;
	json_array_foreach(rows, i, row)
		if (next_is_look(row) && looked++ < ANSWER_LOOKS && !look(in, who, row, err))
			return false;
	return true;
}
