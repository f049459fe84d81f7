/*
 * The questions and answers between a slot and its broker. Whoever took a slot over may send
 * anything.
 */
#include <string.h>

#include "dossier/dial.h"
#include "dossier/mem.h"
#include "dossier/pass.h"

#define RAW (-1)
/* how many texts a question has; RAW: bytes, as many as most */
static const struct shape {
	int texts;
	size_t most;
} shapes[] = {
	[DIAL_LOOK_UP] = { 2, DIAL_TEXT },
	[DIAL_SOCKET] = { 0, 0 },
	[DIAL_CONNECT] = { RAW, sizeof(struct sockaddr_storage) },
	[DIAL_DIRECTORY] = { 1, DIAL_TEXT },
	[DIAL_FILE] = { 1, DIAL_TEXT },
	[DIAL_OPEN] = { 1, DIAL_TEXT },
	[DIAL_BLOB] = { RAW, DIAL_BYTES },
	[DIAL_BLOB_LAST] = { RAW, DIAL_BYTES },
	[DIAL_BLOBS_KEEP] = { 0, 0 },
	[DIAL_BLOB_DROP] = { 1, DIAL_TEXT },
	[DIAL_LIMIT] = { 1, DIAL_TEXT },
};
_Static_assert(array_len(shapes) == DIAL__MAX, "one for each");

static int
count_texts(const char *p, size_t n)
{
	int found = 0;
	for (size_t i = 0; i < n; i++)
		found += p[i] == '\0';
	return n == 0 || p[n - 1] == '\0' ? found : RAW;
}

bool
dial_request_ok(const struct dial_request *r, size_t size)
{
	const struct dial_head *h = &r->head;
	if (size < sizeof(*h) || h->kind >= DIAL__MAX || h->len != size - sizeof(*h) ||
	    h->len > shapes[h->kind].most)
		return false;
	return shapes[h->kind].texts == RAW ||
	    count_texts(r->data, h->len) == shapes[h->kind].texts;
}

bool
dial_is_answered(const struct dial_head *h)
{
	return h->kind != DIAL_BLOBS_KEEP && (h->kind != DIAL_BLOB || h->number == -1);
}

const char *
dial_request_text(const struct dial_request *r, size_t i)
{
	return i == 0 ? r->data : r->data + strlen(r->data) + 1;
}

bool
dial_answer_send(int to, const struct dial_answer *answer, int fd)
{
	const size_t len =
	    offsetof(struct dial_answer, addresses) + answer->n * sizeof(answer->addresses[0]);
	return pass_send(to, answer, len, &fd, fd >= 0) == (ssize_t)len;
}
