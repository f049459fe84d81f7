/*
 * Files that a person named on the command line. Who typed the name opens it, with their own rights
 * and in their own directory; whoever serves them gets the descriptor, and the name for what is
 * told.
 */
#ifndef DOSSIER_NAMED_FILE_H
#define DOSSIER_NAMED_FILE_H

#include "dossier/mem.h"

#define NAMED_INPUT_MAX_BYTES (INT64_C(256) << 20)

struct named_file {
	const char *name; /* as it was typed, of a stream what that is called; borrowed */
	int fd;           /* -1: not open */
	bool out;         /* it is written; else it is read */
	bool stream;      /* it was -: standard input or output */
	char *aside;      /* written under this name until it is whole; NULL: under none */
};
struct named_files {
	struct named_file *items;
	size_t n;
	size_t taken; /* so many were handed to options and operands */
};

/*
 * named_files_open(f, a, err): open each that is not open yet. One that is read: NOTFOUND when
 * there is none; what is no regular file is for who reads it to refuse. One that is written: new,
 * mode 0600; CONFLICT when there is something of that name, which is never overwritten.
 * - is a stream. Of standard input all is read first, into memory (at most NAMED_INPUT_MAX_BYTES,
 * else INPUT), so that whoever reads it has a file like any other; standard output is written as
 * it comes, and is no terminal (USAGE).
 * named_files_end(f, whole, err): close all; those written get their names when they are ${whole}
 * (synced first), else nothing of them is left. False when one did not get its name.
 */
bool named_files_open(struct named_files *f, struct arena *a, struct err *err) MUSTCHECK;
bool named_files_end(struct named_files *f, bool whole, struct err *err) MUSTCHECK;

/*
 * named_file_read(f, max, b, err): add the whole of it to ${b}; INPUT when it is larger than
 * ${max} or no regular file.
 */
bool named_file_read(const struct named_file *f, size_t max, struct buf *b, struct err *err)
    MUSTCHECK;

#endif
