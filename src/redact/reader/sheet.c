/*
 * Workbooks: which text stands in which cell, and what a sheet is called.
 */
#include "sheet.h"

struct book {
	struct arena *a;
	const char **text;
	size_t n;
	xmlDoc *workbook, *relations;
};

static xmlDoc *
parse_part(struct job *job, struct container *c, const char *name)
{
	struct buf data = { 0 };
	int i = container_find(c, name);
	xmlDoc *doc = i >= 0 && container_read(job, c, i, &data)
	    ? xml_parse((struct bytes){ data.data, data.len })
	    : NULL;
	buf_release(&data);
	return doc;
}

static void
take_texts(struct book *b, xmlDoc *doc)
{
	xmlNode *top = xmlDocGetRootElement(doc);
	size_t n = 0;
	for (xmlNode *e = top->children; e; e = e->next)
		n += xml_is(e, "si");
	b->text = arena_alloc(b->a, (n + 1) * sizeof(b->text[0]));
	for (xmlNode *e = top->children; e; e = e->next) {
		struct buf text = { 0 };
		if (!xml_is(e, "si"))
			continue;
		xml_words(e, &text);
		b->text[b->n++] = arena_strndup(b->a, text.data ? text.data : "", text.len);
		buf_release(&text);
	}
}

struct book *
sheet_open(struct job *job, struct container *c)
{
	struct book *b = xcalloc(1, sizeof(*b));
	auto_drop(xml_doc) xmlDoc *texts = parse_part(job, c, "xl/sharedStrings.xml");
	b->a = arena_new();
	b->workbook = parse_part(job, c, "xl/workbook.xml");
	b->relations = parse_part(job, c, "xl/_rels/workbook.xml.rels");
	if (texts)
		take_texts(b, texts);
	return b;
}

void
book_free(struct book *b)
{
	if (!b)
		return;
	xmlFreeDoc(b->workbook);
	xmlFreeDoc(b->relations);
	arena_free(b->a);
	free(b);
}

/* ---- what it is called ---- */

static bool
says(const xmlNode *node, const char *attribute, const char *want, bool end)
{
	char *value = xml_attribute(node, attribute);
	size_t n = value ? strlen(value) : 0, m = strlen(want);
	bool same = value && n >= m && (end || n == m) && strcmp(value + n - m, want) == 0;
	xmlFree(value);
	return same;
}

/* The relation that leads to it; or NULL. */
static xmlNode *
relation_to(const struct book *b, const char *name)
{
	xmlNode *top = b->relations ? xmlDocGetRootElement(b->relations) : NULL;
	for (xmlNode *e = top ? top->children : NULL; e; e = e->next)
		if (xml_is(e, "Relationship") && says(e, "Target", name + strlen("xl/"), true))
			return e;
	return NULL;
}

static void
put_heading(const struct book *b, const char *name, struct buf *ret)
{
	xmlNode *relation = relation_to(b, name),
		*top = b->workbook && relation ? xmlDocGetRootElement(b->workbook) : NULL;
	char *id = relation ? xml_attribute(relation, "Id") : NULL;
	buf_reset(ret);
	for (xmlNode *e = top; e && id; e = xml_next(e, top)) {
		if (!xml_is(e, "sheet") || !says(e, "id", id, false))
			continue;
		char *called = xml_attribute(e, "name"), *state = xml_attribute(e, "state");
		buf_addf(ret, "sheet %s%s", called ? called : "",
		    state && strcmp(state, "visible") != 0 ? ", hidden" : "");
		xmlFree(called);
		xmlFree(state);
	}
	xmlFree(id);
	if (ret->len == 0)
		buf_addf(ret, "sheet %s", name);
}

/* ---- cells ---- */

static void
put_cell(const struct book *b, xmlNode *cell, struct buf *ret)
{
	struct buf text = { 0 };
	bool shared = says(cell, "t", "s", false);
	for (xmlNode *e = cell->children; e; e = e->next)
		if (xml_is(e, "v") && e->children && e->children->content && shared) {
			unsigned long i = strtoul((const char *)e->children->content, NULL, 10);
			buf_adds(&text, i < b->n ? b->text[i] : "");
		} else if (xml_is(e, "v") || xml_is(e, "is")) {
			xml_words(e, &text);
		}
	buf_add(ret, text.data, text.len);
	buf_addc(ret, '\t');
	buf_release(&text);
}

bool
sheet_words(
    const struct book *b, const char *name, xmlDoc *doc, struct buf *heading, struct buf *ret)
{
	static const char folder[] = "xl/worksheets/";
	xmlNode *top = xmlDocGetRootElement(doc);
	if (strncmp(name, folder, strlen(folder)) != 0 || !xml_is(top, "worksheet"))
		return false;
	put_heading(b, name, heading);
	buf_reset(ret);
	for (xmlNode *e = top; e; e = xml_next(e, top)) {
		if (xml_is(e, "row") && ret->len > 0)
			ret->data[ret->len - 1] = '\n';
		else if (xml_is(e, "c"))
			put_cell(b, e, ret);
	}
	return true;
}
