/*
 * A row of a file: whose it is, and what of it goes to the sink.
 */
#include "dossier/text.h"

#include "../answer.h"
#include "drop.h"

static bool
is_theirs(const struct drop *d, const struct value *cells)
{
	auto_drop(arena) struct arena *a = arena_new();
	for (size_t i = 0; i < d->nmatch; i++) {
		const struct value *v = &cells[d->match[i].column];
		if (!v->data || !answer_knows(d->call, d->match[i].kind))
			continue;
		struct err none = { 0 };
		const char *normal = text_identifier(
		    d->match[i].kind, arena_strndup(a, v->data, v->len), d->country, a, &none);
		for (size_t k = 0; normal && k < d->call->nids; k++)
			if (strcmp(d->call->ids[k].kind, d->match[i].kind) == 0 &&
			    strcmp(d->call->ids[k].value, normal) == 0)
				return true;
	}
	return false;
}

/* One value of the person's, as the sink wants it. */
static bool
give_value(struct drop *d, size_t i, struct value *v, struct arena *a, struct err *err)
{
	const struct collection c = { json_str(d->collection, "category"), d->name, d->out, 0 };
	const struct row_file_field field = { &c, d->field[i].name, &d->nlarge };
	bool large = row_file_has_large(d->input, *v), binary = d->field[i].type == FIELD_BINARY;
	if (!(large && binary) && !files_convert(&d->field[i], v, a, err))
		return false;
	if (!large)
		answer_yield(d->call, d->collection, d->field[i].name, *v);
	if (d->omitted[i] < 0)
		return !large || row_file_marks(d->input, d->call->sink, &field, v, a, err);
	d->omitted[i] += v->data != NULL; /* a secret: only whether it is there */
	*v = v->data ? (struct value){ "true", 4 } : (struct value){ "false", 5 };
	return true;
}

bool
row_visit(void *arg, const struct value *cells, struct err *err)
{
	struct drop *d = arg;
	bool theirs = is_theirs(d, cells);
	if (!budget_take(&d->call->budget, BUDGET_ROWS, theirs, err))
		return false;
	if (!theirs)
		return true;
	auto_drop(arena) struct arena *a = arena_new();
	struct value *out = arena_alloc(a, d->nfields * sizeof(*out));
	for (size_t i = 0; i < d->nfields; i++) {
		out[i] = cells[i];
		if (!give_value(d, i, &out[i], a, err))
			return false;
	}
	d->rows++;
	return d->call->sink->row(d->call->sink, out, err);
}
