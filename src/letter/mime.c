/*
 * A message as its bytes: headers with encoded words (RFC 2047), a quoted-printable body (RFC
 * 2045), CRLF line ends; or a text to print. One part of plain text: no attachments, no HTML. How
 * it gets out is in content.c and spool.c; sending is somebody else's.
 */
#include "dossier/asset.h"
#include "dossier/digest.h"
#include "dossier/phrase.h"
#include "dossier/text.h"

#include "letter_private.h"

#define LINE 76 /* of a quoted-printable body and of a printed page, and where headers are folded */
/* Of UTF-8 in one encoded word: 52 characters of base64 and 12 of frame, behind "Subject: ". */
#define WORD_BYTES 39

static bool
is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static bool
header_ok(const char *name, const char *value, struct err *err)
{
	for (const char *c = value; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return err_set(err, ERR_INPUT, "the letter's %s holds a control character",
			    phrase(name));
	if (!text_is_utf8(value, strlen(value)) || strlen(value) > 500)
		return err_set(
		    err, ERR_INPUT, "the letter's %s is not UTF-8 or too long", phrase(name));
	return true;
}

bool
letter_address_ok(const char *address)
{
	auto_drop(arena) struct arena *a = arena_new();
	return text_email(address, a, NULL) && is_ascii(address) &&
	    !strpbrk(address, " <>(),;:\\\"[]");
}

static bool
address_ok(const char *name, const char *address, struct err *err)
{
	return letter_address_ok(address) ||
	    err_set(err, ERR_INPUT,
		"the letter's %s is no e-mail address: correct it in the register", phrase(name));
}

/* Encoded words of whole characters, each on its own line. */
static void
add_words(struct buf *b, const char *s)
{
	while (*s) {
		size_t n = strlen(s);
		if (n > WORD_BYTES)
			for (n = WORD_BYTES; ((unsigned char)s[n] & 0xc0) == 0x80; n--)
				;
		char coded[BASE64_LEN(WORD_BYTES)];
		buf_adds(b, "=?UTF-8?B?");
		buf_add(b, coded, base64_put(s, n, coded));
		buf_adds(b, "?=");
		s += n;
		if (*s)
			buf_adds(b, "\r\n ");
	}
}

/* Folded at spaces where a line grows long; text that looks like an encoded word is encoded. */
static void
add_text(struct buf *b, size_t column, const char *s)
{
	if (!is_ascii(s) || strstr(s, "=?")) {
		add_words(b, s);
		return;
	}
	while (*s) {
		size_t word = strcspn(s + 1, " ") + 1;
		if (column + word > LINE && *s == ' ') {
			buf_adds(b, "\r\n");
			column = 0;
		}
		buf_add(b, s, word);
		column += word;
		s += word;
	}
}

static void
add_address(struct buf *b, const char *header, const char *name, const char *address)
{
	buf_addf(b, "%s: ", header);
	if (name && is_ascii(name) && !strstr(name, "=?")) {
		buf_addc(b, '"');
		for (const char *c = name; *c; c++) {
			if (*c == '"' || *c == '\\')
				buf_addc(b, '\\');
			buf_addc(b, *c);
		}
		buf_adds(b, "\"\r\n ");
	} else if (name) {
		add_words(b, name);
		buf_adds(b, "\r\n ");
	}
	buf_addf(b, "<%s>\r\n", address);
}

static void
add_date(struct buf *b, usec_t t)
{
	static const char days[] = "MonTueWedThuFriSatSun",
			  months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t s = t / USEC_PER_SEC, day = s / 86400, rest = s % 86400;
	struct date d = date_from_days((int)day);
	buf_addf(b, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\r\n", days + 3 * date_weekday(d),
	    d.day, months + 3 * (d.month - 1), d.year, (int)(rest / 3600), (int)(rest / 60 % 60),
	    (int)(rest % 60));
}

/*
 * A character as it stands in a quoted-printable line; a space or tab at the end of a line is spelt
 * out.
 */
static size_t
quote(const char *c, char out[static 4])
{
	bool at_end = c[1] == '\n' || c[1] == '\0', blank = *c == ' ' || *c == '\t';
	bool plain = (*c > ' ' && *c <= '~' && *c != '=') || (blank && !at_end);
	return (size_t)snprintf(out, 4, plain ? "%c" : "=%02X", plain ? *c : (unsigned char)*c);
}

static void
add_body(struct buf *b, const char *text)
{
	size_t column = 0;
	for (const char *c = text; *c; c++) {
		char out[4];
		if (*c == '\n') {
			buf_adds(b, "\r\n");
			column = 0;
			continue;
		}
		size_t n = quote(c, out);
		if (column + n >= LINE) {
			buf_adds(b, "=\r\n");
			column = 0;
		}
		/*
		 * a mail program takes "From " at the beginning of a line for the next message of a
		 * mailbox, and so it may where we broke one
		 */
		if (column == 0 && strncmp(c, "From ", 5) == 0)
			n = (size_t)snprintf(out, sizeof(out), "=46");
		buf_add(b, out, n);
		column += n;
	}
	if (column)
		buf_adds(b, "\r\n");
}

static bool
body_ok(const char *text, struct err *err)
{
	for (const char *c = text; *c; c++)
		if (((unsigned char)*c < 0x20 && *c != '\n' && *c != '\t') || *c == 0x7f)
			return err_set(
			    err, ERR_INPUT, "the letter's text holds a control character");
	return text_is_utf8(text, strlen(text)) ||
	    err_set(err, ERR_INPUT, "the letter's text is not UTF-8");
}

static bool
headers_ok(const struct mail *m, struct err *err)
{
	return address_ok("sender", m->from, err) &&
	    (!m->to || address_ok("recipient", m->to, err)) &&
	    header_ok("subject", m->subject, err) &&
	    header_ok("sender", m->from_name ? m->from_name : "", err) &&
	    header_ok("recipient", m->to_name ? m->to_name : "", err) &&
	    header_ok("message id", m->message_id, err) &&
	    header_ok("thread", m->in_reply_to ? m->in_reply_to : "", err) &&
	    header_ok("language", m->language, err);
}

static void
add_message(struct buf *b, const struct mail *m)
{
	add_date(b, m->date);
	add_address(b, "From", m->from_name, m->from);
	if (m->to)
		add_address(b, "To", m->to_name, m->to);
	buf_adds(b, "Subject: ");
	add_text(b, strlen("Subject: "), m->subject);
	buf_addf(b,
	    "\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
	    "charset=UTF-8\r\n",
	    m->message_id);
	if (m->in_reply_to)
		buf_addf(
		    b, "In-Reply-To: <%s>\r\nReferences: <%s>\r\n", m->in_reply_to, m->in_reply_to);
	buf_addf(b, "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: %s\r\n\r\n",
	    m->language);
	add_body(b, m->body);
}

/* Columns of the first ${n} bytes of UTF-8. */
static size_t
columns(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

/* Broken at spaces, as paper is no window. */
static void
add_printed(struct buf *b, const char *text)
{
	size_t column = 0;
	for (const char *s = text; *s;) {
		if (*s == '\n') {
			buf_addc(b, *s++);
			column = 0;
			continue;
		}
		size_t space = strspn(s, " "), word = space + strcspn(s + space, " \n");
		size_t wide = columns(s, word);
		if (column > 0 && space > 0 && column + wide > LINE) {
			buf_addc(b, '\n');
			s += space;
			word -= space;
			wide -= space;
			column = 0;
		}
		buf_add(b, s, word);
		column += wide;
		s += word;
	}
	if (column > 0)
		buf_addc(b, '\n');
}

bool
mime_compose(const struct mail *m, struct buf *b, struct err *err)
{
	if (!body_ok(m->body, err) || (!m->print && !headers_ok(m, err)))
		return false;
	if (m->print)
		add_printed(b, m->body);
	else
		add_message(b, m);
	return true;
}
