/*
 * Redis: the keys that carry an identifier in their name, found by SCAN and read by type, one row a
 * key. Reads only. What a pattern found is matched again on our side.
 */
#include <fnmatch.h>

#include "../answer.h"
#include "../reach.h"
#include "redis.h"

#define PATTERNS_MAX 100
#define KEYS_MAX 100000
#define TTL_MAX_MS (INT64_C(1) << 53) /* its own bound is less */
#define SCAN_COUNT "1000"

/* ---- patterns ---- */

struct search {
	struct connector_call *call;
	const json_t *collection;
	struct redis *redis;
	struct arena *a;
	const char *pattern[PATTERNS_MAX];
	size_t npatterns;
	struct value *keys;
	size_t nkeys, cap;
	int64_t rows;
};

/* An identifier inside a pattern stands for itself alone; an address of e-mail in either case. */
static const char *
glob_of(const struct identifier_value *id, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	bool fold = strcmp(id->kind, "email") == 0;
	for (const char *c = id->value; *c; c++) {
		char other = (char)(*c ^ 0x20);
		bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
		if (fold && letter)
			buf_addf(&b, "[%c%c]", *c, other);
		else if (strchr("*?[]\\^-", *c))
			buf_addf(&b, "\\%c", *c);
		else
			buf_addc(&b, *c);
	}
	return arena_strdup(a, b.data ? b.data : "");
}

/* The kind between the braces at ${open}, or NULL when they are not closed. */
static const char *
placeholder(const char *open, struct arena *a, const char **ret_after)
{
	const char *close = strchr(open, '}');
	if (!close || close == open + 1)
		return NULL;
	*ret_after = close + 1;
	return arena_strndup(a, open + 1, (size_t)(close - open - 1));
}

static bool
bad_key(const json_t *collection, struct err *err)
{
	return err_set(err, ERR_INPUT,
	    "collection %s: expected a \"key\" with an identifier in braces, as session:{email}",
	    json_str(collection, "name"));
}

/* Every combination of the values we know; none when a kind is not known. */
static bool
add_patterns(struct search *s, const char *before, const char *rest, struct err *err)
{
	const char *open = strchr(rest, '{'), *after;
	if (!open) {
		if (s->npatterns == PATTERNS_MAX)
			return err_set(err, ERR_INPUT,
			    "collection %s: more than %d combinations of identifiers",
			    json_str(s->collection, "name"), PATTERNS_MAX);
		s->pattern[s->npatterns++] = arena_printf(s->a, "%s%s", before, rest);
		return true;
	}
	const char *kind = placeholder(open, s->a, &after);
	if (!kind)
		return bad_key(s->collection, err);
	for (size_t i = 0; i < s->call->nids; i++) {
		if (strcmp(s->call->ids[i].kind, kind) != 0)
			continue;
		const char *more = arena_printf(s->a, "%s%.*s%s", before, (int)(open - rest), rest,
		    glob_of(&s->call->ids[i], s->a));
		if (!add_patterns(s, more, after, err))
			return false;
	}
	return true;
}

/* The kinds that a key asks for and that are not known, ended by NULL. */
static const char *const *
kinds_missing(const struct search *s, const char *key)
{
	const char **kinds = arena_alloc(s->a, (strlen(key) / 2 + 1) * sizeof(*kinds));
	const char *open = key, *kind;
	size_t n = 0;
	while ((open = strchr(open, '{')) && (kind = placeholder(open, s->a, &open)))
		if (!answer_knows(s->call, kind))
			kinds[n++] = kind;
	return kinds;
}

/* ---- finding keys ---- */

/* Redis has matched already; whoever answers in its name has not. */
static bool
add_keys(struct search *s, const char *pattern, const redisReply *list, struct err *err)
{
	for (size_t i = 0; i < list->elements; i++) {
		const redisReply *key = list->element[i];
		if (key->type != REDIS_REPLY_STRING || memchr(key->str, '\0', key->len))
			return err_set(err, ERR_INPUT,
			    "a key has a zero byte in its name: have a colleague read it by hand");
		if (fnmatch(pattern, key->str, 0) != 0)
			continue;
		if (s->nkeys == KEYS_MAX)
			return err_set(err, ERR_INPUT, "collection %s: more than %d keys match",
			    json_str(s->collection, "name"), KEYS_MAX);
		if (s->nkeys == s->cap) {
			s->cap = s->cap ? 2 * s->cap : 64;
			s->keys = xrealloc(s->keys, s->cap * sizeof(*s->keys));
		}
		s->keys[s->nkeys++] =
		    (struct value){ arena_strndup(s->a, key->str, key->len), key->len };
	}
	return true;
}

