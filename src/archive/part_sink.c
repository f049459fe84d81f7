/*
 * The row sink: one pass over the rows makes up to four sealed parts of a collection (JSON, CSV,
 * and the reduced JSON and CSV for portability when only some fields were provided), and each file
 * found becomes a part. Memory is constant: packs are made once and used for one collection
 * after another. Builds no ZIP.
 */
#include "part.h"
#include "table.h"

enum output { JSON, CSV, OWN_JSON, OWN_CSV, A_FILE, OUTPUT__MAX };

struct stream { /* a pack on its way into a blob; blob NULL: not in use */
	struct pack pack;
	struct blob *blob;
};
struct part_sink {
	struct row_sink rows; /* first: a row_sink is its part_sink */
	struct blob_store store;
	unsigned char recipient[KEY_LEN];
	const char *const *portable;
	struct stream streams[OUTPUT__MAX];
	struct table *table;              /* NULL between collections */
	const char *file, *file_category; /* NULL between files */
	bool is_value;                    /* the file is a value of a row */
	struct arena *table_arena;        /* of the current collection */
	struct arena *arena;
	struct part *parts;
	size_t nparts, parts_cap;
	bool keep;
};

static bool
write_blob(void *arg, const void *p, size_t n, struct err *err)
{
	const struct stream *s = arg;
	return blob_write(s->blob, p, n, err);
}

static bool
stream_open(struct part_sink *s, enum output o, struct err *err)
{
	struct stream *to = &s->streams[o];
	to->blob = blob_new(&s->store, s->recipient, err);
	if (!to->blob)
		return false;
	pack_begin(&to->pack, write_blob, to);
	return true;
}

static struct part *
new_part(struct part_sink *s)
{
	if (s->nparts == s->parts_cap) {
		s->parts_cap = s->parts_cap ? 2 * s->parts_cap : 16;
		s->parts = xrealloc(s->parts, s->parts_cap * sizeof(*s->parts));
	}
	return &s->parts[s->nparts];
}

/* The part counts only when its blob is there: a row of parts never names half a file. */
static bool
stream_close(struct part_sink *s, enum output o, const struct part *about, struct err *err)
{
	struct stream *to = &s->streams[o];
	struct packed packed;
	if (!pack_end(&to->pack, &packed, err))
		return false;
	struct part *part = new_part(s);
	*part = *about;
	part->blob = blob_commit(to->blob, s->arena, err);
	blob_free(take(to->blob));
	if (!part->blob)
		return false;
	part->plain_bytes = packed.plain_bytes;
	part->packed_bytes = packed.packed_bytes;
	part->crc32 = packed.crc32;
	memcpy(part->sha256, packed.sha256, sizeof(part->sha256));
	s->nparts++;
	return true;
}

static bool
is_portable(const struct part_sink *s, const char *category)
{
	for (const char *const *id = s->portable; id && *id; id++)
		if (strcmp(*id, category) == 0)
			return true;
	return false;
}

/* Some but not all fields were provided: portability gets files of its own. */
static bool
has_own(const struct part_sink *s)
{
	const struct table *t = s->table;
	return t->provided > 0 && t->provided < t->n && is_portable(s, t->category);
}

static struct part_sink *
sink_of(struct row_sink *r)
{
	return (struct part_sink *)r;
}

static bool
sink_begin(struct row_sink *r, const struct collection *c, struct err *err)
{
	struct part_sink *s = sink_of(r);
	if (s->table || s->file)
		BUG("a collection begins before the last thing ended");
	if (c->nfields == 0)
		return err_set(err, ERR_INPUT,
		    "collection %s has no fields; a collection needs at least one", c->name);
	s->table_arena = arena_new();
	s->table = table_new(c, s->table_arena);
	const struct table *t = s->table;
	struct stream *to = s->streams;
	if (!stream_open(s, JSON, err) || !encode_json_head(&to[JSON].pack, err) ||
	    !stream_open(s, CSV, err) || !encode_csv_head(&to[CSV].pack, t, false, err))
		return false;
	return !has_own(s) ||
	    (stream_open(s, OWN_JSON, err) && encode_json_head(&to[OWN_JSON].pack, err) &&
		stream_open(s, OWN_CSV, err) && encode_csv_head(&to[OWN_CSV].pack, t, true, err));
}

static bool
sink_row(struct row_sink *r, const struct value *values, struct err *err)
{
	struct part_sink *s = sink_of(r);
	struct stream *to = s->streams;
	if (!s->table)
		BUG("a row outside a collection");
	table_look(s->table, values);
	return encode_json_row(&to[JSON].pack, s->table, values, false, err) &&
	    encode_csv_row(&to[CSV].pack, s->table, values, false, err) &&
	    (!to[OWN_JSON].blob ||
		encode_json_row(&to[OWN_JSON].pack, s->table, values, true, err)) &&
	    (!to[OWN_CSV].blob || encode_csv_row(&to[OWN_CSV].pack, s->table, values, true, err));
}

static const char *
kept_text(struct part_sink *s, json_t *steals)
{
	auto_drop(json) json_t *j = steals;
	auto_drop(str) char *text = json_dumps(j, JSON_COMPACT);
	return arena_strdup(s->arena, text);
}

static bool
close_own(struct part_sink *s, const struct part *about, struct err *err)
{
	struct part json = *about;
	json.portable = json.only_portable = true;
	json.schema = kept_text(s, table_schema(s->table, true));
	struct part csv = json;
	csv.format = "csv";
	return encode_json_foot(&s->streams[OWN_JSON].pack, s->table, err) &&
	    stream_close(s, OWN_JSON, &json, err) && stream_close(s, OWN_CSV, &csv, err);
}

