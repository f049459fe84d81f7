/* The texts of the interface and their Dutch, sorted as they are searched (phrases.awk). */
#ifndef BASE_PHRASE_TABLE_H
#define BASE_PHRASE_TABLE_H

#include <stddef.h>

struct phrase {
	const char *english, *other;
};
extern const struct phrase phrase_table[];
extern const size_t phrase_count;

#endif
