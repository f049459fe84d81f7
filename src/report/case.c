/*
 * What became of requests with the same facts: their clock by law/term, and what it does not look
 * at: which right was refused, on which ground one was closed, why one was late.
 */
#include "report_private.h"

#include "dossier/late_cause.h"
#include "dossier/store/register.h"

#define FACTS_MAX 1000 /* of one request that are read; nobody has so many */

const char *const *
verdict_facts(struct arena *a)
{
	const char **names = arena_alloc(a, (FACT__MAX + 2) * sizeof(*names));
	size_t n = 0;
	/* the first receipt stands in the request */
	for (int k = FACT_RECEIVED + 1; k <= FACT_REOPENED; k++)
		names[n++] = fact_name((enum fact_kind)k);
	names[n++] = fact_name(FACT_LATE_CAUSE);
	names[n] = fact_name(FACT_LATE_CAUSE_TAKEN_BACK);
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
	struct fact *facts;
	size_t nfacts;
	struct refusal *refusals;
	size_t nrefusals;
	const char **causes;
	size_t ncauses;
	const char *close_ground; /* of the first closing since the last reopening */
	bool corrected;
};

/* Those that stand: each once, and none that was taken back since. */
static void
gather_cause(struct gathering *g, enum fact_kind kind, const char *cause)
{
	size_t i = 0;
	while (i < g->ncauses && strcmp(g->causes[i], cause) != 0)
		i++;
	bool stands = i < g->ncauses;
	if (kind == FACT_LATE_CAUSE && !stands)
		g->causes[g->ncauses++] = arena_strdup(g->arena, cause);
	else if (kind == FACT_LATE_CAUSE_TAKEN_BACK && stands)
		g->causes[i] = g->causes[--g->ncauses];
}

static struct date
day_of(const json_t *detail, const char *key)
{
	const json_t *day = json_get(detail, key);
	return day ? date_from_days((int)json_integer_value(day)) : (struct date){ 0 };
}

static void
gather(struct gathering *g, enum fact_kind kind, struct date on, const json_t *detail)
{
	const struct fact f = {
		.kind = kind,
		.on = on,
		.recorded = day_of(detail, "recorded"),
		.ref = json_int_or(detail, "ref", 0),
		.ground = arena_strdup(g->arena, json_str(detail, "ground")),
		.right = arena_strdup(g->arena, json_str(detail, "right")),
		.sealed = json_str(detail, "text") ? "" : NULL,
		.large_quantity = json_flag(detail, "large_quantity"),
		.told = day_of(detail, "told"),
		.letter = json_flag(detail, "untold") ? "" : NULL, /* none of the facts is of it */
	};
	g->facts[g->nfacts++] = f;
	/* an erasure of which a part was kept is refused in that part (12(4)) */
	bool kept = kind == FACT_ANSWERED_IN_PART && f.ground;
	if (kind == FACT_REFUSED || kind == FACT_REFUSED_IN_PART || kept)
		g->refusals[g->nrefusals++] = (struct refusal){ f.right, f.ground };
	else if (kind == FACT_CLOSED && !g->close_ground)
		g->close_ground = f.ground;
	else if (kind == FACT_RECEIPT_CORRECTED)
		g->corrected = true;
	else if (kind == FACT_REOPENED) {
		g->nrefusals = 0; /* every right is open again */
		g->close_ground = NULL;
	}
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
	enum fact_kind kind = fact_find(name);
	if (kind <= FACT_REOPENED)
		gather(g, kind, on, detail);
	else if (json_str(detail, "cause"))
		gather_cause(g, kind, json_str(detail, "cause"));
}

/* Facts, each after a tab or on a line of its own. */
static void
gather_all(
    struct gathering *g, const char *facts, size_t len, struct date received, struct arena *a)
{
	size_t n = 2;
	for (size_t i = 0; i < len && n < FACTS_MAX; i++)
		n += facts[i] == '\n' || facts[i] == '\t';
	*g = (struct gathering){ .arena = a,
		.facts = arena_alloc(a, n * sizeof(*g->facts)),
		.refusals = arena_alloc(a, n * sizeof(*g->refusals)),
		.causes = arena_alloc(a, n * sizeof(*g->causes)) };
	gather(g, FACT_RECEIVED, received, NULL);
	for (const char *p = facts; p < facts + len && g->nfacts < n;) {
		size_t one = strcspn(p, "\t\n");
		gather_line(g, p, one);
		p += one + 1;
	}
}