static bool
find_keys(struct search *s, const char *pattern, struct err *err)
{
	char cursor[32] = "0";
	do {
		const char *argv[] = { "SCAN", cursor, "MATCH", pattern, "COUNT", SCAN_COUNT };
		size_t lens[array_len(argv)];
		for (size_t i = 0; i < array_len(argv); i++)
			lens[i] = strlen(argv[i]);
		auto_drop(redisReply) redisReply *r =
		    redis_command(s->redis, array_len(argv), argv, lens, err);
		if (!r)
			return false;
		if (r->type != REDIS_REPLY_ARRAY || r->elements != 2 ||
		    r->element[0]->type != REDIS_REPLY_STRING ||
		    r->element[1]->type != REDIS_REPLY_ARRAY ||
		    r->element[0]->len >= sizeof(cursor))
			return redis_nonsense(err);
		(void)snprintf(cursor, sizeof(cursor), "%s", r->element[0]->str);
		if (!add_keys(s, pattern, r->element[1], err))
			return false;
	} while (strcmp(cursor, "0") != 0);
	return true;
}

static int
by_text(const void *a, const void *b)
{
	const struct value *x = a, *y = b;
	return strcmp(x->data, y->data);
}

/* ---- rows ---- */

enum { COL_KEY, COL_TYPE, COL_TTL, COL_VALUE, COLS };
static const struct field columns[COLS] = {
	{ "key", FIELD_TEXT, false },
	{ "type", FIELD_TEXT, false },
	{ "ttl_s", FIELD_NUMBER, false },
	{ "value", FIELD_JSON, false },
};

static int
column_of(const char *name)
{
	for (int i = 0; i < COLS; i++)
		if (strcmp(columns[i].name, name) == 0)
			return i;
	return -1;
}

/* The four columns, then NAME_present for members of the value that are never handed over. */
struct shape {
	struct field *fields;
	size_t nfields;
	const char **never; /* of field i, or NULL */
	int64_t *omitted;   /* how many of them were there */
	bool members;       /* something inside the value is never handed over */
};

static struct shape
shape_of(const json_t *collection, struct arena *a)
{
	const json_t *never = json_get(collection, "never");
	size_t room = COLS + json_array_size(never), i;
	struct shape s = { arena_alloc(a, room * sizeof(*s.fields)), COLS,
		arena_alloc(a, room * sizeof(*s.never)), arena_alloc(a, room * sizeof(*s.omitted)),
		false };
	json_t *one;
	for (i = 0; i < COLS; i++) {
		s.fields[i] = columns[i];
		s.fields[i].provided = i == COL_VALUE && answer_provided(collection, "value");
	}
	json_array_foreach(never, i, one) {
		const char *name = json_string_value(one);
		int column = column_of(name);
		size_t at = column < 0 ? s.nfields++ : (size_t)column;
		s.fields[at] =
		    (struct field){ arena_printf(a, "%s_present", name), FIELD_BOOL, false };
		s.never[at] = name;
		s.members = s.members || column < 0;
	}
	return s;
}

static struct value
text_value(const char *s)
{
	return (struct value){ s, strlen(s) };
}

static struct value
flag_value(bool b)
{
	return text_value(b ? "true" : "false");
}

/* Take the members of that name out, at any depth. */
static int64_t
strip(json_t *json, const char *name)
{
	int64_t n = 0;
	size_t i;
	const char *key;
	json_t *value;
	if (json_is_object(json) && json_object_get(json, name)) {
		(void)json_object_del(json, name);
		n++;
	}
	json_object_foreach(json, key, value)
		n += strip(value, name);
	json_array_foreach(json, i, value)
		n += strip(value, name);
	return n;
}

/* A string that holds a JSON object or array is that; new, or NULL when it is neither. */
static json_t *
inner_json(const json_t *value, size_t flags)
{
	const char *s = json_string_value(value);
	size_t n = json_string_length(value);
	/* jansson takes a zero byte between tokens for a space */
	if (!s || (s[0] != '{' && s[0] != '[') || memchr(s, '\0', n))
		return NULL;
	return json_loadb(s, n, flags | JSON_ALLOW_NUL, NULL);
}

