/*
 * The table of rights: read it with chapter III of the GDPR beside you.
 */
#include "dossier/mem.h"
#include "dossier/rights.h"

#define DOES(a) (1u << ACTION_##a)
#define RESTS(d) (1u << DEMAND_##d)
#define GETS(l) (1u << LETTER_##l)
#define FEE(g) (1u << FEE_##g)
#define FEE_12_5 (FEE(EXCESSIVE) | FEE(UNFOUNDED))

/* A name stands once: the list and the rows have it from here. */
#define NAME_ACCESS "access"
#define NAME_RECTIFICATION "rectification"
#define NAME_ERASURE "erasure"
#define NAME_RESTRICTION "restriction"
#define NAME_PORTABILITY "portability"
#define NAME_OBJECTION "objection"
#define NAME_HUMAN_REVIEW "human-review"
#define NAME_CONSENT_WITHDRAWAL "consent-withdrawal"
const char *const right_words[RIGHT__MAX + 1] = {
	[RIGHT_ACCESS] = NAME_ACCESS,
	[RIGHT_RECTIFICATION] = NAME_RECTIFICATION,
	[RIGHT_ERASURE] = NAME_ERASURE,
	[RIGHT_RESTRICTION] = NAME_RESTRICTION,
	[RIGHT_PORTABILITY] = NAME_PORTABILITY,
	[RIGHT_OBJECTION] = NAME_OBJECTION,
	[RIGHT_HUMAN_REVIEW] = NAME_HUMAN_REVIEW,
	[RIGHT_CONSENT_WITHDRAWAL] = NAME_CONSENT_WITHDRAWAL,
};

const char *const right_said[][2] = {
	{ "inzage", NAME_ACCESS },
	{ "rectificatie", NAME_RECTIFICATION },
	{ "correctie", NAME_RECTIFICATION },
	{ "verwijdering", NAME_ERASURE },
	{ "wissing", NAME_ERASURE },
	{ "beperking", NAME_RESTRICTION },
	{ "overdraagbaarheid", NAME_PORTABILITY },
	{ "dataportabiliteit", NAME_PORTABILITY },
	{ "bezwaar", NAME_OBJECTION },
	{ "intrekking", NAME_CONSENT_WITHDRAWAL },
	{ NULL },
};

static const struct right_rule rules[] = {
	[RIGHT_ACCESS] = {
		.name = NAME_ACCESS,
		.article = "15",
		.actions = DOES(COLLECT) | DOES(FORWARD),
		.rests_on =
		    RESTS(ACCOUNTED) | RESTS(REVIEWED) | RESTS(COPY) | RESTS(INFORMATION),
		.verification = VERIFY_FIRST,
		.by_article_11 = true,
		.extended = true,
		.fees = FEE_12_5 | FEE(FURTHER_COPY),
	},
	[RIGHT_RECTIFICATION] = {
		.name = NAME_RECTIFICATION,
		.article = "16",
		.actions = DOES(FIND) | DOES(RECTIFY) | DOES(NOTIFY) | DOES(FORWARD),
		.rests_on = RESTS(ACCOUNTED) | RESTS(DECIDED) | RESTS(DONE) | RESTS(RECIPIENTS),
		.verification = VERIFY_FIRST,
		.by_article_11 = true,
		.extended = true,
		.fees = FEE_12_5,
		.letters = GETS(DONE) | GETS(NOTIFY),
	},
	[RIGHT_ERASURE] = {
		.name = NAME_ERASURE,
		.article = "17",
		.actions = DOES(FIND) | DOES(ERASE) | DOES(NOTIFY) | DOES(FORWARD),
		.rests_on = RESTS(ACCOUNTED) | RESTS(DECIDED) | RESTS(DONE) | RESTS(RECIPIENTS),
		.verification = VERIFY_FIRST,
		.by_article_11 = true,
		.extended = true,
		.fees = FEE_12_5,
		.letters = GETS(DONE) | GETS(NOTIFY),
	},
	[RIGHT_RESTRICTION] = {
		.name = NAME_RESTRICTION,
		.article = "18",
		.actions = DOES(FIND) | DOES(RESTRICT) | DOES(LIFT) | DOES(NOTIFY) | DOES(FORWARD),
		.rests_on = RESTS(ACCOUNTED) | RESTS(DECIDED) | RESTS(DONE) | RESTS(RECIPIENTS),
		.verification = VERIFY_FIRST,
		.by_article_11 = true,
		.extended = true,
		.fees = FEE_12_5,
		.letters = GETS(DONE) | GETS(NOTIFY) | GETS(LIFTING),
	},
	[RIGHT_PORTABILITY] = {
		.name = NAME_PORTABILITY,
		.article = "20",
		.actions = DOES(COLLECT) | DOES(FORWARD),
		.rests_on = RESTS(ACCOUNTED) | RESTS(REVIEWED) | RESTS(COPY) | RESTS(MACHINE) |
		    RESTS(TRANSFER),
		.verification = VERIFY_FIRST,
		.by_article_11 = true,
		.extended = true,
		.fees = FEE_12_5,
	},
	[RIGHT_OBJECTION] = {
		.name = NAME_OBJECTION,
		.article = "21",
		.actions = DOES(SUPPRESS) | DOES(FORWARD),
		.rests_on = RESTS(ACCOUNTED) | RESTS(DECIDED) | RESTS(STOPPED),
		.verification = VERIFY_FIRST,
		.absolute = ABSOLUTE_MARKETING,
		.extended = true,
		.fees = FEE_12_5,
		.letters = GETS(DONE),
	},
	[RIGHT_HUMAN_REVIEW] = {
		.name = NAME_HUMAN_REVIEW,
		.article = "22(3)",
		.actions = DOES(FORWARD),
		.rests_on = RESTS(ACCOUNTED) | RESTS(HUMAN) | RESTS(DECIDED),
		.verification = VERIFY_FIRST,
		.extended = true,
		.fees = FEE_12_5,
		.letters = GETS(DONE),
	},
	[RIGHT_CONSENT_WITHDRAWAL] = {
		.name = NAME_CONSENT_WITHDRAWAL,
		.article = "7(3)",
		.actions = DOES(SUPPRESS) | DOES(FORWARD),
		.rests_on = RESTS(ACCOUNTED) | RESTS(STOPPED),
		.verification = VERIFY_NEVER,
		.absolute = ABSOLUTE_CONSENT,
		.letters = GETS(DONE),
	},
};
_Static_assert(array_len(rules) == RIGHT__MAX, "a row for every right");

