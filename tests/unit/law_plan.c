/* Planning: every category and recipient is accounted for, with the ground that belongs to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "dossier/plan.h"

#define ACCESS (1u << RIGHT_ACCESS)
#define PORTABILITY (1u << RIGHT_PORTABILITY)

static const char REGISTER[] =
    "{\"account\": {\"legal_basis\":[{\"article\":\"6(1)(b)\"}], \"recipients\":[\"host\"]},"
    " \"invoices\": {\"legal_basis\":[{\"article\":\"6(1)(c)\"}]},"
    " \"newsletter\": {\"legal_basis\":[{\"article\":\"6(1)(f)\"},{\"article\":\"6(1)(a)\"}]},"
    " \"paper\": {\"legal_basis\":[{\"article\":\"6(1)(b)\"}], \"automated\":false},"
    " \"score\": {\"legal_basis\":[{\"article\":\"6(1)(a)\"}], \"provided\":false},"
    " \"mails\": {\"legal_basis\":[{\"article\":\"6(1)(b)\"}], \"recipients\":[\"speech\"]},"
    " \"calls\": {\"recipients\":[\"speech\"]},"
    " \"applicants\": {}}";

struct fixture {
	json_t *json;
	struct arena *arena;
	struct category categories[8];
	struct inventory inv;
};

#define IDS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NO_IDS ((const char *const[]){ NULL })

static const struct recipient recipients[] = {
	{ .id = "host", .name = "Host" },
	{ .id = "billing", .name = "Billing" },
	{ .id = "speech", .name = "Speech" },
	{ .id = "transcripts", .name = "Transcripts" },
	{ .id = "nowhere" },
	{ .id = "bank", .name = "Bank", .independent = true },
};

static const struct system systems[] = {
	{ .id = "app",
	    .connector = "postgresql",
	    .recipient = "host",
	    .categories = IDS("account", "mails", "newsletter"),
	    .needs = IDS("email", "phone"),
	    .purge_days = 7 },
	{ .id = "invoicing",
	    .connector = "http",
	    .recipient = "billing",
	    .categories = IDS("invoices", "score"),
	    .needs = IDS("customer_id", "iban") },
	{ .id = "voice",
	    .connector = "http",
	    .recipient = "transcripts",
	    .categories = IDS("calls"),
	    .needs = IDS("phone") },
	{ .id = "cabinet", .connector = "manual", .categories = IDS("paper"), .needs = NO_IDS },
	{ .id = "bank",
	    .connector = "http",
	    .recipient = "bank",
	    .categories = IDS("invoices"),
	    .needs = NO_IDS },
};

static int
setup(void **state)
{
	struct fixture *f = xcalloc(1, sizeof(*f));
	f->json = json_loads(REGISTER, 0, NULL);
	f->arena = arena_new();
	static const struct {
		const char *id;
		enum role role;
	} rows[] = {
		{ "account", ROLE_CONTROLLER },
		{ "invoices", ROLE_UNCLEAR },
		{ "newsletter", ROLE_JOINT },
		{ "paper", ROLE_CONTROLLER },
		{ "score", ROLE_FOLLOWS_ACCOUNT },
		{ "mails", ROLE_PROCESSOR },
		{ "calls", ROLE_PROCESSOR },
		{ "applicants", ROLE_CONTROLLER },
	};
	for (size_t i = 0; i < array_len(rows); i++)
		f->categories[i] = (struct category){ .id = rows[i].id,
			.role = rows[i].role,
			.json = json_get(f->json, rows[i].id) };
	f->inv = (struct inventory){ f->categories, array_len(rows), recipients,
		array_len(recipients), systems, array_len(systems), 0 };
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	json_decref(f->json);
	arena_free(f->arena);
	free(f);
	return 0;
}

/* The plan as text, one line a row, so that a test shows the whole of what it expects. */
static void
assert_plan_for(struct fixture *f, const struct plan_asked *asked, const char *expected)
{
	struct plan plan;
	auto_drop(buf) struct buf b = { 0 };
	plan_make(&f->inv, asked, f->arena, &plan);
	for (size_t i = 0; i < plan.ntasks; i++) {
		const struct plan_task *t = &plan.tasks[i];
		buf_addf(&b, "%s %s %s:", t->system, action_name(t->action), t->connector);
		for (const char *const *id = t->categories; *id; id++)
			buf_addf(&b, " %s", *id);
		buf_addf(&b, "%s purge=%d\n", t->waits ? " waits" : "", t->purge_days);
	}
	for (size_t i = 0; i < plan.nleft_out; i++) {
		const struct plan_left_out *o = &plan.left_out[i];
		buf_addf(&b, "-%s/%s: %s%s%s\n", o->category ? o->category : "",
		    o->recipient ? o->recipient : "", reason_name(o->why.code),
		    o->why.article ? " " : "", o->why.article ? o->why.article : "");
	}
	assert_string_equal(b.data ? b.data : "", expected);
}