static bool
sink_end(struct row_sink *r, struct err *err)
{
	struct part_sink *s = sink_of(r);
	const struct table *t = s->table;
	if (!t)
		BUG("the end of no collection");
	struct part json = { .format = "json", .rows = t->rows };
	json.category = arena_strdup(s->arena, t->category);
	json.name = arena_strdup(s->arena, t->name);
	json.portable = t->provided == t->n && is_portable(s, t->category);
	json.schema = kept_text(s, table_schema(t, false));
	json.noted = kept_text(s, table_noted(t));
	struct part csv = json;
	csv.format = "csv";
	bool ok = encode_json_foot(&s->streams[JSON].pack, t, err) &&
	    stream_close(s, JSON, &json, err) && stream_close(s, CSV, &csv, err) &&
	    (!s->streams[OWN_JSON].blob || close_own(s, &json, err));
	s->table = NULL;
	arena_free(take(s->table_arena));
	return ok;
}

static bool
open_file(struct part_sink *s, const char *category, const char *name, struct err *err)
{
	if (s->file)
		BUG("a file opens before the last one ended");
	s->file = part_file_name(name, s->arena);
	s->file_category = arena_strdup(s->arena, category);
	return stream_open(s, A_FILE, err);
}

static bool
sink_file_open(struct row_sink *r, const char *category, const char *name, struct err *err)
{
	struct part_sink *s = sink_of(r);
	if (s->table)
		BUG("a file opens before the collection ended");
	s->is_value = false;
	return open_file(s, category, name, err);
}

static bool
sink_value_open(struct row_sink *r, const char *category, const char *name, struct err *err)
{
	struct part_sink *s = sink_of(r);
	s->is_value = true;
	return open_file(s, category, name, err);
}

static bool
sink_file_write(struct row_sink *r, const void *p, size_t n, struct err *err)
{
	struct part_sink *s = sink_of(r);
	if (!s->file)
		BUG("bytes of no file");
	return pack_add(&s->streams[A_FILE].pack, p, n, err);
}

/* What belongs to a row is no find of its own: it is counted with its row. */
static bool
sink_file_close(struct row_sink *r, struct err *err)
{
	struct part_sink *s = sink_of(r);
	if (!s->file)
		BUG("the end of no file");
	struct part file = { .category = s->file_category,
		.name = s->file,
		.format = "file",
		.rows = s->is_value ? 0 : 1 };
	file.portable = is_portable(s, s->file_category);
	s->file = s->file_category = NULL;
	return stream_close(s, A_FILE, &file, err);
}

static bool
sink_file_forget(struct row_sink *r, const char *name, struct err *err)
{
	struct part_sink *s = sink_of(r);
	auto_drop(arena) struct arena *a = arena_new();
	const char *safe = part_file_name(name, a);
	size_t i = s->nparts;
	while (i > 0 &&
	    (strcmp(s->parts[i - 1].format, "file") != 0 ||
		strcmp(s->parts[i - 1].name, safe) != 0))
		i--;
	if (i == 0)
		BUG("no file to forget");
	if (!s->store.remove(s->store.arg, s->parts[i - 1].blob, err))
		return false;
	s->nparts--;
	memmove(&s->parts[i - 1], &s->parts[i], (s->nparts - (i - 1)) * sizeof(*s->parts));
	return true;
}

static const char *const *
copy_ids(const char *const *ids, struct arena *a)
{
	size_t n = 0;
	while (ids && ids[n])
		n++;
	const char **copy = arena_alloc(a, (n + 1) * sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy[i] = arena_strdup(a, ids[i]);
	return copy;
}

struct part_sink *
part_sink_new_in(const struct blob_store *store, const unsigned char recipient[static KEY_LEN],
    const char *const *portable_categories)
{
	struct part_sink *s = xcalloc(1, sizeof(*s));
	s->rows = (struct row_sink){ .begin = sink_begin,
		.row = sink_row,
		.end = sink_end,
		.file_open = sink_file_open,
		.file_write = sink_file_write,
		.file_close = sink_file_close,
		.value_open = sink_value_open,
		.file_forget = sink_file_forget };
	s->arena = arena_new();
	s->store = *store;
	s->portable = copy_ids(portable_categories, s->arena);
	memcpy(s->recipient, recipient, KEY_LEN);
	return s;
}

struct part_sink *
part_sink_new(const char *dir, const unsigned char recipient[static KEY_LEN],
    const char *const *portable_categories)
{
	const struct blob_store store = blob_store_below(dir);
	struct part_sink *s = part_sink_new_in(&store, recipient, portable_categories);
	s->store.arg = arena_strdup(s->arena, dir);
	return s;
}

struct row_sink *
part_sink_rows(struct part_sink *s)
{
	return &s->rows;
}

const struct part *
part_sink_parts(const struct part_sink *s, size_t *ret_n)
{
	*ret_n = s->nparts;
	return s->parts;
}

void
part_sink_keep(struct part_sink *s)
{
	s->keep = true;
}

/* What cannot be removed here is swept later: no row names it. */
void
part_sink_free(struct part_sink *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < OUTPUT__MAX; i++) {
		blob_free(s->streams[i].blob);
		pack_release(&s->streams[i].pack);
	}
	for (size_t i = 0; !s->keep && i < s->nparts; i++)
		(void)s->store.remove(s->store.arg, s->parts[i].blob, NULL);
	free(s->parts);
	arena_free(s->table_arena);
	arena_free(s->arena);
	free(s);
}
