/* What connectors add to connector_reach's object; NULL adds nothing. */
#ifndef CONNECTOR_REACH_H
#define CONNECTOR_REACH_H

#include "dossier/json.h"

void reach_place(json_t *reach, const char *host, const char *port);
/* reach_path: of ${kind} "sockets", "directories" or "files" */
void reach_path(json_t *reach, const char *kind, const char *path);

#endif
