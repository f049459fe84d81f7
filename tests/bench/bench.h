/*
 * What every bench in C needs: it stops at an error, and measures time nobody sets.
 */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dossier/err.h"

static inline void
check(bool ok, const struct err *err)
{
	if (ok)
		return;
	fprintf(stderr, "bench: %s\n", err->text);
	exit(1);
}

static inline double
seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#endif
