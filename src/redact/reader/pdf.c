/*
 * PDF that is read: pages, also what hides on them and what they were before; and all else that its
 * objects say.
 */
#include "pdf.h"
#include "pdf_page.h"
#include "pdf_plain.h"

#define REVISIONS_MAX 16

/* ---- pages ---- */

static bool
searches(const struct job *job)
{
	return job->ask == WIRE_HOLDS || job->ask == WIRE_REDACT;
}

/* Text, and what of it nobody sees. */
static void
read_page(struct job *job, PopplerDocument *doc, PopplerDocument *bare, int i)
{
	char heading[48];
	auto_drop(gobject) PopplerPage *page = poppler_document_get_page(doc, i);
	if (!page) {
		job_blind(job, "");
		return;
	}
	char *text = pdf_page_text(page), *all = bare ? pdf_page_said(bare, i) : g_strdup("");
	(void)snprintf(heading, sizeof(heading), "page %d", i + 1);
	job_text(job, WIRE_IN_TEXT, heading, text, strlen(text));
	if (!*text || pdf_page_has_picture(page))
		job_blind(job, heading);
	(void)snprintf(heading, sizeof(heading), "page %d, with what is hidden", i + 1);
	if (searches(job) || strlen(all) > strlen(text))
		job_text(job, WIRE_IN_TEXT, heading, all, strlen(all));
	g_free(text);
	g_free(all);
}

static void
read_pages(struct job *job, PopplerDocument *doc, struct bytes in)
{
	struct buf plain = { 0 };
	auto_drop(gobject) PopplerDocument *bare = pdf_plain(in, PDF_SHOWN, &plain)
	    ? pdf_open((struct bytes){ plain.data, plain.len })
	    : NULL;
	if (!bare)
		job_blind(job, "what is hidden");
	for (int i = 0; i < poppler_document_get_n_pages(doc); i++)
		read_page(job, doc, bare, i);
	if (bare)
		g_clear_object(&bare);
	buf_release(&plain);
}

/* A file that was changed may hold what it was: up to the end of each earlier state. */
static void
read_revisions(struct job *job, struct bytes in)
{
	static const char mark[] = "%%EOF";
	const char *s = in.p, *end = s + in.n, *at = s;
	for (int n = 0; n < REVISIONS_MAX && job->found < 0; n++) {
		at = memmem(at, (size_t)(end - at), mark, strlen(mark));
		if (!at || end - at < 64)
			return;
		at += strlen(mark);
		auto_drop(gobject) PopplerDocument *doc =
		    pdf_open((struct bytes){ s, (size_t)(at - s) });
		for (int i = 0; doc && i < poppler_document_get_n_pages(doc); i++) {
			char *text = pdf_page_said(doc, i);
			job_text(job, WIRE_IN_METADATA, "", text, strlen(text));
			g_free(text);
		}
	}
}

/* ---- all else ---- */

static gboolean
add_bytes(const char *s, gsize n, void *data, GError **error)
{
	(void)error;
	buf_add(data, s, n);
	return TRUE;
}

static void
read_attachment(struct job *job, PopplerAttachment *a)
{
	struct buf data = { 0 };
	const char *name = a->name ? a->name : "";
	size_t path = job_enter(job, "attachment", name);
	if (poppler_attachment_save_to_callback(a, add_bytes, &data, NULL) &&
	    job_unpack(job, data.len))
		(void)job->read_part(
		    job, name, (struct bytes){ data.data ? data.data : "", data.len });
	else
		job_blind(job, "");
	job_leave(job, path);
	buf_release(&data);
}

static void
read_attachments(struct job *job, PopplerDocument *doc)
{
	GList *list = poppler_document_get_attachments(doc);
	for (const GList *l = list; l; l = l->next)
		read_attachment(job, l->data);
	g_list_free_full(list, g_object_unref);
}

static void
read_fields(struct job *job, PopplerDocument *doc)
{
	for (int i = 0; i < poppler_document_get_n_pages(doc); i++) {
		auto_drop(gobject) PopplerPage *page = poppler_document_get_page(doc, i);
		GList *list = page ? poppler_page_get_form_field_mapping(page) : NULL;
		for (const GList *l = list; l; l = l->next) {
			const PopplerFormFieldMapping *m = l->data;
			char *text = pdf_field_text(m->field);
			if (text)
				job_text(job, WIRE_IN_METADATA, "form", text, strlen(text));
			g_free(text);
		}
		poppler_page_free_form_field_mapping(list);
	}
}

/* What stands in notes on a page, and by whom. */
static void
read_notes(struct job *job, PopplerDocument *doc)
{
	struct buf b = { 0 };
	for (int i = 0; i < poppler_document_get_n_pages(doc); i++) {
		auto_drop(gobject) PopplerPage *page = poppler_document_get_page(doc, i);
		GList *list = page ? poppler_page_get_annot_mapping(page) : NULL;
		for (const GList *l = list; l; l = l->next) {
			const PopplerAnnotMapping *m = l->data;
			char *text = poppler_annot_get_contents(m->annot);
			if (text && *text)
				buf_addf(&b, "%s\n", text);
			g_free(text);
		}
		poppler_page_free_annot_mapping(list);
	}
	job_text(job, WIRE_IN_METADATA, "notes", b.data, b.len);
	buf_release(&b);
}

static void
read_properties(struct job *job, PopplerDocument *doc)
{
	char *(*const get[])(PopplerDocument *) = { poppler_document_get_title,
		poppler_document_get_author, poppler_document_get_subject,
		poppler_document_get_keywords, poppler_document_get_creator };
	struct buf b = { 0 };
	for (size_t i = 0; i < array_len(get); i++) {
		char *text = get[i](doc);
		if (text)
			buf_addf(&b, "%s\n", text);
		g_free(text);
	}
	job_text(job, WIRE_IN_METADATA, "properties", b.data, b.len);
	buf_release(&b);
}

/* Strings of all objects, as they are written. */
static void
read_objects(struct job *job, struct bytes in)
{
	struct buf plain = { 0 };
	if (!pdf_plain(in, PDF_ALL, &plain))
		job_blind(job, "");
	else if (job->found < 0)
		job->found = match_inside(job->set, plain.data, plain.len, true);
	if (job->found >= 0)
		job->where = WIRE_IN_METADATA;
	buf_release(&plain);
}

bool
pdf_read(struct job *job, const char *name, struct bytes in)
{
	(void)name;
	auto_drop(gobject) PopplerDocument *doc = pdf_open(in);
	if (!doc)
		return false;
	if (job->set)
		match_loosely(job->set, true);
	read_pages(job, doc, in);
	if (job->set)
		match_loosely(job->set, false);
	read_properties(job, doc);
	read_fields(job, doc);
	read_notes(job, doc);
	read_attachments(job, doc);
	if (searches(job) && job->found < 0)
		read_revisions(job, in);
	if (searches(job) && job->found < 0)
		read_objects(job, in);
	return true;
}
