/*
 * What letters say: templates filled in, articles, rights and money as people write them, who
 * writes, and where to complain. Everything from outside is cleaned; nothing is escaped, since a
 * letter is plain text.
 */
#include <inttypes.h>

#include "dossier/asset.h"
#include "dossier/refusal.h"
#include "dossier/text.h"

#include "letter_private.h"

#define LINE_MAX_BYTES 200
#define TEXT_MAX_BYTES 8000

/* ---- templates ---- */

static const char *
template_name(const char *template, const char *language, struct arena *a)
{
	return arena_printf(a, "letters/%s/%s.mustache", language, template);
}

bool
letter_speaks(enum letter_kind kind, const char *language)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t n;
	const char *name = template_name(letter_rule(kind)->template, language, a);
	return asset_text(name, a, &n, NULL) != NULL;
}

/* The template's first line is the subject, an empty line and the text follow. */
static bool
split(char *text, const char **ret_subject, const char **ret_body, struct err *err)
{
	static const char subject[] = "Subject: ";
	char *nl = strchr(text, '\n');
	if (strncmp(text, subject, strlen(subject)) != 0 || !nl || nl[1] != '\n')
		return err_set(err, ERR_INPUT,
		    "a letter's template begins with \"Subject: ...\" and an empty line");
	*nl = '\0';
	*ret_subject = text + strlen(subject);
	*ret_body = nl + 2;
	return true;
}

bool
letter_fill(const char *template, const char *language, const json_t *data, struct arena *a,
    const char **ret_subject, const char **ret_body, struct err *err)
{
	size_t n;
	const char *name = template_name(template, language, a);
	const char *source = asset_text(name, a, &n, err);
	const char *text = source ? text_mustache(source, data, NULL, NULL, a, err) : NULL;
	if (text && split(arena_strdup(a, text), ret_subject, ret_body, err))
		return true;
	return err_wrap(err, "%s", name);
}

const char *
letter_money(int64_t cents, const char *language, struct arena *a)
{
	bool dutch = strcmp(language, "nl") == 0;
	return arena_printf(a, "\xe2\x82\xac%s%" PRId64 "%c%02" PRId64, dutch ? " " : "",
	    cents / 100, dutch ? ',' : '.', cents % 100);
}

/* ---- who writes, and about what ---- */

const char *
letter_word(
    const char *group, const char *language, const char *name, struct arena *a, struct err *err)
{
	auto_drop(json_doc) struct json_doc *doc = asset_json("letters/words.json", err);
	if (!doc)
		return NULL;
	const char *word = json_str(json_get(json_get(doc->root, group), language), name);
	if (!word)
		err_set(err, ERR_INPUT, "%s: no word for %s in %s", doc->name, name, language);
	return word ? arena_strdup(a, word) : NULL;
}

const char *
letter_right(const char *right, const char *language, struct arena *a, struct err *err)
{
	enum right r;
	const char *word =
	    right_parse(right, &r, err) ? letter_word("rights", language, right, a, err) : NULL;
	const char *article = word ? arena_printf(a, "GDPR %s", right_article(r)) : NULL;
	return word ? arena_printf(a, "%s (%s)", word, article_words(article, language, a)) : NULL;
}

json_t *
letter_organisation(const json_t *o, struct arena *a)
{
	static const char *const contacts[] = { "email", "phone", "site" };
	static const char *const reach[] = { "email", "address", "phone", "site" };
	const char *address = json_str(o, "address"), *dpo = json_str(json_get(o, "dpo"), "email");
	json_t *out = json_pack("{s:s, s:s*, s:s*}", "name",
	    text_clean(json_str_or(o, "name", ""), false, LINE_MAX_BYTES, a), "address",
	    address ? text_clean(address, true, LINE_MAX_BYTES, a) : NULL, "dpo", dpo);
	for (size_t i = 0; i < array_len(contacts); i++) {
		const char *value = json_str(json_get(o, "contact"), contacts[i]);
		if (value)
			json_object_set_new(out, contacts[i],
			    json_string(text_clean(value, false, LINE_MAX_BYTES, a)));
	}
	/* how to ask: what answers soonest goes first */
	for (size_t i = 0; !json_get(out, "reach") && i < array_len(reach); i++)
		if (json_str(out, reach[i]))
			json_object_set(out, "reach", json_get(out, reach[i]));
	return out;
}

/* To whom to complain, and the words of art. 12(4). */
bool
letter_add_remedies(const json_t *o, const char *language, const struct remedy_case *cases,
    size_t n, json_t *data, struct arena *a, struct err *err)
{
	const char *country = json_str_or(o, "country", "");
	const char *named = json_string_value(json_array_get(json_get(o, "authorities"), 0));
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	const char *about = law ? letter_word("remedies", language, "about", a, err) : NULL;
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; about && i < n; i++) {
		const char *text = remedy_text(law, &cases[i].about, named, language, a, err);
		if (!text)
			return false;
		buf_adds(&b, i ? "\n\n" : "");
		if (cases[i].words)
			buf_addf(&b, "%s %s:\n\n", about, cases[i].words);
		buf_adds(&b, text);
	}
	if (!about)
		return false;
	const struct authority *who =
	    named ? authority_find(law, named) : authority_of(law, country);
	json_object_set_new(data, "remedies", json_string(b.data));
	json_object_set_new(data, "authority", who ? authority_json(who, language) : json_null());
	return true;
}

static json_t *
cleaned_array(const json_t *from, struct arena *a)
{
	json_t *out = json_array();
	const json_t *value;
	size_t i;
	json_array_foreach(from, i, value)
		json_array_append_new(out, letter_cleaned(value, a));
	return out;
}

static json_t *
cleaned_object(const json_t *from, struct arena *a)
{
	json_t *out = json_object(), *value;
	const char *key;
	json_object_foreach((json_t *)(uintptr_t)from, key, value)
		json_object_set_new(out, key, letter_cleaned(value, a));
	return out;
}

/* A value of a decision: words of whoever decided, or data made of them. */
json_t *
letter_cleaned(const json_t *value, struct arena *a)
{
	if (json_is_string(value))
		return json_string(text_clean(json_string_value(value), true, TEXT_MAX_BYTES, a));
	if (json_is_array(value))
		return cleaned_array(value, a);
	return json_is_object(value) ? cleaned_object(value, a) : json_deep_copy(value);
}
