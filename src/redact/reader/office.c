/*
 * Office files, part by part: XML is read and cleaned here, all else is a file of its own form.
 */
#include "office.h"
#include "office_part.h"
#include "sheet.h"
#include "xml.h"

/* A picture of one pixel that shows nothing, where one may not stay. */
static const unsigned char nothing[] = { 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13,
	'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0,
	13, 'I', 'D', 'A', 'T', 0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0,
	0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82 };

static struct bytes
bytes_of(const struct buf *b)
{
	return (struct bytes){ b->data ? b->data : "", b->len };
}

/* ---- reading ---- */

/* Sheets as they are seen; else as any other part. */
static void
read_doc(struct job *job, const struct book *book, const char *name, xmlDoc *doc)
{
	struct buf heading = { 0 }, text = { 0 };
	if (book && sheet_words(book, name, doc, &heading, &text)) {
		job_text(job, WIRE_IN_TEXT, heading.data, text.data, text.len);
	} else {
		office_heading(name, doc, &heading);
		xml_read(job,
		    strcmp(heading.data, "properties") == 0 ? WIRE_IN_METADATA : WIRE_IN_TEXT,
		    heading.data, doc);
	}
	buf_release(&heading);
	buf_release(&text);
}

static void
read_one(
    struct job *job, bool office, const struct book *book, const char *name, const struct buf *data)
{
	bool is_xml = office && office_is_xml(name);
	auto_drop(xml_doc) xmlDoc *doc = is_xml ? xml_parse(bytes_of(data)) : NULL;
	if (is_xml && !doc)
		job_blind(job, name);
	if (doc) {
		read_doc(job, book, name, doc);
	} else {
		size_t path = job_enter(job, "", name);
		(void)job->read_part(job, name, bytes_of(data));
		job_leave(job, path);
	}
}

bool
office_read(struct job *job, const char *name, struct bytes in)
{
	auto_drop(container) struct container *c = container_open(in);
	struct buf data = { 0 };
	(void)name;
	if (!c)
		return false;
	bool office = office_is(c);
	auto_drop(book) struct book *book =
	    office && job->ask == WIRE_WORDS ? sheet_open(job, c) : NULL;
	for (int i = 0; i < container_count(c); i++) {
		const char *entry = container_name(c, i);
		if (job->ask != WIRE_WORDS && job->ask != WIRE_PEOPLE)
			job_text(job, WIRE_IN_NAME, "", entry, strlen(entry));
		if (container_is_dir(c, i) || (book && strcmp(entry, "mimetype") == 0))
			continue;
		if (container_read(job, c, i, &data))
			read_one(job, office, book, entry, &data);
		else
			job_blind(job, entry);
	}
	if (container_has_more(c))
		job_blind(job, "");
	buf_release(&data);
	return true;
}

/* ---- making ---- */

static bool
make_xml(struct job *job, const char *name, const struct buf *data, struct buf *ret)
{
	auto_drop(xml_doc) xmlDoc *doc = xml_parse(bytes_of(data));
	if (!doc)
		return false;
	office_forget(name, doc);
	xml_clean(job, doc);
	return xml_dump(doc, ret);
}

/* A part that no reader of ours can make anew: nothing takes its place. */
static void
make_nothing(const char *name, const struct buf *data, struct buf *ret)
{
	static const char emf[] = " EMF";
	enum redact_form form = redact_form_of(name, data->data, data->len);
	bool picture =
	    form == REDACT_PICTURE || (data->len > 44 && memcmp(data->data + 40, emf, 4) == 0);
	if (picture)
		buf_add(ret, nothing, sizeof(nothing));
}

static bool
make_one(struct job *job, bool office, const char *name, const struct buf *data, struct buf *ret)
{
	buf_reset(ret);
	if (office && office_is_xml(name))
		return make_xml(job, name, data, ret);
	enum part part = job->redact_part(job, name, bytes_of(data), ret);
	if (part == PART_SAME)
		buf_add(ret, data->data, data->len);
	if (part == PART_CANNOT) {
		buf_reset(ret);
		make_nothing(name, data, ret);
	}
	return true;
}

/* The name of an entry: an office program looks for its own. */
static bool
make_name(struct job *job, bool office, const char *name, struct buf *ret)
{
	buf_reset(ret);
	return !job_clean(job, name, strlen(name), ret) || !office;
}

static bool
make_entry(struct job *job, struct container *from, int i, bool office, struct container *to)
{
	const char *name = container_name(from, i);
	struct buf data = { 0 }, made = { 0 }, new_name = { 0 };
	bool dropped = office && office_is_dropped(name),
	     ok = dropped || make_name(job, office, name, &new_name);
	if (!dropped && ok && !container_is_dir(from, i))
		ok = container_read(job, from, i, &data) &&
		    make_one(job, office, name, &data, &made);
	if (!dropped && ok && new_name.len > 0)
		ok = container_add(
		    to, new_name.data, bytes_of(&made), strcmp(name, "mimetype") == 0);
	buf_release(&data);
	buf_release(&made);
	buf_release(&new_name);
	return ok;
}

enum part
office_redact(struct job *job, const char *name, struct bytes in, struct buf *ret)
{
	auto_drop(container) struct container *from = container_open(in);
	auto_drop(container) struct container *to = container_new();
	(void)name;
	bool ok = from && to, office = ok && office_is(from);
	for (int i = 0; ok && i < container_count(from); i++)
		ok = make_entry(job, from, i, office, to);
	return ok && container_end(to, ret) ? PART_MADE : PART_CANNOT;
}
