/*
 * What became of requests with the same facts: their clock by law/term, and what it does not look at: which right was
 * refused, on which ground one was closed, why one was late.
 */
#include "report_private.h"

#define LATE_CAUSE "late-cause"
#define FACTS_MAX 1000 /* of one request that are read; nobody has so many */

const char *const *
verdict_facts(struct arena *a)
{
	const char **names = arena_alloc(a, (FACT__MAX + 2) * sizeof(*names));
	size_t n = 0;
	/* the receipt itself stands in the request */
	for (int k = FACT_RECEIVED + 1; k < FACT__MAX; k++)
		names[n++] = term_fact_name((enum term_fact_kind)k);
	names[n] = LATE_CAUSE;
	return names;
}

/* The promise of a register version; the newest where none was in force. */
static bool
promise_of(struct reader *r, int version, struct term_input *ret, struct err *err)
{
	size_t i = 0;
	version = version ? version : r->org->register_version;
	if (version == 0)
		return true;
	while (i < r->npromises && r->promises[i].version != version)
		i++;
	if (i == r->npromises) {
		const char *text;
		size_t len;
		if (!register_get(r->db, r->org->id, version, r->arena, &text, &len, err))
			return false;
		auto_drop(json) json_t *reg = json_loadb(text, len, 0, NULL);
		const json_t *promise = json_get(json_get(reg, "organisation"), "promise");
		if (r->npromises < array_len(r->promises))
			r->npromises++;
		i = r->npromises - 1;
		r->promises[i] = (struct promise_of){ .version = version,
			.is_done = strcmp(json_str_or(promise, "measures", ""), "done") == 0 };
		if (!promise_parse(json_str(promise, "within"), &r->promises[i].promise, err))
			return false;
	}
	ret->promise = r->promises[i].promise;
	ret->promise_is_done = r->promises[i].is_done;
	return true;
}

/* What is gathered while the lines are read. */
struct gathering {
	struct arena *arena;
	struct term_fact *facts; size_t nfacts;
	struct refusal *refusals; size_t nrefusals;
	struct right_answered *answers; size_t nanswers;
	const char **causes; size_t ncauses;
	const char *close_ground;
	bool ended;
};

static void
gather_cause(struct gathering *g, const char *cause)
{
	for (size_t i = 0; i < g->ncauses; i++)
		if (strcmp(g->causes[i], cause) == 0)
			return;
	g->causes[g->ncauses++] = arena_strdup(g->arena, cause);
}

static void
gather(struct gathering *g, enum term_fact_kind kind, struct date on, const json_t *detail)
{
	const struct term_fact f = {
		.kind = kind, .on = on, .ref = json_int_or(detail, "ref", 0), .ground = arena_strdup(g->arena, json_str(detail, "ground")),
		.right = arena_strdup(g->arena, json_str(detail, "right")), .has_text = json_str(detail, "text") != NULL,
		.large_quantity = json_flag(detail, "large_quantity"),
	};
	g->facts[g->nfacts++] = f;
	if (kind == FACT_REFUSED || kind == FACT_REFUSED_IN_PART)
		g->refusals[g->nrefusals++] = (struct refusal){ f.right, f.ground, on, kind == FACT_REFUSED_IN_PART };
	else if (kind == FACT_ANSWERED_IN_PART)
		g->answers[g->nanswers++] = (struct right_answered){ f.right, on };
	else if (kind == FACT_CLOSED && !g->ended)
		g->close_ground = f.ground;
	else if (kind == FACT_REOPENED)
		g->nrefusals = g->nanswers = 0; /* every right is open again */
	g->ended = kind != FACT_REOPENED && (g->ended || kind == FACT_ANSWERED || kind == FACT_CLOSED || kind == FACT_WITHDRAWN);
}

