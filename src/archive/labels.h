/* Collections and columns by the names that people use. */
#ifndef ARCHIVE_LABELS_H
#define ARCHIVE_LABELS_H

#include "words.h"

/* In the words' arena, or borrowed from facts and words. */
const char *label_collection(
    const json_t *facts, const char *category, const char *name, const struct words *w);
const char *label_column(const json_t *facts, const char *category, const char *collection,
    const char *name, const struct words *w);
/* label_unit: the currency its numbers are in; NULL: they are no money. */
const char *label_unit(
    const json_t *facts, const char *category, const char *collection, const char *name);

#endif
