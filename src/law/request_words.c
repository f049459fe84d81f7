/*
 * The words a request is told by. Data, and nothing else.
 */
#include <stddef.h>

#include "dossier/request_words.h"

const char *const channel_words[] = { "email", "post", "phone", "whatsapp", "web", "counter",
	NULL };
const char *const answer_by_words[] = { "email", "post", NULL };
const char *const leaving_words[] = { "email", "post", "counter", NULL };
const char *const relation_words[] = { "self", "parent", "guardian", "curator", "bewindvoerder",
	"mentor", "agent", "lawyer", NULL };
const char *const status_words[] = { "logged", "searching", "waiting", "collected", "answered",
	"closed", "open", "all", NULL };
const char *const task_status_words[] = { "waiting", "ready", "failing", "leased", "asked", "done",
	"failed", "skipped", NULL };
