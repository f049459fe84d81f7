/*
 * A request comes in: what is no request is told apart before anything is written, and one that is
 * leaves its rights, dates, sealed identifiers and one event, without a word of the person in it.
 */
#include "unit/dossier_help.h"

#include "dossier/intake.h"

static const struct identifier_value anna[] = { { "email", " Anna@Example.NL " } };
static const char *const copy[] = { "access" }, *const objection[] = { "objection" };

static struct new_request
asked(const char *const *rights, size_t n)
{
	return (struct new_request){ .org = "jbsync",
		.rights = rights,
		.nrights = n,
		.ids = anna,
		.nids = 1,
		.received = "2026-03-04" };
}

static const char *
logged(const struct new_request *n)
{
	const char *reference = NULL;
	ok(intake_log(in, &root, n, fix.arena, &reference, &err));
	return reference;
}

static void
test_no_request(void **state)
{
	(void)state;
	const char *const twice[] = { "access", "access" }, *const unknown[] = { "oblivion" };
	const char *const purposes[] = { "outreach" }, *const other[] = { "world-domination" };
	static const struct identifier_value none[] = { { "email", "nobody" } };
	const struct new_request good = asked(copy, 1);
	struct new_request cases[10];
	enum err_kind kinds[] = { ERR_NOTFOUND, ERR_USAGE, ERR_USAGE, ERR_USAGE, ERR_USAGE,
		ERR_DENIED, ERR_DENIED, ERR_USAGE, ERR_NOTFOUND, ERR_DENIED };
	for (size_t i = 0; i < array_len(cases); i++)
		cases[i] = good;
	cases[0].org = "nobody";
	cases[1].nrights = 0;
	cases[2] = asked(twice, 2);
	cases[3] = asked(unknown, 1);
	cases[4].ids = none;
	cases[5].received = "2018-05-24"; /* art. 99(2) */
	cases[6].received = "2026-03-06"; /* tomorrow */
	cases[7].purposes = purposes;     /* of a copy there is nothing to object to */
	cases[7].npurposes = 1;
	cases[8] = asked(objection, 1);
	cases[8].purposes = other;
	cases[8].npurposes = 1;
	cases[9] = asked(objection, 1); /* to which of many uses it does not say */
	int64_t before = fixture_count("SELECT count(*) FROM request");
	const char *reference;
	for (size_t i = 0; i < array_len(cases); i++) {
		print_message("case %zu\n", i);
		refused(kinds[i], intake_log(in, &root, &cases[i], fix.arena, &reference, &err));
	}
	refused(ERR_NOTFOUND, intake_log(in, &stranger, &good, fix.arena, &reference, &err));
	assert_int_equal(fixture_count("SELECT count(*) FROM request"), before);
}

static void
test_logged(void **state)
{
	(void)state;
	struct new_request n = asked(copy, 1);
	n.requester = "Moeder van Anna";
	const char *reference = logged(&n);
	auto_drop(dossier) struct dossier *d = NULL;
	ok(d = dossier_open(in, &root, reference, &err));
	assert_string_equal(d->request.state, "logged");
	assert_int_equal(date_cmp(d->request.received, (struct date){ 2026, 3, 4 }), 0);
	/* 4 April is the Saturday before Easter */
	assert_int_equal(date_cmp(d->request.deadline, (struct date){ 2026, 4, 7 }), 0);
	assert_int_equal(d->identifiers.n, 1);
	const char *plain = NULL, *place = seal_place(reference, "email", d->a);
	ok(plain = unseal(d->keys->ledger, place, d->identifiers.items[0].sealed, d->a, &err));
	assert_string_equal(plain, "anna@example.nl");
	assert_int_equal(events_of(&d->request, "request.logged"), 1);
	assert_int_equal(fixture_count("SELECT count(*) FROM event WHERE body ILIKE '%anna%'"), 0);
	assert_int_equal(
	    fixture_count("SELECT count(*) FROM note WHERE sealed ILIKE '%moeder%'"), 0);
}

/* Who asks the same while that is open makes another request only when somebody says so. */
static void
test_again(void **state)
{
	(void)state;
	static const struct identifier_value berta[] = { { "email", "berta@example.nl" } };
	struct new_request n = asked(copy, 1), other = asked(objection, 1);
	static const char *const security[] = { "security" };
	n.ids = other.ids = berta;
	other.purposes = security;
	other.npurposes = 1;
	const char *reference = logged(&n);
	refused(ERR_CONFLICT, intake_log(in, &root, &n, fix.arena, &reference, &err));
	(void)logged(&other);
	n.again = true;
	(void)logged(&n);
}

/* What nothing is weighed against is due on the next working day; what else it asks is not. */
static void
test_at_once(void **state)
{
	(void)state;
	static const struct {
		const char *purpose;
		bool marketing, at_once;
	} cases[] = {
		{ "security", false, false },
		{ "outreach", false, true },
		{ NULL, true, true },
	};
	for (size_t i = 0; i < array_len(cases); i++) {
		struct new_request n = asked(objection, 1);
		n.purposes = &cases[i].purpose;
		n.npurposes = cases[i].purpose != NULL;
		n.marketing = cases[i].marketing;
		n.again = true;
		auto_drop(dossier) struct dossier *d = NULL;
		ok(d = dossier_open(in, &root, logged(&n), &err));
		print_message("case %zu\n", i);
		assert_int_equal(d->rights.items[0].at_once, cases[i].at_once);
		const struct date due =
		    cases[i].at_once ? (struct date){ 2026, 3, 5 } : (struct date){ 2026, 4, 7 };
		assert_int_equal(date_cmp(d->request.due, due), 0);
		assert_int_equal(date_cmp(d->term.due, due), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_request),
		cmocka_unit_test(test_logged),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_at_once),
	};
	return cmocka_run_group_tests(tests, installation_start, installation_stop);
}
