/*
 * Making letters: every kind in every language says what the law wants told, is marked in a
 * rehearsal, and can be opened with its key, by its name, alone.
 */
#include <stdlib.h>

#include "../../src/letter/letter_private.h"
#include "dossier/asset.h"
#include "unit/unit.h"

static struct arena *texts;
static const unsigned char key[KEY_LEN] = "0123456789abcdef0123456789abcde";
static const char *const languages[] = { "nl", "en" };

/* A value for each variable there is, which is none of another's. */
static json_t *
everything(void)
{
	static const char *const names[] = { "reference", "received", "today", "deadline", "rights",
		"name", "remedies", "reason", "extended", "right", "ground", "article", "facts",
		"others", "first", "doubt", "amount", "costs", "withdraw_by", "answer_by",
		"recipient", "system", "instruction", "asked", "due", "handler", "letter",
		"skipped" };
	json_t *data =
	    json_pack("{s:{s:s, s:s}, s:b, s:[{s:s, s:s}], s:[{s:s, s:s}]}", "organisation", "name",
		"Bakker B.V.", "email", "info@bakker.example", "rest", 1, "categories", "id", "C1",
		"name", "<category>", "identifiers", "label", "<label>", "value", "<value>");
	for (size_t i = 0; i < array_len(names); i++)
		json_object_set_new(
		    data, names[i], json_string(arena_printf(texts, "<%s>", names[i])));
	return data;
}

static struct letter_draft
draft_of(enum letter_kind kind, const char *language, json_t *data)
{
	return (struct letter_draft){
		.kind = kind,
		.name = arena_printf(texts, "R-1.x.%s", letter_rule(kind)->name),
		.language = language,
		.from_name = "Bakker B.V.",
		.from = "info@bakker.example",
		.to = "anna@example.org",
		.data = data,
	};
}

static struct mail
made(const struct letter_draft *d)
{
	struct err err = { 0 };
	struct letter l;
	struct mail m;
	json_t *message;
	const char *text;
	assert_ok(letter_make(d, key, texts, &l, &text, &err), &err);
	assert_ok(content_open(key, l.file, l.sealed, texts, &m, &message, &err), &err);
	assert_null(message);
	assert_string_equal(m.body, text);
	return m;
}

/* With the subject and the text of a letter to colleagues, in one language. */
static struct mail
made_message(const struct letter_draft *d, const char *language)
{
	struct err err = { 0 };
	struct letter l;
	struct mail m;
	auto_drop(json) json_t *message = json_object(), *sealed = NULL;
	assert_ok(letter_make_message(d, message, key, texts, &l, &err), &err);
	assert_ok(content_open(key, l.file, l.sealed, texts, &m, &sealed, &err), &err);
	assert_true(json_equal(sealed, message));
	m.subject = arena_strdup(texts, json_str(json_get(sealed, "subject"), language));
	m.body = arena_strdup(texts, json_str(json_get(sealed, "text"), language));
	return m;
}

static struct mail
made_in(enum letter_kind kind, const char *language, bool rehearsal)
{
	struct mail m;
	json_t *data = everything();
	if (letter_rule(kind)->to == LETTER_TO_COLLEAGUE)
		data = json_pack("{s:o}", language, data);
	struct letter_draft d = draft_of(kind, language, data);
	d.rehearsal = rehearsal;
	m = letter_rule(kind)->to == LETTER_TO_COLLEAGUE ? made_message(&d, language) : made(&d);
	json_decref(data);
	return m;
}

static void
says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("no \"%s\" in: %s", part, text);
}

static void
every_kind(void **state)
{
	(void)state;
	for (enum letter_kind k = 0; k < LETTER__MAX; k++)
		for (size_t l = 0; l < array_len(languages); l++) {
			const struct letter_rule *r = letter_rule(k);
			const struct mail m = made_in(k, languages[l], false);
			says(m.body, "<reference>");
			for (size_t i = 0; i < array_len(r->must) && r->must[i]; i++)
				says(m.body, arena_printf(texts, "<%s>", r->must[i]));
			assert_null(strstr(m.body, "{{"));
			assert_null(strstr(m.subject, "{{"));
		}
}

