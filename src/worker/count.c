/*
 * Counting: what a system holds of a person, counted. It is collecting into a sink that lets every
 * row go: what was read is told in numbers, and nothing of it is kept anywhere.
 */
#include "dossier/budget.h"
#include "worker_private.h"

struct counter {
	struct row_sink sink; /* first: it is what connectors see */
	json_t *found;        /* [{"category","collection","rows"}] */
	json_t *now;          /* the one of these at work */
};

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
	return true;
}

static bool
row(struct row_sink *s, const struct value *values, struct err *err)
{
	(void)values;
	(void)err;
	count_one(counter_of(s));
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
