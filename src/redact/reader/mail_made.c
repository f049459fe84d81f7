/*
 * Mail that is made anew, of what was read of it and nothing else: what stood between its parts,
 * how it was encoded and what signed it stays behind.
 */
#include <strings.h>

#include "dossier/text.h"
#include "mail.h"
#include "mime.h"

#define NESTED_MAX 32

struct making {
	struct job *job;
	unsigned nested, parts;
	struct buf *ret;
	bool failed;
};

static GMimeMessage *make_message(struct making *m, GMimeMessage *from);

/* ---- headers ---- */

/* What the parts say themselves, and what signs what is not there any more. */
static bool
is_left_out(const char *name)
{
	static const char *const names[] = { "Content-Type", "Content-Transfer-Encoding",
		"Content-Disposition", "Content-MD5", "Content-Length", "Lines", "MIME-Version",
		"DKIM-Signature", "X-Google-DKIM-Signature", "DomainKey-Signature",
		"ARC-Message-Signature", "ARC-Seal", "ARC-Authentication-Results" };
	for (size_t i = 0; i < array_len(names); i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* Without the marks, as one line; new, freed by g_free. */
static char *
clean_text(struct job *job, const char *s)
{
	struct buf b = { 0 };
	(void)job_clean(job, s, strlen(s), &b);
	char *text = g_strdup(b.data ? text_one_line(b.data) : "");
	buf_release(&b);
	return text;
}

static void
add_header(GMimeObject *to, const char *name, const char *value)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(to);
	auto_drop(gstr) char *encoded = g_mime_utils_header_encode_text(NULL, value, "utf-8");
	auto_drop(gstr) char *line = g_strdup_printf("%s: %s", name, encoded);
	auto_drop(gstr) char *folded = g_mime_utils_unstructured_header_fold(NULL, NULL, line);
	g_mime_header_list_append(list, name, "x", NULL);
	GMimeHeader *h =
	    g_mime_header_list_get_header_at(list, g_mime_header_list_get_count(list) - 1);
	g_mime_header_set_raw_value(
	    h, strlen(folded) > strlen(name) + 1 ? folded + strlen(name) + 1 : " \n");
}

static void
add_headers(struct making *m, GMimeObject *from, GMimeObject *to)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(from);
	for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
		GMimeHeader *h = g_mime_header_list_get_header_at(list, i);
		const char *name = g_mime_header_get_name(h);
		if (is_left_out(name) || job_holds(m->job, name, strlen(name)))
			continue;
		auto_drop(gstr) char *value = mime_value(h);
		auto_drop(gstr) char *clean = clean_text(m->job, value);
		add_header(to, name, clean);
	}
}

/* All but those that are said anew. */
static void
add_parameters(struct making *m, GMimeParamList *from, GMimeParamList *to)
{
	for (int i = 0; from && i < g_mime_param_list_length(from); i++) {
		GMimeParam *p = g_mime_param_list_get_parameter_at(from, i);
		const char *name = g_mime_param_get_name(p), *value = g_mime_param_get_value(p);
		if (!value || strcasecmp(name, "boundary") == 0 ||
		    strcasecmp(name, "charset") == 0 || strcasecmp(name, "micalg") == 0 ||
		    job_holds(m->job, name, strlen(name)))
			continue;
		auto_drop(gstr) char *clean = clean_text(m->job, value);
		g_mime_param_list_set_parameter(to, name, clean);
	}
}

static GMimeContentType *
make_type(struct making *m, GMimeObject *from)
{
	GMimeContentType *old = g_mime_object_get_content_type(from);
	auto_drop(gstr) char *name = g_mime_content_type_get_mime_type(old);
	bool bad = job_holds(m->job, name, strlen(name));
	GMimeContentType *type =
	    g_mime_content_type_new(bad ? "application" : g_mime_content_type_get_media_type(old),
		bad ? "octet-stream" : g_mime_content_type_get_media_subtype(old));
	add_parameters(
	    m, g_mime_content_type_get_parameters(old), g_mime_content_type_get_parameters(type));
	return type;
}

