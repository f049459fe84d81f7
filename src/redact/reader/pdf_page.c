/*
 * What stands on a page.
 */
#include "pdf_page.h"

PopplerDocument *
pdf_open(struct bytes in)
{
	GBytes *bytes = g_bytes_new_static(in.p, in.n);
	PopplerDocument *doc = poppler_document_new_from_bytes(bytes, NULL, NULL);
	g_bytes_unref(bytes);
	return doc;
}

char *
pdf_page_text(PopplerPage *page)
{
	char *text = poppler_page_get_text(page);
	return text ? text : g_strdup("");
}

char *
pdf_page_said(PopplerDocument *doc, int i)
{
	auto_drop(gobject) PopplerPage *page =
	    i < poppler_document_get_n_pages(doc) ? poppler_document_get_page(doc, i) : NULL;
	return page ? pdf_page_text(page) : g_strdup("");
}

bool
pdf_page_has_picture(PopplerPage *page)
{
	double width, height;
	bool has = false;
	poppler_page_get_size(page, &width, &height);
	GList *list = poppler_page_get_image_mapping(page);
	for (const GList *l = list; l; l = l->next) {
		const PopplerImageMapping *m = l->data;
		double area = (m->area.x2 - m->area.x1) * (m->area.y2 - m->area.y1);
		has = has || area > width * height / 4 || area < -width * height / 4;
	}
	poppler_page_free_image_mapping(list);
	return has;
}

char *
pdf_field_text(PopplerFormField *field)
{
	switch (poppler_form_field_get_field_type(field)) {
	case POPPLER_FORM_FIELD_TEXT:
		return poppler_form_field_text_get_text(field);
	case POPPLER_FORM_FIELD_CHOICE: {
		GString *all = g_string_new(NULL);
		for (int i = 0; i < poppler_form_field_choice_get_n_items(field); i++) {
			char *item = poppler_form_field_choice_get_item(field, i);
			g_string_append_printf(all, "%s\n", item ? item : "");
			g_free(item);
		}
		char *text = poppler_form_field_choice_get_text(field);
		g_string_append(all, text ? text : "");
		g_free(text);
		return g_string_free(all, FALSE);
	}
	case POPPLER_FORM_FIELD_UNKNOWN:
	case POPPLER_FORM_FIELD_BUTTON:
	case POPPLER_FORM_FIELD_SIGNATURE:
		break;
	}
	return NULL;
}
