/* Values as people write them. */
#ifndef ARCHIVE_SHOWN_H
#define ARCHIVE_SHOWN_H

#include "words.h"

/*
 * shown_value: a value of a field of this type of the schema; ${unit}: its currency (EUR; EUR/100:
 * in cents), or NULL. A text that is a day or an instant as
 * a whole is shown as one. In the words' arena, or ${text} itself.
 */
const char *shown_value(
    const char *type, const char *unit, const char *text, const struct words *w);

#endif
