/* Joins deflated entries into a ZIP. */
#ifndef ARCHIVE_ZIP_H
#define ARCHIVE_ZIP_H

#include "dossier/archive.h"

#include "pack.h"

struct entry {
	const char *path;
	struct packed sums;
	int64_t rows;            /* -1: not a list of rows */
	bool is_portable;        /* stands in portability/ */
	const struct part *part; /* whose blob holds the deflated bytes; NULL: they are in text */
	struct buf text;
};

/*
 * zip_join(job, err): the ZIP of ${entries} in their order, every one stamped with ${at}, handed to
 * ${out} from front to back.
 */
struct zip_job {
	const char *dir; /* blob store */
	const unsigned char *identity;
	const struct entry *entries;
	size_t n;
	usec_t at;
	pack_out *out;
	void *arg;
};
bool zip_join(const struct zip_job *job, struct err *err) MUSTCHECK;

#endif
