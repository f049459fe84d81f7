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

/* model_recipient_name: or what it is called; NULL: there is none of that id. */
const char *model_recipient_name(const json_t *facts, const char *id);
/*
 * model_told: of category ${m}, with its register's members set, what a person recorded of each
 * item, as "told_a", and "shows_a": does the page speak of it? Where there is nothing to say only a
 * draft says so. model_decisions: the same of automated decisions. model_reached: of recipient
 * ${m}, whether data of this person went there, of one category or (NULL) of all. model_open_item:
 * "Telefoonnummers: hoe lang wij ze bewaren".
 */
bool model_is_draft(const json_t *facts);
void model_told(json_t *m, const json_t *facts, const json_t *category);
void model_decisions(json_t *m, const json_t *facts, const struct words *w);
void model_reached(json_t *m, const json_t *recipient, const char *category, const struct words *w);
const char *model_open_item(const json_t *facts, const json_t *o, const struct words *w);

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
