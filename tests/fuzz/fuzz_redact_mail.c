/*
 * Input: a mail that is looked into.
 */
#include "fuzz/redact.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	redact_all("a.eml", (struct bytes){ data, size });
	return 0;
}