static void
yield_members(struct connector_call *call, const json_t *collection, const json_t *value)
{
	size_t i;
	json_t *rule;
	json_array_foreach(json_get(collection, "yields"), i, rule) {
		const char *field = json_str(rule, "field");
		const json_t *member = json_object_get(value, field);
		char text[32];
		if (json_is_integer(member)) {
			(void)snprintf(
			    text, sizeof(text), "%lld", (long long)json_integer_value(member));
			answer_yield(call, collection, field, text_value(text));
		} else if (json_is_string(member)) {
			answer_yield(call, collection, field,
			    (struct value){
				json_string_value(member), json_string_length(member) });
		}
	}
}

/*
 * The value as JSON text. When members of it are secrets, they are taken out; a value that cannot
 * be taken apart may be one, and is withheld whole (NULL).
 */
static char *
value_text(struct search *s, struct shape *shape, json_t *value, struct value *cells)
{
	auto_drop(json) json_t *inner =
	    inner_json(value, shape->members ? 0 : JSON_DECODE_INT_AS_REAL);
	json_t *whole = inner ? inner : value;
	yield_members(s->call, s->collection, whole);
	if (!shape->members)
		return inner ? answer_one_line(xstrdup(json_string_value(value)))
			     : json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
	bool apart = inner || strcmp(cells[COL_TYPE].data, "hash") == 0;
	for (size_t i = COLS; i < shape->nfields; i++) {
		int64_t n = apart ? strip(whole, shape->never[i]) : 0;
		shape->omitted[i] += n;
		cells[i] = flag_value(n > 0 || !apart);
	}
	return apart ? json_dumps(whole, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY) : NULL;
}

static bool
put_row(struct search *s, struct shape *shape, struct value *cells, json_t *value, struct err *err)
{
	auto_drop(str) char *text = value_text(s, shape, value, cells);
	static const char withheld[] = "value";
	cells[COL_VALUE] = text ? text_value(text) : (struct value){ NULL, 0 };
	if (!text)
		answer_withheld(s->call, s->collection, withheld, REASON_SECRET, 1);
	for (size_t i = 0; i < COLS; i++)
		if (shape->never[i]) {
			shape->omitted[i] += cells[i].data != NULL;
			cells[i] = flag_value(cells[i].data != NULL);
		}
	s->rows++;
	return budget_take(&s->call->budget, BUDGET_ROWS, 1, err) &&
	    s->call->sink->row(s->call->sink, cells, err);
}

/* Type and time to live; *ret_type is empty when the key is gone meanwhile. */
static bool
look_at(struct search *s, struct value key, char ret_type[static 32], char ret_ttl[static 24],
    struct err *err)
{
	const char *argv[] = { "TYPE", key.data };
	size_t lens[] = { 4, key.len };
	auto_drop(redisReply) redisReply *type = redis_command(s->redis, 2, argv, lens, err);
	argv[0] = "PTTL";
	auto_drop(redisReply) redisReply *ttl =
	    type ? redis_command(s->redis, 2, argv, lens, err) : NULL;
	if (!type || !ttl)
		return false;
	if (type->type != REDIS_REPLY_STATUS || ttl->type != REDIS_REPLY_INTEGER ||
	    ttl->integer > TTL_MAX_MS)
		return redis_nonsense(err);
	bool gone = strcmp(type->str, "none") == 0 || ttl->integer == -2;
	(void)snprintf(ret_type, 32, "%s", gone ? "" : type->str);
	ret_ttl[0] = '\0';
	if (ttl->integer >= 0)
		(void)snprintf(ret_ttl, 24, "%lld", (ttl->integer + 999) / 1000);
	return true;
}

static bool
read_key(struct search *s, struct shape *shape, struct value key, struct err *err)
{
	char type[32], ttl[24];
	if (!look_at(s, key, type, ttl, err))
		return false;
	if (!type[0])
		return true;
	auto_drop(json) json_t *value = redis_value(s->redis, type, key.data, key.len, err);
	auto_drop(json) json_t *name = redis_text(key.data, key.len);
	if (json_is_null(value) || !value)
		return value != NULL;
	if (!json_is_string(name))
		key = text_value(arena_printf(s->a, "base64:%s", json_str(name, "base64")));
	auto_drop(arena) struct arena *a = arena_new();
	struct value *cells = arena_alloc(a, shape->nfields * sizeof(*cells));
	cells[COL_KEY] = key;
	cells[COL_TYPE] = text_value(type);
	cells[COL_TTL] = ttl[0] ? text_value(ttl) : (struct value){ NULL, 0 };
	answer_yield(s->call, s->collection, "key", key);
	return put_row(s, shape, cells, value, err);
}

