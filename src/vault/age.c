/*
 * age v1 payloads: STREAM over ChaCha20-Poly1305 in chunks of 64 KiB, the last one flagged. A
 * writer holds one chunk, a reader one; a reader checks the last chunk first, so that its size can
 * be believed and a truncated file never opens. Files and their names are blob.c's affair.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "age_header.h"

#define CHUNK 65536
#define SEALED_CHUNK (CHUNK + TAG_LEN)
#define PAYLOAD_NONCE_LEN 16
#define HEAD_MAX (AGE_PIECE_MAX - SEALED_CHUNK) /* a header of ours, and the nonce */

static struct stream *
payload_stream(const unsigned char file_key[static AGE_FILE_KEY_LEN],
    const unsigned char nonce[static PAYLOAD_NONCE_LEN])
{
	unsigned char key[KEY_LEN];
	prim_hkdf((struct bytes){ file_key, AGE_FILE_KEY_LEN },
	    (struct bytes){ nonce, PAYLOAD_NONCE_LEN }, "payload", key);
	struct stream *s = stream_new(key);
	prim_wipe(key, sizeof(key));
	return s;
}

/* Eleven bytes of big-endian counter and the flag of the last chunk. */
static void
chunk_nonce(uint64_t index, bool last, unsigned char ret[static STREAM_NONCE_LEN])
{
	memset(ret, 0, STREAM_NONCE_LEN);
	for (int i = 10; index; i--, index >>= 8)
		ret[i] = (unsigned char)index;
	ret[11] = last;
}

struct age_writer {
	struct stream *stream;
	age_out *out;
	void *arg;
	uint64_t index;
	size_t used;
	size_t head; /* bytes that go before the first chunk, in the same piece */
	bool finished;
	unsigned char plain[CHUNK], sealed[AGE_PIECE_MAX];
};

/* ${header} is what goes before the nonce. */
static struct age_writer *
new_writer(struct buf *header, const unsigned char file_key[static AGE_FILE_KEY_LEN], age_out *out,
    void *arg)
{
	unsigned char nonce[PAYLOAD_NONCE_LEN];
	prim_random(nonce, sizeof(nonce));
	buf_add(header, nonce, sizeof(nonce));
	if (header->len > HEAD_MAX)
		BUG("an age header of %zu bytes", header->len);
	struct age_writer *w = xmalloc(sizeof(*w));
	w->stream = payload_stream(file_key, nonce);
	w->out = out;
	w->arg = arg;
	w->index = 0;
	w->used = 0;
	w->head = header->len;
	memcpy(w->sealed, header->data, header->len);
	w->finished = false;
	return w;
}

struct age_writer *
age_writer_new(
    const unsigned char recipient[static KEY_LEN], age_out *out, void *arg, struct err *err)
{
	unsigned char file_key[AGE_FILE_KEY_LEN];
	auto_drop(buf) struct buf header = { 0 };
	struct age_writer *w = NULL;
	prim_random(file_key, sizeof(file_key));
	if (age_header_make(recipient, file_key, &header))
		w = new_writer(&header, file_key, out, arg);
	else
		err_set(err, ERR_INPUT, "cannot seal to this public key: it is no X25519 key");
	prim_wipe(file_key, sizeof(file_key));
	return w;
}

struct age_writer *
age_writer_by_passphrase(const char *passphrase, age_out *out, void *arg)
{
	unsigned char file_key[AGE_FILE_KEY_LEN];
	auto_drop(buf) struct buf header = { 0 };
	prim_random(file_key, sizeof(file_key));
	age_header_make_scrypt(passphrase, file_key, &header);
	struct age_writer *w = new_writer(&header, file_key, out, arg);
	prim_wipe(file_key, sizeof(file_key));
	return w;
}

static bool
put_chunk(struct age_writer *w, struct bytes plain, bool last, struct err *err)
{
	unsigned char nonce[STREAM_NONCE_LEN];
	size_t head = w->head;
	w->head = 0;
	chunk_nonce(w->index++, last, nonce);
	stream_seal(w->stream, nonce, plain, w->sealed + head);
	return w->out(w->arg, w->sealed, head + plain.n + TAG_LEN, err);
}

/* A full chunk waits for one more byte, since only then it is known not to be the last. */
bool
age_write(struct age_writer *w, const void *p, size_t n, struct err *err)
{
	const unsigned char *from = p;
	while (n) {
		if (w->used == CHUNK) {
			if (!put_chunk(w, (struct bytes){ w->plain, CHUNK }, false, err))
				return false;
			w->used = 0;
		}
		size_t some = n < CHUNK - w->used ? n : CHUNK - w->used;
		memcpy(w->plain + w->used, from, some);
		w->used += some;
		from += some;
		n -= some;
	}
	return true;
}

bool
age_writer_finish(struct age_writer *w, struct err *err)
{
	if (w->finished)
		BUG("an age file is finished once");
	w->finished = true;
	return put_chunk(w, (struct bytes){ w->plain, w->used }, true, err);
}

void
age_writer_free(struct age_writer *w)
{
	if (!w)
		return;
	stream_free(w->stream);
	/* of a little file the rest of the buffer was never touched, nor its pages */
	prim_wipe(w->plain, w->index > (uint64_t)w->finished ? CHUNK : w->used);
	free(w);
}

struct age_reader {
	struct stream *stream;
	int fd;
	int64_t payload; /* where the first chunk begins in the file */
	int64_t size;    /* of the plain text */
	int64_t chunks;  /* at least one */
	int64_t cached;  /* the chunk in plain, -1: none */
	unsigned char plain[CHUNK], sealed[SEALED_CHUNK];
};

