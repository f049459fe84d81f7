/*
 * All that XML says, also where no reader shows it.
 */
#include "xml.h"

static void
add_attributes(const xmlNode *node, struct buf *ret)
{
	for (const xmlAttr *a = node->properties; a; a = a->next) {
		char *value = (char *)xmlNodeListGetString(node->doc, a->children, 1);
		buf_addf(ret, "%s=%s\n", (const char *)a->name, value ? value : "");
		xmlFree(value);
	}
	for (const xmlNs *ns = node->nsDef; ns; ns = ns->next)
		buf_addf(ret, "%s\n", ns->href ? (const char *)ns->href : "");
}

/* All but texts, one a line. */
static void
read_rest(xmlDoc *doc, struct buf *ret)
{
	for (xmlNode *n = doc->children; n; n = xml_next(n, (xmlNode *)doc)) {
		if (n->type == XML_ELEMENT_NODE) {
			buf_addf(ret, "%s\n", (const char *)n->name);
			add_attributes(n, ret);
		} else if (n->type == XML_COMMENT_NODE || n->type == XML_PI_NODE) {
			buf_addf(ret, "%s %s\n", (const char *)n->name,
			    n->content ? (const char *)n->content : "");
		}
	}
}

static bool
is_blank(const struct buf *b)
{
	return strspn(b->data ? b->data : "", " \t\r\n") == b->len;
}

/* What stands beside pictures and changes, and is shown by a click. */
static void
read_beside(xmlDoc *doc, struct buf *ret)
{
	static const char *const names[] = { "descr", "title", "author", "initials", "alt" };
	for (xmlNode *n = doc->children; n; n = xml_next(n, (xmlNode *)doc))
		for (size_t i = 0; n->type == XML_ELEMENT_NODE && i < array_len(names); i++) {
			char *value = xml_attribute(n, names[i]);
			if (value && *value)
				buf_addf(ret, "%s: %s\n", names[i], value);
			xmlFree(value);
		}
}

/* Each in a section of its own, if there is any. */
static void
tell_aside(struct job *job, const char *heading, const char *what, const struct buf *b)
{
	struct buf all = { 0 };
	buf_addf(&all, "%s, %s", heading, what);
	if (!is_blank(b))
		job_text(job, WIRE_IN_METADATA, all.data, b->data, b->len);
	buf_release(&all);
}

static void
tell_words(struct job *job, const char *heading, xmlDoc *doc)
{
	struct buf past = { 0 }, beside = { 0 }, now = { 0 };
	xml_past(doc, &past);
	read_beside(doc, &beside);
	xml_accept(doc);
	xml_words(xmlDocGetRootElement(doc), &now);
	if (!is_blank(&now))
		job_text(job, WIRE_IN_TEXT, heading, now.data, now.len);
	tell_aside(job, heading, "deleted", &past);
	tell_aside(job, heading, "beside it", &beside);
	buf_release(&past);
	buf_release(&beside);
	buf_release(&now);
}

void
xml_read(struct job *job, enum wire_where where, const char *heading, xmlDoc *doc)
{
	struct buf b = { 0 };
	if (job->ask == WIRE_WORDS) {
		tell_words(job, heading, doc);
		return;
	}
	xml_words(xmlDocGetRootElement(doc), &b);
	job_text(job, where, heading, b.data, b.len);
	buf_reset(&b);
	read_rest(doc, &b);
	job_text(job, WIRE_IN_METADATA, heading, b.data, b.len);
	/* and as it reads once changes are accepted */
	buf_reset(&b);
	xml_accept(doc);
	xml_words(xmlDocGetRootElement(doc), &b);
	job_text(job, where, heading, b.data, b.len);
	buf_release(&b);
}