/* ---- the doors ---- */

static bool
read_all(struct search *s, struct err *err)
{
	struct shape shape = shape_of(s->collection, s->a);
	struct collection c = { json_str(s->collection, "category"),
		json_str(s->collection, "name"), shape.fields, shape.nfields };
	if (!s->call->sink->begin(s->call->sink, &c, err))
		return false;
	if (s->nkeys > 0)
		qsort(s->keys, s->nkeys, sizeof(*s->keys), by_text);
	for (size_t i = 0; i < s->nkeys; i++) {
		/* a scan may give a key twice */
		if (i && strcmp(s->keys[i].data, s->keys[i - 1].data) == 0)
			continue;
		if (!read_key(s, &shape, s->keys[i], err))
			return false;
	}
	for (size_t i = 0; i < shape.nfields; i++)
		if (shape.never[i])
			answer_withheld(s->call, s->collection, shape.never[i], REASON_SECRET,
			    shape.omitted[i]);
	return s->call->sink->end(s->call->sink, err);
}

static bool
collect_one(struct search *s, struct err *err)
{
	const char *key = json_str(s->collection, "key");
	if (!key || !strchr(key, '{'))
		return bad_key(s->collection, err);
	if (!add_patterns(s, "", key, err))
		return false;
	if (s->npatterns == 0) {
		answer_unsearched(s->call, s->collection, kinds_missing(s, key));
		return true;
	}
	for (size_t i = 0; i < s->npatterns; i++)
		if (!find_keys(s, s->pattern[i], err))
			return false;
	return read_all(s, err);
}

static bool
collect(struct connector_call *call, struct err *err)
{
	size_t i;
	json_t *collection;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(redis) struct redis *redis = redis_open(call, a, err);
	if (!redis)
		return false;
	json_array_foreach(json_get(call->system, "collections"), i, collection) {
		struct search s = {
			.call = call, .collection = collection, .redis = redis, .a = a
		};
		bool ok = !answer_wanted(call, collection) || collect_one(&s, err);
		free(s.keys);
		if (!ok)
			return false;
	}
	return true;
}

static bool
is_needed(const json_t *system, const char *kind)
{
	const json_t *needs = json_get(system, "needs");
	return json_has(needs, kind) || json_array_size(needs) == 0;
}

static void
check_key(const json_t *system, const json_t *collection, json_t *problems, struct arena *a)
{
	const char *name = json_str(collection, "name"), *key = json_str_or(collection, "key", ""),
		   *open = key;
	if (!strchr(key, '{'))
		answer_problem(
		    problems, "collection %s: no identifier in key, as in session:{email}", name);
	while ((open = strchr(open, '{'))) {
		const char *kind = placeholder(open, a, &open);
		if (!kind) {
			answer_problem(
			    problems, "collection %s: a brace in key is not closed", name);
			return;
		}
		if (!is_needed(system, kind))
			answer_problem(problems,
			    "collection %s: %s is not among what the system needs", name, kind);
	}
}

static bool
check(struct connector_call *call, json_t *ret_problems, struct err *err)
{
	size_t i;
	json_t *collection;
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(redis) struct redis *redis = redis_open(call, a, err);
	size_t len = 4;
	auto_drop(redisReply) redisReply *pong =
	    redis ? redis_command(redis, 1, (const char *[]){ "PING" }, &len, err) : NULL;
	if (!pong)
		return false;
	json_array_foreach(json_get(call->system, "collections"), i, collection)
		check_key(call->system, collection, ret_problems, a);
	return true;
}

static void
reach(const struct connector_call *call, json_t *ret)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct err ignored = { 0 };
	struct redis_peer p;
	if (!redis_peer_parse(call->settings, a, &p, &ignored))
		return;
	reach_place(ret, p.peer.host, p.peer.port);
	reach_path(ret, "sockets", p.peer.path);
	reach_path(ret, "files", p.peer.ca_file);
}

const struct connector connector_redis = {
	.kind = "redis",
	.reach = reach,
	.check = check,
	.act = { [ACTION_COLLECT] = collect },
};