/* As many bytes as there are, up to ${n}. */
static ssize_t
read_at(int fd, void *p, size_t n, int64_t offset, struct err *err)
{
	size_t got = 0;
	while (got < n) {
		ssize_t r = pread(fd, (char *)p + got, n - got, offset + (int64_t)got);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0) {
			err_set(err, ERR_SYSTEM, "cannot read an age file: %m");
			return -1;
		}
		if (r == 0)
			break;
		got += (size_t)r;
	}
	return (ssize_t)got;
}

static size_t
chunk_len(const struct age_reader *r, int64_t chunk)
{
	return chunk + 1 < r->chunks ? CHUNK : (size_t)(r->size - chunk * CHUNK);
}

static bool
load_chunk(struct age_reader *r, int64_t chunk, struct err *err)
{
	if (r->cached == chunk)
		return true;
	r->cached = -1;
	size_t n = chunk_len(r, chunk) + TAG_LEN;
	ssize_t got = read_at(r->fd, r->sealed, n, r->payload + chunk * SEALED_CHUNK, err);
	if (got < 0)
		return false;
	unsigned char nonce[STREAM_NONCE_LEN];
	chunk_nonce((uint64_t)chunk, chunk + 1 == r->chunks, nonce);
	if ((size_t)got != n ||
	    !stream_open(r->stream, nonce, (struct bytes){ r->sealed, n }, r->plain))
		return err_set(err, ERR_INPUT,
		    "an age file was altered or cut off in chunk %lld of %lld",
		    (long long)chunk + 1, (long long)r->chunks);
	r->cached = chunk;
	return true;
}

/* Sizes follow from the file's; an empty last chunk is only right when it is the only one. */
static bool
measure(struct age_reader *r, int64_t sealed, struct err *err)
{
	r->chunks = (sealed + SEALED_CHUNK - 1) / SEALED_CHUNK;
	r->size = sealed - r->chunks * TAG_LEN;
	int64_t last = sealed - (r->chunks - 1) * SEALED_CHUNK;
	if (r->chunks < 1 || last < TAG_LEN || (last == TAG_LEN && r->chunks > 1))
		return err_set(err, ERR_INPUT, "an age file was cut off");
	return true;
}

/* With which of the two it is opened. */
struct age_opens {
	const unsigned char *identity;
	const char *passphrase;
};

static bool
open_header(struct age_reader *r, const struct age_opens *by, struct err *err)
{
	char text[AGE_HEADER_MAX];
	struct age_header header;
	unsigned char file_key[AGE_FILE_KEY_LEN], nonce[PAYLOAD_NONCE_LEN];
	ssize_t n = read_at(r->fd, text, sizeof(text), 0, err);
	if (n < 0 || !age_header_parse(text, (size_t)n, &header, err))
		return false;
	if (by->identity ? !age_header_open(&header, text, by->identity, file_key, err)
			 : !age_header_open_scrypt(&header, text, by->passphrase, file_key, err))
		return false;
	r->payload = (int64_t)header.len + PAYLOAD_NONCE_LEN;
	ssize_t got = read_at(r->fd, nonce, sizeof(nonce), (int64_t)header.len, err);
	if (got == (ssize_t)sizeof(nonce))
		r->stream = payload_stream(file_key, nonce);
	prim_wipe(file_key, sizeof(file_key));
	return r->stream || err_set(err, ERR_INPUT, "an age file was cut off");
}

static struct age_reader *
new_reader(int fd, const struct age_opens *by, struct err *err)
{
	struct stat st;
	auto_drop(age_reader) struct age_reader *r = xmalloc(sizeof(*r));
	r->fd = fd;
	r->stream = NULL;
	r->cached = -1;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		err_set(err, ERR_SYSTEM, "an age file is read from a regular file only");
		return NULL;
	}
	if (!open_header(r, by, err) || !measure(r, st.st_size - r->payload, err) ||
	    !load_chunk(r, r->chunks - 1, err))
		return NULL;
	return take(r);
}

struct age_reader *
age_reader_new(int fd, const unsigned char identity[static KEY_LEN], struct err *err)
{
	return new_reader(fd, &(struct age_opens){ .identity = identity }, err);
}

struct age_reader *
age_reader_by_passphrase(int fd, const char *passphrase, struct err *err)
{
	return new_reader(fd, &(struct age_opens){ .passphrase = passphrase }, err);
}

int64_t
age_size(const struct age_reader *r)
{
	return r->size;
}

ssize_t
age_pread(struct age_reader *r, void *p, size_t n, int64_t offset, struct err *err)
{
	if (offset < 0)
		BUG("a read before the beginning of an age file");
	if (offset >= r->size)
		return 0;
	if ((uint64_t)n > (uint64_t)(r->size - offset))
		n = (size_t)(r->size - offset);
	for (size_t done = 0; done < n;) {
		int64_t at = offset + (int64_t)done, chunk = at / CHUNK;
		if (!load_chunk(r, chunk, err))
			return -1;
		size_t skip = (size_t)(at - chunk * CHUNK), some = chunk_len(r, chunk) - skip;
		if (some > n - done)
			some = n - done;
		memcpy((char *)p + done, r->plain + skip, some);
		done += some;
	}
	return (ssize_t)n;
}

void
age_reader_free(struct age_reader *r)
{
	if (!r)
		return;
	stream_free(r->stream);
	prim_wipe(r->plain, sizeof(r->plain));
	free(r);
}