static void
add_disposition(struct making *m, GMimeObject *from, GMimeObject *to)
{
	GMimeContentDisposition *old = g_mime_object_get_content_disposition(from);
	if (!old)
		return;
	auto_drop(gobject) GMimeContentDisposition *made = g_mime_content_disposition_new();
	auto_drop(gstr) char *word =
	    clean_text(m->job, g_mime_content_disposition_get_disposition(old));
	g_mime_content_disposition_set_disposition(made, word);
	add_parameters(m, g_mime_content_disposition_get_parameters(old),
	    g_mime_content_disposition_get_parameters(made));
	g_mime_object_set_content_disposition(to, made);
}

/* ---- parts ---- */

static void
set_content(GMimePart *part, const struct buf *b, GMimeContentEncoding encoding)
{
	auto_drop(gobject) GMimeStream *stream =
	    g_mime_stream_mem_new_with_buffer(b->data ? b->data : "", b->len);
	auto_drop(gobject) GMimeDataWrapper *content =
	    g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, encoding);
}

/* What stands where an attachment stood. */
static GMimePart *
make_note(struct making *m)
{
	GMimePart *part = g_mime_part_new_with_type("text", "plain");
	struct buf b = { 0 };
	buf_adds(&b, m->job->nmarks > 0 ? match_instead(m->job->set, 0) : REDACT_INSTEAD);
	buf_addc(&b, '\n');
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	set_content(part, &b, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	buf_release(&b);
	return part;
}

/* The content without marks in ${ret}; *ret_text: as a text. False: it cannot be made. */
static bool
clean_content(struct making *m, GMimePart *from, struct buf *ret, bool *ret_text)
{
	struct buf in = { 0 }, text = { 0 };
	enum part made = PART_CANNOT;
	*ret_text = false;
	if (mime_content(m->job, from, &in)) {
		const struct bytes bytes = { in.data ? in.data : "", in.len };
		*ret_text = mime_text(m->job, from, &in, &text);
		if (*ret_text) {
			(void)job_clean(m->job, text.data ? text.data : "", text.len, ret);
			made = PART_MADE;
		} else {
			made = m->job->redact_part(m->job, mime_name(from), bytes, ret);
		}
		if (made == PART_SAME)
			buf_add(ret, in.data, in.len);
	}
	buf_release(&in);
	buf_release(&text);
	return made != PART_CANNOT;
}

static GMimePart *
make_content(struct making *m, GMimePart *from)
{
	struct buf b = { 0 };
	bool text;
	if (!clean_content(m, from, &b, &text)) {
		buf_release(&b);
		return make_note(m);
	}
	GMimePart *part = g_mime_part_new();
	auto_drop(gobject) GMimeContentType *type = make_type(m, GMIME_OBJECT(from));
	if (text)
		g_mime_content_type_set_parameter(type, "charset", "utf-8");
	g_mime_object_set_content_type(GMIME_OBJECT(part), type);
	add_disposition(m, GMIME_OBJECT(from), GMIME_OBJECT(part));
	add_headers(m, GMIME_OBJECT(from), GMIME_OBJECT(part));
	set_content(part, &b,
	    text && !memmem(b.data ? b.data : "", b.len, "\nFrom ", 6)
		? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
		: GMIME_CONTENT_ENCODING_BASE64);
	buf_release(&b);
	return part;
}

static GMimeObject *make_object(struct making *m, GMimeObject *from);

/* One that was signed is signed no more, as what was signed is another. */
static GMimeObject *
make_multipart(struct making *m, GMimeMultipart *from)
{
	bool is_signed = GMIME_IS_MULTIPART_SIGNED(from);
	GMimeMultipart *made = g_mime_multipart_new();
	auto_drop(gobject) GMimeContentType *type = make_type(m, GMIME_OBJECT(from));
	auto_drop(gstr) char *boundary = g_strdup_printf("=_part-%u", ++m->parts);
	if (is_signed) {
		g_mime_content_type_set_media_subtype(type, "mixed");
		g_mime_param_list_remove(g_mime_content_type_get_parameters(type), "protocol");
	}
	g_mime_object_set_content_type(GMIME_OBJECT(made), type);
	g_mime_multipart_set_boundary(made, boundary);
	add_disposition(m, GMIME_OBJECT(from), GMIME_OBJECT(made));
	add_headers(m, GMIME_OBJECT(from), GMIME_OBJECT(made));
	for (int i = 0; i < g_mime_multipart_get_count(from); i++) {
		if (is_signed && i == GMIME_MULTIPART_SIGNED_SIGNATURE)
			break;
		auto_drop(gobject) GMimeObject *part =
		    make_object(m, g_mime_multipart_get_part(from, i));
		if (part)
			g_mime_multipart_add(made, part);
	}
	return GMIME_OBJECT(made);
}

static GMimeObject *
make_attached(struct making *m, GMimeMessagePart *from)
{
	GMimeMessage *inner = g_mime_message_part_get_message(from);
	auto_drop(gobject) GMimeMessage *made = inner ? make_message(m, inner) : NULL;
	GMimeMessagePart *part = g_mime_message_part_new("rfc822");
	if (made)
		g_mime_message_part_set_message(part, made);
	add_disposition(m, GMIME_OBJECT(from), GMIME_OBJECT(part));
	add_headers(m, GMIME_OBJECT(from), GMIME_OBJECT(part));
	return GMIME_OBJECT(part);
}

/* NULL: one that is left out. */
static GMimeObject *
make_object(struct making *m, GMimeObject *from)
{
	GMimeObject *made = NULL;
	if (m->nested >= NESTED_MAX) {
		m->failed = true;
		return NULL;
	}
	m->nested++;
	if (GMIME_IS_MULTIPART(from))
		made = make_multipart(m, GMIME_MULTIPART(from));
	else if (GMIME_IS_MESSAGE_PART(from))
		made = make_attached(m, GMIME_MESSAGE_PART(from));
	else if (GMIME_IS_PART(from))
		made = GMIME_OBJECT(make_content(m, GMIME_PART(from)));
	else
		m->failed = true; /* a piece of a message */
	m->nested--;
	return made;
}

/* ---- messages ---- */

static GMimeMessage *
make_message(struct making *m, GMimeMessage *from)
{
	GMimeMessage *made = g_mime_message_new(FALSE);
	GMimeObject *body = g_mime_message_get_mime_part(from);
	auto_drop(gobject) GMimeObject *part = body ? make_object(m, body) : NULL;
	add_headers(m, GMIME_OBJECT(from), GMIME_OBJECT(made));
	add_header(GMIME_OBJECT(made), "MIME-Version", "1.0");
	if (part)
		g_mime_message_set_mime_part(made, part);
	return made;
}

static bool
make_each(GMimeMessage *message, const char *marker, void *arg)
{
	struct making *m = arg;
	auto_drop(gobject) GMimeMessage *made = make_message(m, message);
	auto_drop(gstr) char *text = g_mime_object_to_string(GMIME_OBJECT(made), NULL);
	if (marker) {
		auto_drop(gstr) char *line = clean_text(m->job, marker);
		buf_addf(m->ret, "%s%s\n", m->ret->len > 0 ? "\n" : "", line);
	}
	buf_adds(m->ret, text);
	return !m->failed;
}

enum part
mail_redact(struct job *job, const char *name, struct bytes in, struct buf *ret)
{
	struct making m = { .job = job, .ret = ret };
	(void)name;
	return mime_each(in, make_each, &m) ? PART_MADE : PART_CANNOT;
}
