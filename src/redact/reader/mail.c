/*
 * Mail that is read: headers with their words decoded, texts, and what is attached by its own form.
 */
#include <strings.h>

#include "dossier/text.h"
#include "mail.h"
#include "mime.h"
#include "text.h"

#define NESTED_MAX 32 /* parts within parts */

struct reading {
	struct job *job;
	unsigned nested, messages;
};

static void read_message(struct reading *r, GMimeMessage *message);

/* ---- headers ---- */

/* Those that a reader of mail shows; the addresses first. */
static const char *const shown[] = { "From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Date",
	"Subject" };
#define ADDRESSES 6

static bool
is_among_shown(const char *name, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcasecmp(shown[i], name) == 0)
			return true;
	return false;
}

static bool
is_address(const char *name)
{
	return is_among_shown(name, ADDRESSES);
}

static bool
is_shown(const char *name)
{
	return is_among_shown(name, array_len(shown));
}

static void
tell_mailbox(struct job *job, InternetAddress *a)
{
	auto_drop(arena) struct arena *arena = arena_new();
	const char *name = internet_address_get_name(a),
		   *written = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(a)),
		   *address = written ? text_email(written, arena, NULL) : NULL;
	if (written)
		job_person(job, false, address ? address : written, name ? name : "");
}

static void
tell_addresses(struct job *job, InternetAddressList *list, unsigned depth)
{
	for (int i = 0; depth < 4 && i < internet_address_list_length(list); i++) {
		InternetAddress *a = internet_address_list_get_address(list, i);
		if (INTERNET_ADDRESS_IS_GROUP(a))
			tell_addresses(job,
			    internet_address_group_get_members(INTERNET_ADDRESS_GROUP(a)),
			    depth + 1);
		else
			tell_mailbox(job, a);
	}
}

/* What else there is to a message stands together; what its raw form says is searched as bytes. */
static void
read_headers(struct job *job, GMimeObject *object)
{
	GMimeHeaderList *list = g_mime_object_get_header_list(object);
	struct buf others = { 0 };
	for (int i = 0; i < g_mime_header_list_get_count(list); i++) {
		GMimeHeader *h = g_mime_header_list_get_header_at(list, i);
		const char *name = g_mime_header_get_name(h);
		auto_drop(gstr) char *value = mime_value(h);
		auto_drop(gobject) InternetAddressList *people =
		    job->ask == WIRE_PEOPLE && is_address(name)
		    ? internet_address_list_parse(NULL, value)
		    : NULL;
		if (people) /* so that names go with them */
			tell_addresses(job, people, 0);
		else if (is_shown(name))
			job_text(job, WIRE_IN_HEADER, name, value, strlen(value));
		else
			buf_addf(&others, "%s: %s\n", name, value);
	}
	job_text(job, WIRE_IN_HEADER, "headers", others.data, others.len);
	buf_release(&others);
}

/* As readers decode them, each by itself. */
static void
read_parameters(struct job *job, GMimeParamList *list)
{
	for (int i = 0; i < g_mime_param_list_length(list); i++) {
		GMimeParam *p = g_mime_param_list_get_parameter_at(list, i);
		const char *value = g_mime_param_get_value(p);
		if (value && job->ask != WIRE_WORDS)
			job_text(
			    job, WIRE_IN_HEADER, g_mime_param_get_name(p), value, strlen(value));
	}
}

/* ---- parts ---- */

static void
read_content(struct reading *r, GMimePart *part)
{
	struct job *job = r->job;
	struct buf in = { 0 }, text = { 0 }, words = { 0 };
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	bool page = g_mime_content_type_is_type(type, "text", "html");
	const char *name = mime_name(part);
	size_t path = *name ? job_enter(job, "attachment", name) : job->path.len;
	if (!mime_content(job, part, &in)) {
		job_blind(job, "");
	} else if (!mime_text(job, part, &in, &text)) {
		(void)job->read_part(job, name, (struct bytes){ in.data ? in.data : "", in.len });
	} else if (page && job->ask == WIRE_WORDS) {
		text_html(text.data ? text.data : "", text.len, &words);
		job_text(job, WIRE_IN_TEXT, "text (HTML)", words.data, words.len);
	} else {
		job_text(job, WIRE_IN_TEXT, "text", text.data, text.len);
	}
	job_leave(job, path);
	buf_release(&in);
	buf_release(&text);
	buf_release(&words);
}

static void
read_object(struct reading *r, GMimeObject *object)
{
	GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
	if (r->nested >= NESTED_MAX) {
		job_blind(r->job, "");
		return;
	}
	r->nested++;
	if (r->job->ask != WIRE_WORDS)
		read_headers(r->job, object);
	read_parameters(
	    r->job, g_mime_content_type_get_parameters(g_mime_object_get_content_type(object)));
	if (disposition)
		read_parameters(r->job, g_mime_content_disposition_get_parameters(disposition));
	if (GMIME_IS_MULTIPART(object)) {
		GMimeMultipart *multipart = GMIME_MULTIPART(object);
		if (GMIME_IS_MULTIPART_ENCRYPTED(object))
			job_blind(r->job, "encrypted");
		for (int i = 0; i < g_mime_multipart_get_count(multipart); i++)
			read_object(r, g_mime_multipart_get_part(multipart, i));
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
		size_t path = job_enter(r->job, "attached message", "");
		if (inner)
			read_message(r, inner);
		job_leave(r->job, path);
	} else if (GMIME_IS_PART(object)) {
		read_content(r, GMIME_PART(object));
	} else {
		job_blind(r->job, "");
	}
	r->nested--;
}

static void
read_message(struct reading *r, GMimeMessage *message)
{
	GMimeObject *body = g_mime_message_get_mime_part(message);
	read_headers(r->job, GMIME_OBJECT(message));
	if (body)
		read_object(r, body);
}

static bool
read_each(GMimeMessage *message, const char *marker, void *arg)
{
	struct reading *r = arg;
	char number[24];
	(void)snprintf(number, sizeof(number), "%u", ++r->messages);
	size_t path = marker ? job_enter(r->job, "message", number) : r->job->path.len;
	read_message(r, message);
	job_leave(r->job, path);
	return true;
}

bool
mail_read(struct job *job, const char *name, struct bytes in)
{
	struct reading r = { .job = job };
	(void)name;
	return mime_each(in, read_each, &r);
}
