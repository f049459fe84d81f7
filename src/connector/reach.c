/*
 * What a system's slot may reach: written down here, held to by its broker.
 */
#include "reach.h"

void
reach_place(json_t *reach, const char *host, const char *port)
{
	if (host && port)
		json_array_append_new(json_get(reach, "places"), json_pack("[s, s]", host, port));
}

void
reach_path(json_t *reach, const char *kind, const char *path)
{
	if (path)
		json_array_append_new(json_get(reach, kind), json_string(path));
}
