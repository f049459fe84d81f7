/*
 * XML of office files without marks. A passage goes from all pieces of text that it lies in, and
 * what stands in its place stands in the first.
 */
#include "xml.h"

/* ---- changes that were kept track of ---- */

static bool
in_namespace(const xmlNode *node, const char *part)
{
	return node->ns && node->ns->href && strstr((const char *)node->ns->href, part);
}

static bool
is_past(const xmlNode *node)
{
	static const char *const words[] = { "del", "moveFrom", "rPrChange", "pPrChange",
		"sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange",
		"tblGridChange", "numberingChange", "cellDel", "moveFromRangeStart",
		"moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd" };
	static const char *const odf[] = { "tracked-changes", "change", "change-start",
		"change-end" };
	return (in_namespace(node, "wordprocessingml") &&
		   xml_is_among(node, words, array_len(words))) ||
	    (in_namespace(node, "opendocument") && xml_is_among(node, odf, array_len(odf)));
}

static bool
is_present(const xmlNode *node)
{
	return in_namespace(node, "wordprocessingml") &&
	    (xml_is(node, "ins") || xml_is(node, "moveTo"));
}

static void
remove_node(xmlNode *node)
{
	xmlUnlinkNode(node);
	xmlFreeNode(node);
}

/* What is within takes its place. What follows before it, which may be what was within. */
static xmlNode *
unwrap(xmlNode *node, const xmlNode *top)
{
	xmlNode *before = node->prev, *parent = node->parent;
	while (node->children) {
		xmlNode *child = node->children;
		xmlUnlinkNode(child);
		(void)xmlAddPrevSibling(node, child); /* texts become one */
	}
	remove_node(node);
	xmlNode *next = before ? before->next : parent->children;
	return next ? next : xml_after(parent, top);
}

void
xml_past(xmlDoc *doc, struct buf *ret)
{
	xmlNode *top = xmlDocGetRootElement(doc);
	for (xmlNode *n = top; n; n = xml_next(n, top))
		if (n->type == XML_ELEMENT_NODE && is_past(n)) {
			size_t before = ret->len;
			xml_words(n, ret);
			if (ret->len > before)
				buf_addc(ret, '\n');
		}
}

void
xml_accept(xmlDoc *doc)
{
	xmlNode *top = xmlDocGetRootElement(doc);
	for (xmlNode *n = top, *next; n; n = next) {
		next = xml_next(n, top);
		if (n == top || n->type != XML_ELEMENT_NODE)
			continue;
		if (is_past(n)) {
			bool row = xml_is(n->parent, "trPr") && n->parent->parent != top;
			xmlNode *gone = row ? n->parent->parent : n;
			next = xml_after(gone, top);
			remove_node(gone);
		} else if (is_present(n)) {
			next = unwrap(n, top);
		}
	}
}

/* ---- texts ---- */

struct piece {
	xmlNode *node;
	size_t start, end; /* in the joined text */
};

struct pieces {
	struct piece *piece;
	size_t n, cap;
	struct buf joined;
};

static void
add_piece(struct pieces *p, xmlNode *node, size_t start)
{
	if (p->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 64;
		p->piece = xrealloc(p->piece, p->cap * sizeof(p->piece[0]));
	}
	p->piece[p->n++] = (struct piece){ node, start, p->joined.len };
}

static void
join(xmlNode *top, struct pieces *ret)
{
	for (xmlNode *n = top; n; n = xml_next(n, top)) {
		size_t before = ret->joined.len;
		xml_words_of(n, &ret->joined);
		if (n->type == XML_TEXT_NODE && ret->joined.len > before)
			add_piece(ret, n, before);
	}
}

/* A number of a cell that is one no more, and a formula that would not be one. */
static void
text_changed(xmlNode *text)
{
	xmlNode *in = text->parent;
	if (xml_is(in, "v") && xml_is(in->parent, "c"))
		(void)xmlSetProp(in->parent, BAD_CAST "t", BAD_CAST "str");
	else if (xml_is(in, "f") || xml_is(in, "definedName"))
		xmlNodeSetContent(text, BAD_CAST "#REF!");
}

