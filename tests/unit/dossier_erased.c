/*
 * What the person reads of an erasure: what went and where, what stays, by which article and until
 * when or by which rule, what else happened, and until when backups hold it; of receipts and of
 * what people said.
 */
#include "../../src/dossier/tell.h"
#include "dossier/erased.h"
#include "dossier/store/erasure.h"
#include "dossier/store/task.h"
#include "unit/dossier_help.h"

static const char *const erasure_only[] = { "erasure", NULL };

static void
add_task(const struct request *r, const char *system, const char *connector, json_t *outcomes)
{
	struct task t = { .org_id = fix.org,
		.request_id = r->id,
		.system = system,
		.action = ACTION_ERASE,
		.connector = connector,
		.state = "done",
		.needs = json_array(),
		.categories = json_pack("[s, s, s]", "JBS-C01", "JBS-C02", "JBS-C04"),
		.due = { 2026, 4, 7 } };
	ok(db_begin(in->db, &err));
	ok(task_insert(in->db, &t, 1, &err));
	event_none(in->db);
	ok(db_commit(in->db, &err));
	auto_drop(str) char *text = json_dumps(outcomes, JSON_COMPACT);
	(void)fixture_sql(arena_printf(fix.arena,
	    "UPDATE task SET outcomes = '%s' WHERE request_id = %lld AND system = '%s'", text,
	    (long long)r->id, system));
	json_decref(outcomes);
	json_decref(t.needs);
	json_decref(t.categories);
}

/* A set of a receipt, with why it stays, JSON or "". */
static json_t *
set(const char *category, const char *verdict, const char *act, int n, const char *why)
{
	json_t *reasons = *why ? json_loads(why, 0, NULL) : json_array();
	assert_non_null(reasons);
	return json_pack("{s:s, s:s, s:s, s:s, s:i, s:o, s:o}", "category", category, "collection",
	    "customers", "verdict", verdict, "do", act, "n", n, "kept",
	    strcmp(act, "anonymise") == 0 ? json_pack("[s, s]", "first_name", "last_name")
					  : json_null(),
	    "why", reasons);
}

static void
add_receipt(const struct request *r, int change, json_t *sets)
{
	json_t *receipt = json_pack("{s:s, s:o, s:[{s:s, s:s, s:s}]}", "committed_at",
	    "2026-03-09T10:00:00Z", "sets", sets, "layers", "layer", "backups", "state",
	    "not-clean", "until", change ? "2026-04-13" : "2026-04-10");
	auto_drop(str) char *text = json_dumps(receipt, JSON_COMPACT);
	struct erasure e = { .system = "app",
		.action = "erase",
		.change = change,
		.purpose = ERASURE_REQUEST,
		.sealed = "sealed",
		.by = "root" };
	bool found;
	ok(db_begin(in->db, &err));
	ok(erasure_insert(in->db, r, &e, &err));
	ok(erasure_of(in->db, fix.org, r->id, "app", change, fix.arena, &e, &found, &err));
	assert_true(found);
	e.state = ERASURE_DONE;
	e.receipt = text;
	e.epoch = -1;
	ok(erasure_end(in->db, fix.org, &e, &err));
	event_none(in->db);
	ok(db_commit(in->db, &err));
	json_decref(receipt);
}

#define STATUTE(year)                                                                              \
	"[{\"code\":\"statute\",\"basis\":\"NL-AWR52\",\"article\":\"AWR 52(4)\",\"last\":\"" year \
	"-12-31\",\"ahead\":false}]"

