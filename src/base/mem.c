/*
 * Memory: allocation that cannot fail, arenas, growing buffers. What held personal data is wiped
 * before it goes back to the allocator.
 */
#include <stdio.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dossier/mem.h"

static void *
check(void *p)
{
	if (!p) {
		static const char text[] = "dossier: out of memory\n";
		(void)!write(STDERR_FILENO, text, sizeof(text) - 1);
		_exit(err_exit_status(ERR_TEMPORARY));
	}
	return p;
}

void *
xmalloc(size_t size)
{
	return check(malloc(size ? size : 1));
}

void *
xcalloc(size_t n, size_t size)
{
	return check(calloc(n ? n : 1, size ? size : 1));
}

void *
xrealloc(void *p, size_t size)
{
	return check(realloc(p, size ? size : 1));
}

char *
xstrdup(const char *s)
{
	return check(strdup(s));
}

void
fd_drop(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
}

bool
fd_write(int fd, const void *p, size_t n)
{
	for (const char *s = p; n > 0;) {
		ssize_t some = write(fd, s, n);
		if (some < 0 && errno != EINTR)
			return false;
		s += some > 0 ? some : 0;
		n -= some > 0 ? (size_t)some : 0;
	}
	return true;
}

void
str_drop(char **s)
{
	free(*s);
}

/* Chunks double up to a bound, so that small arenas stay small and large ones take few calls. */
#define CHUNK_MIN 1024
#define CHUNK_MAX 65536

struct chunk {
	struct chunk *next;
	size_t used, size;
	max_align_t data[];
};

struct arena {
	struct chunk *top;
};

struct arena *
arena_new(void)
{
	return xcalloc(1, sizeof(struct arena));
}

void
arena_free(struct arena *a)
{
	if (!a)
		return;
	while (a->top) {
		struct chunk *c = a->top;
		a->top = c->next;
		explicit_bzero(c->data, c->used);
		free(c);
	}
	free(a);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	size = (size + align - 1) / align * align;
	if (!a->top || a->top->size - a->top->used < size) {
		size_t want = a->top ? a->top->size * 2 : CHUNK_MIN;
		if (want > CHUNK_MAX)
			want = CHUNK_MAX;
		if (want < size)
			want = size;
		struct chunk *c = xmalloc(sizeof(*c) + want);
		*c = (struct chunk){ .next = a->top, .size = want };
		a->top = c;
	}
	void *p = (char *)a->top->data + a->top->used;
	a->top->used += size;
	return memset(p, 0, size);
}

char *
arena_strndup(struct arena *a, const char *s, size_t n)
{
	char *p = arena_alloc(a, n + 1);
	memcpy(p, s, n);
	return p;
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("bad format %s", fmt);
	char *p = arena_alloc(a, (size_t)n + 1);
	(void)vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

void
buf_reserve(struct buf *b, size_t more)
{
	if (b->cap - b->len > more)
		return;
	size_t cap = b->cap ? b->cap * 2 : 256;
	while (cap - b->len <= more)
		cap *= 2;
	/* not realloc: the old place may hold personal data and must be wiped */
	char *p = xmalloc(cap);
	if (b->data) {
		memcpy(p, b->data, b->len);
		explicit_bzero(b->data, b->len);
		free(b->data);
	}
	b->data = p;
	b->cap = cap;
}

void
buf_add(struct buf *b, const void *p, size_t n)
{
	buf_reserve(b, n);
	if (n)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("bad format %s", fmt);
	buf_reserve(b, (size_t)n);
	(void)vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
	va_end(again);
	b->len += (size_t)n;
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void
buf_release(struct buf *b)
{
	if (b->data) {
		explicit_bzero(b->data, b->len);
		free(b->data);
	}
	*b = (struct buf){ 0 };
}
