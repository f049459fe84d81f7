/*
 * What redis and files say besides rows, in one form.
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

/* answer_problem: one of what a check finds, in the language of who waits for it. */
void answer_problem(json_t *problems, const char *fmt, ...) PRINTF(2, 3);

/* answer_say: an outcome of the call. */
void answer_say(struct connector_call *call, const struct outcome *o);

/*
 * answer_withheld: ${count} values of ${field}, or rows (NULL), of the register's ${collection}
 * were there and are not handed over; -1: not known how many. Nothing when 0.
 */
void answer_withheld(struct connector_call *call, const json_t *collection, const char *field,
    enum reason_code why, int64_t count);

/*
 * answer_yield: ${field} of a row of the person's has this value: an identifier where the
 * collection's "yields" say so.
 */
void answer_yield(
    struct connector_call *call, const json_t *collection, const char *field, struct value v);

/*
 * answer_unsearched: the register's ${collection} was not searched: none of ${kinds}, ended by
 * NULL, is known.
 */
void answer_unsearched(
    struct connector_call *call, const json_t *collection, const char *const *kinds);

#endif
