/* What of a register tells each item of art. 15(1) and 15(2), and when data went to a recipient. */
#include "unit/unit.h"

#include "dossier/information.h"

static json_t *
parsed(const char *text)
{
	json_t *j = json_loads(text, 0, NULL);
	assert_non_null(j);
	return j;
}

/* The states of all items: a letter each, in their order. */
static const char *
states(const char *category, const char *organisation, const char *recipient, char ret[static 10])
{
	static const char letters[INFO_STATE__MAX] = { '-', '+', 'r', 'p', 'i', 'b' };
	auto_drop(json) json_t *c = parsed(category), *o = parsed(organisation),
			       *r = recipient ? parsed(recipient) : NULL;
	const json_t *const recipients[] = { r, NULL };
	const struct info_about x = { c, o, recipients };
	for (enum info i = 0; i < INFO__MAX; i++)
		ret[i] = letters[info_state(i, &x)];
	ret[INFO__MAX] = '\0';
	return ret;
}

#define NO "{\"automated_decisions\": {\"exist\": false}}"
#define KEPT(members) "{\"provided\": true, \"retention\": {" members "}}"
#define VIA(mechanism) "{\"transfer\": {\"mechanisms\": [\"" mechanism "\"]}}"

static void
items(void **state)
{
	(void)state;
	static const struct {
		const char *category, *organisation, *recipient, *wanted;
	} rows[] = {
		/* nothing is told, and all is due but the source and a transfer */
		{ "{\"provided\": true}", "{}", NULL, "b+bb++-b-" },
		{ "{}", "{}", NULL, "b+bb++bb-" },
		{ "{\"provided\": true, \"purposes\": []}", "{}", NULL, "b+bb++-b-" },
		{ "{\"provided\": true, \"purposes\": [\"x\"]}", "{}", NULL, "r+bb++-b-" },
		/* an empty list says: nobody */
		{ "{\"provided\": true, \"recipients\": []}", "{}", NULL, "b+rb++-b-" },
		{ "{\"provided\": true, \"recipients\": null}", "{}", NULL, "b+bb++-b-" },
		/* words are no period */
		{ KEPT("\"text\": \"zolang nodig\", \"period\": null"), "{}", NULL, "b+bb++-b-" },
		{ KEPT("\"text\": null, \"period\": \"P1Y\""), "{}", NULL, "b+bb++-b-" },
		{ KEPT("\"text\": \"een jaar\", \"period\": \"P1Y\""), "{}", NULL, "b+br++-b-" },
		{ KEPT("\"text\": \"tot opzegging\", \"until\": \"end\""), "{}", NULL,
		    "b+br++-b-" },
		{ KEPT("\"text\": \"instelbaar\", \"set_by\": \"customer\""), "{}", NULL,
		    "b+br++-b-" },
		/* a source: of the category, or of all */
		{ "{\"sources\": [\"KvK\"]}", "{}", NULL, "b+bb++rb-" },
		{ "{}", "{\"sources\": [\"KvK\"]}", NULL, "b+bb++rb-" },
		{ "{}", "{\"sources\": []}", NULL, "b+bb++bb-" },
		/* yes or no: silence is neither, and a yes says how */
		{ "{}", NO, NULL, "b+bb++br-" },
		{ "{}", "{\"automated_decisions\": null}", NULL, "b+bb++bb-" },
		{ "{}", "{\"automated_decisions\": {\"exist\": true}}", NULL, "b+bb++bb-" },
		{ "{}", "{\"automated_decisions\": {\"exist\": true, \"text\": \"score\"}}", NULL,
		    "b+bb++br-" },
		/* a transfer has a safeguard, which the Privacy Shield is not */
		{ "{}", "{}", VIA("none-needed"), "b+rb++bb-" },
		{ "{}", "{}", VIA("scc"), "b+rb++bbr" },
		{ "{}", "{}", VIA("dpf"), "b+rb++bbr" },
		{ "{}", "{}", VIA("privacy-shield"), "b+rb++bbb" },
		{ "{}", "{}", VIA("not-stated"), "b+rb++bbb" },
		{ "{}", "{}", "{}", "b+rb++bbb" },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		char got[10];
		assert_string_equal(
		    states(rows[i].category, rows[i].organisation, rows[i].recipient, got),
		    rows[i].wanted);
	}
	assert_int_equal(info_find("15-2"), INFO_TRANSFERS);
	assert_int_equal(info_find("i"), INFO__MAX);
	for (size_t i = 0; info_said[i][0]; i++)
		assert_true(info_find(info_said[i][1]) < INFO__MAX);
}

