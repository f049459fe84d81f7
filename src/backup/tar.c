/*
 * Heads of a tar.
 */
#include <stdio.h>
#include <string.h>

#include "tar.h"

#define NAME_AT 0
#define NAME_LEN 100
#define MODE_AT 100
#define UID_AT 108
#define GID_AT 116
#define SIZE_AT 124
#define SIZE_LEN 12
#define TIME_AT 136
#define SUM_AT 148
#define SUM_LEN 8
#define TYPE_AT 156
#define MAGIC_AT 257
#define PREFIX_AT 345
#define PREFIX_LEN 155
#define OCTAL_MAX INT64_C(077777777777)

/* The sum of all bytes, its own place counting as blanks. */
static unsigned
sum_of(const unsigned char *head)
{
	unsigned sum = 0;
	for (int i = 0; i < TAR_BLOCK; i++)
		sum += i >= SUM_AT && i < SUM_AT + SUM_LEN ? ' ' : head[i];
	return sum;
}

static void
put_octal(unsigned char *to, int digits, int64_t v)
{
	for (to[digits] = '\0'; digits-- > 0; v >>= 3)
		to[digits] = (unsigned char)('0' + (v & 7));
}

static void
put_size(unsigned char *to, int64_t size)
{
	if (size <= OCTAL_MAX) {
		put_octal(to, SIZE_LEN - 1, size);
		return;
	}
	for (int i = SIZE_LEN; i-- > 0; size >>= 8)
		to[i] = (unsigned char)size;
	to[0] = 0x80;
}

/* What goes before its last / may stand apart. */
static bool
put_name(unsigned char *head, const char *name)
{
	size_t n = strlen(name);
	const char *slash = n > NAME_LEN ? strrchr(name, '/') : NULL;
	size_t before = slash ? (size_t)(slash - name) : 0, skip = slash ? before + 1 : 0;
	if (n - skip > NAME_LEN || before > PREFIX_LEN || n == skip)
		return false;
	memcpy(head + PREFIX_AT, name, before);
	memcpy(head + NAME_AT, name + skip, n - skip);
	return true;
}

bool
tar_head(const char *name, int64_t size, int64_t at_s, unsigned char ret[static TAR_BLOCK])
{
	memset(ret, 0, TAR_BLOCK);
	if (!put_name(ret, name))
		return false;
	put_octal(ret + MODE_AT, 7, 0600);
	put_octal(ret + UID_AT, 7, 0);
	put_octal(ret + GID_AT, 7, 0);
	put_size(ret + SIZE_AT, size);
	put_octal(ret + TIME_AT, 11, at_s);
	ret[TYPE_AT] = '0';
	memcpy(ret + MAGIC_AT, "ustar\00000", 8);
	put_octal(ret + SUM_AT, 6, sum_of(ret));
	ret[SUM_AT + 7] = ' ';
	return true;
}

size_t
tar_padding(int64_t size)
{
	return (size_t)((TAR_BLOCK - size % TAR_BLOCK) % TAR_BLOCK);
}

static bool
read_octal(const unsigned char *from, int digits, int64_t *ret)
{
	*ret = 0;
	for (int i = 0; i < digits; i++) {
		if (from[i] < '0' || from[i] > '7')
			return false;
		*ret = *ret << 3 | (from[i] - '0');
	}
	return true;
}

static bool
read_size(const unsigned char *from, int64_t *ret)
{
	if (from[0] != 0x80)
		return read_octal(from, SIZE_LEN - 1, ret);
	*ret = 0;
	for (int i = SIZE_LEN - 8; i < SIZE_LEN; i++)
		*ret = (int64_t)((uint64_t)*ret << 8 | from[i]);
	return *ret >= 0;
}

bool
tar_read_head(const unsigned char head[static TAR_BLOCK], bool *ret_end, char *ret_name, size_t max,
    int64_t *ret_size)
{
	int64_t sum;
	*ret_end = true;
	for (int i = 0; i < TAR_BLOCK && *ret_end; i++)
		*ret_end = head[i] == 0;
	if (*ret_end)
		return true;
	size_t before = strnlen((const char *)head + PREFIX_AT, PREFIX_LEN),
	       n = strnlen((const char *)head + NAME_AT, NAME_LEN);
	if (!read_octal(head + SUM_AT, 6, &sum) || sum != (int64_t)sum_of(head) ||
	    head[TYPE_AT] != '0' || n == 0 || before + n + 2 > max ||
	    !read_size(head + SIZE_AT, ret_size))
		return false;
	(void)snprintf(ret_name, max, "%.*s%s%.*s", (int)before, (const char *)head + PREFIX_AT,
	    before ? "/" : "", (int)n, (const char *)head + NAME_AT);
	return true;
}
