/* What the files of this room share about parts. */
#ifndef ARCHIVE_PART_H
#define ARCHIVE_PART_H

#include "dossier/archive.h"

/*
 * part_file_name(name, a): a name every file system takes: no directory, no control or reserved
 * character, no leading or trailing dot or space, not a device of Windows, at most 120 bytes of
 * UTF-8, its ending kept. Never empty.
 */
const char *part_file_name(const char *name, struct arena *a);

#endif
