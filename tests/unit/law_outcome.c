/*
 * The codes of outcomes and reasons: each by one name, the same through JSON and back, and in words
 * in every language in which letters are written.
 */
#include "unit/unit.h"

#include <sys/stat.h>

#include "dossier/asset.h"
#include "dossier/outcome.h"
#include "dossier/phrase.h"

#define KINDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
names_are_distinct(void **state)
{
	(void)state;
	for (int i = 0; i < OUTCOME__MAX; i++)
		for (int k = 0; k < i; k++)
			assert_string_not_equal(
			    outcome_name((enum outcome_code)i), outcome_name((enum outcome_code)k));
	for (int i = 0; i < REASON__MAX; i++)
		for (int k = 0; k < i; k++)
			assert_string_not_equal(
			    reason_name((enum reason_code)i), reason_name((enum reason_code)k));
}

static void
there_and_back(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	struct err err = { 0 };
	for (int code = 0; code < OUTCOME__MAX; code++)
		for (int why = 0; why < REASON__MAX; why++) {
			const struct outcome o = {
				.category = "C1",
				.code = (enum outcome_code)code,
				.why = { (enum reason_code)why, KINDS("phone", "email"), "17",
				    "NL-AWR52", "words" },
				.until = { 2029, 12, 31 },
				.first = { 2028, 2, 29 },
				.ahead = why % 2,
				.count = why - 1,
				.collection = "orders",
				.field = "pin",
				.to = "Bakker",
			};
			struct outcome back;
			auto_drop(json) json_t *j = outcome_json(&o), *again = NULL;
			assert_ok(outcome_read(j, a, &back, &err), &err);
			again = outcome_json(&back);
			assert_true(json_equal(j, again));
			assert_int_equal(back.code, o.code);
			assert_int_equal(back.why.code, o.why.code);
			assert_int_equal(back.count, o.count);
			assert_int_equal(date_cmp(back.until, o.until), 0);
			assert_int_equal(date_cmp(back.first, o.first), 0);
			assert_string_equal(back.why.missing[1], "email");
			assert_null(back.why.missing[2]);
		}
}

/* Of one collection, code and reason: one, with the earliest and the latest last day. */
static void
several_as_one(void **state)
{
	(void)state;
	const struct outcome one = { .category = "C1",
		.code = OUTCOME_KEPT,
		.why = { REASON_RETENTION },
		.count = 2,
		.until = { 2026, 5, 14 },
		.collection = "calls" };
	struct outcome into = one, more = one;
	assert_true(outcome_add(&into, &more));
	assert_int_equal(into.count, 4);
	assert_false(date_is_set(into.first));
	more.until = (struct date){ 2027, 3, 4 };
	assert_true(outcome_add(&into, &more));
	more.until = (struct date){ 2026, 3, 28 };
	assert_true(outcome_add(&into, &more));
	assert_int_equal(into.count, 8);
	assert_int_equal(date_cmp(into.until, (struct date){ 2027, 3, 4 }), 0);
	assert_int_equal(date_cmp(into.first, (struct date){ 2026, 3, 28 }), 0);
	const struct outcome others[] = {
		{ .category = "C2", .code = one.code, .why = one.why, .until = one.until },
		{ .category = "C1", .code = OUTCOME_HELD, .why = one.why, .until = one.until },
		{ .category = "C1", .code = one.code, .why = { REASON_CONTRACT } },
		{ .category = "C1", .code = one.code, .why = one.why },
		{ .category = "C1", .code = one.code, .why = one.why, .ahead = true },
		{ .category = "C1",
		    .code = one.code,
		    .why = one.why,
		    .until = one.until,
		    .count = -1 },
	};
	for (size_t i = 0; i < array_len(others); i++) {
		struct outcome other = others[i];
		other.collection = one.collection;
		assert_false(outcome_add(&into, &other));
	}
	more = one;
	more.collection = "visits";
	assert_false(outcome_add(&into, &more));
	more = one;
	more.why.article = "AWR 52(4)";
	assert_false(outcome_add(&into, &more));
	assert_int_equal(into.count, 8);
}

static void
no_code(void **state)
{
	(void)state;
	static const char *const bad[] = { "{}", "{\"category\":\"C1\"}",
		"{\"category\":\"C1\",\"code\":\"not searched: no phone known\"}",
		"{\"category\":\"C1\",\"code\":\"found\",\"why\":\"so\"}", "{\"code\":\"found\"}",
		"[]" };
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < array_len(bad); i++) {
		struct err err = { 0 };
		struct outcome o;
		auto_drop(json) json_t *j = json_loads(bad[i], 0, NULL);
		assert_false(outcome_read(j, a, &o, &err));
		assert_err(&err, ERR_INPUT, "which is no code");
	}
}

