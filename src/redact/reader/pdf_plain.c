/*
 * PDF by qpdf, which knows its objects and not what they mean.
 */
#include <qpdf/qpdf-c.h>

#include "pdf_plain.h"

#define OBJECTS_MAX 500000

/* Pixels are no text, and large. */
static void
drop_pictures(qpdf_data q)
{
	qpdf_oh size = qpdf_oh_get_key(q, qpdf_get_trailer(q), "/Size");
	int n = qpdf_oh_is_integer(q, size) ? qpdf_oh_get_int_value_as_int(q, size) : 0;
	for (int i = 1; i < n && i < OBJECTS_MAX; i++) {
		qpdf_oh o = qpdf_get_object_by_id(q, i, 0);
		if (qpdf_oh_is_stream(q, o)) {
			qpdf_oh kind = qpdf_oh_get_key(q, qpdf_oh_get_dict(q, o), "/Subtype");
			if (qpdf_oh_is_name(q, kind) &&
			    strcmp(qpdf_oh_get_name(q, kind), "/Image") == 0)
				qpdf_oh_replace_stream_data(q, o, (const unsigned char *)"", 0,
				    qpdf_oh_new_null(q), qpdf_oh_new_null(q));
		}
		if (i % 1000 == 0)
			qpdf_oh_release_all(q);
	}
}

static void
show_all(qpdf_data q)
{
	static const char box[] = "[-14000 -14000 14000 14000]";
	(void)qpdf_push_inherited_attributes_to_page(q);
	qpdf_oh_remove_key(q, qpdf_get_root(q), "/OCProperties");
	int n = qpdf_get_num_pages(q);
	for (int i = 0; i < n; i++) {
		qpdf_oh page = qpdf_get_page_n(q, (size_t)i);
		qpdf_oh_remove_key(q, page, "/CropBox");
		qpdf_oh_replace_key(q, page, "/MediaBox", qpdf_oh_parse(q, box));
	}
}

static void
leave_forms(qpdf_data q)
{
	static const char *const keys[] = { "/Metadata", "/Names", "/Outlines", "/StructTreeRoot",
		"/PageLabels", "/Dests" };
	qpdf_oh_remove_key(q, qpdf_get_trailer(q), "/Info");
	for (size_t i = 0; i < array_len(keys); i++)
		qpdf_oh_remove_key(q, qpdf_get_root(q), keys[i]);
	int n = qpdf_get_num_pages(q);
	for (int i = 0; i < n; i++)
		qpdf_oh_remove_key(q, qpdf_get_page_n(q, (size_t)i), "/Contents");
}

static void
leave_pages(qpdf_data q)
{
	int n = qpdf_get_num_pages(q);
	qpdf_oh_remove_key(q, qpdf_get_root(q), "/AcroForm");
	for (int i = 0; i < n; i++)
		qpdf_oh_remove_key(q, qpdf_get_page_n(q, (size_t)i), "/Annots");
}

static void
leave_part(qpdf_data q, enum pdf_part part)
{
	if (part != PDF_PAGES)
		drop_pictures(q);
	if (part == PDF_SHOWN)
		show_all(q);
	else if (part == PDF_FORMS)
		leave_forms(q);
	else if (part == PDF_PAGES)
		leave_pages(q);
}

bool
pdf_plain(struct bytes in, enum pdf_part part, struct buf *ret)
{
	qpdf_data q = qpdf_init();
	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	bool ok = !(qpdf_read_memory(q, "file", in.p, in.n, NULL) & QPDF_ERRORS);
	if (ok) {
		leave_part(q, part);
		ok = !(qpdf_init_write_memory(q) & QPDF_ERRORS);
	}
	if (ok) {
		qpdf_set_object_stream_mode(q, qpdf_o_disable);
		qpdf_set_stream_data_mode(
		    q, part == PDF_PAGES ? qpdf_s_preserve : qpdf_s_uncompress);
		qpdf_set_decode_level(q, qpdf_dl_generalized);
		qpdf_set_suppress_original_object_IDs(q, QPDF_TRUE);
		qpdf_set_static_ID(q, QPDF_TRUE);
		qpdf_set_preserve_encryption(q, QPDF_FALSE);
		ok = !(qpdf_write(q) & QPDF_ERRORS);
	}
	if (ok)
		buf_add(ret, qpdf_get_buffer(q), qpdf_get_buffer_length(q));
	qpdf_cleanup(&q);
	return ok;
}
