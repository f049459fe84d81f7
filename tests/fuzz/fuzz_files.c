/*
 * Input: a byte that says how, then a file that somebody dropped: CSV or JSON. Whatever is in it,
 * each row has a value or none for each column, large ones are read again, and what is wrong is
 * told in one line that quotes nothing.
 */
#include <sys/mman.h>
#include <unistd.h>

#include "dossier/row_file.h"
#include "fuzz/fuzz.h"
#include "sink.h"

#define COLUMNS 3

static bool
visit(void *arg, const struct value *cells, struct err *err)
{
	struct row_file_input *in = arg;
	size_t sum = 0;
	(void)err;
	for (size_t i = 0; i < in->ncolumns; i++)
		for (size_t k = 0; cells[i].data && k < cells[i].len; k++)
			sum += (unsigned char)cells[i].data[k]; /* all of it can be read */
	MUST(sum < SIZE_MAX);
	MUST(in->row > 0);
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct row_file_column columns[COLUMNS] = {
		{ "a", "a", false },
		{ "b", "b.c[1]", false },
		{ "d", "d", true },
	};
	struct err err = { 0 };
	const char **heading;
	size_t n;
	if (size == 0)
		return 0;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(fd) int fd = memfd_create("drop", MFD_CLOEXEC);
	MUST(fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
	MUST(lseek(fd, 0, SEEK_SET) == 0);
	struct row_file_input in = { .fd = fd,
		.columns = columns,
		.ncolumns = COLUMNS,
		.visit = visit,
		.arg = &in,
		.exact = data[0] & 2 ? COLUMNS : 0 };
	in.arg = &in;
	bool ok;
	if (data[0] & 4)
		ok = row_file_csv_heading(fd, a, &heading, &n, &err);
	else
		ok = data[0] & 1 ? row_file_json_read(&in, &err) : row_file_csv_read(&in, &err);
	MUST(ok == (err.kind == ERR_NONE));
	MUST(ok || (*err.text && !strchr(err.text, '\n')));
	free(in.large.items);
	return 0;
}
