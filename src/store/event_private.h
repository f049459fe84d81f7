/*
 * Between event.c and event_log.c: what the requests of events are called.
 */
#ifndef STORE_EVENT_PRIVATE_H
#define STORE_EVENT_PRIVATE_H

#include "db.h"

struct named {
	int64_t request_id;
	const char *reference;
};
struct named_list {
	struct named *items;
	size_t n;
};
extern const struct record event_named;

#endif