/* Two runs of the program, and what a processor and a colleague said. */
static struct request
erased_request(void)
{
	struct request r = request_put(erasure_only, "searching");
	json_t *first = json_array(), *second = json_array();
	json_array_append_new(first, set("JBS-C02", "erase", "delete", 2, ""));
	json_array_append_new(first, set("JBS-C02", "hold", "nothing", 9, STATUTE("2031")));
	json_array_append_new(second, set("JBS-C02", "erase", "delete", 1, ""));
	json_array_append_new(second, set("JBS-C02", "anonymise", "anonymise", 4, ""));
	json_array_append_new(second, set("JBS-C02", "hold", "nothing", 3, STATUTE("2032")));
	json_array_append_new(second, set("JBS-C02", "hold", "anonymise", 5, STATUTE("2031")));
	json_array_append_new(second,
	    set("JBS-C01", "hold", "nothing", 1,
		"[{\"code\":\"statute\",\"basis\":\"NL-AWR52\",\"article\":\"AWR 52(4)\",\"ahead\":"
		"true},{\"code\":\"contract\",\"ahead\":true}]"));
	json_array_append_new(second,
	    set("JBS-C01", "hold", "nothing", 1,
		"[{\"code\":\"claim\",\"hold\":3,\"review\":\"2027-01-01\"}]"));
	json_array_append_new(
	    second, set("JBS-C01", "keep", "anonymise", 1, "[{\"code\":\"contract\"}]"));
	json_array_append_new(
	    second, set("JBS-C04", "keep", "nothing", 8, "[{\"code\":\"not-ours\"}]"));
	add_receipt(&r, 0, first);
	add_receipt(&r, 1, second);
	add_task(&r, "app", "postgresql",
	    json_loads("[{\"category\":\"JBS-C02\",\"code\":\"erased\",\"count\":1},"
		       "{\"category\":\"JBS-C04\",\"code\":\"kept\",\"why\":\"not-ours\"}]",
		0, NULL));
	add_task(&r, "stripe", "written",
	    json_loads(
		"[{\"category\":\"JBS-C02\",\"code\":\"erased\",\"count\":6},"
		"{\"category\":\"JBS-C02\",\"code\":\"held\",\"count\":2,\"why\":\"statute\","
		"\"article\":\"AWR 52(4)\",\"until\":\"2032-12-31\"}]",
		0, NULL));
	add_task(&r, "vps", "manual",
	    json_loads("[{\"category\":\"JBS-C01\",\"code\":\"nothing\"}]", 0, NULL));
	add_task(&r, "twilio", "written",
	    json_loads("[{\"category\":\"JBS-C04\",\"code\":\"not-searched\","
		       "\"why\":\"no-identifier\",\"missing\":[\"phone\"]}]",
		0, NULL));
	return r;
}

/* As if each category was carried out. */
static struct dossier *
decided(const struct request *r)
{
	struct dossier *d = opened(r);
	struct fact *facts = arena_alloc(d->a, (d->facts.n + 1) * sizeof(*facts));
	memcpy(facts, d->facts.items, d->facts.n * sizeof(*facts));
	facts[d->facts.n] = (struct fact){ .kind = FACT_CARRIED_OUT, .on = { 2026, 3, 9 } };
	d->facts = (struct fact_list){ facts, d->facts.n + 1 };
	static const char *const ids[] = { "JBS-C01", "JBS-C02", "JBS-C04" };
	d->decisions.items = arena_alloc(d->a, 3 * sizeof(*d->decisions.items));
	for (d->decisions.n = 0; d->decisions.n < array_len(ids); d->decisions.n++)
		d->decisions.items[d->decisions.n] = (struct decision){ .right = "erasure",
			.part = { ids[d->decisions.n], "" },
			.fact = &facts[d->facts.n - 1] };
	return d;
}

/* As if that system was asked, and left out after it said nothing. */
static void
silence(struct dossier *d, const char *system)
{
	for (size_t i = 0; i < d->tasks.n; i++)
		if (strcmp(d->tasks.items[i].system, system) == 0) {
			d->tasks.items[i].state = "skipped";
			d->tasks.items[i].asked_at = 1;
		}
}

