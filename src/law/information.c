/*
 * What goes with a copy, as a table: the items of art. 15(1)(a)-(h) and 15(2), of which categories
 * each is due, and what of a register tells it. Says nothing in words to the person.
 */
#include "dossier/information.h"
#include "dossier/phrase.h"

/* ---- of which it is due, and what tells it ---- */

static bool
from_elsewhere(const struct info_about *x)
{
	return !json_flag(x->category, "provided");
}

static const json_t *
mechanisms_of(const json_t *recipient)
{
	return json_get(json_get(recipient, "transfer"), "mechanisms");
}

/* Out of the EEA, or nobody said that it is not. */
static bool
is_abroad(const json_t *recipient)
{
	return !json_has(mechanisms_of(recipient), "none-needed");
}

static bool
goes_abroad(const struct info_about *x)
{
	const json_t *const *r = x->recipients;
	while (*r && !is_abroad(*r))
		r++;
	return *r;
}

static bool
has_purposes(const struct info_about *x)
{
	return json_array_size(json_get(x->category, "purposes")) > 0;
}

/* An empty list says: nobody. Of none it is not known. */
static bool
has_recipients(const struct info_about *x)
{
	return *x->recipients || json_is_array(json_get(x->category, "recipients"));
}

/* Words alone ("as long as necessary") are neither a period nor what determines it. */
static bool
has_period(const struct info_about *x)
{
	const json_t *r = json_get(x->category, "retention");
	return json_str(r, "text") &&
	    (json_str(r, "period") || json_str(r, "until") ||
		strcmp(json_str_or(r, "set_by", ""), "customer") == 0);
}

static bool
has_source(const struct info_about *x)
{
	return json_array_size(json_get(x->category, "sources")) > 0 ||
	    json_array_size(json_get(x->organisation, "sources")) > 0;
}

/* No suffices; a yes wants the logic, and what follows for the person. */
static bool
says_decisions(const struct info_about *x)
{
	const json_t *a = json_get(x->organisation, "automated_decisions");
	return json_is_false(json_get(a, "exist")) ||
	    (json_flag(a, "exist") && json_str(a, "text"));
}

/* The Privacy Shield is none (C-311/18). */
static bool
has_safeguards(const struct info_about *x)
{
	static const char *const valid[] = { "scc", "dpf", "adequacy", "bcr", "consent" };
	for (const json_t *const *r = x->recipients; *r; r++) {
		bool any = !is_abroad(*r);
		for (size_t i = 0; i < array_len(valid); i++)
			any = any || json_has(mechanisms_of(*r), valid[i]);
		if (!any)
			return false;
	}
	return true;
}

static const struct {
	const char *article, *title;
	bool (*due)(const struct info_about *x);  /* NULL: of every category */
	bool (*told)(const struct info_about *x); /* NULL: whatever the register says */
	const char *instead; /* what the law wants where it cannot be told; NULL: why not */
} rules[] = {
	[INFO_PURPOSES] = { "15(1)(a)", "the purposes", NULL, has_purposes,
	    "who processes data knows what for" },
	[INFO_CATEGORIES] = { "15(1)(b)", "the categories of data", NULL, NULL },
	[INFO_RECIPIENTS] = { "15(1)(c)", "the recipients", NULL, has_recipients },
	[INFO_PERIOD] = { "15(1)(d)", "how long it is kept", NULL, has_period,
	    "where no period can be told, what determines it is" },
	[INFO_RIGHTS] = { "15(1)(e)", "the rights", NULL, NULL },
	[INFO_COMPLAINT] = { "15(1)(f)", "the complaint", NULL, NULL },
	[INFO_SOURCE] = { "15(1)(g)", "the source", from_elsewhere, has_source },
	[INFO_DECISIONS] = { "15(1)(h)", "whether decisions are automated", NULL, says_decisions,
	    "yes or no can be told" },
	[INFO_TRANSFERS] = { "15(2)", "the safeguards of a transfer", goes_abroad, has_safeguards,
	    "which safeguard there is, or that there is none, can be told" },
};
_Static_assert(array_len(rules) == INFO__MAX, "a row for every item");

const char *const info_words[INFO__MAX + 1] = { "a", "b", "c", "d", "e", "f", "g", "h", "15-2" };
const char *const info_said[][2] = { { "purposes", "a" }, { "categories", "b" },
	{ "recipients", "c" }, { "period", "d" }, { "retention", "d" }, { "rights", "e" },
	{ "complaint", "f" }, { "source", "g" }, { "decisions", "h" }, { "transfers", "15-2" },
	{ NULL } };

enum info
info_find(const char *item)
{
	size_t i = 0;
	while (i < INFO__MAX && strcmp(info_words[i], item) != 0)
		i++;
	return (enum info)i;
}

