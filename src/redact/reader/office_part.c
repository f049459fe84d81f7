/*
 * Which parts there are in office files, and what they are to a reader.
 */
#include <ctype.h>
#include <fnmatch.h>

#include "office_part.h"
#include "xml.h"

bool
office_is(const struct container *c)
{
	return container_find(c, "[Content_Types].xml") >= 0 ||
	    (container_find(c, "mimetype") >= 0 && container_find(c, "content.xml") >= 0);
}

/* Pictures of a first page, programs, signatures, what forms are bound to, earlier versions. */
bool
office_is_dropped(const char *name)
{
	static const char *const patterns[] = { "docProps/thumbnail.*", "Thumbnails/*",
		"customXml/*", "*/vbaProject*", "*/vbaData.xml", "*/_rels/vbaProject*",
		"xl/revisions/*", "Basic/*", "Scripts/*", "Versions/*", "VersionList.xml",
		"_xmlsignatures/*", "META-INF/*signatures.xml", "ObjectReplacements/*",
		"*/printerSettings/*", "docProps/custom-properties/*", "userCustomization/*",
		"customUI/*", "Configurations2/*" };
	for (size_t i = 0; i < array_len(patterns); i++)
		if (fnmatch(patterns[i], name, 0) == 0)
			return true;
	return false;
}

bool
office_is_xml(const char *name)
{
	static const char *const patterns[] = { "*.xml", "*.rels", "*.vml", "*.rdf", "*.xhtml",
		"*.svg", "*.opf", "*.ncx" };
	for (size_t i = 0; i < array_len(patterns); i++)
		if (fnmatch(patterns[i], name, FNM_CASEFOLD) == 0)
			return true;
	return false;
}

/* ---- what leads to them ---- */

/* Where a relation in the part ${name} ("a/_rels/b.xml.rels") leads: from "a/", as paths do. */
static void
resolve(const char *name, const char *target, struct buf *ret)
{
	const char *rels = strstr(name, "_rels/");
	buf_reset(ret);
	if (target[0] == '/')
		target++;
	else if (rels)
		buf_add(ret, name, (size_t)(rels - name));
	for (; strncmp(target, "../", 3) == 0; target += 3) {
		if (ret->len > 0)
			ret->len--;
		while (ret->len > 0 && ret->data[ret->len - 1] != '/')
			ret->len--;
	}
	buf_adds(ret, target);
}

static bool
leads_away(const char *name, const xmlNode *node)
{
	static const struct {
		const char *element, *attribute;
	} rows[] = {
		{ "Relationship", "Target" },
		{ "Override", "PartName" },
		{ "file-entry", "full-path" },
	};
	bool away = false;
	for (size_t i = 0; i < array_len(rows); i++) {
		char *to =
		    xml_is(node, rows[i].element) ? xml_attribute(node, rows[i].attribute) : NULL;
		struct buf path = { 0 };
		if (to) {
			resolve(name, to, &path);
			away = away || office_is_dropped(path.data);
		}
		buf_release(&path);
		xmlFree(to);
	}
	return away;
}

void
office_forget(const char *name, xmlDoc *doc)
{
	for (xmlNode *n = doc->children, *next; n; n = next) {
		next = xml_next(n, (xmlNode *)doc);
		if (n->type != XML_ELEMENT_NODE || !leads_away(name, n))
			continue;
		next = xml_after(n, (xmlNode *)doc);
		xmlUnlinkNode(n);
		xmlFreeNode(n);
	}
}

/* ---- what they are called ---- */

static const struct {
	const char *pattern, *heading;
	bool numbered;
} headings[] = {
	{ "word/document.xml", "text", false },
	{ "word/header*.xml", "header", true },
	{ "word/footer*.xml", "footer", true },
	{ "word/footnotes.xml", "footnotes", false },
	{ "word/endnotes.xml", "endnotes", false },
	{ "*/comments*.xml", "comments", false },
	{ "*/threadedComments/*.xml", "comments", false },
	{ "docProps/*.xml", "properties", false },
	{ "ppt/slides/slide*.xml", "slide", true },
	{ "ppt/notesSlides/notesSlide*.xml", "notes of slide", true },
	{ "xl/sharedStrings.xml", "texts of all sheets", false },
	{ "xl/worksheets/sheet*.xml", "numbers of sheet", true },
	{ "*/charts/chart*.xml", "chart", true },
	{ "*/drawings/*.xml", "drawing", true },
	{ "content.xml", "text", false },
	{ "meta.xml", "properties", false },
	{ "styles.xml", "headers and footers", false },
};

static bool
is_hidden(xmlDoc *doc)
{
	char *show = xml_attribute(xmlDocGetRootElement(doc), "show");
	bool hidden = show && strcmp(show, "0") == 0;
	xmlFree(show);
	return hidden;
}

void
office_heading(const char *name, xmlDoc *doc, struct buf *ret)
{
	const char *number = strrchr(name, '/') ? strrchr(name, '/') : name;
	buf_reset(ret);
	number += strcspn(number, "0123456789");
	for (size_t i = 0; i < array_len(headings); i++) {
		if (fnmatch(headings[i].pattern, name, 0) != 0)
			continue;
		buf_adds(ret, headings[i].heading);
		if (headings[i].numbered && *number)
			buf_addf(ret, " %.*s", (int)strspn(number, "0123456789"), number);
		buf_adds(ret, is_hidden(doc) ? ", hidden" : "");
		return;
	}
	buf_adds(ret, name);
}
