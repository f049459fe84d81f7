/*
 * Many values sought at once in one text that passes: all that a column held. The time it takes
 * follows the text that passes, not how many are sought.
 */
#ifndef ARCHIVE_SEEK_H
#define ARCHIVE_SEEK_H

#include "dossier/redact.h"

#define SEEK_SHORTEST 6             /* letters and digits; shorter ones stand anywhere */
#define SEEK_LONGEST 96             /* bytes; of a longer one so much of its beginning is sought */
#define SEEK_BYTES_MAX (256u << 20) /* of all of them */

struct needle {
	uint64_t hash;
	size_t at; /* in the texts */
	uint32_t tag;
	unsigned char n;
	unsigned char known; /* where it may stand: bits of who asks */
};
struct seek {
	struct needle *needles;
	size_t n, cap;
	struct buf texts;
	uint32_t *slots; /* of the needles, by their hash; 0: none, else its number + 1 */
	size_t nslots;
	uint64_t *sixes; /* bit set: what they begin with */
	bool lengths[SEEK_LONGEST + 1];
	struct buf words; /* of the value or the text at hand */
};

/*
 * seek_add(s, value, tag, err): its words (redact_letters), as whole words, if they are long
 * enough; one that is there already stays as it is. DENIED when it is too much.
 * seek_know(s, value, known): it may stand there.
 * seek_in(s, text, found, arg): tell ${found} of each in ${text}, however escaped; a text that is
 * too long for one call is given in pieces that overlap by SEEK_OVERLAP.
 */
#define SEEK_OVERLAP 4096
typedef bool seek_found(void *arg, const struct needle *n);
bool seek_add(struct seek *s, struct bytes value, uint32_t tag, struct err *err) MUSTCHECK;
void seek_know(struct seek *s, struct bytes value, unsigned char known);
bool seek_in(struct seek *s, struct bytes text, seek_found *found, void *arg) MUSTCHECK;
void seek_release(struct seek *s);

#endif
