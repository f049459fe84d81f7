/*
 * Typed reads: string, hash, list, set, sorted set and stream, in slices and up to a bound. Scores
 * stay the text Redis gives, so that no digit is lost. A value over the bound is refused, never
 * cut.
 */
#include <errno.h>
#include <inttypes.h>

#include "dossier/digest.h"
#include "dossier/text.h"

#include "redis.h"

#define SLICE "500"

json_t *
redis_text(const char *p, size_t n)
{
	if (text_is_utf8(p, n))
		return json_stringn(p, n);
	auto_drop(arena) struct arena *a = arena_new();
	return json_pack("{s:s}", "base64", base64_encode(p, n, true, a));
}

/* One value being read. */
struct reading {
	struct redis *redis;
	const char *key;
	size_t len;
	size_t bytes; /* so far */
	json_t *out;
};

static bool
within(struct reading *r, size_t more, struct err *err)
{
	r->bytes += more + 16; /* what JSON puts around it */
	if (r->bytes > REDIS_VALUE_BYTES)
		return err_set(err, ERR_INPUT,
		    "a key holds more than %u MiB: have a colleague read it by hand",
		    REDIS_VALUE_BYTES >> 20);
	return true;
}

/* The command ${name} KEY ${rest...}: rest ends with NULL. */
static redisReply *
ask(struct reading *r, const char *name, const char *const *rest, struct err *err)
{
	const char *argv[8] = { name, r->key };
	size_t lens[8] = { strlen(name), r->len }, n = 2;
	for (; *rest; rest++, n++) {
		argv[n] = *rest;
		lens[n] = strlen(*rest);
	}
	return redis_command(r->redis, n, argv, lens, err);
}

static bool
read_string(struct reading *r, struct err *err)
{
	auto_drop(redisReply) redisReply *size = ask(r, "STRLEN", (const char *[]){ NULL }, err);
	if (!size)
		return false;
	if (size->type != REDIS_REPLY_INTEGER || size->integer < 0)
		return redis_nonsense(err);
	if (!within(r, (size_t)size->integer, err))
		return false;
	auto_drop(redisReply) redisReply *reply = ask(r, "GET", (const char *[]){ NULL }, err);
	if (!reply)
		return false;
	if (reply->type != REDIS_REPLY_STRING && reply->type != REDIS_REPLY_NIL)
		return redis_nonsense(err);
	r->out = reply->type == REDIS_REPLY_NIL ? json_null() : redis_text(reply->str, reply->len);
	return true;
}

/* A member name: JSON names are text, so other bytes are spelt out. */
static void
set_member(json_t *object, const redisReply *name, json_t *value)
{
	if (text_is_utf8(name->str, name->len) && !memchr(name->str, '\0', name->len)) {
		(void)json_object_set_new(object, name->str, value);
		return;
	}
	auto_drop(arena) struct arena *a = arena_new();
	const char *spelt = base64_encode(name->str, name->len, true, a);
	(void)json_object_set_new(object, arena_printf(a, "base64:%s", spelt), value);
}

static bool
strings_only(const redisReply *list, size_t multiple)
{
	if (list->type != REDIS_REPLY_ARRAY || list->elements % multiple)
		return false;
	for (size_t i = 0; i < list->elements; i++)
		if (list->element[i]->type != REDIS_REPLY_STRING)
			return false;
	return true;
}

static bool
add_hash(struct reading *r, const redisReply *list, struct err *err)
{
	if (!strings_only(list, 2))
		return redis_nonsense(err);
	for (size_t i = 0; i < list->elements; i += 2) {
		const redisReply *name = list->element[i], *value = list->element[i + 1];
		if (!within(r, name->len + value->len, err))
			return false;
		set_member(r->out, name, redis_text(value->str, value->len));
	}
	return true;
}

/* Members are kept as names first, since a scan may give one twice. */
static bool
add_set(struct reading *r, const redisReply *list, struct err *err)
{
	if (!strings_only(list, 1))
		return redis_nonsense(err);
	for (size_t i = 0; i < list->elements; i++) {
		if (!within(r, list->element[i]->len, err))
			return false;
		set_member(r->out, list->element[i],
		    redis_text(list->element[i]->str, list->element[i]->len));
	}
	return true;
}

static bool
scan(struct reading *r, const char *name,
    bool (*add)(struct reading *, const redisReply *, struct err *), struct err *err)
{
	char cursor[32] = "0";
	r->out = json_object();
	do {
		auto_drop(redisReply) redisReply *reply =
		    ask(r, name, (const char *[]){ cursor, "COUNT", SLICE, NULL }, err);
		if (!reply)
			return false;
		if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2 ||
		    reply->element[0]->type != REDIS_REPLY_STRING ||
		    reply->element[0]->len >= sizeof(cursor))
			return redis_nonsense(err);
		(void)snprintf(cursor, sizeof(cursor), "%s", reply->element[0]->str);
		if (!add(r, reply->element[1], err))
			return false;
	} while (strcmp(cursor, "0") != 0);
	return true;
}

