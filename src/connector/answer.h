/*
 * What redis, files, written and manual say besides rows, in one form.
 */
#ifndef CONNECTOR_ANSWER_H
#define CONNECTOR_ANSWER_H

#include "dossier/connector.h"

/* answer_knows(call, kind): is there an identifier of this kind? */
bool answer_knows(const struct connector_call *call, const char *kind);

/* answer_wanted(call, collection): does the call ask for its category? One without categories asks
 * for all. */
bool answer_wanted(const struct connector_call *call, const json_t *collection);

/* answer_never(collection, name): is this field one that is never handed over? */
bool answer_never(const json_t *collection, const char *name);

/* answer_provided: does the collection's "provided" (true, or a list of names) cover this field? */
bool answer_provided(const json_t *collection, const char *name);

/*
 * answer_one_line(json): line breaks between the tokens of a valid JSON text become spaces, since a
 * row is one line. Returns ${json}.
 */
char *answer_one_line(char *json);

/*
 * answer_omitted: ${count} values of ${field} were there and are not handed over, since they are
 * secrets. Nothing when 0.
 */
void answer_omitted(
    struct connector_call *call, const json_t *collection, const char *field, int64_t count);

/*
 * answer_yield: ${field} of a row of the person's has this value: an identifier where the
 * collection's "yields" say so.
 */
void answer_yield(
    struct connector_call *call, const json_t *collection, const char *field, struct value v);

/* answer_all: the same outcome for every category of the call; detail may be NULL. */
void answer_all(struct connector_call *call, const char *result, const char *detail);

/*
 * What was searched, for the one case that rows do not tell: a collection for which no identifier
 * is known. answer_searched and answer_unsearched note a collection, answer_close writes the
 * outcomes.
 */
struct answer_log {
	json_t *searched;   /* {category: rows} */
	json_t *unsearched; /* [{"category","result","detail"}] */
};
void answer_searched(struct answer_log *log, const json_t *collection, int64_t rows);
void answer_unsearched(struct answer_log *log, const json_t *collection,
    const char *kinds); /* "phone or customer_id" */
void answer_close(struct answer_log *log, struct connector_call *call);
void answer_log_release(struct answer_log *log);
static inline void
answer_log_drop(struct answer_log *log)
{
	answer_log_release(log);
}

#endif
