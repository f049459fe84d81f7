/*
 * What people call a collection and its columns: the register's word, else that of the list of
 * ordinary names (templates/archive/columns.json), else the name made readable.
 */
#include "dossier/text.h"

#include "labels.h"

static const json_t *
said_of(const json_t *facts, const char *category, const char *collection)
{
	return json_get(json_get(json_get(facts, "labels"), category), collection);
}

static const char *
word_for(const struct words *w, const json_t *said, const char *list, const char *name)
{
	const char *own = json_text_in(json_get(said, "label"), w->lang);
	const char *known = json_str(json_get(json_get(w->columns, list), name), w->lang);
	return own ? own : known ? known : text_readable(name, w->arena);
}

const char *
label_collection(const json_t *facts, const char *category, const char *name, const struct words *w)
{
	return word_for(w, said_of(facts, category, name), "collections", name);
}

const char *
label_column(const json_t *facts, const char *category, const char *collection, const char *name,
    const struct words *w)
{
	const json_t *columns = json_get(said_of(facts, category, collection), "columns");
	return word_for(w, json_get(columns, name), "columns", name);
}

const char *
label_unit(const json_t *facts, const char *category, const char *collection, const char *name)
{
	const json_t *columns = json_get(said_of(facts, category, collection), "columns");
	return json_str(json_get(columns, name), "unit");
}
