/*
 * Causes of lateness, as an officer records them and the report counts them: data of
 * templates/law/late-causes.json, which an organisation may copy and change (docs/deadlines.md).
 */
#ifndef DOSSIER_LATE_CAUSE_H
#define DOSSIER_LATE_CAUSE_H

#include "dossier/json.h"

struct late_cause {
	const char *id;     /* "recipient-silent" */
	const json_t *name; /* per language */
	bool note;          /* it says nothing without a note */
};

struct late_causes;
/* late_causes_open(err): read and check the file. New; INPUT with FILE:LINE:COLUMN. */
struct late_causes *late_causes_open(struct err *err);
void late_causes_free(struct late_causes *l);
DEFINE_DROP(late_causes, struct late_causes, late_causes_free)

/* late_causes_all(l, ret_n): in the order of the file; borrowed until they are freed. */
const struct late_cause *late_causes_all(const struct late_causes *l, size_t *ret_n);
/* late_cause_find(l, id, err): USAGE names those there are. */
const struct late_cause *late_cause_find(
    const struct late_causes *l, const char *id, struct err *err);
/* late_causes_names(l, a): "a, b, c". */
const char *late_causes_names(const struct late_causes *l, struct arena *a);

#endif
