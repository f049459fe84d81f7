/*
 * XML: what it says, and without what is taken out of it.
 */
#ifndef REDACT_XML_H
#define REDACT_XML_H

#include <libxml/tree.h>

#include "job.h"

static inline void
xml_doc_drop(xmlDoc **doc)
{
	xmlFreeDoc(*doc);
}

/*
 * xml_parse(in): without a network, entities or a DTD; NULL: it is none.
 * xml_dump(doc, ret): as bytes.
 * xml_is(node, name), xml_is_among(node, names, n): an element of that name, of whatever namespace.
 * xml_attribute(node, name): its value, or NULL; freed by xmlFree.
 * xml_next(node, top): the next node below ${top}, in order; NULL: no more.
 * xml_after(node, top): the same, but of none below ${node}.
 */
xmlDoc *xml_parse(struct bytes in);
bool xml_dump(xmlDoc *doc, struct buf *ret);
bool xml_is(const xmlNode *node, const char *name);
char *xml_attribute(const xmlNode *node, const char *name);
xmlNode *xml_next(xmlNode *node, const xmlNode *top);
xmlNode *xml_after(xmlNode *node, const xmlNode *top);

/*
 * xml_words(top, ret): the text below it, paragraphs and cells apart; xml_words_of(node, ret): what
 * one node of it adds.
 * xml_read(job, where, heading, doc): all it says is found: text, attributes, comments.
 * xml_past(doc, ret): text that was deleted, and is kept.
 * xml_accept(doc): changes that were kept track of are made, and what they were is gone.
 * xml_clean(job, doc): the marks are gone from texts and attributes, and all comments.
 */
void xml_words(xmlNode *top, struct buf *ret);
void xml_words_of(const xmlNode *node, struct buf *ret);
bool xml_is_among(const xmlNode *node, const char *const *names, size_t n);
void xml_read(struct job *job, enum wire_where where, const char *heading, xmlDoc *doc);
void xml_past(xmlDoc *doc, struct buf *ret);
void xml_accept(xmlDoc *doc);
void xml_clean(struct job *job, xmlDoc *doc);

#endif
