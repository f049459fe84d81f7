/*
 * Headers with encoded words (RFC 2047), a quoted-printable body (RFC 2045), CRLF line ends. One
 * part of plain text: no attachments, no HTML. Sending is somebody else's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "dossier/text.h"

#include "eml.h"

#define LINE 76 /* of a quoted-printable body, and where headers are folded */
#define WORD_BYTES                                                                                 \
	39 /* of UTF-8 in one encoded word: 52 characters of base64 and 12 of frame, behind        \
	      "Subject: " */

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
			return err_set(
			    err, ERR_INPUT, "the letter's %s holds a control character", name);
	if (!text_is_utf8(value, strlen(value)) || strlen(value) > 500)
		return err_set(err, ERR_INPUT, "the letter's %s is not UTF-8 or too long", name);
	return true;
}

static bool
address_ok(const char *name, const char *address, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	if (text_email(address, a, NULL) && is_ascii(address) &&
	    !strpbrk(address, " <>(),;:\\\"[]"))
		return true;
	return err_set(err, ERR_INPUT,
	    "the letter's %s is no e-mail address: correct it in the register", name);
}

static void
add_base64(struct buf *b, const unsigned char *p, size_t n)
{
	static const char digit[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) |
		    (i + 2 < n ? p[i + 2] : 0);
		buf_addc(b, digit[v >> 18]);
		buf_addc(b, digit[v >> 12 & 63]);
		buf_addc(b, i + 1 < n ? digit[v >> 6 & 63] : '=');
		buf_addc(b, i + 2 < n ? digit[v & 63] : '=');
	}
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
		buf_adds(b, "=?UTF-8?B?");
		add_base64(b, (const unsigned char *)s, n);
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
		/*
		 * a mail program takes "From " at the beginning of a line for the next message of a
		 * mailbox
		 */
		if (column == 0 && strncmp(c, "From ", 5) == 0)
			n = (size_t)snprintf(out, sizeof(out), "=46");
		if (column + n >= LINE) {
			buf_adds(b, "=\r\n");
			column = 0;
		}
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
compose(const struct eml *m, struct buf *b, struct err *err)
{
	if (!address_ok("sender", m->from, err) || !address_ok("recipient", m->to, err) ||
	    !header_ok("subject", m->subject, err) ||
	    !header_ok("sender", m->from_name ? m->from_name : "", err) ||
	    !header_ok("recipient", m->to_name ? m->to_name : "", err) ||
	    !header_ok("message id", m->message_id, err) ||
	    !header_ok("language", m->language, err) || !body_ok(m->body, err))
		return false;
	add_date(b, m->date);
	add_address(b, "From", m->from_name, m->from);
	add_address(b, "To", m->to_name, m->to);
	buf_adds(b, "Subject: ");
	add_text(b, strlen("Subject: "), m->subject);
	buf_addf(b,
	    "\r\nMessage-ID: <%s>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n",
	    m->message_id);
	buf_addf(b, "Content-Transfer-Encoding: quoted-printable\r\nContent-Language: %s\r\n\r\n",
	    m->language);
	add_body(b, m->body);
	return true;
}

static bool
write_aside(int dir, const char *aside, const char *name, const struct buf *b, struct err *err)
{
	auto_drop(fd) int fd = openat(dir, aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n = fd < 0 ? -1 : write(fd, b->data, b->len);
	if (n == (ssize_t)b->len && fsync(fd) == 0 && renameat(dir, aside, dir, name) == 0 &&
	    fsync(dir) == 0)
		return true;
	if (n >= 0 && n < (ssize_t)b->len)
		errno = ENOSPC; /* the only reason why a regular file takes less */
	bool full = errno == ENOSPC || errno == EDQUOT;
	(void)err_set(err, full ? ERR_TEMPORARY : ERR_SYSTEM,
	    "cannot write a letter to the outbox: %s", full ? "no space left" : strerror(errno));
	if (fd >= 0)
		(void)unlinkat(dir, aside, 0);
	return false;
}

/*
 * Half a letter of a process that was killed: whoever writes the letter in its stead takes it away. Should that
 * process live after all, its rename fails, and its task is no longer its own.
 */
static void
remove_halves(int dir, const char *name, struct arena *a)
{
	const char *begin = arena_printf(a, ".%s.", name);
	DIR *d = fdopendir(dup(dir));
	for (const struct dirent *e; d && (e = readdir(d));) {
		size_t n = strlen(e->d_name);
		if (strncmp(e->d_name, begin, strlen(begin)) == 0 && n > 5 && strcmp(e->d_name + n - 5, ".part") == 0)
			(void)unlinkat(dir, e->d_name, 0);
	}
	if (d)
		(void)closedir(d);
}

bool
eml_write(const struct eml *m, const char *outbox, const char *name, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	auto_drop(arena) struct arena *a = arena_new();
	if (!compose(m, &b, err))
		return false;
	auto_drop(fd) int dir = open(outbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return err_set(err, ERR_SYSTEM, "cannot open the outbox %s: %m", outbox);
	/* of this process, so that two that write the same letter do not write into one file */
	const char *aside = arena_printf(a, ".%s.%ld.part", name, (long)getpid());
	remove_halves(dir, name, a);
	return write_aside(dir, aside, name, &b, err);
}
