/*
 * What a run tells besides rows: what was found but not handed over, and what could not be looked
 * at.
 */
#include <inttypes.h>

#include "../answer.h"
#include "http.h"

static void
omit(struct connector_call *call, const struct http_into *into, const char *ground)
{
	json_array_append_new(call->omitted,
	    json_pack("{s:s, s:s, s:s}", "category", into->columns.category, "collection",
		into->columns.name, "ground", ground));
}

/* What the definition's mask, drop and keep took out. */
static void
tell_left_out(struct http_run *run)
{
	const char *key;
	json_t *n;
	json_object_foreach(run->left_out, key, n) {
		char *part[4] = { arena_strdup(run->arena, key) };
		for (size_t i = 1; i < array_len(part); i++) {
			part[i] = strchr(part[i - 1], '\t');
			*part[i]++ = '\0';
		}
		json_array_append_new(run->call->omitted,
		    json_pack("{s:s, s:s, s:s, s:s, s:O}", "category", part[0], "collection",
			part[1], "field", part[2], "ground", part[3], "count", n));
	}
}

static void
tell_into(const struct http_run *run, const struct http_into *into, struct answer_log *log)
{
	struct connector_call *call = run->call;
	for (size_t i = 0; i < into->nnever; i++)
		answer_omitted(call, into->coll, into->secret_names[i], into->secrets[i]);
	if (into->limited)
		omit(call, into, "the vendor never gives more rows than these; there may be more");
	if (into->missing)
		answer_unsearched(log, into->coll, into->missing);
	else
		answer_searched(log, into->coll, into->taken);
}

static void
tell_untaken(
    struct connector_call *call, const struct http_into *first, const struct http_into *into)
{
	int64_t n = into->is_parent ? into->untaken_files : into->untaken;
	if (into->coll || n == 0)
		return;
	json_array_append_new(call->omitted,
	    json_pack("{s:s, s:s, s:s, s:I}", "category", first->columns.category, "collection",
		into->step->into, "ground",
		into->is_parent ? "no collection of the register takes the files of these rows"
				: "no collection of the register takes these rows",
		"count", (json_int_t)n));
}

/* Rows of others tell a person who looks that the vendor's search is loose, or ill. */
static void
tell_others(const struct http_run *run, const struct answer_log *log)
{
	struct connector_call *call = run->call;
	const char *category;
	json_t *n;
	if (run->others == 0)
		return;
	json_object_foreach(log->searched, category, n) {
		json_array_append_new(call->outcomes,
		    json_pack("{s:s, s:s, s:O, s:o}", "category", category, "result",
			json_integer_value(n) ? "found" : "nothing", "count", n, "detail",
			json_sprintf("%" PRId64 " rows of others ignored", run->others)));
		json_object_del(log->searched, category);
		return;
	}
}

/* Everything found but not handed over, and everything that could not be looked at. */
void
http_tell(struct http_run *run)
{
	auto_drop(answer_log) struct answer_log log = { 0 };
	const struct http_into *first = NULL;
	tell_left_out(run);
	for (size_t i = 0; i < run->nintos; i++)
		if (run->intos[i].coll) {
			first = first ? first : &run->intos[i];
			tell_into(run, &run->intos[i], &log);
		}
	for (size_t i = 0; first && i < run->nintos; i++)
		tell_untaken(run->call, first, &run->intos[i]);
	if (first && run->action->gap)
		omit(run->call, first, run->action->gap);
	answer_close(&log, run->call);
	tell_others(run, &log);
}