/* On its subject and its first line: who reads only one of them knows. */
static void
rehearsed(void **state)
{
	(void)state;
	static const char *const word[] = { "OEFENING: ", "REHEARSAL: " };
	for (enum letter_kind k = 0; k < LETTER__MAX; k++)
		for (size_t l = 0; l < array_len(languages); l++) {
			const struct mail m = made_in(k, languages[l], true),
					  real = made_in(k, languages[l], false);
			if (strncmp(m.subject, word[l], strlen(word[l])) != 0 ||
			    strncmp(m.body, word[l], strlen(word[l])) != 0)
				fail_msg("%s in %s is not marked: %s\n%s", letter_rule(k)->name,
				    languages[l], m.subject, m.body);
			if (strstr(real.subject, word[l]) || strstr(real.body, word[l]))
				fail_msg("%s is marked though it is none", letter_rule(k)->name);
		}
}

static void
its_row(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct letter l;
	auto_drop(json) json_t *data = everything();
	struct letter_draft d = draft_of(LETTER_EXTENSION, "nl", data);
	assert_ok(letter_make(&d, key, texts, &l, NULL, &err), &err);
	assert_string_equal(l.kind, "extension");
	assert_string_equal(l.recipient_kind, "person");
	assert_null(l.recipient);
	assert_string_equal(l.file, "R-1.x.extension.eml");
	assert_string_equal(l.message_id, "R-1.x.extension@bakker.example");
	assert_null(strstr(l.sealed, "anna"));
	d.print = true;
	d.from = NULL;
	assert_ok(letter_make(&d, key, texts, &l, NULL, &err), &err);
	assert_string_equal(l.file, "R-1.x.extension.txt");
	assert_null(l.message_id);
}

static void
its_place(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct mail m;
	json_t *message;
	unsigned char other[KEY_LEN] = { 1 };
	const char *sealed = content_seal(key, "a.eml",
	    &(const struct mail){ .subject = "s", .language = "nl", .body = "b", .date = 5 }, NULL,
	    texts);
	assert_ok(content_open(key, "a.eml", sealed, texts, &m, &message, &err), &err);
	assert_string_equal(m.subject, "s");
	assert_int_equal(m.date, 5);
	assert_null(m.to);
	assert_false(content_open(key, "b.eml", sealed, texts, &m, &message, &err));
	assert_int_equal(err.kind, ERR_INPUT);
	err_clear(&err);
	assert_false(content_open(other, "a.eml", sealed, texts, &m, &message, &err));
	assert_int_equal(err.kind, ERR_INPUT);
}

/* ---- an organisation's own words ---- */

static void
own_template(const char *dir, const char *text)
{
	FILE *f = fopen(arena_printf(texts, "%s/letters/nl/extension.mustache", dir), "w");
	assert_non_null(f);
	(void)fputs(text, f);
	(void)fclose(f);
}

static void
refused(const char *part)
{
	struct err err = { 0 };
	struct letter l;
	auto_drop(json) json_t *data = everything();
	const struct letter_draft d = draft_of(LETTER_EXTENSION, "nl", data);
	assert_false(letter_make(&d, key, texts, &l, NULL, &err));
	assert_err(&err, ERR_INPUT, part);
}

static void
own_words(void **state)
{
	(void)state;
	char dir[] = "/tmp/letter_make.XXXXXX";
	assert_non_null(mkdtemp(dir));
	assert_int_equal(system(arena_printf(texts, "mkdir -p %s/letters/nl", dir)), 0);
	asset_override_dir(dir);
	own_template(dir, "Subject: x\n\n{{{reason}}} {{{extended}}}\n");
	says(made_in(LETTER_EXTENSION, "nl", false).body, "<reason> <extended>\n");
	own_template(dir, "Subject: x\n\n{{{extended}}}\n");
	refused("the letter extension does not say {{{reason}}}");
	own_template(dir, "Subject: x\n\n{{{reason}}} {{{extended}}} \033[31m\n");
	refused("control character");
	own_template(dir, "no subject\n\nx\n");
	refused("Subject: ...");
	own_template(dir, "Subject: x\n\n{{#reason}}\n");
	refused("letters/nl/extension.mustache");
	asset_override_dir(NULL);
	assert_int_equal(system(arena_printf(texts, "rm -r %s", dir)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind),
		cmocka_unit_test(rehearsed),
		cmocka_unit_test(its_row),
		cmocka_unit_test(its_place),
		cmocka_unit_test(own_words),
	};
	texts = arena_new();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(texts);
	return failed;
}