/* The cuts that concern a piece, of which ${from} is the first that may; returns the next such. */
static size_t
cut_piece(struct job *job, const struct pieces *all, const struct piece *p, const struct cuts *cuts,
    size_t from)
{
	struct buf b = { 0 };
	size_t at = p->start;
	while (from < cuts->n && cuts->cut[from].end <= p->start)
		from++;
	for (size_t i = from; i < cuts->n && cuts->cut[i].start < p->end; i++) {
		const struct cut *c = &cuts->cut[i];
		if (c->start > at)
			buf_add(&b, all->joined.data + at, c->start - at);
		if (c->first && c->start >= p->start)
			buf_adds(&b, match_instead(job->set, c->mark));
		at = c->end < p->end ? c->end : p->end;
	}
	if (at > p->start || b.len > 0) {
		buf_add(&b, all->joined.data + at, p->end - at);
		xmlNodeSetContent(p->node, BAD_CAST b.data);
		text_changed(p->node);
	}
	buf_release(&b);
	return from;
}

static void
clean_texts(struct job *job, xmlDoc *doc)
{
	struct pieces all = { 0 };
	struct cuts cuts;
	size_t from = 0;
	join(xmlDocGetRootElement(doc), &all);
	match_cuts(job->set, all.joined.data ? all.joined.data : "", all.joined.len, &cuts);
	for (size_t i = 0; i < cuts.n; i++)
		if (cuts.cut[i].first)
			match_mark(job->set, cuts.cut[i].mark)->count++;
	for (size_t i = 0; cuts.n > 0 && i < all.n; i++)
		from = cut_piece(job, &all, &all.piece[i], &cuts, from);
	cuts_drop(&cuts);
	buf_release(&all.joined);
	free(all.piece);
}

/* ---- attributes ---- */

/* Where brackets and the like would break what reads it. */
static void
plain_name(char *name, int nth, struct buf *ret)
{
	for (char *s = name; *s; s++)
		if (!strchr("[]:*?/\\'", *s) && ret->len < 20)
			buf_addc(ret, *s);
	buf_addf(ret, " %d", nth);
}

static bool
attribute_is(const xmlNode *node, const xmlAttr *a, const char *element, const char *name)
{
	return xml_is(node, element) && strcmp((const char *)a->name, name) == 0;
}

/* What an attribute of that kind may say instead; NULL: none of them. */
static const char *
nothing_of(const xmlNode *node, const xmlAttr *a)
{
	if (attribute_is(node, a, "Relationship", "Target") ||
	    !strcmp((const char *)a->name, "href"))
		return "about:blank";
	return !strcmp((const char *)a->name, "formula") ? "" : NULL;
}

static void
clean_attribute(struct job *job, xmlNode *node, xmlAttr *a, int nth)
{
	struct buf b = { 0 }, plain = { 0 };
	char *value = (char *)xmlNodeListGetString(node->doc, a->children, 1);
	if (value && job_clean(job, value, strlen(value), &b)) {
		const char *text = nothing_of(node, a);
		if (attribute_is(node, a, "sheet", "name") ||
		    attribute_is(node, a, "definedName", "name")) {
			plain_name(b.data, nth, &plain);
			text = plain.data;
		}
		(void)xmlSetNsProp(node, a->ns, a->name, BAD_CAST(text ? text : b.data));
	}
	xmlFree(value);
	buf_release(&b);
	buf_release(&plain);
}

void
xml_clean(struct job *job, xmlDoc *doc)
{
	int nth = 0;
	xml_accept(doc);
	for (xmlNode *n = doc->children, *next; n; n = next) {
		next = xml_next(n, (xmlNode *)doc);
		if (n->type == XML_COMMENT_NODE || n->type == XML_PI_NODE) {
			next = xml_after(n, (xmlNode *)doc);
			remove_node(n);
			continue;
		}
		nth++;
		for (xmlAttr *a = n->type == XML_ELEMENT_NODE ? n->properties : NULL; a;
		     a = a->next)
			clean_attribute(job, n, a, nth);
	}
	clean_texts(job, doc);
}
