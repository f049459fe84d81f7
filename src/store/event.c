/*
 * The audit log. An event is one canonical JSON text, and that text alone is stored and hashed:
 * nothing about it stands in a second column that could be changed without the hash telling. It is
 * hashed here, before it is written: whatever becomes of it later, its leaf tells.
 */
#include "dossier/digest.h"
#include "dossier/store/event.h"
#include "event_private.h"

static const struct field named_fields[] = {
	FIELD(struct named, request_id),
	FIELD(struct named, reference),
};
const struct record event_named = RECORD(struct named, named_fields);

/* The references of these requests, in the same order; NULL for request 0. */
static bool
find_references(struct db *db, int64_t org_id, const struct new_event *e, size_t n, struct arena *a,
    const char **ret, struct err *err)
{
	auto_drop(array) struct array ids = { .type = ARRAY_I64 };
	for (size_t i = 0; i < n; i++)
		if (e[i].request_id != 0 && (i == 0 || e[i].request_id != e[i - 1].request_id))
			array_i64(&ids, e[i].request_id);
	if (ids.n == 0)
		return true;
	struct named_list found;
	if (!DB_LIST(db, &q_event_references, ARGS(I64(org_id), ARRAY(ids)), &event_named, a,
		&found, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		size_t low = 0, high = found.n;
		while (low < high) {
			size_t middle = (low + high) / 2;
			if (found.items[middle].request_id < e[i].request_id)
				low = middle + 1;
			else
				high = middle;
		}
		if (low < found.n && found.items[low].request_id == e[i].request_id)
			ret[i] = found.items[low].reference;
		else if (e[i].request_id != 0)
			return err_set(err, ERR_NOTFOUND, "no request with the key %lld",
			    (long long)e[i].request_id);
	}
	return true;
}

static void
put_string(const char *s, struct buf *out)
{
	json_t *j = json_string(s);
	json_put(j, out);
	json_decref(j);
}

/* Canonical: the keys are in their order. What all of a call share is written once. */
static void
event_head(const char *actor, struct buf *out)
{
	char at[INSTANT_LEN];
	(void)instant_format(clock_now(), at);
	buf_adds(out, "{\"actor\":");
	put_string(actor, out);
	buf_addf(out, ",\"at\":\"%s\",\"body\":", at);
}

static void
event_rest(const struct new_event *e, const char *reference, struct buf *out)
{
	json_put(e->body, out);
	buf_adds(out, ",\"kind\":");
	put_string(e->kind, out);
	buf_adds(out, ",\"reference\":");
	put_string(reference, out);
	buf_addc(out, '}');
}

void
event_leaf(const void *body, size_t len, unsigned char ret[static SHA256_LEN])
{
	digest_of((struct bytes[]){ { "\x00", 1 }, { body, len } }, 2, ret);
}

bool
event_append_many(struct db *db, int64_t org_id, const char *actor, const struct new_event *events,
    size_t n, struct err *err)
{
	if (org_id == 0)
		BUG("an event of no organisation");
	if (n == 0)
		return true;
	auto_drop(arena) struct arena *a = arena_new();
	const char **references = arena_alloc(a, n * sizeof(*references));
	if (!find_references(db, org_id, events, n, a, references, err))
		return false;
	unsigned char hash[SHA256_LEN];
	auto_drop(array) struct array requests = { .type = ARRAY_I64 },
				      bodies = { .type = ARRAY_TEXT },
				      hashes = { .type = ARRAY_BYTES };
	auto_drop(buf) struct buf text = { 0 };
	event_head(actor, &text);
	size_t head = text.len;
	for (size_t i = 0; i < n; i++) {
		text.len = head;
		event_rest(&events[i], references[i], &text);
		event_leaf(text.data, text.len, hash);
		array_i64_or_null(&requests, events[i].request_id);
		array_bytes(&bodies, text.data, text.len);
		array_bytes(&hashes, hash, sizeof(hash));
	}
	if (!db_run(db, &q_event_append,
		ARGS(I64(org_id), ARRAY(requests), ARRAY(bodies), ARRAY(hashes)), NULL, err))
		return false;
	db_told(db);
	return true;
}

bool
event_append(struct db *db, int64_t org_id, int64_t request_id, const char *actor, const char *kind,
    const json_t *body, struct err *err)
{
	const struct new_event e = { .request_id = request_id, .kind = kind, .body = body };
	return event_append_many(db, org_id, actor, &e, 1, err);
}

bool
event_about(struct db *db, int64_t org_id, const struct new_event *e, int64_t *ret, struct err *err)
{
	auto_drop(pgresult) PGresult *res = NULL;
	char *says = json_dumps(e->body, JSON_COMPACT);
	bool ok = db_run(db, &q_event_about,
	    ARGS(I64(org_id), I64(e->request_id), TEXT(e->kind), TEXT(says)), &res, err);
	*ret = ok ? col_i64(res, 0, 0) : 0;
	free(says);
	return ok;
}

void
event_none(struct db *db)
{
	db_told(db);
}

/* A body that no longer reads as ours (somebody wrote in the table) is listed as it stands. */
static void
read_body(struct event *ret, struct arena *a)
{
	struct err ignored = { 0 };
	json_t *j = json_loads(ret->body, 0, NULL);
	const char *at = json_str_or(j, "at", "");
	if (!instant_parse(at, &ret->at, &ignored))
		ret->at = 0;
	ret->actor = arena_strdup(a, json_str_or(j, "actor", "?"));
	ret->kind = arena_strdup(a, json_str_or(j, "kind", "?"));
	ret->reference = arena_strdup(a, json_str(j, "reference"));
	json_decref(j);
}

static const struct field event_fields[] = {
	COLUMN(struct event, event_id, id),
	FIELD(struct event, request_id),
	FIELD(struct event, body),
};
static const struct record event_record = RECORD(struct event, event_fields);

bool
event_list(struct db *db, int64_t org_id, int64_t request_id, int64_t after, int limit,
    struct arena *a, struct event_list *ret, struct err *err)
{
	int64_t max = limit > 0 ? limit : INT64_MAX;
	bool ok = request_id ? DB_LIST(db, &q_event_list_request,
				   ARGS(I64(org_id), I64(after), I64(max), I64(request_id)),
				   &event_record, a, ret, err)
			     : DB_LIST(db, &q_event_list, ARGS(I64(org_id), I64(after), I64(max)),
				   &event_record, a, ret, err);
	for (size_t i = 0; ok && i < ret->n; i++)
		read_body(&ret->items[i], a);
	return ok;
}
