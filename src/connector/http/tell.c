/*
 * What a run tells besides rows: what was found but not handed over, and what could not be looked
 * at.
 */
#include "../answer.h"
#include "http.h"

static void
tell_into(const struct http_run *run, const struct http_into *into)
{
	struct connector_call *call = run->call;
	for (const struct http_left_out *l = into->left_out; l; l = l->next)
		answer_withheld(call, into->coll, l->field, l->why, l->count);
	for (size_t i = 0; i < into->nnever; i++)
		answer_withheld(
		    call, into->coll, into->secret_names[i], REASON_SECRET, into->secrets[i]);
	if (into->limited)
		answer_withheld(call, into->coll, NULL, REASON_ROW_LIMIT, -1);
	if (into->missing)
		answer_unsearched(call, into->coll, into->missing);
}

static void
tell_untaken(
    struct connector_call *call, const struct http_into *first, const struct http_into *into)
{
	const struct outcome o = {
		.category = first->columns.category,
		.code = OUTCOME_WITHHELD,
		.why.code = into->is_parent ? REASON_NO_COLLECTION_FILES : REASON_NO_COLLECTION,
		.count = into->is_parent ? into->untaken_files : into->untaken,
		.collection = into->step->into,
	};
	if (!into->coll && o.count > 0)
		answer_say(call, &o);
}

/* What the API does not reach at all, in the definition's words. */
static void
tell_gap(const struct http_run *run, const struct http_into *first)
{
	const struct outcome o = {
		.category = first->columns.category,
		.code = OUTCOME_WITHHELD,
		.why = { .code = REASON_GAP, .text = run->action->gap },
		.count = -1,
		.collection = first->columns.name,
	};
	if (o.why.text)
		answer_say(run->call, &o);
}

/* Everything found but not handed over, and everything that could not be looked at. */
void
http_tell(struct http_run *run)
{
	const struct http_into *first = NULL;
	for (size_t i = 0; i < run->nintos; i++)
		if (run->intos[i].coll) {
			first = first ? first : &run->intos[i];
			tell_into(run, &run->intos[i]);
		}
	if (!first)
		return;
	for (size_t i = 0; i < run->nintos; i++)
		tell_untaken(run->call, first, &run->intos[i]);
	tell_gap(run, first);
	/* rows of others tell a person who looks that the vendor's search is loose, or ill */
	const struct outcome others = {
		.category = first->columns.category, .code = OUTCOME_IGNORED, .count = run->others
	};
	if (run->others > 0)
		answer_say(run->call, &others);
}
