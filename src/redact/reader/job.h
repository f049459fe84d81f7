/*
 * One file that is read or made anew, with what lies in it: what the readers of all forms share.
 * They call one another by the functions in the job, as any of them may lie in any other.
 */
#ifndef REDACT_JOB_H
#define REDACT_JOB_H

#include "../match.h"
#include "../wire.h"

#define JOB_DEPTH_MAX 8
#define JOB_UNPACKED_MAX ((size_t)512 << 20)
#define JOB_NAME_MAX 200

enum part {
	PART_SAME,   /* it holds no mark: nothing was made */
	PART_MADE,   /* without the marks */
	PART_CANNOT, /* it may hold one, and can not be made without */
};

struct job {
	enum wire_ask ask;
	struct redact_set *set; /* NULL: it is read only */
	struct redact_mark *marks;
	size_t nmarks;

	/* of part.c */
	bool (*read_part)(struct job *job, const char *name, struct bytes in);
	enum part (*redact_part)(
	    struct job *job, const char *name, struct bytes in, struct buf *ret);

	unsigned depth;
	size_t unpacked;
	struct buf path;          /* "attachment x.docx, " */
	struct buf *out;          /* records; NULL: only found and blind are wanted */
	struct _GHashTable *told; /* of whom, and by which name */
	int found;                /* a mark, or -1 */
	enum wire_where where;
	bool blind;
};

/*
 * job_text(job, where, heading, s, n): a text that was found; UTF-8, or nearly.
 * job_blind(job, heading): a part that cannot be read.
 * job_person(job, phone, value, name): somebody.
 * job_clean(job, s, n, ret): ${s} without the marks, added to ${ret}.
 * job_holds(job, s, n): does it hold one?
 * job_enter(job, what, name), job_leave(job, before): headings in between say "WHAT NAME, " first.
 * job_unpack(job, n): are ${n} bytes more allowed?
 */
void job_text(struct job *job, enum wire_where where, const char *heading, const char *s, size_t n);
void job_blind(struct job *job, const char *heading);
void job_person(struct job *job, bool phone, const char *value, const char *name);
bool job_clean(struct job *job, const char *s, size_t n, struct buf *ret);
bool job_holds(struct job *job, const char *s, size_t n);
size_t job_enter(struct job *job, const char *what, const char *name);
void job_leave(struct job *job, size_t before);
bool job_unpack(struct job *job, size_t n);

#endif
