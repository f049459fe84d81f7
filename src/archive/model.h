/* What the two halves of the model share. */
#ifndef ARCHIVE_MODEL_H
#define ARCHIVE_MODEL_H

#include "pages.h"

void model_set_flag(json_t *o, const char *name, bool value);
/*
 * model_set_list: the list, stolen, and any_NAME: whether it has anything in it, for what stands
 * around a list.
 */
void model_set_list(json_t *o, const char *name, json_t *list);
const char *model_name_of(const json_t *object, const struct words *w);
/*
 * model_category_name(facts, id, w): as the register calls it; the id itself when it has none such.
 */
const char *model_category_name(const json_t *facts, const char *id, const struct words *w);

/* model_source_name: of one that was asked, never the id of its system. */
const char *model_source_name(const json_t *facts, const json_t *source, const struct words *w);

/*
 * model_holdings(m, h, w): the tables, files and portable copies of category ${m}, and "held": how
 * many rows and files.
 */
void model_holdings(json_t *m, const struct holdings *h, const struct words *w);
/*
 * model_searched: where category ${m} was searched, and its status in one line. After
 * model_holdings.
 */
void model_searched(json_t *m, const json_t *facts, const struct words *w);
/* model_sources: every source, what was left out and what was omitted. */
void model_sources(json_t *m, const json_t *facts, const struct words *w);

#endif