static void
assert_plan(struct fixture *f, unsigned rights, const char *const *known, const char *expected)
{
	assert_plan_for(f, &(struct plan_asked){ .rights = rights, .known = known }, expected);
}

static void
access_request(void **state)
{
	assert_plan(*state, ACCESS, IDS("email"),
	    "app collect postgresql: account newsletter purge=7\n"
	    "invoicing collect http: invoices score waits purge=0\n"
	    "cabinet collect manual: paper purge=0\n"
	    "forward forward forward: mails calls purge=0\n"
	    "-mails/: for-customer\n"
	    "-calls/: for-customer\n"
	    "-applicants/: no-system\n"
	    "-/speech: only-for-customers\n"
	    "-/transcripts: only-for-customers\n"
	    "-/nowhere: unreached\n"
	    "-/bank: independent\n");
}

static void
portability_alone(void **state)
{
	assert_plan(*state, PORTABILITY, IDS("phone", "iban"),
	    "app collect postgresql: account newsletter purge=7\n"
	    "forward forward forward: mails calls purge=0\n"
	    "-invoices/: basis\n"
	    "-paper/: not-automated\n"
	    "-score/: not-provided\n"
	    "-mails/: for-customer\n"
	    "-calls/: for-customer\n"
	    "-applicants/: basis\n"
	    "-/billing: nothing-portable\n"
	    "-/speech: only-for-customers\n"
	    "-/transcripts: only-for-customers\n"
	    "-/nowhere: unreached\n"
	    "-/bank: independent\n");
}

static void
both_rights_collect_everything(void **state)
{
	struct fixture *f = *state;
	struct plan access, both;
	plan_make(
	    &f->inv, &(struct plan_asked){ .rights = ACCESS, .known = NO_IDS }, f->arena, &access);
	plan_make(&f->inv, &(struct plan_asked){ .rights = ACCESS | PORTABILITY, .known = NO_IDS },
	    f->arena, &both);
	assert_int_equal(access.ntasks, both.ntasks);
	assert_int_equal(access.nleft_out, both.nleft_out);
	assert_true(both.tasks[0].waits);
}

static void
rights_by_hand(void **state)
{
	assert_plan(*state, 1u << RIGHT_ERASURE | 1u << RIGHT_CONSENT_WITHDRAWAL, IDS("email"),
	    "forward forward forward: mails calls purge=0\n"
	    "-/: by-hand 17\n"
	    "-/: by-hand 7(3)\n");
}

/* Who can be changed by a program is asked first; processor data are never ours to erase. */
static void
erasure_by_program(void **state)
{
	struct fixture *f = *state;
	auto_drop(json) json_t *app = json_pack("{s:[{s:s}, {s:s}, {s:s}]}", "collections",
	    "category", "account", "category", "mails", "category", "newsletter");
	const unsigned erasure = 1u << RIGHT_ERASURE;
	const char *const *app_alone = IDS("app"), *const *more = IDS("app", "cabinet");
	struct system with[array_len(systems)];
	memcpy(with, systems, sizeof(systems));
	with[0].json = app;
	f->inv.systems = with;
	/* one without collections is asked of people, whatever reaches it */
	assert_plan_for(f, &(struct plan_asked){ erasure, NULL, IDS("email"), more },
	    "app find postgresql: account newsletter purge=7\n"
	    "forward forward forward: mails calls purge=0\n");
	assert_plan_for(f, &(struct plan_asked){ erasure, NULL, NO_IDS, app_alone },
	    "app find postgresql: account newsletter waits purge=7\n"
	    "forward forward forward: mails calls purge=0\n");
	/* beside a copy; what is not portable is erased all the same */
	assert_plan_for(f,
	    &(struct plan_asked){
		erasure | PORTABILITY | 1u << RIGHT_OBJECTION, NULL, IDS("email"), app_alone },
	    "app collect postgresql: account newsletter purge=7\n"
	    "app find postgresql: account newsletter purge=7\n"
	    "forward forward forward: mails calls purge=0\n"
	    "-invoices/: basis\n"
	    "-paper/: not-automated\n"
	    "-score/: not-provided\n"
	    "-mails/: for-customer\n"
	    "-calls/: for-customer\n"
	    "-applicants/: basis\n"
	    "-/billing: nothing-portable\n"
	    "-/speech: only-for-customers\n"
	    "-/transcripts: only-for-customers\n"
	    "-/nowhere: unreached\n"
	    "-/bank: independent\n"
	    "-/: by-hand 21\n");
	/* nobody can be changed by a program, or it is a controller's instruction */
	assert_plan_for(f, &(struct plan_asked){ erasure, NULL, IDS("email"), NO_IDS },
	    "forward forward forward: mails calls purge=0\n-/: by-hand 17\n");
	assert_plan_for(f, &(struct plan_asked){ erasure, "acme", IDS("email"), app_alone },
	    "-/: by-hand 17\n");
	f->inv.systems = systems;
}

