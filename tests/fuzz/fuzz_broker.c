/*
 * Input: questions of a slot to its broker, one after another: a byte for the kind, one for the
 * number, one for how many bytes follow, and those. The broker has a blob store and may reach
 * nothing else. Whatever is asked: what is whole never changes, what was kept stays, and nothing
 * else is left.
 */
#include <glob.h>

#include "../../src/worker/broker.c"
#include "../../src/worker/message.c"
#include "fuzz/fuzz.h"

#define WHOLE_MAX 256

static char home[] = "/dev/shm/fuzz_broker_XXXXXX";
static struct broker b;

/* What the broker said is whole. */
static struct {
	char name[DIAL_NAME];
	off_t size;
	bool kept;
} whole[WHOLE_MAX];
static size_t nwhole;
static off_t written[WHOLE_MAX + BLOBS_OPEN]; /* of number i, not whole yet */

static size_t
files_there(void)
{
	char pattern[64];
	glob_t g = { 0 };
	(void)snprintf(pattern, sizeof(pattern), "%s/blobs/*/*", home);
	size_t n = glob(pattern, 0, NULL, &g) == 0 ? g.gl_pathc : 0;
	globfree(&g);
	return n;
}

static bool
look(const char *name, struct stat *ret)
{
	char path[64];
	(void)snprintf(path, sizeof(path), "%.2s/%s", name, name);
	return fstatat(b.store, path, ret, AT_SYMLINK_NOFOLLOW) == 0;
}

static void
check(void)
{
	size_t open = 0;
	struct stat st;
	for (size_t i = 0; i < b.nblobs; i++)
		open += b.blobs[i].file.at >= 0;
	MUST(open == b.nopen && b.nopen <= BLOBS_OPEN && b.nblobs <= b.blobs_cap);
	for (size_t i = 0; i < nwhole; i++)
		MUST(look(whole[i].name, &st) && st.st_size == whole[i].size);
}

static void
forget(size_t i)
{
	whole[i] = whole[--nwhole];
}

/* What follows from a question that was done. */
static void
learn(const struct dial_request *r, const struct dial_answer *answer)
{
	const bool first = r->head.number == -1;
	const size_t at = (size_t)answer->number;
	if (r->head.kind == DIAL_BLOB || r->head.kind == DIAL_BLOB_LAST) {
		MUST(at < array_len(written) && strspn(answer->name, "0123456789abcdef") == 32);
		MUST(first || answer->number == r->head.number);
		written[at] = (first ? 0 : written[at]) + (off_t)r->head.len;
		if (r->head.kind == DIAL_BLOB_LAST) {
			memcpy(whole[nwhole].name, answer->name, DIAL_NAME);
			whole[nwhole].kept = false;
			whole[nwhole++].size = written[at];
		}
	}
	for (size_t i = nwhole; r->head.kind == DIAL_BLOB_DROP && i-- > 0;)
		if (!whole[i].kept && (!*r->data || strcmp(r->data, whole[i].name) == 0))
			forget(i);
	for (size_t i = 0; r->head.kind == DIAL_BLOBS_KEEP && i < nwhole; i++)
		whole[i].kept = true;
}

/* One question; how many bytes of the input it took. */
static size_t
one(const uint8_t *data, size_t size)
{
	static struct dial_request r;
	struct dial_answer answer;
	int fd = -1;
	size_t n = size > 3 ? (data[2] < size - 3 ? data[2] : size - 3) : 0;
	if (size < 3 || nwhole == WHOLE_MAX)
		return size;
	r.head = (struct dial_head){ data[0] % DIAL__MAX, (int8_t)data[1], 0, 1, n };
	memcpy(r.data, data + 3, n);
	/* a name it cannot guess */
	if (r.head.kind == DIAL_BLOB_DROP && n > 1 && nwhole > 0 && data[3] < 128) {
		memcpy(r.data, whole[data[3] % nwhole].name, DIAL_NAME);
		r.head.len = DIAL_NAME;
	}
	if (!dial_request_ok(&r, sizeof(r.head) + r.head.len))
		return n + 3;
	memset(&answer, 0, offsetof(struct dial_answer, addresses));
	asks[r.head.kind](&b, &r, &answer, &fd);
	MUST(fd < 0 || r.head.kind == DIAL_SOCKET);
	fd_drop(&fd);
	if (answer.bad == 0)
		learn(&r, &answer);
	check();
	return n + 3;
}

static void
clear(void)
{
	size_t nkept = 0;
	for (size_t i = 0; i < b.nblobs; i++)
		blob_file_drop(b.store, &b.blobs[i].file);
	for (size_t i = 0; i < nwhole; i++)
		nkept += whole[i].kept;
	MUST(files_there() == nkept);
	for (size_t i = 0; i < nwhole; i++) {
		struct blob_file f = { .at = -1 };
		memcpy(f.name, whole[i].name, sizeof(f.name));
		blob_file_drop(b.store, &f);
	}
	for (size_t i = 0; i < MADE; i++) {
		fd_drop(&b.made[i].fd);
		b.made[i].fd = -1;
	}
	nwhole = b.nblobs = b.nopen = 0;
}

static void
leave(void)
{
	char command[64];
	(void)snprintf(command, sizeof(command), "rm -rf %s", home);
	(void)!system(command);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = { 0 };
	if (!b.reach) {
		MUST(mkdtemp(home));
		(void)atexit(leave);
		b = (struct broker){ .slot = -1, .directory = -1, .limiter = limiter_new() };
		b.reach = json_pack("{s:[s], s:s}", "closed", "/", "owner", "1/a");
		b.store = blob_store_open(home, &err);
		MUST(b.store >= 0);
		for (size_t i = 0; i < MADE; i++)
			b.made[i].fd = -1;
	}
	while (size > 0) {
		size_t n = one(data, size);
		data += n;
		size -= n;
	}
	clear();
	return 0;
}
