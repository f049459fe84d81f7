/*
 * Counting: what a system holds of a person, counted. It is collecting into a sink that lets every
 * row go: what was read is told in numbers, and nothing of it is kept anywhere.
 */
#include <ctype.h>
#include <strings.h>

#include "dossier/budget.h"
#include "worker_private.h"

struct counter {
	struct row_sink sink; /* first: it is what connectors see */
	json_t *found;        /* [{"category","collection","rows"}] */
	json_t *now;          /* the one of these at work */
	/* of a watch: whose rows are told apart, by the identifiers in them; else NULL */
	const struct connector_call *call;
	const struct collection *at;
	const json_t *match;          /* by which columns rows of it are found */
	const char *column, *stopped; /* what says that a row is used, and its value if not */
};

/* ---- whose they are ---- */

/* As people write numbers: +31 (0)6-12345678 = 0031612345678. */
static void
digits(const char *s, size_t n, struct buf *to)
{
	for (size_t i = 0; i < n; i++) {
		if (n - i >= 3 && strncmp(s + i, "(0)", 3) == 0)
			i += 2;
		else if (isdigit((unsigned char)s[i]))
			buf_addc(to, s[i]);
	}
	buf_addc(to, '\0');
	if (to->len > 2 && strncmp(to->data, "00", 2) == 0)
		memmove(to->data, to->data + 2, to->len - 2);
}

static bool
is_value(const struct identifier_value *id, const struct value *v)
{
	if (!v->data)
		return false;
	if (strcmp(id->kind, "phone") != 0)
		return strlen(id->value) == v->len && strncasecmp(id->value, v->data, v->len) == 0;
	auto_drop(buf) struct buf x = { 0 }, y = { 0 };
	digits(id->value, strlen(id->value), &x);
	digits(v->data, v->len, &y);
	return x.len > 1 && strcmp(x.data, y.data) == 0;
}

static void
add_to(json_t *to, const char *name, int64_t n)
{
	json_object_set_new(to, name, json_integer(json_int_or(to, name, 0) + n));
}

/* The same value, of a boolean as JSON and as PostgreSQL write it. */
static bool
is_same(const char *wanted, const struct value *v)
{
	size_t n = strlen(wanted);
	bool flag = n == 1 && strchr("tf", *wanted) && (v->len == 4 || v->len == 5);
	return v->data && (v->len == n || flag) && strncasecmp(wanted, v->data, n) == 0;
}

/* Is it used for what it was stopped for? Where no column says so, by being there. */
static bool
is_used(const struct counter *c, const struct value *values)
{
	for (size_t k = 0; c->column && k < c->at->nfields; k++)
		if (strcmp(c->at->fields[k].name, c->column) == 0)
			return !is_same(c->stopped, &values[k]);
	return !c->column;
}

/* Does the row name it where rows are found by it? What else names it may be about another. */
static bool
names(const struct counter *c, const struct value *values, const struct identifier_value *id)
{
	for (size_t k = 0; k < c->at->nfields; k++)
		if (strcmp(json_str_or(c->match, c->at->fields[k].name, ""), id->kind) == 0 &&
		    is_value(id, &values[k]))
			return true;
	return false;
}

/* {"rows","used"} of each identifier, by its number, that rows name; "known": of how many one. */
static void
note(struct counter *c, const struct value *values)
{
	json_t *who = json_get(c->now, "who");
	bool used = is_used(c, values), any = false;
	for (size_t i = 0; i < c->call->nids; i++) {
		char name[24];
		if (!names(c, values, &c->call->ids[i]))
			continue;
		(void)snprintf(name, sizeof(name), "%zu", i);
		if (!json_get(who, name))
			json_object_set_new(who, name, json_object());
		add_to(json_get(who, name), "rows", 1);
		add_to(json_get(who, name), "used", used);
		any = true;
	}
	add_to(c->now, "used", used);
	add_to(c->now, "known", any);
}

