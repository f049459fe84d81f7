/*
 * The parts of an office file, by their names.
 */
#ifndef REDACT_OFFICE_PART_H
#define REDACT_OFFICE_PART_H

#include <libxml/tree.h>

#include "container.h"

/*
 * office_is(c): is it a file of an office program?
 * office_is_dropped(name): a part that shows a reader nothing, or an earlier state: it is left out.
 * office_is_xml(name): by its name.
 * office_forget(name, doc): what in the part ${name} leads to one that is left out is gone.
 * office_heading(name, doc, ret): how a part is called to who reads it; "" for one that has no
 * words.
 */
bool office_is(const struct container *c);
bool office_is_dropped(const char *name);
bool office_is_xml(const char *name);
void office_forget(const char *name, xmlDoc *doc);
void office_heading(const char *name, xmlDoc *doc, struct buf *ret);

#endif