/* What stops by being asked is asked of each system with data for it, whatever its kind. */
static void
stops_at_once_everywhere(void **state)
{
	struct fixture *f = *state;
	static const struct purpose letters = { "letters", "brieven", true, false },
				    orders = { "orders", "bestellingen", false, false };
	static const struct purpose *const of_account[] = { &orders, &letters, NULL },
					   *const of_paper[] = { &letters, NULL },
					   *const of_invoices[] = { &orders, NULL };
	const struct plan_asked asked = {
		.rights = 1u << RIGHT_OBJECTION, .known = IDS("email"), .stops = IDS("letters")
	};
	for (size_t i = 0; i < f->inv.ncategories; i++) {
		struct category *c = &f->categories[i];
		c->purposes = strcmp(c->id, "account") == 0 || strcmp(c->id, "mails") == 0
		    ? of_account
		    : strcmp(c->id, "paper") == 0 ? of_paper
						  : of_invoices;
	}
	assert_plan_for(f, &asked,
	    "app suppress postgresql: account purge=7\n"
	    "cabinet suppress manual: paper purge=0\n"
	    "forward forward forward: mails calls purge=0\n"
	    "-/: by-hand 21\n");
	for (size_t i = 0; i < f->inv.ncategories; i++)
		f->categories[i].purposes = NULL;
}

/* What is decided is done wherever it is held, but at who is a controller of its own. */
static void
where_it_is_done(void **state)
{
	struct fixture *f = *state;
	const struct {
		const char *const *categories;
		const char *expected;
	} cases[] = {
		{ IDS("account"), "app:account " },
		{ IDS("invoices", "account"), "app:account invoicing:invoices " },
		{ IDS("paper", "newsletter", "score"),
		    "app:newsletter invoicing:score cabinet:paper " },
		{ IDS("mails", "calls"), "" },
		{ IDS("applicants"), "" },
		{ NO_IDS, "" },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		auto_drop(buf) struct buf b = { 0 };
		struct plan p;
		plan_change(&f->inv, &(struct plan_asked){ .known = IDS("email") }, ACTION_ERASE,
		    cases[i].categories, f->arena, &p);
		assert_int_equal(p.nleft_out, 0);
		for (size_t k = 0; k < p.ntasks; k++) {
			const struct plan_task *t = &p.tasks[k];
			assert_int_equal(t->action, ACTION_ERASE);
			assert_int_equal(t->waits, strcmp(t->system, "invoicing") == 0);
			buf_addf(&b, "%s:", t->system);
			for (const char *const *id = t->categories; *id; id++)
				buf_addf(&b, "%s ", *id);
		}
		assert_string_equal(b.data ? b.data : "", cases[i].expected);
	}
}

/*
 * Promise 3, for every set of rights that copies data: each category and each recipient is in a
 * task or left out.
 */
static void
everything_is_accounted_for(void **state)
{
	struct fixture *f = *state;
	static const unsigned sets[] = { ACCESS, PORTABILITY, ACCESS | PORTABILITY };
	static const char *const askers[] = { NULL, "acme", "nobody" };
	for (size_t s = 0; s < array_len(sets) * array_len(askers); s++) {
		struct plan p;
		const struct plan_asked asked = { sets[s % array_len(sets)],
			askers[s / array_len(sets)], IDS("email") };
		plan_make(&f->inv, &asked, f->arena, &p);
		for (size_t c = 0; c < f->inv.ncategories; c++) {
			int seen = 0;
			for (size_t i = 0; i < p.ntasks; i++)
				for (const char *const *id = p.tasks[i].categories; *id; id++)
					seen += strcmp(*id, f->inv.categories[c].id) == 0;
			for (size_t i = 0; i < p.nleft_out; i++)
				seen += p.left_out[i].category &&
				    strcmp(p.left_out[i].category, f->inv.categories[c].id) == 0;
			assert_true(seen > 0);
		}
		for (size_t r = 0; r < f->inv.nrecipients; r++) {
			int seen = 0;
			for (size_t i = 0; i < p.ntasks; i++)
				for (size_t y = 0; y < f->inv.nsystems; y++)
					seen += strcmp(p.tasks[i].system, systems[y].id) == 0 &&
					    systems[y].recipient &&
					    strcmp(systems[y].recipient, f->inv.recipients[r].id) ==
						0;
			for (size_t i = 0; i < p.nleft_out; i++)
				seen += p.left_out[i].recipient &&
				    strcmp(p.left_out[i].recipient, f->inv.recipients[r].id) == 0;
			assert_true(seen > 0);
		}
	}
}

