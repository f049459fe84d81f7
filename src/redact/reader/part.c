/*
 * The readers by form. Whatever they find in a file, its bytes are searched too: a reader may not
 * know of a place that has no meaning any more.
 */
#include <glib.h>

#include "mail.h"
#include "office.h"
#include "part.h"
#include "pdf.h"
#include "text.h"

struct form {
	bool pages;   /* it has some, to leave out */
	bool decodes; /* what is encoded in it, or it is compressed */
	bool (*read)(struct job *job, const char *name, struct bytes in);
	enum part (*redact)(struct job *job, const char *name, struct bytes in, struct buf *ret);
};

static const struct form forms[] = {
	[REDACT_TEXT] = { false, false, text_read, text_redact },
	[REDACT_MAIL] = { false, true, mail_read, mail_redact },
	[REDACT_PDF] = { true, true, pdf_read, pdf_redact },
	[REDACT_OFFICE] = { false, true, office_read, office_redact },
	[REDACT_UNKNOWN] = { false, false, NULL, NULL },
};

static const struct form *
form_of(const char *name, struct bytes in)
{
	return &forms[redact_form_of(name, in.p, in.n)];
}

static bool
searches(const struct job *job)
{
	return job->set && job->found < 0;
}

static void
search_bytes(struct job *job, struct bytes in, bool encoded)
{
	if (!searches(job))
		return;
	job->found = match_inside(job->set, in.p, in.n, encoded);
	job->where = job->depth > 1 ? WIRE_IN_ATTACHMENT : WIRE_IN_BYTES;
}

static void
search_name(struct job *job, const char *name)
{
	if (!searches(job))
		return;
	job->found = redact_set_find(job->set, name, strlen(name));
	job->where = WIRE_IN_NAME;
}

bool
part_read(struct job *job, const char *name, struct bytes in)
{
	bool ok = true;
	if (job->depth >= JOB_DEPTH_MAX) {
		job_blind(job, "");
		return true;
	}
	const struct form *form = form_of(name, in);
	job->depth++;
	if (job->set)
		search_name(job, name);
	if (form->read)
		ok = form->read(job, name, in);
	if (!ok || !form->read)
		job_blind(job, "");
	search_bytes(job, in, !form->decodes);
	job->depth--;
	return ok;
}

/* The mark it holds, as far as one can see; -1: none. */
static int
holds(struct job *job, const char *name, struct bytes in)
{
	struct job look = *job;
	look.ask = WIRE_HOLDS;
	look.out = NULL;
	look.path = (struct buf){ 0 };
	look.found = -1;
	(void)part_read(&look, name, in);
	buf_release(&look.path);
	return look.found;
}

bool
part_pages(const struct job *job)
{
	for (size_t i = 0; i < job->nmarks; i++)
		if (job->marks[i].first_page > 0)
			return true;
	return false;
}

enum part
part_redact(struct job *job, const char *name, struct bytes in, struct buf *ret)
{
	const struct form *form = form_of(name, in);
	int mark = holds(job, "", in);
	if (mark < 0 && !(job->depth == 0 && form->pages && part_pages(job)))
		return PART_SAME;
	if (job->depth >= JOB_DEPTH_MAX || !form->redact)
		return PART_CANNOT;
	int64_t count = mark >= 0 ? job->marks[mark].count : 0;
	job->depth++;
	enum part made = form->redact(job, name, in, ret);
	job->depth--;
	if (mark >= 0 && job->marks[mark].count == count)
		job->marks[mark].count++; /* gone with where it stood */
	return made;
}

struct job *
part_job(const struct wire_question *q, struct buf *out)
{
	struct job *job = xcalloc(1, sizeof(*job));
	bool searched = q->ask == WIRE_REDACT || q->ask == WIRE_HOLDS;
	*job = (struct job){
		.ask = q->ask,
		.set = searched ? redact_set_new(q->marks, q->nmarks, NULL) : NULL,
		.marks = q->marks,
		.nmarks = q->nmarks,
		.read_part = part_read,
		.redact_part = part_redact,
		.out = out,
		.found = -1,
	};
	if (job->set || !searched)
		return job;
	part_job_free(job);
	return NULL;
}

void
part_job_free(struct job *job)
{
	if (!job)
		return;
	redact_set_free(job->set);
	if (job->told)
		g_hash_table_destroy(job->told);
	buf_release(&job->path);
	free(job);
}
