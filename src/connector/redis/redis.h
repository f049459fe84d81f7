/*
 * What the files of the redis connector share; the only place with hiredis.
 */
#ifndef CONNECTOR_REDIS_H
#define CONNECTOR_REDIS_H

#include <hiredis/hiredis.h>

#include "dossier/connector.h"

#define REDIS_VALUE_BYTES (8u << 20) /* of one key: its JSON is held whole */

void redisReply_drop(redisReply **r);
void redisContext_drop(redisContext **c);

/*
 * redis_open(settings, a, err): a connection, logged in. TEMPORARY when there is none. Ignores
 * SIGPIPE from then on.
 */
redisContext *redis_open(const json_t *settings, struct arena *a, struct err *err);

/*
 * redis_command: send ${argv} and wait. NULL on error: TEMPORARY when the server is away or busy,
 * INPUT when it refuses. Its words are not repeated but for the first, since they may quote keys.
 */
redisReply *redis_command(
    redisContext *c, size_t argc, const char *const *argv, const size_t *lens, struct err *err);

/* redis_text: UTF-8 as a JSON string, anything else as {"base64": "..."}. New. */
json_t *redis_text(const char *p, size_t n);

/*
 * redis_value(c, type, key, len, err): the value of a key of that type. New; JSON null when the key
 * is gone meanwhile.
 */
json_t *redis_value(
    redisContext *c, const char *type, const char *key, size_t len, struct err *err);

#endif
