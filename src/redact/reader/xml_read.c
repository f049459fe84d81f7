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

void
xml_read(struct job *job, enum wire_where where, const char *heading, xmlDoc *doc)
{
	struct buf b = { 0 };
	xml_words(xmlDocGetRootElement(doc), &b);
	if (!is_blank(&b))
		job_text(job, where, heading, b.data, b.len);
	buf_reset(&b);
	if (job->ask != WIRE_WORDS) {
		read_rest(doc, &b);
		job_text(job, WIRE_IN_METADATA, heading, b.data, b.len);
		/* and as it reads once changes are accepted */
		buf_reset(&b);
		xml_accept(doc);
		xml_words(xmlDocGetRootElement(doc), &b);
		job_text(job, where, heading, b.data, b.len);
	}
	buf_release(&b);
}
