/*
 * Input: a byte that says which row, then what a PostgreSQL server sends as a row of COPY. Whatever
 * it says, its values lie within the row, or the row is refused in one line.
 */
#include "../../src/connector/postgresql/postgresql.h"
#include "fuzz/fuzz.h"

#define ITEMS (PG_JSON + 1)

static void
check_values(const struct value *v, const char *line, size_t size, const struct pg_collection *c)
{
	for (size_t i = 0; i < c->nitems; i++) {
		bool inside = v[i].data >= line && v[i].data + v[i].len <= line + size;
		bool told = v[i].data && (v[i].len == 4 || v[i].len == 5); /* true, false */
		MUST(!v[i].data || inside || told || c->items[i].is_large);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct pg_column column = { .name = "c", .readable = true };
	struct pg_item items[ITEMS];
	struct field fields[ITEMS];
	struct value values[ITEMS] = { 0 };
	struct pg_slice slice;
	struct err err = { 0 };
	if (size == 0)
		return 0;
	auto_drop(arena) struct arena *a = arena_new();
	/* as libpq gives it: a byte more, which is nought */
	auto_drop(str) char *line = xmalloc(size);
	memcpy(line, data + 1, size - 1);
	line[size - 1] = '\0';
	for (size_t i = 0; i < ITEMS; i++) {
		items[i] = (struct pg_item){ .column = &column,
			.form = (enum pg_form)i,
			.measure = data[0] & 1 ? PG_BY_LENGTH : PG_SMALL };
		fields[i] = (struct field){ "c", FIELD_TEXT, false };
	}
	struct pg_yield yield = { .kind = "email", .field = "c", .item = data[0] % ITEMS };
	struct pg_collection c = { .name = "k",
		.schema = "s",
		.table = "t",
		.items = items,
		.fields = fields,
		.nitems = ITEMS,
		.yields = &yield,
		.nyields = 1,
		.large = json_object() };
	if (data[0] & 2) {
		(void)!pg_slice_read(line, size - 1, &slice);
	} else if (pg_row_read(&c, line, size - 1, a, values, &err)) {
		check_values(values, line, size, &c);
		MUST(pg_row_yields(&c, values, a, &err));
	} else {
		MUST(err.kind == ERR_INPUT && *err.text && !strchr(err.text, '\n'));
	}
	json_decref(c.large);
	return 0;
}
