/*
 * Passages that do not leave: taken out of texts and files, and looked for in what was made.
 *
 * What counts as the same: a passage is found whatever the case, the width or the composition of
 * its letters (NFC, NFD, ligatures), with any white space, underscores or plus signs between its
 * words, with any kind of dash and quote, with characters in it that print as nothing (soft
 * hyphens, joiners, marks of direction), broken at the end of a line, and as escapes of JSON, XML,
 * HTML (tags within it too), URLs and quoted-printable; the whole of a base64 or hexadecimal text
 * that holds it counts as it. It is found inside of words too. A pattern is a POSIX extended
 * regular expression over the text without escapes and without what prints as nothing; ^, $ and .
 * know lines. A match is at most REDACT_REACH bytes long.
 */
#ifndef DOSSIER_REDACT_H
#define DOSSIER_REDACT_H

#include "dossier/mem.h"

#define REDACT_REACH 4096
#define REDACT_MAX (64 << 20) /* bytes of a file */
#define REDACT_INSTEAD "[...]"

struct redact_mark {
	const char *text;          /* as it reads, UTF-8; or NULL */
	const char *pattern;       /* or NULL */
	const char *instead;       /* what then stands there; NULL: REDACT_INSTEAD */
	int first_page, last_page; /* of a PDF, which become empty; 0: no pages */
	int64_t count;             /* out: passages or pages it took away, added to */
};

/* ---- texts, in this process ---- */

/*
 * redact_set_new(marks, n, err): to look for them, many times; they live as long as it does. INPUT
 * "mark N: ..." for a text of nothing that is seen or longer than 1,024 bytes, and for a pattern
 * that does not compile or takes nothing for something. Pages are left alone.
 * redact_set_text(set, s, n, ret): ${s} without them, added to ${ret}; false: it holds none.
 * redact_set_find(set, s, n): the first mark that ${s} holds; -1: none.
 */
struct redact_set;
struct redact_set *redact_set_new(struct redact_mark *marks, size_t n, struct err *err);
void redact_set_free(struct redact_set *set);
DEFINE_DROP(redact_set, struct redact_set, redact_set_free)
bool redact_set_text(struct redact_set *set, const char *s, size_t n, struct buf *ret);
int redact_set_find(struct redact_set *set, const char *s, size_t n);
/*
 * redact_set_is_near(set): the letters of a text stand in what redact_set_find looked through last:
 * it might be found if more escapes were undone. False: not even so.
 */
bool redact_set_is_near(const struct redact_set *set);

/*
 * redact_set_each(set, s, n, each, arg): every place of a mark in ${s}, in order; they do not
 * overlap. False: ${each} said so.
 */
typedef bool redact_place_fn(void *arg, size_t mark, struct bytes place);
bool redact_set_each(
    struct redact_set *set, const char *s, size_t n, redact_place_fn *each, void *arg) MUSTCHECK;

/*
 * redact_letters(way, words, text, ret): ${ret} becomes the letters and digits of ${text}, in lower
 * case and without accents, read in one of the ways in which texts are looked through; with
 * ${words}, a blank for whatever stands between them. When a mark's text is found in another (but
 * for one that is encoded, or UTF-16), its letters stand in those of the other, in one of them.
 * Fast. False: in that way it reads as it stands.
 */
enum redact_way {
	REDACT_AS_IT_STANDS,
	REDACT_UNDONE, /* escapes stand for what they mean */
	REDACT_WITHOUT_TAGS,
	REDACT_WAY__MAX,
};
bool redact_letters(enum redact_way way, bool words, struct bytes text, struct buf *ret);

/* ---- files, whose readers run in a process of their own that can do nothing else ---- */

enum redact_form {
	REDACT_TEXT,
	REDACT_MAIL,
	REDACT_PDF,
	REDACT_OFFICE,
	REDACT_PICTURE,
	REDACT_UNKNOWN,
};

/* redact_form_of(name, head, n): by its first bytes (as many as there are), then by its name. */
enum redact_form redact_form_of(const char *name, const void *head, size_t n);

/*
 * A file in memory, by its name. What a file may not do to us: one that breaks its reader, takes
 * more than a minute of a processor or a GiB of memory is INPUT "... cannot be read"; the name and
 * the words of a file are in no error.
 *
 * redact_file(name, data, marks, n, ret, ret_name, err):
 * The file without the marks in ${ret}, and its name without them in ${ret_name}.
 *
 * Errors     DENIED when it is of a form that nothing can be taken out of, larger than REDACT_MAX,
 *            or when what was made still holds a mark; INPUT. Withhold it whole then.
 */
bool redact_file(const char *name, struct bytes data, struct redact_mark *marks, size_t n,
    struct buf *ret, struct buf *ret_name, struct err *err) MUSTCHECK;

struct redact_found {
	int mark;          /* the first mark it holds, in any place; -1: none */
	const char *where; /* "metadata", "attachment", ...: a word of ours */
	bool blind;        /* something in it could not be searched: a picture, what is encrypted */
};
bool redact_holds(const char *name, struct bytes data, const struct redact_mark *marks, size_t n,
    struct redact_found *ret, struct err *err) MUSTCHECK;

/*
 * redact_words(name, data, each, arg, err): what there is to read in it, a section at a time: its
 * heading ("From", "page 2", "attachment x.docx, sheet y, hidden") and its text; NULL: a part that
 * cannot be read, such as a picture. No more once ${each} says false.
 * redact_people(name, data, each, arg, err): the e-mail addresses and telephone numbers in a text
 * or mail, as "email" and "phone", once with each name that stood beside them, or "".
 */
typedef bool redact_section_fn(const char *heading, const char *text, size_t n, void *arg);
typedef bool redact_person_fn(const char *kind, const char *value, const char *name, void *arg);
bool redact_words(const char *name, struct bytes data, redact_section_fn *each, void *arg,
    struct err *err) MUSTCHECK;
bool redact_people(const char *name, struct bytes data, redact_person_fn *each, void *arg,
    struct err *err) MUSTCHECK;

#endif
