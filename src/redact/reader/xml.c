/*
 * XML by libxml2: parsed and walked. A text may lie in many pieces (runs): what is searched
 * is a whole part's text, in which only paragraphs, cells and the like are apart.
 */
#include <libxml/parser.h>

#include "xml.h"

xmlDoc *
xml_parse(struct bytes in)
{
	const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
	    XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
	xmlDoc *doc = xmlReadMemory(in.p, (int)in.n, "part", NULL, options);
	if (doc && !doc->intSubset && doc->children && xmlDocGetRootElement(doc))
		return doc;
	xmlFreeDoc(doc);
	return NULL;
}

bool
xml_dump(xmlDoc *doc, struct buf *ret)
{
	xmlChar *mem = NULL;
	int n = 0;
	xmlDocDumpMemoryEnc(doc, &mem, &n, "UTF-8");
	if (!mem || n <= 0)
		return false;
	buf_add(ret, mem, (size_t)n);
	xmlFree(mem);
	return true;
}

bool
xml_is(const xmlNode *node, const char *name)
{
	return node && node->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)node->name, name) == 0;
}

bool
xml_is_among(const xmlNode *node, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (xml_is(node, names[i]))
			return true;
	return false;
}

char *
xml_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a; a = a->next)
		if (strcmp((const char *)a->name, name) == 0)
			return (char *)xmlNodeListGetString(node->doc, a->children, 1);
	return NULL;
}

xmlNode *
xml_after(xmlNode *node, const xmlNode *top)
{
	while (node && node != top && !node->next)
		node = node->parent;
	return node && node != top ? node->next : NULL;
}

xmlNode *
xml_next(xmlNode *node, const xmlNode *top)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	return xml_after(node, top);
}

/* ---- what it says ---- */

/* Elements that end a text, and those that are a blank in one. */
static bool
is_apart(const xmlNode *node)
{
	static const char *const names[] = { "p", "h", "si", "tc", "td", "tr", "row", "c", "pt",
		"cell", "br", "cr", "tab", "s", "line-break", "table-cell", "table-row",
		"Relationship", "definedName", "property", "lpstr", "comment", "title", "subject",
		"creator", "description", "keywords", "lastModifiedBy", "li", "div", "author" };
	return xml_is_among(node, names, array_len(names));
}

/* Numbers of a place or of another text: no text. */
static bool
is_number(const xmlNode *node)
{
	static const char *const names[] = { "posOffset", "pctWidth", "pctHeight" };
	const xmlNode *in = node->parent;
	if (xml_is(in, "v") && xml_is(in->parent, "c")) {
		char *type = xml_attribute(in->parent, "t");
		bool index = type && strcmp(type, "s") == 0;
		xmlFree(type);
		return index;
	}
	return xml_is_among(in, names, array_len(names));
}

void
xml_words_of(const xmlNode *node, struct buf *ret)
{
	if (node->type == XML_TEXT_NODE && node->content && !is_number(node))
		buf_adds(ret, (const char *)node->content);
	else if (is_apart(node) && ret->len > 0 && ret->data[ret->len - 1] != '\n')
		buf_addc(ret, xml_is(node, "tab") || xml_is(node, "s") ? ' ' : '\n');
}

void
xml_words(xmlNode *top, struct buf *ret)
{
	for (xmlNode *n = top; n; n = xml_next(n, top))
		xml_words_of(n, ret);
}
