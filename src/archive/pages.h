/* Pages and documents of an archive. */
#ifndef ARCHIVE_PAGES_H
#define ARCHIVE_PAGES_H

#include "dossier/json.h"

#include "page.h"
#include "words.h"
#include "zip.h"

/* What is in the archive apart from pages: the entries of parts, sorted by path. */
struct holdings {
	const struct entry *entries;
	size_t n;
};

/*
 * model_make(facts, h, w): what the templates of templates/archive/ say, in one language: texts
 * ready to print and flags, described in docs/archive.md. Every key is always there, since Mustache
 * looks for a missing one further out. New.
 */
json_t *model_make(const json_t *facts, const struct holdings *h, const struct words *w);

/*
 * model_frame(facts, w): the part of it that the frame of every page asks for, with "up", the way
 * from the page to the top, and "is_rows". New.
 */
json_t *model_frame(const json_t *facts, const struct words *w);

/* The documents for machines; new. */
json_t *document_processing(const json_t *facts);
json_t *document_completeness(const json_t *facts);
json_t *document_omitted(const json_t *facts);
/* draft_mark: what stands before the name of one that is not finished; "". */
const char *draft_mark(const json_t *facts);
json_t *document_package(const json_t *facts, const struct holdings *h, usec_t built_at);

#endif
