/*
 * PDF that is printed anew. A page on which a mark stands, seen or not, becomes a picture in which
 * the mark is black; others are drawn as they are. Nothing else of the file comes along.
 */
#include <cairo-pdf.h>

#include "pdf.h"
#include "pdf_page.h"
#include "pdf_plain.h"

#define DPI 200.0
#define PIXELS_MAX 16e6
#define MARGIN 1.0 /* points around what is black */

struct printing {
	struct job *job;
	PopplerDocument *doc, *shown, *pages; /* as it is; with what is hidden; without fields */
	cairo_t *to;
	cairo_surface_t *surface;
	bool all_fields; /* a mark stands in one, who knows which */
};

/* ---- what goes ---- */

static bool
is_withheld(const struct printing *p, int page)
{
	bool withheld = false;
	for (size_t i = 0; i < p->job->nmarks; i++) {
		struct redact_mark *m = &p->job->marks[i];
		if (m->first_page > 0 && page >= m->first_page &&
		    page <= (m->last_page > 0 ? m->last_page : m->first_page)) {
			m->count++;
			withheld = true;
		}
	}
	return withheld;
}

static void
blacken(cairo_t *c, double x1, double y1, double x2, double y2)
{
	cairo_rectangle(c, (x1 < x2 ? x1 : x2) - MARGIN, (y1 < y2 ? y1 : y2) - MARGIN,
	    (x1 < x2 ? x2 - x1 : x1 - x2) + 2 * MARGIN, (y1 < y2 ? y2 - y1 : y1 - y2) + 2 * MARGIN);
	cairo_fill(c);
}

/* Bytes of a page's text by their characters; false: its places are not those of its text. */
static bool
blacken_cuts(
    struct job *job, PopplerPage *page, const char *text, const struct cuts *cuts, cairo_t *c)
{
	PopplerRectangle *place = NULL;
	guint n = 0;
	bool ok =
	    poppler_page_get_text_layout(page, &place, &n) && n == (guint)g_utf8_strlen(text, -1);
	for (size_t i = 0; ok && i < cuts->n; i++) {
		const struct cut *cut = &cuts->cut[i];
		glong from = g_utf8_pointer_to_offset(text, text + cut->start),
		      to = g_utf8_pointer_to_offset(text, text + cut->end);
		for (glong k = from; k < to; k++)
			blacken(c, place[k].x1, place[k].y1, place[k].x2, place[k].y2);
		if (cut->first)
			match_mark(job->set, cut->mark)->count++;
	}
	g_free(place);
	return ok;
}

static void
blacken_page(PopplerPage *page, cairo_t *c)
{
	double width, height;
	poppler_page_get_size(page, &width, &height);
	blacken(c, 0, 0, width, height);
}

static void
blacken_texts(struct printing *p, PopplerPage *page, cairo_t *c)
{
	char *text = pdf_page_text(page);
	struct cuts cuts;
	match_cuts(p->job->set, text, strlen(text), &cuts);
	if (cuts.n > 0 && !blacken_cuts(p->job, page, text, &cuts, c))
		blacken_page(page, c);
	cuts_drop(&cuts);
	g_free(text);
}

/* Fields are drawn by what they look like, which nobody can read: none stays where one goes. */
static bool
has_fields(struct printing *p, PopplerPage *page)
{
	bool has = p->all_fields;
	GList *list = poppler_page_get_form_field_mapping(page);
	for (const GList *l = list; l && !has; l = l->next) {
		const PopplerFormFieldMapping *m = l->data;
		char *text = pdf_field_text(m->field);
		has = text && job_holds(p->job, text, strlen(text));
		g_free(text);
	}
	poppler_page_free_form_field_mapping(list);
	return has;
}

/* Does a mark stand on it, in what is seen or in what is not? */
static bool
is_touched(struct printing *p, PopplerPage *page, int i)
{
	char *text = pdf_page_text(page), *all = pdf_page_said(p->shown, i);
	bool touched = job_holds(p->job, text, strlen(text)) || job_holds(p->job, all, strlen(all));
	g_free(text);
	g_free(all);
	return touched;
}

/* ---- printing ---- */

