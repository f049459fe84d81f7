/*
 * Holds that stand on records of a collection, which rows of its table those are, and which rows of
 * others are parts of them.
 */
#include "look.h"
#include "statement.h"

static const char *const *
columns_of(const json_t *list, struct arena *a)
{
	const char **out = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*out));
	const json_t *v;
	size_t i, n = 0;
	if (!json_is_array(list))
		return NULL;
	json_array_foreach(list, i, v)
		if (json_is_string(v))
			out[n++] = json_string_value(v);
	return out;
}

static bool
read_day(const json_t *j, const char *member, struct date *ret, struct err *err)
{
	const char *text = json_str(j, member);
	*ret = (struct date){ 0 };
	return !text || date_parse(text, ret, err);
}

/* ---- which records ---- */

/* Keys of one hold, as whoever placed it wrote them; null: of the right shape. */
struct asked_keys {
	const char **texts; /* n * nkey */
	bool *seen;
	size_t n;
};

static struct asked_keys
asked_keys(const json_t *list, size_t nkey, struct arena *a)
{
	struct asked_keys k = {
		.texts = arena_alloc(a, (json_array_size(list) * nkey + 1) * sizeof(*k.texts)),
		.seen = arena_alloc(a, (json_array_size(list) + 1) * sizeof(*k.seen)),
	};
	const json_t *key, *v;
	size_t i, at;
	json_array_foreach(list, i, key) {
		bool ok = nkey > 0 && json_array_size(key) == nkey;
		json_array_foreach(key, at, v)
			ok = ok && json_is_string(v);
		if (!ok)
			continue;
		json_array_foreach(key, at, v)
			k.texts[k.n * nkey + at] = json_string_value(v);
		k.seen[k.n++] = false;
	}
	return k;
}

/* The rows that have these keys, each with its place and its key as the server writes it. */
static bool
ask_rows(struct look *l, const struct pg_table *t, const char *const *texts, size_t n,
    PGresult **ret, struct err *err)
{
	auto_drop(pg_statement) struct pg_statement s = { .a = l->a };
	buf_adds(&s.sql, "SELECT h.n, ");
	pg_statement_key(&s, t, "::text");
	buf_adds(&s.sql, " FROM unnest(");
	for (size_t i = 0; i < t->nkey; i++) {
		buf_adds(&s.sql, i ? ", " : "");
		pg_statement_param(&s, pg_array(texts + i, n, t->nkey, l->a));
		buf_addf(&s.sql, "::%s[]", t->key[i]->base);
	}
	buf_adds(&s.sql, ") WITH ORDINALITY AS h(");
	for (size_t i = 0; i < t->nkey; i++)
		buf_addf(&s.sql, "k%zu, ", i);
	buf_addf(&s.sql, "n) JOIN %s AS t ON ", t->quoted);
	pg_statement_is_key(&s, "h", t);
	return pg_run(l->pg, s.sql.data, s.params, s.n, ret, err);
}

/*
 * ${n} keys from the ${first}; *ret_none: one of them is no value of its column, and the
 * transaction is as it was before.
 */
static bool
match(struct look *l, const struct pg_table *t, struct asked_keys *k, size_t first, size_t n,
    struct look_claim *claim, bool *ret_none, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	auto_drop(buf) struct buf b = { 0 };
	const char *cells[PG_KEY_MAX];
	if (!pg_run(l->pg, "SAVEPOINT hold", NULL, 0, NULL, err))
		return false;
	if (!ask_rows(l, t, k->texts + first * t->nkey, n, &res, err)) {
		*ret_none = strncmp(l->pg->refusal.state, "22", 2) == 0;
		if (!*ret_none)
			return false;
		err_clear(err);
		return pg_run(l->pg, "ROLLBACK TO SAVEPOINT hold", NULL, 0, NULL, err);
	}
	for (int i = 0; i < PQntuples(res); i++) {
		for (size_t c = 0; c < t->nkey; c++)
			cells[c] = pg_value(res, i, (int)c + 1);
		(void)texts_add(&claim->keys, look_joined(&b, cells, NULL, t->nkey), l->a, NULL);
		size_t place = pg_place(res, i, 0, n + 1);
		if (place > 0 && place <= n)
			k->seen[first + place - 1] = true;
	}
	return pg_run(l->pg, "RELEASE SAVEPOINT hold", NULL, 0, NULL, err);
}

static bool
may_read_key(const struct pg_table *t)
{
	for (size_t i = 0; i < t->nkey; i++)
		if (!t->key[i]->may_read)
			return false; /* which is a problem already */
	return true;
}

/*
 * A key is a value of its columns, however it was written: 09, or a uuid in capitals. What no row
 * has keeps nothing, and that is said.
 */
