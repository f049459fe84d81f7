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
	struct date ended, done;
	enum term_fact_kind ended_by;
};

static void
gather_cause(struct gathering *g, const char *cause)
{
	for (size_t i = 0; i < g->ncauses; i++)
		if (strcmp(g->causes[i], cause) == 0)
			return;
	g->causes[g->ncauses++] = arena_strdup(g->arena, cause);
}

/* The first end counts, until a request is reopened. */
static void
gather_end(struct gathering *g, enum term_fact_kind kind, struct date on)
{
	bool ends = kind == FACT_ANSWERED || kind == FACT_CLOSED || kind == FACT_WITHDRAWN;
	if (kind == FACT_REOPENED) {
		g->ended = g->done = (struct date){ 0 };
		g->ended_by = FACT__MAX;
	} else if (ends && !date_is_set(g->ended)) {
		g->ended = on;
		g->ended_by = kind;
	} else if (kind == FACT_DONE && !date_is_set(g->done)) {
		g->done = on;
	}
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
	else if (kind == FACT_CLOSED && !date_is_set(g->ended))
		g->close_ground = f.ground;
	else if (kind == FACT_REOPENED)
		g->nrefusals = g->nanswers = 0; /* every right is open again */
	gather_end(g, kind, on);
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

/* All lines from ${facts} on. */
static void
gather_lines(struct gathering *g, const char *facts, struct date received, struct arena *a)
{
	size_t lines = 2;
	for (const char *p = facts; *p && lines < FACTS_MAX; p++)
		lines += *p == '\n';
	*g = (struct gathering){ .arena = a, .facts = arena_alloc(a, lines * sizeof(*g->facts)), .ended_by = FACT__MAX,
		.refusals = arena_alloc(a, lines * sizeof(*g->refusals)), .answers = arena_alloc(a, lines * sizeof(*g->answers)),
		.causes = arena_alloc(a, lines * sizeof(*g->causes)) };
	gather(g, FACT_RECEIVED, received, NULL);
	for (const char *p = facts; *p && g->nfacts < lines;) {
		size_t n = strcspn(p, "\n");
		gather_line(g, p, n);
		p += n + (p[n] != '\0');
	}
}

static struct verdict
verdict_of(const struct gathering *g)
{
	return (struct verdict){ .close_ground = g->close_ground, .refusals = g->refusals, .nrefusals = g->nrefusals,
		.answers = g->answers, .nanswers = g->nanswers, .causes = g->causes, .ncauses = g->ncauses };
}

static bool
compute(struct reader *r, int register_version, const struct gathering *g, struct arena *a, struct term *ret, struct err *err)
{
	struct term_input in = { .calendar = r->calendar, .as_of = r->as_of, .facts = g->facts, .nfacts = g->nfacts };
	if (!promise_of(r, register_version, &in, err))
		return false;
	term_compute(&in, a, ret);
	return true;
}

/* ---- most requests differ only in how they ended, which moves no date ---- */

struct clock_part {
	struct arena *arena;
	struct date received;
	int register_version;
	const char *facts;
	struct term term;
};

void
verdict_release(struct reader *r)
{
	if (r->part)
		arena_free(r->part->arena);
	r->part = NULL;
}

/* How many bytes of the facts are about extension and questions alone, when all that follows is about the end. */
static bool
split(const char *facts, size_t *ret_len)
{
	static const enum term_fact_kind moves[] = { FACT_EXTENSION_DECIDED, FACT_EXTENSION_NOTICE_SENT, FACT_EXTENSION_NOTICE_BOUNCED,
		FACT_QUESTION_ASKED, FACT_QUESTION_ANSWERED, FACT_REOPENED };
	bool ending = false;
	*ret_len = 0;
	for (const char *p = facts; *p;) {
		size_t n = strcspn(p, "\n"), name = strcspn(p, " \n");
		bool moving = false;
		for (size_t i = 0; i < array_len(moves); i++) {
			const char *move = term_fact_name(moves[i]);
			moving = moving || (strlen(move) == name && memcmp(p, move, name) == 0);
		}
		if (moving && (ending || strncmp(p, "reopened", name) == 0))
			return false;
		ending = !moving;
		p += n + (p[n] != '\0');
		*ret_len = ending ? *ret_len : (size_t)(p - facts);
	}
	return true;
}

static bool
is_part(const struct clock_part *c, const struct report_group *g, const char *facts, size_t len)
{
	return c && date_cmp(c->received, g->received) == 0 && c->register_version == g->register_version && strlen(c->facts) == len &&
	    memcmp(c->facts, facts, len) == 0;
}

static bool
part_of(struct reader *r, const struct report_group *g, const char *facts, size_t len, struct err *err)
{
	struct gathering gathered;
	if (is_part(r->part, g, facts, len))
		return true;
	verdict_release(r);
	struct arena *a = arena_new();
	r->part = arena_alloc(a, sizeof(*r->part));
	*r->part = (struct clock_part){ .arena = a, .received = g->received, .register_version = g->register_version,
		.facts = arena_strndup(a, facts, len) };
	gather_lines(&gathered, r->part->facts, g->received, a);
	if (compute(r, g->register_version, &gathered, a, &r->part->term, err))
		return true;
	verdict_release(r);
	return false;
}

bool
verdict_read(struct reader *r, const struct report_group *g, struct arena *a, struct verdict *ret, struct err *err)
{
	struct gathering gathered;
	const char *facts = g->facts ? g->facts : "";
	size_t len;
	bool is_split = split(facts, &len);
	if (is_split && !part_of(r, g, facts, len, err))
		return false;
	gather_lines(&gathered, facts + (is_split ? len : 0), g->received, a);
	*ret = verdict_of(&gathered);
	if (is_split && !r->part->term.suspended_now && !r->part->term.identity_open) {
		ret->term = r->part->term;
		term_end(&ret->term, gathered.ended, gathered.ended_by, gathered.done, r->as_of);
		return true;
	}
	gather_lines(&gathered, facts, g->received, a);
	return compute(r, g->register_version, &gathered, a, &ret->term, err);
}