/* "independent named found told searched": what is known; *ret: the recipient, to be dropped. */
static struct reach_known
known(const char *words, const char *usual, const char *said, struct recipient *ret)
{
	json_t *j = json_pack("{s:s*}", "received", usual);
	*ret = (struct recipient){ .id = "X-R01",
		.name = strstr(words, "named") ? "De Pers" : NULL,
		.independent = strstr(words, "independent"),
		.json = j };
	return (struct reach_known){ .recipient = ret,
		.found = strstr(words, "found"),
		.told = strstr(words, "told"),
		.searched = strstr(words, "searched"),
		.said = said };
}

static void
reaches(void **state)
{
	(void)state;
	static const struct {
		const char *words, *usual, *said;
		enum reach wanted;
	} rows[] = {
		{ "named", NULL, NULL, REACH_PROCESSOR },
		{ "named searched", NULL, NULL, REACH_SEARCHED },
		{ "named found", NULL, NULL, REACH_FOUND },
		{ "named told", NULL, NULL, REACH_TOLD },
		{ "named independent", NULL, NULL, REACH_BLANK },
		{ "named independent found", NULL, NULL, REACH_FOUND },
		{ "named independent told", NULL, NULL, REACH_TOLD },
		{ "named independent", "everyone", NULL, REACH_EVERYONE },
		{ "named independent", "nobody", NULL, REACH_NOBODY },
		{ "named independent found", "nobody", NULL, REACH_FOUND },
		{ "named independent", "nobody", "yes", REACH_YES },
		{ "named independent", NULL, "no", REACH_NO },
		{ "named independent", NULL, "unknown", REACH_UNKNOWN },
		/* what was found is not denied */
		{ "named found", NULL, "no", REACH_FOUND },
		/* who it is has to be said */
		{ "", NULL, NULL, REACH_BLANK },
		{ "found", NULL, NULL, REACH_BLANK },
		{ "searched", NULL, NULL, REACH_BLANK },
		{ "independent", "everyone", NULL, REACH_BLANK },
		{ "independent", "nobody", NULL, REACH_NOBODY },
		{ "independent", NULL, "yes", REACH_YES },
		{ "found", NULL, "yes", REACH_FOUND },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct recipient r;
		struct reach_known k = known(rows[i].words, rows[i].usual, rows[i].said, &r);
		assert_int_equal(reach_of(&k), rows[i].wanted);
		json_decref((json_t *)(uintptr_t)r.json);
	}
	assert_false(reach_is_recipient(REACH_NO));
	assert_false(reach_is_recipient(REACH_NOBODY));
	assert_true(reach_is_recipient(REACH_BLANK));
}

static void
what_may_be_said(void **state)
{
	(void)state;
	static const struct {
		const char *words, *said, *text, *wrong;
	} rows[] = {
		{ "named", "yes", NULL, NULL },
		{ "named", "no", NULL, NULL },
		{ "", "yes", NULL, "no name in the register" },
		{ "", "yes", " ", "no name in the register" },
		{ "", "yes", "De Pers", NULL },
		{ "", "no", NULL, NULL },
		{ "named", "unknown", NULL, "why it cannot be established" },
		{ "named", "unknown", "geen lijst", NULL },
		{ "named found", "no", "toch niet", "were found there" },
		{ "named told", "unknown", "geen lijst", "was told so" },
		{ "named found", "yes", NULL, NULL },
	};
	for (size_t i = 0; i < array_len(rows); i++) {
		struct recipient r;
		struct err err = { 0 };
		struct reach_known k = known(rows[i].words, NULL, rows[i].said, &r);
		assert_int_equal(reach_check(&k, rows[i].text, &err), rows[i].wrong == NULL);
		if (rows[i].wrong)
			assert_non_null(strstr(err.text, rows[i].wrong));
		json_decref((json_t *)(uintptr_t)r.json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items),
		cmocka_unit_test(reaches),
		cmocka_unit_test(what_may_be_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
