/*
 * Input: a text that is looked into.
 */
#include "fuzz/redact.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	redact_all("a.txt", (struct bytes){ data, size });
	return 0;
}
