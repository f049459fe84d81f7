/*
 * Memory. Running out of it ends the process: every task is leased and every write is in a
 * transaction, so a restart is safe. Who creates frees; X_free(NULL) does nothing.
 */
#ifndef DOSSIER_MEM_H
#define DOSSIER_MEM_H

#include <stddef.h>
#include <stdint.h>

#include "dossier/err.h"

/*
 * auto_drop(name): a local that is released at the end of its scope by name##_drop(&local).
 * take(p): hand such a local over; it is NULL afterwards.
 */
#define auto_drop(name) __attribute__((cleanup(name##_drop)))
#define take(p)                                                                                    \
	__extension__({                                                                            \
		__typeof__(p) *_take_p = &(p);                                                     \
		__typeof__(p) _take_v = *_take_p;                                                  \
		*_take_p = NULL;                                                                   \
		_take_v;                                                                           \
	})
#define DEFINE_DROP(name, type, release)                                                           \
	static inline void name##_drop(type **p)                                                   \
	{                                                                                          \
		release(*p);                                                                       \
	}
#define array_len(a) (sizeof(a) / sizeof((a)[0]))

/* Bytes that lie somewhere; nobody's until the place says whose. */
struct bytes {
	const void *p;
	size_t n;
};

void *xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *xcalloc(size_t n, size_t size) __attribute__((malloc, returns_nonnull));
void *xrealloc(void *p, size_t size) __attribute__((returns_nonnull));
char *xstrdup(const char *s) __attribute__((malloc, returns_nonnull));

/*
 * fd_drop, str_drop: for `auto_drop(fd) int fd = -1;` (closed when >= 0) and
 * `auto_drop(str) char *s = NULL;` (freed).
 */
void fd_drop(int *fd);
/* fd_write(fd, p, n): all of it, whatever interrupts; false with errno. */
bool fd_write(int fd, const void *p, size_t n) MUSTCHECK;
void str_drop(char **s);

/*
 * An arena: everything allocated from it dies with it, in one call. The memory is wiped first,
 * since personal data passes through it.
 */
struct arena;
struct arena *arena_new(void);
void arena_free(struct arena *a);
DEFINE_DROP(arena, struct arena, arena_free)

void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull)); /* zeroed */
/* NULL gives NULL */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/*
 * A growing byte buffer; `struct buf b = {0};` is an empty one. data is always NUL-terminated once
 * anything was added. buf_release wipes and frees.
 */
struct buf {
	char *data;
	size_t len, cap;
};
void buf_add(struct buf *b, const void *p, size_t n);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);
void buf_reserve(struct buf *b, size_t more); /* room for ${more} bytes after len */
void buf_reset(struct buf *b);                /* empty, memory kept */
void buf_release(struct buf *b);
static inline void
buf_drop(struct buf *b)
{
	buf_release(b);
}

#endif
