/*
 * Reading a whole small file with a bound. Private to base; big data is streamed elsewhere.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "dossier/mem.h"

/*
 * file_read(path, max, b, err): add the file's bytes to ${b}. NOTFOUND when there is none, INPUT
 * when it is larger than ${max} or no regular file, SYSTEM otherwise.
 */
bool file_read(const char *path, size_t max, struct buf *b, struct err *err) MUSTCHECK;
/* file_read_open: the same of a file that is open; ${path} is only told. */
bool file_read_open(int fd, const char *path, size_t max, struct buf *b, struct err *err) MUSTCHECK;

#endif