static void
documented(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	static char text[20000];
	FILE *f = fopen("docs/outcomes.md", "r");
	assert_non_null(f);
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	assert_int_equal(fclose(f), 0);
	for (int i = 0; i < OUTCOME__MAX; i++)
		assert_non_null(
		    strstr(text, arena_printf(a, "`%s`", outcome_name((enum outcome_code)i))));
	for (int i = REASON_NONE + 1; i < REASON__MAX; i++)
		assert_non_null(
		    strstr(text, arena_printf(a, "`%s`", reason_name((enum reason_code)i))));
}

/* ---- words ---- */

static struct code_words *
words(void)
{
	struct err err = { 0 };
	struct code_words *w = code_words_open(&err);
	assert_ok(w != NULL, &err);
	return w;
}

/* The folders of templates/letters are the languages we ship. */
static void
every_code_has_words_in_every_language(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	const struct asset *codes = asset_find("words/codes.json");
	auto_drop(json) json_t *doc = json_loadb(codes->data, codes->size, 0, NULL);
	int languages = 0;
	const char *before = "";
	for (const struct asset *l = NULL; (l = asset_next(l, "letters/"));) {
		const char *name = l->name + strlen("letters/"), *slash = strchr(name, '/');
		if (!slash)
			continue;
		const char *lang = arena_strndup(a, name, (size_t)(slash - name));
		if (strcmp(lang, before) == 0)
			continue;
		before = lang;
		languages++;
		for (int i = 0; i < OUTCOME__MAX; i++)
			assert_non_null(json_str(
			    json_get(json_get(doc, "outcome"), outcome_name((enum outcome_code)i)),
			    lang));
		for (int i = REASON_NONE + 1; i < REASON__MAX; i++)
			assert_non_null(json_str(
			    json_get(json_get(doc, "reason"), reason_name((enum reason_code)i)),
			    lang));
	}
	assert_true(languages >= 2);
}

static void
in_words(void **state)
{
	(void)state;
	const struct {
		struct outcome o;
		const char *nl, *result, *detail;
	} rows[] = {
		{ { .code = OUTCOME_FOUND, .count = 3 }, "gevonden", "found", NULL },
		{ { .code = OUTCOME_NOTHING }, "niets gevonden", "nothing", NULL },
		{ { .code = OUTCOME_NOT_SEARCHED,
		      .why = { REASON_NO_IDENTIFIER, KINDS("phone", "klant_nr") },
		      .collection = "orders" },
		    "niet doorzocht: geen telefoonnummer of klant nr bekend",
		    "not searched: no telephone number or klant nr known", "orders" },
		{ { .code = OUTCOME_NOT_SEARCHED,
		      .why = { REASON_SKIPPED, .text = "<de kast> is leeg & weg" } },
		    "niet doorzocht: <de kast> is leeg & weg",
		    "not searched: <de kast> is leeg & weg", NULL },
		{ { .code = OUTCOME_FORWARDED, .to = "De Kaasboer B.V." },
		    "doorgestuurd naar De Kaasboer B.V.", "forwarded", "to De Kaasboer B.V." },
		{ { .code = OUTCOME_WITHHELD,
		      .why = { REASON_SECRET },
		      .collection = "users",
		      .field = "pin" },
		    "niet meegegeven: een geheim, zoals een wachtwoord: wordt nooit verstrekt "
		    "(art. 15 lid 4 AVG)",
		    "withheld",
		    "users.pin: a secret, such as a password: never handed over (art. 15(4) "
		    "GDPR)" },
		{ { .code = OUTCOME_REFUSED,
		      .why = { REASON_GROUND, .article = "GDPR 15(4)", .text = "anderen" } },
		    "afgewezen: anderen (artikel 15, lid 4, AVG)",
		    "refused: anderen (article 15(4) GDPR)", NULL },
		{ { .code = OUTCOME_HELD,
		      .why = { REASON_STATUTE, .article = "AWR 52(4)" },
		      .count = 7,
		      .collection = "invoices",
		      .until = { 2029, 12, 31 } },
		    "bewaard tot en met 31 december 2029: dat moet van de wet (AWR 52 lid 4)",
		    "held until 2029-12-31: a law demands it (AWR 52(4))", "invoices" },
		{ { .code = OUTCOME_KEPT,
		      .why = { REASON_RETENTION },
		      .count = 3,
		      .until = { 2027, 3, 4 },
		      .first = { 2026, 3, 28 } },
		    "niet gewist, het eerste tot en met 28 maart 2026, het laatste tot en met 4 "
		    "maart 2027: de bewaartermijn loopt nog",
		    "kept until 2026-03-28 at the earliest, 2027-03-04 at the latest: its "
		    "retention period is not over",
		    NULL },
		{ { .code = OUTCOME_KEPT, .why = { REASON_CONTRACT }, .ahead = true },
		    "niet gewist tot na een termijn die nog moet beginnen: nodig voor een "
		    "overeenkomst die nog loopt",
		    "kept: needed for a contract that still runs", NULL },
	};
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(code_words) struct code_words *w = words();
	for (size_t i = 0; i < array_len(rows); i++) {
		auto_drop(json) json_t *v = outcome_view(w, &rows[i].o, "en", a);
		assert_string_equal(outcome_words(w, &rows[i].o, "nl", a), rows[i].nl);
		assert_string_equal(json_str(v, "result"), rows[i].result);
		assert_string_equal(
		    json_str_or(v, "detail", ""), rows[i].detail ? rows[i].detail : "");
		assert_string_equal(json_str(v, "code"), outcome_name(rows[i].o.code));
	}
}

