/*
 * Values too large for a row: they leave as files (docs/archive.md), so that no process holds one
 * whole, and in the row stands their mark.
 */
#ifndef CONNECTOR_LARGE_H
#define CONNECTOR_LARGE_H

#include "dossier/connector.h"

#define LARGE_BYTES (1u << 20) /* a longer value is too large */

/*
 * large_name(c, field, tag, a): the name of its file: "COLLECTION-FIELD-TAG.txt", .json or .bin by
 * the type of the field; a name that the sink takes as it is.
 */
const char *large_name(
    const struct collection *c, const struct field *field, const char *tag, struct arena *a);
/* large_mark(name, type, a): "[file NAME]", as JSON text for a field of type json. */
struct value large_mark(const char *name, enum field_type type, struct arena *a);

#endif
