/*
 * The table of connectors: the only door to them.
 */
#include "dossier/connector.h"

static const struct connector *const table[] = {
	&connector_postgresql,
	&connector_http,
	&connector_redis,
	&connector_files,
	&connector_manual,
};

const struct connector *
connector_find(const char *kind)
{
	for (size_t i = 0; i < array_len(table); i++)
		if (strcmp(table[i]->kind, kind) == 0)
			return table[i];
	return NULL;
}

json_t *
connector_reach(const struct connector *c, const struct connector_call *call)
{
	json_t *reach =
	    json_pack("{s:[], s:[], s:[], s:[]}", "places", "sockets", "directories", "files");
	if (c->reach)
		c->reach(call, reach);
	return reach;
}