static bool
read_hash(struct reading *r, struct err *err)
{
	return scan(r, "HSCAN", add_hash, err);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
read_set(struct reading *r, struct err *err)
{
	if (!scan(r, "SSCAN", add_set, err))
		return false;
	auto_drop(json) json_t *members = r->out;
	const char **names = xcalloc(json_object_size(members), sizeof(*names));
	size_t n = 0;
	const char *name;
	json_t *value;
	json_object_foreach(members, name, value)
		names[n++] = name;
	qsort(names, n, sizeof(*names), by_name);
	r->out = json_array();
	for (size_t i = 0; i < n; i++)
		(void)json_array_append(r->out, json_object_get(members, names[i]));
	free(names);
	return true;
}

/* Every second is a score: digits, a point, an exponent, inf. */
static bool
scores_only(const redisReply *list)
{
	for (size_t i = 1; i < list->elements; i += 2) {
		const redisReply *score = list->element[i];
		if (score->len == 0 || score->len > 32 ||
		    strspn(score->str, "+-0123456789.einf") != score->len)
			return false;
	}
	return true;
}

/* LRANGE and ZRANGE by position, SLICE elements a time. */
static bool
read_range(struct reading *r, const char *name, const char *option, struct err *err)
{
	size_t width = option ? 2 : 1, got;
	long from = 0, slice = strtol(SLICE, NULL, 10);
	r->out = json_array();
	do {
		char begin[24], end[24];
		(void)snprintf(begin, sizeof(begin), "%ld", from);
		(void)snprintf(end, sizeof(end), "%ld", from + slice - 1);
		auto_drop(redisReply) redisReply *list =
		    ask(r, name, (const char *[]){ begin, end, option, NULL }, err);
		if (!list)
			return false;
		if (!strings_only(list, width) || (width == 2 && !scores_only(list)))
			return redis_nonsense(err);
		for (size_t i = 0; i < list->elements; i += width) {
			const redisReply *e = list->element[i];
			if (!within(r, e->len, err))
				return false;
			(void)json_array_append_new(r->out,
			    width == 1
				? redis_text(e->str, e->len)
				: json_pack("{s:o, s:s}", "member", redis_text(e->str, e->len),
				      "score", list->element[i + 1]->str));
		}
		got = list->elements / width;
		from += slice;
	} while (got == (size_t)slice);
	return true;
}

static bool
read_list(struct reading *r, struct err *err)
{
	return read_range(r, "LRANGE", NULL, err);
}

static bool
read_zset(struct reading *r, struct err *err)
{
	return read_range(r, "ZRANGE", "WITHSCORES", err);
}

/* Of an entry of a stream: milliseconds and a number, and later ones are greater. */
struct entry_id {
	uint64_t ms, seq;
};

static bool
read_id(const redisReply *text, struct entry_id *ret)
{
	static const char digits[] = "0123456789";
	if (text->type != REDIS_REPLY_STRING || strlen(text->str) != text->len)
		return false;
	size_t ms = strspn(text->str, digits);
	const char *seq = text->str + ms + 1;
	if (ms == 0 || text->str[ms] != '-' || !*seq || strspn(seq, digits) != strlen(seq))
		return false;
	errno = 0;
	*ret = (struct entry_id){ strtoull(text->str, NULL, 10), strtoull(seq, NULL, 10) };
	return errno == 0;
}

static bool
is_after(struct entry_id a, struct entry_id b)
{
	return a.ms > b.ms || (a.ms == b.ms && a.seq > b.seq);
}

/* [[name, value], ...]: an entry may have a field twice. New; NULL with ${err}. */
static json_t *
entry_fields(struct reading *r, const redisReply *list, struct err *err)
{
	auto_drop(json) json_t *fields = json_array();
	for (size_t i = 0; i < list->elements; i += 2) {
		const redisReply *name = list->element[i], *value = list->element[i + 1];
		if (!within(r, name->len + value->len, err))
			return NULL;
		(void)json_array_append_new(fields,
		    json_pack("[o, o]", redis_text(name->str, name->len),
			redis_text(value->str, value->len)));
	}
	return take(fields);
}

/* {"id","fields"}; *last is its id afterwards. */
static bool
add_entry(struct reading *r, const redisReply *entry, struct entry_id *last, struct err *err)
{
	struct entry_id id;
	if (entry->type != REDIS_REPLY_ARRAY || entry->elements != 2 ||
	    !read_id(entry->element[0], &id) || !is_after(id, *last) ||
	    !strings_only(entry->element[1], 2))
		return redis_nonsense(err);
	*last = id;
	json_t *fields =
	    within(r, entry->element[0]->len, err) ? entry_fields(r, entry->element[1], err) : NULL;
	return fields &&
	    json_array_append_new(r->out,
		json_pack("{s:s, s:o}", "id", entry->element[0]->str, "fields", fields)) == 0;
}

static bool
read_stream(struct reading *r, struct err *err)
{
	char after[64] = "-";
	struct entry_id last = { 0 };
	size_t got;
	r->out = json_array();
	do {
		auto_drop(redisReply) redisReply *list =
		    ask(r, "XRANGE", (const char *[]){ after, "+", "COUNT", SLICE, NULL }, err);
		if (!list || list->type != REDIS_REPLY_ARRAY)
			return list ? redis_nonsense(err) : false;
		for (size_t i = 0; i < list->elements; i++)
			if (!add_entry(r, list->element[i], &last, err))
				return false;
		got = list->elements;
		(void)snprintf(after, sizeof(after), "(%" PRIu64 "-%" PRIu64, last.ms, last.seq);
	} while (got);
	return true;
}

json_t *
redis_value(struct redis *redis, const char *type, const char *key, size_t len, struct err *err)
{
	static const struct {
		const char *type;
		bool (*read)(struct reading *r, struct err *err);
	} kinds[] = {
		{ "string", read_string },
		{ "hash", read_hash },
		{ "list", read_list },
		{ "set", read_set },
		{ "zset", read_zset },
		{ "stream", read_stream },
	};
	struct reading r = { .redis = redis, .key = key, .len = len };
	for (size_t i = 0; i < array_len(kinds); i++) {
		if (strcmp(type, kinds[i].type) != 0)
			continue;
		if (kinds[i].read(&r, err))
			return r.out;
		json_decref(r.out);
		return NULL;
	}
	err_set(err, ERR_INPUT,
	    "a key is of a type that cannot be read here: have a colleague read it by hand");
	return NULL;
}
