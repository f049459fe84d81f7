/*
 * What the files of the files connector share: values as the register types them.
 */
#ifndef CONNECTOR_FILES_H
#define CONNECTOR_FILES_H

#include "dossier/row_file.h"

/* files_type(field): the type the register gives it; text when none. */
enum field_type files_type(const json_t *field);

/*
 * files_convert(f, v, a, err): the value as the sink wants it for the field's type; empty text is
 * null for every type but text. INPUT names the field.
 */
bool files_convert(const struct field *f, struct value *v, struct arena *a, struct err *err)
    MUSTCHECK;

#endif
