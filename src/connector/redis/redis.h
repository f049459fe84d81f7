/*
 * What the files of the redis connector share; the only place with hiredis.
 */
#ifndef CONNECTOR_REDIS_H
#define CONNECTOR_REDIS_H

#include <hiredis/hiredis.h>

#include "dossier/connector.h"
#include "dossier/net_stream.h"

#define REDIS_VALUE_BYTES (8u << 20) /* of one key: its JSON is held whole */

void redisReply_drop(redisReply **r);

/*
 * redis_open(call, a, err): a connection, logged in. TEMPORARY when there is none. Ignores SIGPIPE
 * from then on.
 */
struct redis;
struct redis *redis_open(struct connector_call *call, struct arena *a, struct err *err);
void redis_free(struct redis *r);
DEFINE_DROP(redis, struct redis, redis_free)

/*
 * redis_command: send ${argv} and wait. NULL on error: TEMPORARY when the server is away or busy,
 * INPUT when it refuses, or answers more than a value may hold. Its words are not repeated but for
 * the first, since they may quote keys.
 */
redisReply *redis_command(
    struct redis *r, size_t argc, const char *const *argv, const size_t *lens, struct err *err);
/* The reply is not what the protocol says: INPUT. */
bool redis_nonsense(struct err *err);

/* redis_peer: where the setting "url" leads, and how to get in. Strings of ${a}. */
struct redis_peer {
	struct net_stream_peer peer;
	int db;
	const char *user, *password; /* NULL: none */
};
bool redis_peer_parse(
    const json_t *settings, struct arena *a, struct redis_peer *ret, struct err *err) MUSTCHECK;

/* redis_text: UTF-8 as a JSON string, anything else as {"base64": "..."}. New. */
json_t *redis_text(const char *p, size_t n);

/*
 * redis_value(r, type, key, len, err): the value of a key of that type. New; JSON null when the key
 * is gone meanwhile.
 */
json_t *redis_value(
    struct redis *r, const char *type, const char *key, size_t len, struct err *err);

#endif
