/*
 * What the tests of our file formats share: a good file, changed in one place, and the check that
 * the complaint stands where it should. Places are compared with the text itself, not with numbers.
 */
#ifndef FILE_HELP_H
#define FILE_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "dossier/json.h"

#define REGISTER_SMALL "tests/data/register_small.json"
#define CONNECTOR_SMALL "tests/data/connector_small.json"

/* One change that a check must refuse. */
struct bad_case {
	const char *name;
	const char *from, *to; /* ${from} stands exactly once in the good file */
	const char *at;        /* how the text goes on at the place that is named */
	const char *words;     /* part of the complaint */
};

static inline char *
help_read(const char *path)
{
	FILE *f = fopen(path, "r");
	if (!f)
		fail_msg("cannot open %s: run the tests in the top directory", path);
	struct buf b = { 0 };
	char chunk[4096];
	for (size_t n; (n = fread(chunk, 1, sizeof(chunk), f)) > 0;)
		buf_add(&b, chunk, n);
	fclose(f);
	return b.data;
}

/* A copy of ${text} with ${from}, which stands in it exactly once, replaced. */
static inline char *
help_replace(const char *text, const char *from, const char *to)
{
	const char *p = strstr(text, from);
	if (!p || strstr(p + 1, from))
		fail_msg("stands not exactly once in the good file: %s", from);
	struct buf b = { 0 };
	buf_add(&b, text, (size_t)(p - text));
	buf_adds(&b, to);
	buf_adds(&b, p + strlen(from));
	return b.data;
}

/* The rest of ${text} from LINE:COLUMN of a complaint "NAME:LINE:COLUMN: ...". */
static inline const char *
help_place(const char *text, const char *complaint)
{
	char *end;
	const char *colon = strchr(complaint, ':');
	assert_non_null(colon);
	unsigned long line = strtoul(colon + 1, &end, 10);
	assert_int_equal(*end, ':');
	unsigned long column = strtoul(end + 1, &end, 10);
	for (; line > 1; line--)
		text = strchr(text, '\n') + 1;
	return text + column - 1; /* the files of these tests are ASCII */
}

static inline void
help_expect(const struct bad_case *bad, const char *text, const struct err *err)
{
	assert_int_equal(err->kind, ERR_INPUT);
	if (!strstr(err->text, bad->words))
		fail_msg("%s: expected \"%s\" in: %s", bad->name, bad->words, err->text);
	if (strncmp(err->text, "small.json:", strlen("small.json:")) != 0)
		fail_msg("%s: no place in: %s", bad->name, err->text);
	if (strncmp(help_place(text, err->text), bad->at, strlen(bad->at)) != 0)
		fail_msg("%s: expected the place of %s: %s", bad->name, bad->at, err->text);
	if (strchr(err->text, '\n'))
		fail_msg("%s: more than one line", bad->name);
}

static inline struct json_doc *
help_doc(const char *text)
{
	struct err err = { 0 };
	struct json_doc *doc = json_doc_parse("small.json", text, strlen(text), &err);
	if (!doc)
		fail_msg("%s", err.text);
	return doc;
}

#endif
