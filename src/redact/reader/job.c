/*
 * What is done with what was found: told, or searched.
 */
#include <glib.h>

#include "dossier/text.h"
#include "job.h"
#include "people.h"

static void
put(struct job *job, enum wire_kind kind, int number, const struct buf *b)
{
	if (job->out)
		wire_put(job->out,
		    (struct wire_record){ kind, number, { b->data ? b->data : "", b->len } });
}

static void
put_section(struct job *job, const char *heading, const char *s, size_t n, bool readable)
{
	struct buf b = { 0 };
	buf_add(&b, job->path.data, job->path.len);
	buf_adds(&b, heading);
	if (!*heading && b.len >= 2)
		b.len -= 2; /* the comma of the path */
	buf_addc(&b, '\0');
	buf_add(&b, s, n);
	put(job, WIRE_SECTION, readable, &b);
	buf_release(&b);
}

void
job_person(struct job *job, bool phone, const char *value, const char *name)
{
	struct buf b = { 0 };
	if (job->ask != WIRE_PEOPLE)
		return;
	if (!job->told)
		job->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (g_hash_table_add(job->told, g_strdup_printf("%s\n%s", value, name))) {
		buf_add(&b, value, strlen(value) + 1);
		buf_adds(&b, name);
		put(job, WIRE_PERSON, phone, &b);
	}
	buf_release(&b);
}

static void
tell_person(bool phone, const char *value, const char *name, void *arg)
{
	job_person(arg, phone, value, name);
}

void
job_text(struct job *job, enum wire_where where, const char *heading, const char *s, size_t n)
{
	if (n == 0)
		return;
	switch (job->ask) {
	case WIRE_WORDS:
		put_section(job, heading, s, n, true);
		break;
	case WIRE_PEOPLE:
		people_in(s, n, tell_person, job);
		break;
	case WIRE_REDACT:
	case WIRE_HOLDS:
		if (job->found >= 0)
			break;
		job->found = redact_set_find(job->set, s, n);
		job->where = job->depth > 1 ? WIRE_IN_ATTACHMENT : where;
		break;
	}
}

void
job_blind(struct job *job, const char *heading)
{
	job->blind = true;
	if (job->ask == WIRE_WORDS)
		put_section(job, heading, NULL, 0, false);
}

bool
job_clean(struct job *job, const char *s, size_t n, struct buf *ret)
{
	return redact_set_text(job->set, s, n, ret);
}

bool
job_holds(struct job *job, const char *s, size_t n)
{
	return redact_set_find(job->set, s, n) >= 0;
}

size_t
job_enter(struct job *job, const char *what, const char *name)
{
	size_t before = job->path.len;
	auto_drop(arena) struct arena *a = arena_new();
	buf_addf(&job->path, "%s%s%s, ", what, *what && *name ? " " : "",
	    text_clean(name, false, JOB_NAME_MAX, a));
	return before;
}

void
job_leave(struct job *job, size_t before)
{
	job->path.len = before;
}

bool
job_unpack(struct job *job, size_t n)
{
	if (n > JOB_UNPACKED_MAX - job->unpacked)
		return false;
	job->unpacked += n;
	return true;
}
