/*
 * Values that were too large for their rows, in slices: read in the same snapshot once the rows
 * are over, each as a file under the name that its mark gave.
 */
#include "session.h"

struct slicing {
	struct pg *pg;
	const struct pg_source *source;
	const struct pg_collection *collection;
	struct row_sink *sink;
	size_t item;
	char key[64]; /* of the open file; "": none */
	long next;    /* its next slice */
	size_t left;  /* values that are still to come */
};

static bool
close_file(struct slicing *s, struct err *err)
{
	if (!*s->key)
		return true;
	*s->key = '\0';
	return s->sink->file_close(s->sink, err);
}

/* Of values that no row told, nothing is taken. */
static bool
open_file(struct slicing *s, const char *key, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct pg_collection *c = s->collection;
	const char *member = arena_printf(a, "%zu:%s", s->item, key);
	if (!json_is_true(json_get(c->large, member)) || strlen(key) >= sizeof(s->key) ||
	    s->left == 0)
		return err_set(err, ERR_INPUT,
		    "collection %s: a value of %s.%s changed while it was read", c->name, c->schema,
		    c->table);
	json_object_set_new(c->large, member, json_false());
	(void)snprintf(s->key, sizeof(s->key), "%s", key);
	s->next = 0;
	s->left--;
	return s->sink->value_open(s->sink, c->category, pg_file_name(c, s->item, key, a), err);
}

static bool
take_slice(struct slicing *s, char *line, size_t len, struct err *err)
{
	struct pg_slice slice;
	if (!pg_slice_read(line, len, &slice))
		return err_set(err, ERR_INPUT, "collection %s: cannot read a slice of %s.%s",
		    s->collection->name, s->collection->schema, s->collection->table);
	if (strcmp(slice.key, s->key) != 0 &&
	    (!close_file(s, err) || !open_file(s, slice.key, err)))
		return false;
	if (slice.number != s->next++)
		return err_set(
		    err, ERR_INPUT, "collection %s: slices out of order", s->collection->name);
	return s->sink->file_write(s->sink, slice.bytes.data, slice.bytes.len, err);
}

static bool
take_item(struct slicing *s, struct err *err)
{
	struct arena *a = s->source->arena;
	char *line;
	size_t len;
	if (!pg_copy(s->pg, pg_select_slices(s->source, s->collection, s->item), a, err))
		return false;
	for (;;) {
		if (!pg_copy_line(s->pg, &line, &len, err))
			return false;
		if (!line)
			return close_file(s, err);
		bool ok = take_slice(s, line, len, err);
		PQfreemem(line);
		if (!ok)
			return false;
	}
}

/* How many different values of this item the rows told. */
static size_t
count(const struct pg_collection *c, size_t item)
{
	const char *member;
	json_t *v;
	size_t n = 0;
	json_object_foreach(c->large, member, v)
		n += strtoul(member, NULL, 10) == item;
	return n;
}

bool
pg_slices_take(struct pg *pg, const struct pg_source *source, const struct pg_collection *c,
    struct row_sink *sink, struct err *err)
{
	for (size_t i = 0; i < c->nitems; i++) {
		struct slicing s = { .pg = pg,
			.source = source,
			.collection = c,
			.sink = sink,
			.item = i,
			.left = count(c, i) };
		if (s.left == 0)
			continue;
		if (!take_item(&s, err))
			return false;
		if (s.left > 0)
			return err_set(err, ERR_INPUT,
			    "collection %s: a value of %s.%s was not there any more", c->name,
			    c->schema, c->table);
	}
	return true;
}
