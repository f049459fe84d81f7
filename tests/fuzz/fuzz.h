/*
 * What every fuzz target includes. A target is built by clang with
 * -fsanitize=fuzzer,address,undefined.
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include "dossier/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* MUST(x): what has to hold for any input; the target stops there when it does not. */
#define MUST(x)                                                                                    \
	do {                                                                                       \
		if (!(x))                                                                          \
			BUG("not so: %s", #x);                                                     \
	} while (0)

#endif