/* What is told of any right: that it is not acted upon, or what is unclear of it. */
#define OF_ANY                                                                                     \
	(GETS(REFUSAL) | GETS(QUESTION_CLARIFICATION) | GETS(CLOSE_NOT_IDENTIFIED) |               \
	    GETS(CLOSE_MISDIRECTED) | GETS(CLOSE_NO_REQUEST) | GETS(CLOSE_DECEASED))

const char *const fee_ground_words[FEE__MAX + 1] = {
	[FEE_EXCESSIVE] = "excessive-12-5",
	[FEE_UNFOUNDED] = "unfounded-12-5",
	[FEE_FURTHER_COPY] = "further-copy",
};

const char *const action_words[ACTION__MAX + 1] = {
	[ACTION_COLLECT] = "collect",
	[ACTION_FIND] = "find",
	[ACTION_ERASE] = "erase",
	[ACTION_RESTRICT] = "restrict",
	[ACTION_LIFT] = "lift",
	[ACTION_RECTIFY] = "rectify",
	[ACTION_SUPPRESS] = "suppress",
	[ACTION_NOTIFY] = "notify",
	[ACTION_FORWARD] = "forward",
};

const struct right_rule *
right_rule(enum right r)
{
	return &rules[r];
}

bool
right_wants_check(enum right r, enum absolute about)
{
	return rules[r].verification == VERIFY_FIRST && about == ABSOLUTE_NONE;
}

const char *
right_name(enum right r)
{
	return right_words[r];
}

const char *
right_article(enum right r)
{
	return rules[r].article;
}

bool
right_parse(const char *s, enum right *ret, struct err *err)
{
	auto_drop(buf) struct buf names = { 0 };
	for (size_t i = 0; i < array_len(rules); i++) {
		if (strcmp(right_words[i], s) == 0) {
			*ret = (enum right)i;
			return true;
		}
		buf_addf(&names, "%s%s", i ? ", " : "", right_words[i]);
	}
	return err_set(err, ERR_USAGE, "no right \"%.40s\": expected one of %s", s, names.data);
}

/* The rights of which this bit is set in the set at ${offset} of their row. */
static unsigned
rights_with(size_t offset, unsigned bit)
{
	unsigned rights = 0;
	for (unsigned r = 0; r < array_len(rules); r++)
		if (*(const unsigned *)((const char *)&rules[r] + offset) & 1u << bit)
			rights |= 1u << r;
	return rights;
}

unsigned
rights_needing(enum action a)
{
	return rights_with(offsetof(struct right_rule, actions), a);
}

/* What is complied with at once is told by these: it was, or there is nobody to comply for. */
#define OF_ABSOLUTE (GETS(DONE) | GETS(CLOSE_MISDIRECTED) | GETS(CLOSE_DECEASED))

unsigned
right_letters(enum right r, enum absolute about)
{
	const struct right_rule *rule = &rules[r];
	unsigned letters = OF_ANY | rule->letters | (rule->extended ? GETS(EXTENSION) : 0) |
	    (rule->fees ? GETS(FEE) : 0) |
	    (rule->verification == VERIFY_FIRST ? GETS(QUESTION_IDENTITY) : 0);
	return about == ABSOLUTE_NONE ? letters : letters & OF_ABSOLUTE;
}

unsigned
rights_charged(enum fee_ground g)
{
	return rights_with(offsetof(struct right_rule, fees), g);
}

const char *
fee_ground_name(enum fee_ground g)
{
	return fee_ground_words[g];
}

const char *
action_name(enum action a)
{
	return action_words[a];
}

bool
action_parse(const char *name, enum action *ret)
{
	for (size_t i = 0; i < ACTION__MAX; i++)
		if (strcmp(action_words[i], name) == 0) {
			*ret = (enum action)i;
			return true;
		}
	return false;
}
