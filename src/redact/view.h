/*
 * A text as it is looked through: without escapes, or without tags, its letters folded; for each
 * byte where it came from.
 */
#ifndef REDACT_VIEW_H
#define REDACT_VIEW_H

#include "dossier/mem.h"

enum view_kind {
	VIEW_PLAIN,
	VIEW_UNDONE, /* escapes of JSON, XML, URLs, quoted-printable; lines that were folded */
	VIEW_BARE,   /* that, and without tags */
	VIEW_JOINED, /* words whole that were broken at the end of a line */
	VIEW_DASHED, /* those that have a hyphen anyway */
	VIEW_16LE,   /* as UTF-16 */
	VIEW_16BE,
	VIEW_LETTERS, /* and digits, and nothing else */
	VIEW__MAX,
};

struct view_extent {
	uint32_t start, end;
};

struct view {
	struct buf text; /* UTF-8 */
	struct view_extent *from;
	size_t cap;
};

/*
 * view_make(v, kind, folded, s, n): ${v} anew. False: no other than the plain view of it.
 * Unfolded, only what prints as nothing is gone.
 */
bool view_make(struct view *v, enum view_kind kind, bool folded, const char *s, size_t n);
void view_drop(struct view *v);

#endif
