/*
 * Input: the head and the strings of a request as a client of the daemon sends them. Whatever is
 * taken is a line of words that are text, with as many files as it says.
 */
#include "dossier/door.h"
#include "dossier/text.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct door_head h;
	struct opt_line line;
	struct door_settings set;
	struct err err = { 0 };
	if (size < sizeof(h))
		return 0;
	memcpy(&h, data, sizeof(h));
	h.magic = DOOR_MAGIC;
	if (h.bytes > size - sizeof(h))
		h.bytes = (uint32_t)(size - sizeof(h));
	auto_drop(arena) struct arena *a = arena_new();
	const char *text = (const char *)data + sizeof(h);
	bool ok = door_unpack(&h, text, a, &line, &set, &err);
	MUST(ok == (err.kind == ERR_NONE));
	if (!ok)
		return 0;
	MUST(line.words.n == h.words && line.files.n == h.files && set.n == h.settings);
	MUST(line.options > 0 && strcmp(line.words.items[line.options], "--") == 0);
	for (size_t i = 0; i < line.words.n; i++)
		MUST(text_is_utf8(line.words.items[i], strlen(line.words.items[i])));
	for (size_t i = 0; i < set.n; i++)
		MUST(!text_flaw(set.items[i], false) && strchr(set.items[i], '='));
	return 0;
}
