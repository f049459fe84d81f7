/*
 * One collection while its rows pass: a copy of its fields with what the encoders need of each,
 * and, per row, in which form each value can be written.
 */
#ifndef ARCHIVE_TABLE_H
#define ARCHIVE_TABLE_H

#include "dossier/row.h"

#include "pack.h"

/*
 * How a value goes into a file. A value that is not of its field's type goes as text: nothing is
 * lost.
 */
enum form {
	FORM_NULL,
	FORM_TEXT,
	FORM_PLAIN, /* JSON number or bool: each format takes its digits and letters as they are */
	FORM_JSON,  /* a JSON value */
};
struct column {
	const char *name;
	enum field_type type;
	bool provided, assumed;
	bool odd;        /* some value was not of the type: the schema then promises nothing */
	const char *key; /* the name as a JSON string between a comma and a colon */
	size_t key_len;
	/* what its texts look like: the longest, whether one has lines, and the first addresses */
	int64_t longest;
	bool lines, many; /* many: more addresses than these */
	const char *addresses[8];
	size_t naddresses;
};
struct table {
	const char *category, *name;
	struct column *columns;
	size_t n, provided; /* columns, and how many of them the person provided */
	enum form *forms;   /* of the current row */
	int64_t rows;
	struct arena *arena; /* which it lives in */
};

/* table_new(c, a): a copy of ${c} in ${a}. */
struct table *table_new(const struct collection *c, struct arena *a);
/* table_look(t, values): work out the forms of a row. */
void table_look(struct table *t, const struct value *values);
/* table_schema(t, provided_only): Frictionless fields, [{"name","type","format"?}]; new. */
json_t *table_schema(const struct table *t, bool provided_only);
/*
 * column_note: look at a text of a column (noted.c). table_noted: what part.noted says, new; of a
 * column the person provided nothing.
 */
void column_note(struct column *c, const struct value *v, struct arena *a);
json_t *table_noted(const struct table *t);

/*
 * json_scan_number: exactly one JSON number. json_scan_value: exactly one JSON value in UTF-8,
 * nested at most 512 deep.
 */
bool json_scan_number(const char *s, size_t n);
bool json_scan_value(const char *s, size_t n);

/*
 * json_scan_char(s, n, ret_ok): the length of the character at ${s} (n > 0), or, when it is none,
 * of the longest beginning of one (at least 1), for which one U+FFFD is written, as Unicode advises
 * (section 3.9, "maximal subpart").
 */
size_t json_scan_char(const char *s, size_t n, bool *ret_ok);

/*
 * The encoders. Each writes one format of a table into a pack: head, rows, foot. ${provided_only}
 * leaves out the fields the person did not provide.
 */
bool encode_json_head(struct pack *p, struct err *err) MUSTCHECK;
bool encode_json_row(struct pack *p, const struct table *t, const struct value *values,
    bool provided_only, struct err *err) MUSTCHECK;
bool encode_json_foot(struct pack *p, const struct table *t, struct err *err) MUSTCHECK;

bool encode_csv_head(struct pack *p, const struct table *t, bool provided_only, struct err *err)
    MUSTCHECK;
bool encode_csv_row(struct pack *p, const struct table *t, const struct value *values,
    bool provided_only, struct err *err) MUSTCHECK;
/* encode_csv_text: the text of one cell. */
bool encode_csv_text(struct pack *p, const char *s, size_t n, struct err *err) MUSTCHECK;

/*
 * Eight bytes at a time: bit 7 of each byte of the result says whether that byte of ${w} is ...;
 * exact up to the first hit.
 */
#define WORD_ONES UINT64_C(0x0101010101010101)
#define WORD_TOPS UINT64_C(0x8080808080808080)
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the first byte of a word is its lowest");
static inline uint64_t
word_load(const char *s)
{
	uint64_t w;
	memcpy(&w, s, sizeof(w));
	return w;
}
static inline uint64_t
word_is(uint64_t w, char c) /* equal to c < 0x80 */
{
	uint64_t x = w ^ WORD_ONES * (unsigned char)c;
	return (x - WORD_ONES) & ~x;
}
static inline uint64_t
word_below(uint64_t w, unsigned char c) /* smaller than c <= 0x80 */
{
	return (w - WORD_ONES * c) & ~w;
}
static inline unsigned
word_first(uint64_t hits) /* index of the first byte with bit 7 set; hits != 0 */
{
	return (unsigned)__builtin_ctzll(hits) / 8;
}

#endif
