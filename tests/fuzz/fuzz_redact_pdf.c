/*
 * Input: a PDF that is looked into.
 */
#include "fuzz/redact.h"

/* The libraries leak themselves. */
const char *__asan_default_options(void);
const char *
__asan_default_options(void)
{
	return "detect_leaks=0";
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	redact_all("a.pdf", (struct bytes){ data, size });
	return 0;
}