/* {"COLLECTION": {"match":{COLUMN:KIND},"column","value"}} of the job. */
static void
watch_begin(struct counter *c, const struct collection *of)
{
	const json_t *rule = json_get(json_get(c->call->change, "watch"), of->name);
	c->at = of;
	c->match = json_get(rule, "match");
	c->column = json_str(rule, "column");
	c->stopped = json_str_or(rule, "value", "");
	if (!json_get(c->now, "who"))
		json_object_set_new(c->now, "who", json_object());
}

static struct counter *
counter_of(struct row_sink *s)
{
	return (struct counter *)s;
}

/* The row for it, which is there once: a collection may come in pieces. */
static void
turn_to(struct counter *c, const char *category, const char *collection)
{
	size_t i;
	json_t *f;
	json_array_foreach(c->found, i, f) {
		if (strcmp(json_str_or(f, "category", ""), category) == 0 &&
		    strcmp(json_str_or(f, "collection", ""), collection) == 0) {
			c->now = f;
			return;
		}
	}
	c->now =
	    json_pack("{s:s, s:s, s:i}", "category", category, "collection", collection, "rows", 0);
	json_array_append_new(c->found, c->now);
}

static void
count_one(struct counter *c)
{
	json_object_set_new(c->now, "rows", json_integer(json_int_or(c->now, "rows", 0) + 1));
}

static bool
begin(struct row_sink *s, const struct collection *c, struct err *err)
{
	(void)err;
	turn_to(counter_of(s), c->category, c->name);
	if (counter_of(s)->call)
		watch_begin(counter_of(s), c);
	return true;
}

static bool
row(struct row_sink *s, const struct value *values, struct err *err)
{
	(void)err;
	count_one(counter_of(s));
	if (counter_of(s)->call)
		note(counter_of(s), values);
	return true;
}

/* Whatever else comes is nothing to count. */
static bool
end(struct row_sink *s, struct err *err)
{
	(void)s;
	(void)err;
	return true;
}

/* Its name may be the person's, and is not kept. */
static bool
file_open(struct row_sink *s, const char *category, const char *name, struct err *err)
{
	struct counter *c = counter_of(s);
	(void)name;
	(void)err;
	json_t *was = c->now;
	turn_to(c, category, "");
	count_one(c);
	c->now = was;
	return true;
}

/* A value of a row that was counted, and what is forgotten again: no record of its own. */
static bool
value_open(struct row_sink *s, const char *category, const char *name, struct err *err)
{
	(void)category;
	(void)name;
	return end(s, err);
}

static bool
file_write(struct row_sink *s, const void *p, size_t n, struct err *err)
{
	(void)p;
	(void)n;
	return end(s, err);
}

static bool
file_forget(struct row_sink *s, const char *name, struct err *err)
{
	(void)name;
	return end(s, err);
}

static void
counter_begin(struct counter *c)
{
	*c = (struct counter){
		.sink = { .begin = begin,
		    .row = row,
		    .end = end,
		    .file_open = file_open,
		    .file_write = file_write,
		    .file_close = end,
		    .value_open = value_open,
		    .file_forget = file_forget },
		.found = json_array(),
	};
}

/* Once more at once, where a system is to be read another way; who needs longer is told of. */
#define TIMES 3
#define AT_ONCE_S 1

json_t *
count(struct connector_call *call, const struct connector *c, struct err *err)
{
	struct counter counter;
	bool ok = true;
	for (int i = 0; i < TIMES && ok && (i == 0 || call->again_s == AT_ONCE_S); i++) {
		if (i > 0)
			json_decref(counter.found);
		counter_begin(&counter);
		counter.call = json_get(call->change, "watch") ? call : NULL;
		json_array_clear(call->outcomes);
		json_array_clear(call->yields);
		call->again_s = 0;
		call->sink = &counter.sink;
		ok = c->act[ACTION_COLLECT](call, err);
	}
	json_t *answer = ok
	    ? json_pack("{s:b, s:O, s:O, s:O, s:i}", "ok", 1, "found", counter.found, "outcomes",
		  call->outcomes, "yields", call->yields, "again_s", call->again_s)
	    : NULL;
	json_decref(counter.found);
	if (ok && !answer)
		err_set(err, ERR_INPUT, "the connector left an answer that is none");
	return answer;
}
