/*
 * Of which form a file is: what its first bytes say goes before what its name says.
 */
#include <strings.h>

#include "dossier/redact.h"

#define PDF_WITHIN 1024 /* bytes before its mark, as readers allow */

static const struct magic {
	size_t at;
	const char *bytes;
	size_t n;
	enum redact_form form;
} magics[] = {
	{ 0, "PK\003\004", 4, REDACT_OFFICE },
	{ 0, "PK\005\006", 4, REDACT_OFFICE }, /* an empty one */
	{ 1, "PNG\r\n", 5, REDACT_PICTURE },
	{ 0, (const char *)(const unsigned char[]){ 0xff, 0xd8, 0xff }, 3, REDACT_PICTURE },
	{ 0, "GIF8", 4, REDACT_PICTURE },
	{ 0, "BM", 2, REDACT_PICTURE },
	{ 0, "II*\0", 4, REDACT_PICTURE },
	{ 0, "MM\0*", 4, REDACT_PICTURE },
	{ 8, "WEBP", 4, REDACT_PICTURE },
	{ 4, "ftyphei", 7, REDACT_PICTURE },
	{ 4, "ftypavif", 8, REDACT_PICTURE },
	{ 0, "{\\rtf", 5, REDACT_UNKNOWN },
	{ 0, "%!PS", 4, REDACT_UNKNOWN },
};

/* Headers that a mail begins with. */
static const char *const headers[] = { "Return-Path:", "Received:", "From:", "From ", "To:",
	"MIME-Version:", "Delivered-To:", "Message-ID:", "Date:", "Subject:", "X-Mozilla-Status:",
	"DKIM-Signature:", "ARC-Seal:", "Reply-To:", "Sender:", "Content-Type:", "X-" };

static bool
ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);
	return n >= m && strcasecmp(name + n - m, end) == 0;
}

/* Two of such lines, or one and a name that says so. */
static bool
is_mail(const char *name, const char *s, size_t n)
{
	unsigned found = ends_with(name, ".eml") || ends_with(name, ".mbox") ||
	    ends_with(name, ".mht") || ends_with(name, ".mhtml");
	for (const char *end = s + n; s < end && *s != '\n' && *s != '\r';) {
		for (size_t i = 0; i < array_len(headers); i++) {
			size_t len = strlen(headers[i]);
			if ((size_t)(end - s) > len && strncasecmp(s, headers[i], len) == 0) {
				found++;
				break;
			}
		}
		const char *line = memchr(s, '\n', (size_t)(end - s));
		if (!line || found >= 2)
			break;
		s = line + 1;
	}
	return found >= 2;
}

/* Zero bytes stand in UTF-16, in every second place of most of it. */
static bool
is_text(const unsigned char *s, size_t n)
{
	size_t controls = 0, zeros[2] = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (s[i] == 0)
			zeros[i % 2]++;
		else
			controls += (s[i] < ' ' && (s[i] < '\b' || s[i] > '\r')) || s[i] == 0x7f;
	}
	if (n >= 2 && (s[0] << 8 | s[1]) >= 0xfeff && (s[0] ^ s[1]) == 1)
		return true; /* its mark, in either order */
	bool is_16 = (zeros[0] == 0) != (zeros[1] == 0) && zeros[0] + zeros[1] > n / 4;
	return controls <= n / 32 && (is_16 || zeros[0] + zeros[1] == 0);
}

enum redact_form
redact_form_of(const char *name, const void *head, size_t n)
{
	const char *s = head;
	for (size_t i = 0; i < array_len(magics); i++) {
		const struct magic *m = &magics[i];
		if (n >= m->at + m->n && memcmp(s + m->at, m->bytes, m->n) == 0)
			return m->form;
	}
	if (n > 0 && memmem(s, n < PDF_WITHIN ? n : PDF_WITHIN, "%PDF-", 5))
		return REDACT_PDF;
	if (!is_text(head, n))
		return REDACT_UNKNOWN;
	return is_mail(name, s, n) ? REDACT_MAIL : REDACT_TEXT;
}