/* In the interface's language where that is wanted; an archive stays English. */
static void
interface(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(code_words) struct code_words *w = words();
	const char *const kinds[] = { "phone", NULL };
	const struct outcome o = { .code = OUTCOME_NOT_SEARCHED,
		.why = { REASON_NO_IDENTIFIER, .missing = kinds },
		.count = -1 };
	assert_true(phrase_language("nl"));
	auto_drop(json) json_t *dutch = outcome_view(w, &o, phrase_language_now(), a);
	auto_drop(json) json_t *english = outcome_view(w, &o, "en", a);
	for (enum outcome_code code = 0; code < OUTCOME__MAX; code++) {
		const struct outcome one = { .code = code, .count = -1 };
		auto_drop(json) json_t *nl = outcome_view(w, &one, "nl", a);
		auto_drop(json) json_t *en = outcome_view(w, &one, "en", a);
		assert_string_not_equal(json_str(nl, "result"), json_str(en, "result"));
	}
	assert_true(phrase_language("en"));
	assert_string_equal(
	    json_str(dutch, "result"), "niet doorzocht: geen telefoonnummer bekend");
	assert_string_equal(json_str(english, "result"), "not searched: no telephone number known");
}

static void
reasons(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(code_words) struct code_words *w = words();
	const struct reason none = { 0 }, by_hand = { REASON_BY_HAND, .article = "17" };
	assert_null(reason_words(w, &none, "nl", a));
	assert_string_equal(reason_words(w, &by_hand, "nl", a),
	    "wordt door een medewerker behandeld (art. 17 AVG)");
	/* a language we have no words in gets English */
	assert_string_equal(
	    reason_words(w, &by_hand, "sv", a), "handled by a colleague (art. 17 GDPR)");
}

/* ---- an organisation's own file ---- */

static char dir[] = "/tmp/law_outcome_XXXXXX";

static void
write_own(const char *text)
{
	auto_drop(arena) struct arena *a = arena_new();
	FILE *f = fopen(arena_printf(a, "%s/words/codes.json", dir), "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void
own_words(void **state)
{
	(void)state;
	auto_drop(arena) struct arena *a = arena_new();
	assert_non_null(mkdtemp(dir));
	assert_int_equal(mkdir(arena_printf(a, "%s/words", dir), 0700), 0);
	asset_override_dir(dir);

	write_own("{\"outcome\": {\"nothing\": {\"nl\": \"wij vonden niets\"}}}");
	const struct outcome nothing = { .code = OUTCOME_NOTHING },
			     found = { .code = OUTCOME_FOUND };
	auto_drop(code_words) struct code_words *w = words();
	assert_string_equal(outcome_words(w, &nothing, "nl", a), "wij vonden niets");
	assert_string_equal(outcome_words(w, &nothing, "en", a), "nothing found");
	assert_string_equal(outcome_words(w, &found, "nl", a), "gevonden");

	struct err err = { 0 };
	write_own("{\"outcome\": {\n  \"lost\": {\"nl\": \"kwijt\"}}}");
	assert_null(code_words_open(&err));
	assert_err(&err, ERR_INPUT, "codes.json:2:");
	assert_err(&err, ERR_INPUT, "\"lost\" is no outcome");
	err = (struct err){ 0 };
	write_own("{\"reason\": {\"basis\": {\"nl\": \"a\"}, \"basis\": {\"nl\": \"b\"}}}");
	assert_null(code_words_open(&err));
	assert_err(&err, ERR_INPUT, "duplicate");

	asset_override_dir(NULL);
	assert_int_equal(unlink(arena_printf(a, "%s/words/codes.json", dir)), 0);
	assert_int_equal(rmdir(arena_printf(a, "%s/words", dir)), 0);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_distinct),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(several_as_one),
		cmocka_unit_test(no_code),
		cmocka_unit_test(documented),
		cmocka_unit_test(every_code_has_words_in_every_language),
		cmocka_unit_test(in_words),
		cmocka_unit_test(interface),
		cmocka_unit_test(reasons),
		cmocka_unit_test(own_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