/* One line "FACT DAY [DETAIL]". */
static void
gather_line(struct gathering *g, const char *line, size_t len)
{
	const char *text = arena_strndup(g->arena, line, len);
	size_t n = strcspn(text, " ");
	const char *name = arena_strndup(g->arena, text, n);
	char *rest;
	struct date on = date_from_days((int)strtol(text + n, &rest, 10));
	auto_drop(json) json_t *detail = *rest ? json_loads(rest, 0, NULL) : NULL;
	enum term_fact_kind kind = term_fact_find(name);
	if (kind != FACT__MAX)
		gather(g, kind, on, detail);
	else if (json_str(detail, "cause"))
		gather_cause(g, json_str(detail, "cause"));
}

static bool
verdict_of(struct reader *r, const struct report_group *group, struct arena *a, struct verdict *ret, struct err *err)
{
	struct term_input in = { .calendar = r->calendar, .as_of = r->as_of };
	size_t lines = 2;
	for (const char *p = group->facts ? group->facts : ""; *p && lines < FACTS_MAX; p++)
		lines += *p == '\n';
	struct gathering g = {
		.arena = a, .facts = arena_alloc(a, lines * sizeof(*g.facts)), .refusals = arena_alloc(a, lines * sizeof(*g.refusals)),
		.answers = arena_alloc(a, lines * sizeof(*g.answers)), .causes = arena_alloc(a, lines * sizeof(*g.causes)),
	};
	if (!promise_of(r, group->register_version, &in, err))
		return false;
	gather(&g, FACT_RECEIVED, group->received, NULL);
	for (const char *p = group->facts; p && g.nfacts < lines;) {
		size_t n = strcspn(p, "\n");
		gather_line(&g, p, n);
		p = p[n] ? p + n + 1 : NULL;
	}
	*ret = (struct verdict){ .close_ground = g.close_ground, .refusals = g.refusals, .nrefusals = g.nrefusals,
		.answers = g.answers, .nanswers = g.nanswers, .causes = g.causes, .ncauses = g.ncauses };
	in.facts = g.facts;
	in.nfacts = g.nfacts;
	term_compute(&in, a, &ret->term);
	return true;
}

/* The term of a day of receipt when nothing happened since. Its texts are not kept. */
static bool
bare_term(struct reader *r, const struct report_group *group, struct err *err)
{
	if (date_cmp(r->bare_received, group->received) == 0 && r->bare_version == group->register_version)
		return true;
	auto_drop(arena) struct arena *a = arena_new();
	const struct term_fact received = { .kind = FACT_RECEIVED, .on = group->received };
	struct term_input in = { .calendar = r->calendar, .facts = &received, .nfacts = 1, .as_of = r->as_of };
	if (!promise_of(r, group->register_version, &in, err))
		return false;
	term_compute(&in, a, &r->bare);
	r->bare.why = NULL;
	r->bare.steps = NULL;
	r->bare.warnings = NULL;
	r->bare.nsteps = r->bare.nwarnings = 0;
	r->bare_received = group->received;
	r->bare_version = group->register_version;
	return true;
}

/* "answered DAY" and nothing else. */
static bool
is_answer_alone(const char *facts, struct date *ret_on)
{
	static const char name[] = "answered ";
	char *rest;
	if (!facts || strncmp(facts, name, sizeof(name) - 1) != 0)
		return false;
	*ret_on = date_from_days((int)strtol(facts + sizeof(name) - 1, &rest, 10));
	return !*rest;
}

bool
verdict_read(struct reader *r, const struct report_group *group, struct arena *a, struct verdict *ret, struct err *err)
{
	struct date answered;
	if (!is_answer_alone(group->facts, &answered))
		return verdict_of(r, group, a, ret, err);
	/* as most are: an answer moves no date and keeps no promise that a thing is done, it only ends */
	if (!bare_term(r, group, err))
		return false;
	*ret = (struct verdict){ .term = r->bare };
	ret->term.ended = answered;
	ret->term.ended_by = FACT_ANSWERED;
	return true;
}