static void
draw_picture(struct printing *p, PopplerPage *page, double width, double height)
{
	double scale = DPI / 72, pixels = width * height * scale * scale;
	if (pixels > PIXELS_MAX)
		scale *= PIXELS_MAX / pixels;
	cairo_surface_t *picture = cairo_image_surface_create(
	    CAIRO_FORMAT_RGB24, (int)(width * scale) + 1, (int)(height * scale) + 1);
	cairo_t *c = cairo_create(picture);
	cairo_scale(c, scale, scale);
	cairo_set_source_rgb(c, 1, 1, 1);
	cairo_paint(c);
	cairo_save(c);
	poppler_page_render_for_printing_with_options(page, c, POPPLER_PRINT_DOCUMENT);
	cairo_restore(c);
	cairo_set_source_rgb(c, 0, 0, 0);
	blacken_texts(p, page, c);
	cairo_destroy(c);
	cairo_scale(p->to, 1 / scale, 1 / scale);
	cairo_set_source_surface(p->to, picture, 0, 0);
	cairo_paint(p->to);
	cairo_surface_destroy(picture);
}

/* A page that does not leave says so. */
static void
draw_nothing(struct printing *p, int i)
{
	const char *text = REDACT_INSTEAD;
	for (size_t k = 0; k < p->job->nmarks; k++)
		if (p->job->marks[k].first_page > 0 && i + 1 >= p->job->marks[k].first_page)
			text = match_instead(p->job->set, k);
	cairo_set_font_size(p->to, 12);
	cairo_move_to(p->to, 72, 72);
	cairo_show_text(p->to, text);
}

static bool
draw_page(struct printing *p, int i)
{
	double width, height;
	auto_drop(gobject) PopplerPage *whole = poppler_document_get_page(p->doc, i);
	if (!whole)
		return false;
	auto_drop(gobject) PopplerPage *page =
	    poppler_document_get_page(has_fields(p, whole) ? p->pages : p->doc, i);
	if (!page)
		return false;
	poppler_page_get_size(page, &width, &height);
	if (!(width >= 1 && height >= 1 && width < 20000 && height < 20000))
		return false;
	cairo_pdf_surface_set_size(p->surface, width, height);
	cairo_save(p->to);
	if (is_withheld(p, i + 1))
		draw_nothing(p, i);
	else if (is_touched(p, page, i))
		draw_picture(p, page, width, height);
	else
		poppler_page_render_for_printing_with_options(page, p->to, POPPLER_PRINT_DOCUMENT);
	cairo_restore(p->to);
	cairo_show_page(p->to);
	return cairo_status(p->to) == CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
add_bytes(void *to, const unsigned char *s, unsigned n)
{
	buf_add(to, s, n);
	return CAIRO_STATUS_SUCCESS;
}

static bool
print_all(struct printing *p, struct buf *ret)
{
	bool ok = true;
	p->surface = cairo_pdf_surface_create_for_stream(add_bytes, ret, 595, 842);
	/* when it was made is nobody's business */
	cairo_pdf_surface_set_metadata(
	    p->surface, CAIRO_PDF_METADATA_CREATE_DATE, "1980-01-01T00:00:00Z");
	p->to = cairo_create(p->surface);
	for (int i = 0; ok && i < poppler_document_get_n_pages(p->doc); i++)
		ok = draw_page(p, i);
	cairo_destroy(p->to);
	cairo_surface_finish(p->surface);
	ok = ok && cairo_surface_status(p->surface) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(p->surface);
	return ok;
}

/* The documents, each of bytes of its own. */
static bool
open_all(struct printing *p, struct bytes in, struct buf plain[static 2])
{
	return pdf_plain(in, PDF_SHOWN, &plain[0]) && pdf_plain(in, PDF_PAGES, &plain[1]) &&
	    (p->doc = pdf_open(in)) &&
	    (p->shown = pdf_open((struct bytes){ plain[0].data, plain[0].len })) &&
	    (p->pages = pdf_open((struct bytes){ plain[1].data, plain[1].len })) &&
	    poppler_document_get_n_pages(p->pages) == poppler_document_get_n_pages(p->doc);
}

static bool
forms_hold(struct job *job, struct bytes in)
{
	struct buf forms = { 0 };
	bool hold = !pdf_plain(in, PDF_FORMS, &forms) ||
	    match_inside(job->set, forms.data, forms.len, true) >= 0;
	buf_release(&forms);
	return hold;
}

enum part
pdf_redact(struct job *job, const char *name, struct bytes in, struct buf *ret)
{
	struct buf plain[2] = { 0 };
	struct printing p = { .job = job, .all_fields = forms_hold(job, in) };
	(void)name;
	match_loosely(job->set, true);
	bool ok = open_all(&p, in, plain) && print_all(&p, ret);
	match_loosely(job->set, false);
	g_clear_object(&p.doc);
	g_clear_object(&p.shown);
	g_clear_object(&p.pages);
	buf_release(&plain[0]);
	buf_release(&plain[1]);
	return ok ? PART_MADE : PART_CANNOT;
}
