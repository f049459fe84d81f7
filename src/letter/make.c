/*
 * Making a letter: its template is filled in, what the law wants said is looked for, the whole is
 * tried as a message, and sealed. Writes nothing.
 */
#include "dossier/asset.h"
#include "dossier/text.h"

#include "letter_private.h"

/* Between salutation and signature, which are the same for all letters to the person. */
static bool
put_in_frame(const struct letter_draft *d, const char *subject, const char **body, struct arena *a,
    struct err *err)
{
	const char *name = arena_printf(a, "letters/%s/frame.mustache", d->language);
	size_t n, end = strlen(*body);
	while (end > 0 && (*body)[end - 1] == '\n')
		end--;
	json_object_set_new(d->data, "print", json_boolean(d->print));
	json_object_set_new(d->data, "subject", json_string(subject));
	json_object_set_new(d->data, "content", json_stringn(*body, end));
	const char *frame = asset_text(name, a, &n, err);
	*body = frame ? text_mustache(frame, d->data, NULL, NULL, a, err) : NULL;
	return *body || err_wrap(err, "%s", name);
}

/* Who reads only its subject or its first line knows that it is none. */
static bool
mark_rehearsal(
    const char *language, const char **subject, const char **body, struct arena *a, struct err *err)
{
	const char *word = letter_word("rehearsal", language, "subject", a, err),
		   *line = word ? letter_word("rehearsal", language, "line", a, err) : NULL;
	if (!line)
		return false;
	*subject = arena_printf(a, "%s%s", word, *subject);
	*body = arena_printf(a, "%s\n\n%s", line, *body);
	return true;
}

static bool
fill(const struct letter_draft *d, struct arena *a, const char **subject, const char **body,
    struct err *err)
{
	const struct letter_rule *r = letter_rule(d->kind);
	if (!letter_fill(r->template, d->language, d->data, a, subject, body, err))
		return false;
	if (r->to == LETTER_TO_PERSON && !put_in_frame(d, *subject, body, a, err))
		return false;
	return letter_says_all(d->kind, *body, d->data, err) &&
	    (!d->rehearsal || mark_rehearsal(d->language, subject, body, a, err));
}

static struct letter
row_of(const struct letter_draft *d, const char *suffix, struct arena *a)
{
	const struct letter_rule *r = letter_rule(d->kind);
	return (struct letter){
		.kind = r->name,
		.recipient_kind = letter_to_name(r->to),
		.recipient = d->recipient,
		.file = arena_printf(a, "%s.%s", d->name, suffix),
	};
}

bool
letter_make(const struct letter_draft *d, const unsigned char ledger[static KEY_LEN],
    struct arena *a, struct letter *ret, const char **ret_text, struct err *err)
{
	struct mail m = {
		.from_name = d->from_name ? text_clean(d->from_name, false, 200, a) : NULL,
		.from = d->from,
		.to_name = d->to_name ? text_clean(d->to_name, false, 200, a) : NULL,
		.to = d->to,
		.in_reply_to = d->in_reply_to,
		.language = d->language,
		.date = clock_now(),
		.print = d->print,
	};
	auto_drop(buf) struct buf tried = { 0 };
	if (!d->print)
		m.message_id = arena_printf(a, "%s%s", d->name, strrchr(d->from, '@'));
	if (!fill(d, a, &m.subject, &m.body, err) || !mime_compose(&m, &tried, err))
		return false;
	*ret = row_of(d, d->print ? "txt" : "eml", a);
	ret->message_id = m.message_id;
	ret->sealed = content_seal(ledger, ret->file, &m, NULL, a);
	if (ret_text)
		*ret_text = m.body;
	return true;
}

bool
letter_make_message(const struct letter_draft *d, json_t *message,
    const unsigned char ledger[static KEY_LEN], struct arena *a, struct letter *ret,
    struct err *err)
{
	json_t *subjects = json_object(), *texts = json_object(), *data;
	const char *language;
	json_object_set_new(message, "subject", subjects);
	json_object_set_new(message, "text", texts);
	json_object_foreach(d->data, language, data) {
		struct letter_draft one = *d;
		const char *subject, *text;
		one.language = language;
		one.data = data;
		if (!fill(&one, a, &subject, &text, err))
			return false;
		json_object_set_new(subjects, language, json_string(subject));
		json_object_set_new(texts, language, json_string(text));
	}
	*ret = row_of(d, "json", a);
	ret->sealed = content_seal(ledger, ret->file, NULL, message, a);
	return true;
}