/* What we process for who asks, and nothing of ours. */
static void
on_instruction(void **state)
{
	struct fixture *f = *state;
	static const char *const to_acme[] = { "acme", NULL };
	f->categories[6].controllers = to_acme;
	const char *of_acme = "app collect postgresql: mails purge=7\n"
			      "voice collect http: calls waits purge=0\n"
			      "-account/: not-instructed\n"
			      "-invoices/: not-instructed\n"
			      "-newsletter/: not-instructed\n"
			      "-paper/: not-instructed\n"
			      "-score/: not-instructed\n"
			      "-applicants/: not-instructed\n"
			      "-/billing: not-instructed\n"
			      "-/speech: unreached\n"
			      "-/nowhere: unreached\n"
			      "-/bank: independent\n";
	assert_plan_for(f, &(struct plan_asked){ ACCESS, "acme", IDS("email") }, of_acme);
	/* with other customers beside it a person picks out theirs, of what is not theirs alone */
	f->inv.ncontrollers = 2;
	struct plan p;
	const struct plan_asked asked = { ACCESS, "acme", IDS("email") };
	plan_make(&f->inv, &asked, f->arena, &p);
	assert_true(p.tasks[0].by_hand);
	assert_false(p.tasks[1].by_hand);
	f->inv.ncontrollers = 0;
	/* which of it is portable is for them to judge */
	assert_plan_for(f, &(struct plan_asked){ PORTABILITY, "acme", IDS("email") }, of_acme);
	assert_plan_for(f, &(struct plan_asked){ ACCESS, "bravo", IDS("email") },
	    "app collect postgresql: mails purge=7\n"
	    "-account/: not-instructed\n"
	    "-invoices/: not-instructed\n"
	    "-newsletter/: not-instructed\n"
	    "-paper/: not-instructed\n"
	    "-score/: not-instructed\n"
	    "-calls/: not-instructed\n"
	    "-applicants/: not-instructed\n"
	    "-/billing: not-instructed\n"
	    "-/speech: unreached\n"
	    "-/transcripts: not-instructed\n"
	    "-/nowhere: unreached\n"
	    "-/bank: independent\n");
	f->categories[6].controllers = NULL;
}

/* A system with collections gives what these hold: what has none would count as searched. */
static void
without_collection(void **state)
{
	struct fixture *f = *state;
	auto_drop(json) json_t *app =
	    json_pack("{s:[{s:s}]}", "collections", "category", "account");
	struct system changed[array_len(systems)];
	memcpy(changed, systems, sizeof(systems));
	changed[0].json = app;
	f->inv.systems = changed;
	struct plan p;
	plan_make(&f->inv, &(struct plan_asked){ ACCESS, "acme", IDS("phone") }, f->arena, &p);
	assert_int_equal(p.ntasks, 1);
	assert_string_equal(p.tasks[0].system, "voice");
	size_t unheld = 0;
	for (size_t i = 0; i < p.nleft_out; i++)
		unheld += p.left_out[i].category && strcmp(p.left_out[i].category, "mails") == 0 &&
		    p.left_out[i].why.code == REASON_NO_SYSTEM;
	assert_int_equal(unheld, 1);
	f->inv.systems = systems;
}

static void
names(void **state)
{
	(void)state;
	assert_string_equal(role_name(ROLE_FOLLOWS_ACCOUNT), "follows-account");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(access_request),
		cmocka_unit_test(portability_alone),
		cmocka_unit_test(both_rights_collect_everything),
		cmocka_unit_test(rights_by_hand),
		cmocka_unit_test(erasure_by_program),
		cmocka_unit_test(stops_at_once_everywhere),
		cmocka_unit_test(where_it_is_done),
		cmocka_unit_test(everything_is_accounted_for),
		cmocka_unit_test(on_instruction),
		cmocka_unit_test(without_collection),
		cmocka_unit_test(names),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