static bool
read_keys(struct look *l, const struct look_collection *c, const json_t *list,
    struct look_claim *ret, struct err *err)
{
	const struct pg_table *t = c->t->table;
	struct asked_keys k = asked_keys(list, t->nkey, l->a);
	size_t n = json_array_size(list);
	bool none = false;
	if (!may_read_key(t))
		return true;
	if (k.n > 0 && !match(l, t, &k, 0, k.n, ret, &none, err))
		return false;
	for (size_t i = 0; none && i < k.n; i++) {
		bool ignored;
		if (!match(l, t, &k, i, 1, ret, &ignored, err))
			return false;
	}
	for (size_t i = 0; i < k.n; i++)
		n -= k.seen[i];
	if (n > 0)
		look_note(l, "hold-unmatched", t->full,
		    arena_printf(l->a, "%lld", (long long)ret->hold.id), (int64_t)n);
	return true;
}

static bool
read_claim(struct look *l, const struct look_collection *c, const json_t *j, struct look_claim *ret,
    struct err *err)
{
	const json_t *keys = json_get(j, "keys");
	*ret = (struct look_claim){
		.hold = { .id = json_int_or(j, "id", 0),
		    .columns = columns_of(json_get(j, "columns"), l->a),
		    .basis = json_str(j, "basis"),
		    .article = json_str(j, "article") },
		.has_keys = json_is_array(keys),
	};
	return read_day(j, "review", &ret->hold.review, err) &&
	    read_day(j, "last", &ret->hold.last, err) &&
	    (!ret->has_keys || read_keys(l, c, keys, ret, err));
}

bool
look_claims(struct look *l, struct look_collection *c, struct err *err)
{
	const json_t *holds = json_get(l->change, "holds"), *j;
	size_t i;
	c->claims = arena_alloc(l->a, (json_array_size(holds) + 1) * sizeof(*c->claims));
	json_array_foreach(holds, i, j) {
		const char *of = json_str(j, "collection");
		if (of && strcmp(of, c->c->name) != 0)
			continue;
		if (!read_claim(l, c, j, &c->claims[c->nclaims++], err))
			return err_wrap(err, "a hold");
	}
	return true;
}

/* ---- parts of what is held ---- */

static bool
has_claim(const struct look_collection *c, int64_t id)
{
	for (size_t i = 0; i < c->nclaims; i++)
		if (c->claims[i].hold.id == id && !c->claims[i].whole)
			return true;
	return false;
}

/* Where columns alone are held, parts of the row are not. */
static void
inherit(struct look *l, struct look_collection *c, const struct look_collection *whole,
    const json_t *match)
{
	struct look_claim *claims =
	    arena_alloc(l->a, (c->nclaims + whole->nclaims + 1) * sizeof(*claims));
	for (size_t i = 0; i < c->nclaims; i++)
		claims[i] = c->claims[i];
	c->claims = claims;
	for (size_t i = 0; i < whole->nclaims; i++)
		if (!whole->claims[i].hold.columns && !has_claim(c, whole->claims[i].hold.id))
			claims[c->nclaims++] = (struct look_claim){
				.hold = whole->claims[i].hold,
				.has_keys = true,
				.whole = whole,
				.of_whole = i,
				.field = json_str_or(match, "field", ""),
				.cell = look_want(c->t, json_str_or(match, "column", "")),
			};
}

/* Those first that others are parts of: a part has parts. */
void
look_claims_inherit(struct look *l)
{
	for (size_t i = 0; i < l->s->n; i++)
		for (size_t k = 0; k < i; k++) {
			struct look_collection *c = &l->collections[l->s->order[i] - l->s->all],
					       *of = &l->collections[l->s->order[k] - l->s->all];
			const json_t *match = erase_part_of(c->c->json, of->c->json);
			if (match && of->nclaims > 0)
				inherit(l, c, of, match);
		}
}

static bool
is_on(const struct look_claim *claim, const struct look_collection *c, const struct look_row *row,
    struct buf *b)
{
	const char *key = claim->whole ? row->cells[claim->cell]
	    : c->t->table->nkey        ? look_joined(b, row->cells, NULL, c->t->table->nkey)
				       : NULL;
	return !claim->has_keys || (key && texts_find(&claim->keys, key) != SIZE_MAX);
}

static void
spread(struct look *l, struct look_claim *claim, struct buf *b)
{
	const struct look_collection *of = claim->whole;
	const struct look_link *link = look_link(l, of->c->name, claim->field);
	for (size_t i = 0; link && i < of->t->nrows; i++) {
		const struct look_row *row = &of->t->rows[i];
		const char *value = row->cells[link->cell];
		if (value && is_on(&of->claims[claim->of_whole], of, row, b))
			(void)texts_add(&claim->keys, value, l->a, NULL);
	}
}

void
look_claims_spread(struct look *l)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < l->s->n; i++) {
		struct look_collection *c = &l->collections[l->s->order[i] - l->s->all];
		for (size_t k = 0; k < c->nclaims; k++)
			if (c->claims[k].whole)
				spread(l, &c->claims[k], &b);
	}
}

size_t
look_claimed(const struct look_collection *c, const struct look_row *row, struct buf *b,
    struct claim_hold *ret)
{
	size_t n = 0, same;
	for (size_t i = 0; i < c->nclaims; i++) {
		const struct look_claim *claim = &c->claims[i];
		if (!is_on(claim, c, row, b))
			continue;
		for (same = 0; same < n && ret[same].id != claim->hold.id; same++)
			;
		ret[same] = claim->hold;
		n += same == n;
	}
	return n;
}