static void
says(const json_t *told, const char *name, const char *wanted)
{
	auto_drop(json) json_t *expected = json_loads(wanted, JSON_DECODE_ANY, NULL);
	auto_drop(str) char *text =
	    json_dumps(json_get(told, name), JSON_COMPACT | JSON_ENCODE_ANY);
	assert_non_null(expected);
	if (!json_equal(json_get(told, name), expected))
		fail_msg("%s: %s", name, text);
}

static void
test_told(void **state)
{
	(void)state;
	const struct request r = erased_request();
	auto_drop(dossier) struct dossier *d = decided(&r);
	auto_drop(json) json_t *told = json_object();
	ok(erased_told(d, "en", told, &err));
	says(told, "erased",
	    "[{\"name\":\"Invoice and payment data\",\"on\":\"9 March 2026\",\"places\":["
	    "{\"place\":\"JBSync application (database)\",\"gone\":\"3\",\"blank\":\"4\","
	    "\"both\":true},"
	    "{\"place\":\"Stripe\",\"gone\":\"6\",\"blank\":null,\"both\":false}]}]");
	says(told, "held",
	    "[{\"name\":\"Account data\",\"place\":\"JBSync application (database)\",\"n\":\"1\","
	    "\"article\":\"article 17(3)(e) GDPR\",\"review\":\"1 January 2027\",\"rule\":null,"
	    "\"claim\":true,\"restricted\":false},"
	    "{\"name\":\"Invoice and payment data\",\"place\":\"JBSync application (database)\","
	    "\"n\":\"5\",\"article\":\"AWR 52(4)\",\"until\":\"31 December 2031\",\"rule\":null,"
	    "\"claim\":false,\"restricted\":false},"
	    "{\"name\":\"Invoice and payment data\",\"place\":\"JBSync application (database)\","
	    "\"n\":\"3\",\"article\":\"AWR 52(4)\",\"until\":\"31 December 2032\",\"rule\":null,"
	    "\"claim\":false,\"restricted\":false},"
	    "{\"name\":\"Invoice and payment data\",\"place\":\"Stripe\",\"n\":\"2\","
	    "\"article\":\"AWR 52(4)\",\"until\":\"31 December 2032\",\"rule\":null,"
	    "\"claim\":false,\"restricted\":false}]");
	const json_t *kept = json_get(told, "kept");
	assert_int_equal(json_array_size(kept), 2);
	for (size_t i = 0; i < 2; i++) {
		const json_t *one = json_array_get(kept, i);
		const json_t *rule = json_get(json_get(one, "then"), "rule");
		assert_true(json_flag(one, "contract"));
		assert_string_equal(json_str(one, "place"), "JBSync application (database)");
		if (rule)
			assert_string_equal(json_str(rule, "words"), "your contract ends");
	}
	says(told, "backups",
	    "[{\"place\":\"JBSync application (database)\",\"until\":\"13 April 2026\"},"
	    "{\"place\":\"Stripe\"}]");
	says(told, "rest", "true");
	says(told, "blocked", "false");
	says(told, "any_effects", "true");
	says(told, "unsearched", "[\"Twilio (telephony and SMS)\"]");
	assert_false(erased_unconfirmed(d, "JBS-R12"));
	silence(d, "stripe");
	assert_true(erased_unconfirmed(d, "JBS-R12"));
	assert_false(erased_unconfirmed(d, "JBS-R05"));
	assert_true(erased_in_part(d, NULL));
	assert_true(erased_was_asked(d, "JBS-C04") && !erased_any(d, "JBS-C04"));
	assert_true(erased_any(d, "JBS-C02"));
}

/* A record with nothing of the person in it that stays makes no refusal of it. */
static void
test_whole(void **state)
{
	(void)state;
	struct request r = request_put(erasure_only, "searching");
	add_task(&r, "vps", "manual",
	    json_loads("[{\"category\":\"JBS-C01\",\"code\":\"erased\",\"count\":3},"
		       "{\"category\":\"JBS-C01\",\"code\":\"kept\",\"why\":\"not-ours\"}]",
		0, NULL));
	auto_drop(dossier) struct dossier *d = decided(&r);
	assert_false(erased_in_part(d, NULL));
}

