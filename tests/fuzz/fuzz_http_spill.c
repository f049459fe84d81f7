/*
 * Input: two bytes that say in which pieces, then a vendor's answer. However it is cut, it is the
 * same JSON once its long strings are put back where their tokens stand; and what is none ends in
 * an error, or in what is none either.
 */
#include "fuzz/fuzz.h"
#include "spill.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lab l;
	struct err err = { 0 };
	if (size < 2)
		return 0;
	const char *text = (const char *)data + 2;
	const size_t len = size - 2, first = data[0] < len ? data[0] : len;
	open_lab(&l);
	bool taken = feed(&l, text, first, data[1] + 1u, &err) &&
	    feed(&l, text + first, len - first, data[1] + 1u, &err);
	MUST(taken == (err.kind == ERR_NONE));
	auto_drop(json) json_t *whole = json_loadb(text, len, 0, NULL);
	auto_drop(json) json_t *cut =
	    taken && l.body.data ? json_loadb(l.body.data, l.body.len, 0, NULL) : NULL;
	auto_drop(json) json_t *again = cut ? restore(&l, cut) : NULL;
	MUST(!whole || !taken || (again && json_equal(again, whole)));
	if (l.spill->passed_over && l.sink.file)
		MUST(http_spill_again(l.spill, &err) || !taken);
	close_lab(&l);
	return 0;
}