static struct verdict
verdict_of(const struct gathering *g, const struct term_input *in, const struct term *t)
{
	return (struct verdict){ .in = *in,
		.term = *t,
		.close_ground = t->end.by == FACT_CLOSED ? g->close_ground : NULL,
		.refusals = g->refusals,
		.nrefusals = g->nrefusals,
		.causes = g->causes,
		.ncauses = g->ncauses,
		.corrected = g->corrected };
}

/* ---- the endings of requests with one clock ---- */

/* What is known before the end. */
struct opening {
	const struct report_group *group;
	struct term_input in;
	struct term begun;
	bool apart; /* a right was extended by itself: which are asked makes another clock */
};

static bool
is_apart(const struct gathering *g)
{
	for (size_t i = 0; i < g->nfacts; i++)
		if (g->facts[i].kind == FACT_EXTENSION_DECIDED && g->facts[i].right)
			return true;
	return false;
}

/*
 * One ending, ${len} bytes, of these rights (0: whichever). It moves no date: what began with the
 * others is finished with it.
 */
static struct verdict
judge(const struct opening *o, const char *ending, size_t len, unsigned rights, struct arena *a)
{
	const struct report_group *g = o->group;
	struct term_input in = o->in;
	struct term t = o->begun;
	struct gathering gathered;
	const char *facts =
	    g->facts ? arena_printf(a, "%s\n%.*s", g->facts, (int)len, ending) : ending;
	gather_all(&gathered, facts, g->facts ? strlen(facts) : len, g->received, a);
	in.rights = rights;
	in.facts = gathered.facts;
	in.nfacts = gathered.nfacts;
	term_finish(&in, a, &t);
	return verdict_of(&gathered, &in, &t);
}

/* "12 access erasure": how many requests, and (1u << RIGHT_...) what each asks for. */
static unsigned
read_asked(const char *p, int64_t *ret_n)
{
	unsigned rights = 0;
	char *rest;
	*ret_n = strtoll(p, &rest, 10);
	for (p = rest; *p == ' ';) {
		size_t len = strcspn(++p, " \t\n");
		for (unsigned i = 0; i < RIGHT__MAX; i++)
			if (strlen(right_name(i)) == len && memcmp(right_name(i), p, len) == 0)
				rights |= 1u << i;
		p += len;
	}
	return rights;
}

static void
add_asked(struct verdict *v, unsigned rights, int64_t n)
{
	v->requests += n;
	for (unsigned i = 0; i < RIGHT__MAX; i++)
		if (rights & 1u << i)
			v->asked[i] += n;
}

bool
verdicts_read(struct reader *r, const struct report_group *g, struct arena *a,
    struct verdict_list *ret, struct err *err)
{
	struct opening o = { .group = g, .in = { .calendar = r->calendar, .as_of = r->as_of } };
	struct gathering gathered;
	const char *facts = g->facts ? g->facts : "", *before = "";
	size_t lines = 1, len = SIZE_MAX;
	unsigned last = 0;
	if (!promise_of(r, g->register_version, &o.in, err))
		return false;
	for (const char *const *name = g->at_once; name && *name; name++) {
		enum right right;
		if (!right_parse(*name, &right, err))
			return false;
		o.in.at_once |= 1u << right;
	}
	gather_all(&gathered, facts, strlen(facts), g->received, a);
	o.in.facts = gathered.facts;
	o.in.nfacts = gathered.nfacts;
	o.apart = is_apart(&gathered);
	term_begin(&o.in, a, &o.begun);
	for (const char *p = g->endings; *p; p++)
		lines += *p == '\n';
	*ret = (struct verdict_list){ .items = arena_alloc(a, lines * sizeof(*ret->items)) };
	for (const char *p = g->endings; *p;) {
		const char *ending = p + strcspn(p, "\t\n");
		ending += *ending == '\t';
		size_t n = strcspn(ending, "\n");
		int64_t requests;
		unsigned asked = read_asked(p, &requests);
		/*
		 * they come sorted: those that asked for something else but ended the same follow
		 * each other
		 */
		if (n != len || memcmp(ending, before, n) != 0 || (o.apart && asked != last))
			ret->items[ret->n++] = judge(&o, ending, n, o.apart ? asked : 0, a);
		add_asked(&ret->items[ret->n - 1], asked, requests);
		last = asked;
		before = ending;
		len = n;
		p = ending + n + (ending[n] == '\n');
	}
	return true;
}
