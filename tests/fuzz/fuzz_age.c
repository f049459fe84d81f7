/*
 * Any bytes as the beginning of an age file: the parser stays inside them and what it accepts is
 * consistent.
 */
#include "../../src/vault/age_header.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const unsigned char identity[KEY_LEN] = { 9 };
	unsigned char file_key[AGE_FILE_KEY_LEN];
	struct age_header header;
	struct err err = { 0 };
	if (age_header_parse((const char *)data, size, &header, &err)) {
		if (header.len > size || header.covered >= header.len ||
		    header.nstanzas > AGE_STANZAS_MAX)
			BUG("a header of %zu bytes with %zu covered in a file of %zu", header.len,
			    header.covered, size);
		if (header.nstanzas < 3)
			(void)!age_header_open(
			    &header, (const char *)data, identity, file_key, &err);
	} else if (err.kind != ERR_INPUT) {
		BUG("refused without a reason");
	}
	return 0;
}
