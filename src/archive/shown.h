/* Values as people write them. */
#ifndef ARCHIVE_SHOWN_H
#define ARCHIVE_SHOWN_H

#include "words.h"

/*
 * shown_value: a value of a field of this type of the schema; ${unit}: its currency, or NULL. In
 * the words' arena, or ${text} itself.
 */
const char *shown_value(
    const char *type, const char *unit, const char *text, const struct words *w);

#endif
