/*
 * The archive: rows become sealed parts where they arrive (CSV and JSON, each deflated once and
 * sealed to the request's public key); the parts are later joined into one ZIP without compressing
 * again, and a page to read is made of the first rows of each JSON. No plain text touches the disk.
 * Memory is constant, however much there is.
 */
#ifndef DOSSIER_ARCHIVE_H
#define DOSSIER_ARCHIVE_H

#include "dossier/date.h"
#include "dossier/row.h"
#include "dossier/vault.h"

/* One sealed piece: raw deflate data inside an age file in the blob store. */
struct part {
	const char *category; /* id */
	const char *name;     /* collection, or file name for format "file" */
	const char *format;   /* "json", "csv", "file"; "html" only while an archive is built */
	const char *blob;
	bool portable;      /* belongs into portability/ too (or only: see path) */
	bool only_portable; /* a reduced copy for portability/, not for data/ */
	int64_t rows, plain_bytes, packed_bytes;
	uint32_t crc32;           /* of the plain bytes */
	unsigned char sha256[32]; /* of the plain bytes */
	/* Frictionless fields as JSON text: [{"name","type"}], for json and csv; else NULL */
	const char *schema;
	/*
	 * what its values looked like as they passed, as JSON text: {"COLUMN": {"longest","lines",
	 * "addresses","many"}} of columns the person did not provide with a text of more than
	 * NOTED_SHORT bytes, more than one line, or addresses of e-mail (many: more than these);
	 * NULL: not known, as of a file
	 */
	const char *noted;
};
#define NOTED_SHORT 160 /* bytes: what is longer reads like a text */

/*
 * part_sink_new(dir, recipient, portable_categories): a row sink that makes parts in the blob store
 * ${dir}. ${portable_categories}: ids ended by NULL whose provided fields go into portability/
 * (NULL: none). part_sink_new_in: in another store, which is copied.
 * part_sink_parts: what was made, borrowed until part_sink_free. Parts of a sink that is freed
 * without part_sink_keep are removed.
 */
struct part_sink;
struct part_sink *part_sink_new(const char *dir, const unsigned char recipient[static KEY_LEN],
    const char *const *portable_categories);
struct part_sink *part_sink_new_in(const struct blob_store *store,
    const unsigned char recipient[static KEY_LEN], const char *const *portable_categories);
struct row_sink *part_sink_rows(struct part_sink *s);
const struct part *part_sink_parts(const struct part_sink *s, size_t *ret_n);
void part_sink_keep(struct part_sink *s);
void part_sink_free(struct part_sink *s);
DEFINE_DROP(part_sink, struct part_sink, part_sink_free)

/*
 * part_json / part_from_json: a part on its way through a socket or a row. part_from_json copies
 * into ${a}; INPUT.
 */
json_t *part_json(const struct part *p);
bool part_from_json(const json_t *j, struct arena *a, struct part *ret, struct err *err) MUSTCHECK;

/*
 * part_rows: rows ${first} to ${last}, from 1, of a table in JSON, an object each. INPUT for what
 * is no such part, DENIED for a row of more than EDIT_ROW_MAX (edit.h).
 * part_bytes: the plain bytes of a part; DENIED for more than REDACT_MAX (redact.h).
 */
typedef bool part_row(void *arg, int64_t row, const char *text, size_t n, struct err *err);
bool part_rows(const char *dir, const struct part *p, const struct request_keys *keys,
    int64_t first, int64_t last, part_row *each, void *arg, struct err *err) MUSTCHECK;
bool part_bytes(const char *dir, const struct part *p, const struct request_keys *keys,
    struct buf *to, struct err *err) MUSTCHECK;

/*
 * archive_build(spec, a, ret, err): write the ZIP of DESIGN section 7 as a sealed blob.
 * Entry names: data/CATEGORY/NAME.json|csv|html, files/CATEGORY/NAME,
 * portability/CATEGORY/NAME.json|csv, pages.
 */
#define ARCHIVE_DRAFT "CONCEPT.html" /* the entry of one that is not finished: what is open */
struct edited;
struct archive_spec {
	const char *dir; /* blob store */
	const struct request_keys *keys;
	const struct vault *vault; /* signs the manifest */
	const char *reference;
	/* stamps every entry, so that the same content gives the same ZIP */
	usec_t built_at;
	/*
	 * Everything the pages say, made by the room answer (docs/json/archive-facts.schema.json):
	 * organisation, request, categories with purposes, bases, retention, sources, recipients,
	 * transfers; completeness; omitted.
	 */
	const json_t *facts;
	const struct part *parts;
	size_t nparts;
	/*
	 * edit.h: what was taken out of these parts, or NULL. What is made is read once more then,
	 * entry by entry: DENIED names the one in which something of it stands, or that cannot be
	 * searched, but for ${seen}, blobs of files that a person saw and let pass as they are.
	 */
	struct edited *edited;
	const char *const *seen;
	size_t nseen;
	const struct progress *progress; /* or NULL */
};
struct archive_result {
	const char *blob;
	int64_t bytes;            /* of the ZIP */
	unsigned char sha256[32]; /* of the ZIP */
	json_t *contents;         /* [{"path","bytes","rows"?}], new */
};
bool archive_build(const struct archive_spec *spec, struct arena *a, struct archive_result *ret,
    struct err *err) MUSTCHECK;

/*
 * archive_extract(dir, blob, keys, to, err): write the plain ZIP to the descriptor ${to}, and see
 * it on the disk. TEMPORARY when that is full.
 */
bool archive_extract(const char *dir, const char *blob, const struct request_keys *keys, int to,
    struct err *err) MUSTCHECK;

#endif
