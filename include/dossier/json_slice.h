/*
 * Looking into JSON text without taking it apart, so that numbers stay as they were written.
 */
#ifndef DOSSIER_JSON_SLICE_H
#define DOSSIER_JSON_SLICE_H

#include "dossier/row.h"

/*
 * json_slice(text, path): the text of the value at "a.b" or "a[0].b" in a valid JSON text; no data
 * when it is not there.
 */
struct value json_slice(struct value text, const char *path);

/*
 * json_slice_text(slice, a): what a value says: a string decoded, null as no data, anything else as
 * it stands.
 */
struct value json_slice_text(struct value slice, struct arena *a);

#endif
