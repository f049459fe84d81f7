/*
 * What a letter says, as it lies in the store: one sealed text, bound to the name of its file, so
 * that no letter can be put in another's place.
 */
#include "letter_private.h"

static const char *
place(const char *file, struct arena *a)
{
	return arena_printf(a, "letter/%s", file);
}

static json_t *
mail_json(const struct mail *m)
{
	return json_pack("{s:s?, s:s?, s:s?, s:s?, s:s, s:s?, s:s?, s:s, s:I, s:s, s:b}",
	    "from_name", m->from_name, "from", m->from, "to_name", m->to_name, "to", m->to,
	    "subject", m->subject, "message_id", m->message_id, "in_reply_to", m->in_reply_to,
	    "language", m->language, "date", (json_int_t)m->date, "body", m->body, "print",
	    m->print);
}

static struct mail
mail_read(const json_t *j, struct arena *a)
{
	return (struct mail){
		.from_name = arena_strdup(a, json_str(j, "from_name")),
		.from = arena_strdup(a, json_str(j, "from")),
		.to_name = arena_strdup(a, json_str(j, "to_name")),
		.to = arena_strdup(a, json_str(j, "to")),
		.subject = arena_strdup(a, json_str_or(j, "subject", "")),
		.message_id = arena_strdup(a, json_str(j, "message_id")),
		.in_reply_to = arena_strdup(a, json_str(j, "in_reply_to")),
		.language = arena_strdup(a, json_str_or(j, "language", "")),
		.date = json_int_or(j, "date", 0),
		.body = arena_strdup(a, json_str_or(j, "body", "")),
		.print = json_flag(j, "print"),
	};
}

const char *
content_seal(const unsigned char ledger[static KEY_LEN], const char *file, const struct mail *mail,
    const json_t *message, struct arena *a)
{
	auto_drop(json) json_t *j = message ? json_pack("{s:O}", "message", message)
					    : json_pack("{s:o}", "mail", mail_json(mail));
	char *plain = json_dumps(j, JSON_COMPACT);
	if (!plain)
		BUG("letter %s is no JSON", file);
	const char *sealed = seal(ledger, place(file, a), plain, a);
	explicit_bzero(plain, strlen(plain));
	free(plain);
	return sealed;
}

bool
content_open(const unsigned char ledger[static KEY_LEN], const char *file, const char *sealed,
    struct arena *a, struct mail *ret_mail, json_t **ret_message, struct err *err)
{
	const char *plain = unseal(ledger, place(file, a), sealed, a, err);
	auto_drop(json) json_t *j = plain ? json_loads(plain, 0, NULL) : NULL;
	if (!j)
		return err_set(err, ERR_INPUT, "the letter %s can not be opened", file);
	*ret_message = json_incref(json_get(j, "message"));
	*ret_mail = mail_read(json_get(j, "mail"), a);
	return true;
}

static const char *
shown_address(const char *name, const char *address, struct arena *a)
{
	return name && address ? arena_printf(a, "%s <%s>", name, address) : name ? name : address;
}

bool
letter_compose(const struct letter *l, const unsigned char ledger[static KEY_LEN], struct arena *a,
    struct buf *b, struct err *err)
{
	struct mail m = { 0 };
	auto_drop(json) json_t *message = NULL;
	if (!content_open(ledger, l->file, l->sealed, a, &m, &message, err))
		return false;
	if (!message)
		return mime_compose(&m, b, err);
	char *text = json_dumps(message, JSON_INDENT(2));
	buf_adds(b, text);
	free(text);
	return true;
}

json_t *
letter_content(const struct letter *l, const unsigned char ledger[static KEY_LEN], struct arena *a,
    struct err *err)
{
	struct mail m = { 0 };
	auto_drop(json) json_t *message = NULL;
	if (!content_open(ledger, l->file, l->sealed, a, &m, &message, err))
		return NULL;
	if (message)
		return json_pack("{s:n, s:n, s:O?, s:n, s:O?, s:O}", "from", "to", "subject",
		    json_get(message, "subject"), "language", "text", json_get(message, "text"),
		    "message", message);
	return json_pack("{s:s?, s:s?, s:s, s:s, s:s, s:n}", "from",
	    shown_address(m.from_name, m.from, a), "to", shown_address(m.to_name, m.to, a),
	    "subject", m.subject, "language", m.language, "text", m.body, "message");
}