const char *
info_article(enum info i)
{
	return rules[i].article;
}

const char *
info_title(enum info i)
{
	return rules[i].title;
}

const char *
info_instead(enum info i)
{
	return rules[i].instead;
}

static const char *const states[] = {
	[INFO_NOT_DUE] = "not-due",
	[INFO_ALWAYS] = "always",
	[INFO_REGISTER] = "register",
	[INFO_PERSON] = "recorded",
	[INFO_IMPOSSIBLE] = "impossible",
	[INFO_BLANK] = "blank",
};
_Static_assert(array_len(states) == INFO_STATE__MAX, "a name for every state");

const char *
info_state_name(enum info_state s)
{
	return states[s];
}

enum info_state
info_state(enum info i, const struct info_about *x)
{
	if (rules[i].due && !rules[i].due(x))
		return INFO_NOT_DUE;
	if (!rules[i].told)
		return INFO_ALWAYS;
	return rules[i].told(x) ? INFO_REGISTER : INFO_BLANK;
}

/* ---- recipients ---- */

static const struct {
	const char *name;
	bool is_recipient;
} reaches[] = {
	[REACH_FOUND] = { "found", true },
	[REACH_TOLD] = { "told", true },
	[REACH_YES] = { "yes", true },
	[REACH_EVERYONE] = { "everyone", true },
	[REACH_PROCESSOR] = { "processor", true },
	[REACH_UNKNOWN] = { "unknown", true },
	[REACH_SEARCHED] = { "searched", true },
	[REACH_NO] = { "no", false },
	[REACH_NOBODY] = { "nobody", false },
	[REACH_BLANK] = { "blank", true },
};
_Static_assert(array_len(reaches) == REACH__MAX, "a row for every one");

const char *const reach_words[4] = { "yes", "no", "unknown" };

const char *
reach_name(enum reach r)
{
	return reaches[r].name;
}

bool
reach_is_recipient(enum reach r)
{
	return reaches[r].is_recipient;
}

static bool
says(const char *said, const char *word)
{
	return said && strcmp(said, word) == 0;
}

enum reach
reach_of(const struct reach_known *k)
{
	const struct recipient *r = k->recipient;
	const char *usual = json_str(r->json, "received");
	bool named = r->name != NULL, went = k->found || k->told;
	if (says(k->said, "yes"))
		return k->found ? REACH_FOUND : REACH_YES;
	if (k->said && !went)
		return says(k->said, "no") ? REACH_NO : REACH_UNKNOWN;
	if (says(usual, "nobody") && !went)
		return REACH_NOBODY;
	if (!named) /* the person is told who it is */
		return REACH_BLANK;
	if (went)
		return k->found ? REACH_FOUND : REACH_TOLD;
	if (says(usual, "everyone"))
		return REACH_EVERYONE;
	return r->independent ? REACH_BLANK : k->searched ? REACH_SEARCHED : REACH_PROCESSOR;
}

bool
reach_check(const struct reach_known *k, const char *text, struct err *err)
{
	const struct recipient *r = k->recipient;
	bool said = text && text[strspn(text, " \t\n")];
	if (!says(k->said, "yes") && (k->found || k->told))
		return err_set(err, ERR_DENIED,
		    "%s: data of this person %s (art. 15(1)(c) GDPR): say --received yes, or "
		    "nothing",
		    r->id,
		    phrase(k->found ? "were found there" : "went there, and it was told so"));
	if (says(k->said, "unknown") && !said)
		return err_set(err, ERR_DENIED,
		    "%s: unknown says why it cannot be established (art. 15(1)(c) GDPR, "
		    "C-154/21): --text",
		    r->id);
	return !says(k->said, "yes") || r->name || said ||
	    err_set(err, ERR_DENIED,
		"%s has no name in the register: say who it is (art. 15(1)(c) GDPR, C-154/21) "
		"with --text",
		r->id);
}

bool
recipient_holds(const struct inventory *inv, const struct recipient *r, const char *category)
{
	for (size_t i = 0; i < inv->ncategories; i++)
		if (strcmp(inv->categories[i].id, category) == 0 &&
		    json_has(json_get(inv->categories[i].json, "recipients"), r->id))
			return true;
	for (size_t i = 0; i < inv->nsystems; i++) {
		const struct system *s = &inv->systems[i];
		if (!s->recipient || strcmp(s->recipient, r->id) != 0)
			continue;
		for (const char *const *c = s->categories; *c; c++)
			if (strcmp(*c, category) == 0)
				return true;
	}
	return false;
}

bool
recipient_is_placed(const struct inventory *inv, const struct recipient *r)
{
	size_t i = 0;
	while (i < inv->ncategories && !recipient_holds(inv, r, inv->categories[i].id))
		i++;
	return i < inv->ncategories;
}
