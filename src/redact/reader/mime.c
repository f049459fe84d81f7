/*
 * MIME, by GMime: messages, headers and contents, decoded.
 */
#include <strings.h>

#include "mime.h"
#include "text.h"

bool
mime_each(struct bytes in, mime_message_fn *each, void *arg)
{
	bool mbox = in.n >= 5 && memcmp(in.p, "From ", 5) == 0, ok = true;
	unsigned n = 0;
	g_mime_init();
	auto_drop(gobject) GMimeStream *stream = g_mime_stream_mem_new_with_buffer(in.p, in.n);
	auto_drop(gobject) GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	g_mime_parser_set_persist_stream(parser, FALSE);
	g_mime_parser_set_format(parser, mbox ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);
	for (; ok && (n == 0 || (mbox && !g_mime_parser_eos(parser))); n++) {
		auto_drop(gobject) GMimeMessage *message =
		    g_mime_parser_construct_message(parser, NULL);
		if (!message)
			break;
		auto_drop(gstr) char *marker = mbox ? g_mime_parser_get_mbox_marker(parser) : NULL;
		ok = each(message, marker, arg);
	}
	return ok && n > 0;
}

char *
mime_value(GMimeHeader *header)
{
	const char *value = g_mime_header_get_value(header);
	if (!value)
		value = g_mime_header_get_raw_value(header);
	return value ? g_mime_utils_header_decode_text(NULL, value) : g_strdup("");
}

bool
mime_content(struct job *job, GMimePart *part, struct buf *ret)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	if (!content)
		return true;
	auto_drop(gobject) GMimeStream *stream = g_mime_stream_mem_new();
	if (g_mime_data_wrapper_write_to_stream(content, stream) < 0)
		return false;
	const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	if (!job_unpack(job, bytes->len))
		return false;
	buf_add(ret, bytes->data, bytes->len);
	return true;
}

static bool
is_text(GMimePart *part, const struct buf *in)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	enum redact_form form = redact_form_of("", in->data ? in->data : "", in->len);
	return g_mime_content_type_is_type(type, "text", "*") &&
	    (form == REDACT_TEXT || form == REDACT_MAIL || form == REDACT_UNKNOWN);
}

bool
mime_text(struct job *job, GMimePart *part, const struct buf *in, struct buf *ret)
{
	const char *charset =
	    g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
	gsize n = 0;
	if (!is_text(part, in))
		return false;
	if (!charset || strcasecmp(charset, "utf-8") == 0 || strcasecmp(charset, "us-ascii") == 0) {
		text_utf8((struct bytes){ in->data ? in->data : "", in->len }, ret);
		return true;
	}
	auto_drop(gstr) char *text = g_convert(in->data ? in->data : "", (gssize)in->len, "UTF-8",
	    g_mime_charset_iconv_name(charset), NULL, &n, NULL);
	if (text) {
		buf_add(ret, text, n);
	} else {
		job_blind(job, charset);
		text_utf8((struct bytes){ in->data ? in->data : "", in->len }, ret);
	}
	return true;
}

const char *
mime_name(GMimePart *part)
{
	const char *name = g_mime_part_get_filename(part);
	return name ? name : "";
}