/* All of it, as the letter has it. */
static void
test_letter(void **state)
{
	(void)state;
	const struct request r = erased_request();
	struct dossier *d = NULL;
	ok(d = dossier_begin(in, &root, r.reference, ACT_ANSWER, &err));
	struct dossier *as = decided(&r);
	d->decisions = as->decisions;
	d->facts = as->facts;
	silence(d, "twilio");
	const struct rights_chosen rights = { .names = { "erasure" }, .n = 1 };
	struct letter_told told;
	ok(rights_tell_done(d, &rights, fix.arena, &told, &err));
	static const char *const parts[] = { "Factuur- en betalingsdata (9 maart 2026)",
		"3 gewist en 4 onherkenbaar gemaakt", "  - Stripe: 6 gewist\n",
		"), 2: tot en met 31 december 2032 (AWR 52 lid 4)",
		"een deel ervan nog blijft: tot en met 7 jaar na het jaar waarin uw contract "
		"eindigt (AWR 52 lid 4).",
		"zolang het geschil loopt; uiterlijk op 1 januari 2027 kijken wij opnieuw (",
		"Voornaam, Achternaam. Wij hebben dit nodig voor een overeenkomst die nog loopt.",
		"Wat blijft, gebruiken wij nergens anders voor", "13 april 2026\n",
		"Stripe: dat weten wij niet", "Autoriteit Persoonsgegevens", "rechtbank",
		"Nog niet alles daarvan is bevestigd:\n- Twilio" };
	for (size_t i = 0; i < array_len(parts); i++)
		if (!strstr(told.body, parts[i]))
			fail_msg("no \"%s\" in: %s", parts[i], told.body);
	assert_null(strstr(told.body, "anna@"));
	assert_null(strstr(told.body, "Hier konden wij niet zoeken"));
	dossier_free(as);
	struct err given_up = { 0 };
	assert_false(dossier_commit(d, false, &given_up));
}

/* It is said to be blocked once a look, since it is kept, saw it out of the view. */
static void
test_blocked(void **state)
{
	(void)state;
	static const struct {
		const char *at, *counts, *wanted;
	} looks[] = {
		{ "2026-03-09T09:00:00Z", "{\"views\":[]}", "false" },
		{ "2026-03-10T10:00:00Z",
		    "{\"views\":[{\"view\":\"app.invoices_in_use\",\"n\":1}]}", "false" },
		{ "2026-03-11T10:00:00Z", "{\"views\":[]}", "true" },
	};
	const struct request r = request_put(erasure_only, "searching");
	json_t *sets = json_array(), *one = set("JBS-C02", "hold", "nothing", 2, STATUTE("2031"));
	json_object_set_new(one, "collection", json_string("invoices"));
	json_array_append_new(sets, one);
	add_receipt(&r, 0, sets);
	for (size_t i = 0; i < array_len(looks); i++) {
		(void)fixture_sql(arena_printf(fix.arena,
		    "INSERT INTO found (organisation_id, request_id, system, change, purpose, "
		    "digest, counts, sealed, register_version, at) VALUES (%lld, %lld, 'app', %d, "
		    "'later', repeat('0', 64), '%s', 'sealed', 1, '%s')",
		    (long long)fix.org, (long long)r.id, (int)i + 1, looks[i].counts, looks[i].at));
		auto_drop(dossier) struct dossier *d = decided(&r);
		auto_drop(json) json_t *told = json_object();
		ok(erased_told(d, "nl", told, &err));
		says(told, "blocked", looks[i].wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_letter),
		cmocka_unit_test(test_blocked),
	};
	return cmocka_run_group_tests(tests, installation_start, installation_stop);
}
