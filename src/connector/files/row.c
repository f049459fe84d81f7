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

/* The ${n}th large text of the row, as a file; its mark to ${out}. */
static bool
take_large(struct drop *d, size_t field, size_t n, struct buf *out, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct row_sink *sink = d->call->sink;
	const struct collection c = { json_str(d->collection, "category"), d->name, d->out, 0 };
	const struct field about = { .name = d->field[field].name, .type = FIELD_TEXT };
	const char *tag = arena_printf(a, "%lld", (long long)++d->nlarge);
	const char *name = large_name(&c, &about, tag, a);
	buf_adds(out, large_mark(name, FIELD_TEXT, a).data);
	return sink->value_open(sink, c.category, name, err) &&
	    row_file_large_write(&d->input->large, n, d->input->fd, sink, err) &&
	    sink->file_close(sink, err);
}

/* Marks in place of the tokens in a value of the person's: a JSON value may hold several. */
static bool
take_all_large(struct drop *d, size_t field, struct value *v, struct arena *a, struct err *err)
{
	const struct row_file_large *l = &d->input->large;
	auto_drop(buf) struct buf text = { 0 };
	struct value rest = *v;
	size_t n;
	for (const char *at; (at = large_token_find(&l->tokens, rest, &n)) && n < l->n;) {
		buf_add(&text, rest.data, (size_t)(at - rest.data));
		if (!take_large(d, field, n, &text, err))
			return false;
		at += LARGE_TOKEN_LEN - 1;
		rest = (struct value){ at, rest.len - (size_t)(at - rest.data) };
	}
	buf_add(&text, rest.data, rest.len);
	*v = (struct value){ arena_strndup(a, text.data, text.len), text.len };
	return true;
}

static bool
has_large(const struct drop *d, struct value v)
{
	size_t n;
	return d->input->large.n > 0 && large_token_find(&d->input->large.tokens, v, &n);
}

/* One value of the person's, as the sink wants it. */
static bool
give_value(struct drop *d, size_t i, struct value *v, struct arena *a, struct err *err)
{
	bool large = has_large(d, *v), binary = d->field[i].type == FIELD_BINARY;
	if (!(large && binary) && !files_convert(&d->field[i], v, a, err))
		return false;
	if (!large)
		answer_yield(d->call, d->collection, d->field[i].name, *v);
	if (d->omitted[i] < 0)
		return !large || take_all_large(d, i, v, a, err);
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
