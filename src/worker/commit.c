/*
 * What a slot asks in the middle of its task: may it commit what it destroyed? It asks over the
 * socket its work came by and waits; the supervisor, which alone knows what was held meanwhile,
 * says yes or no. A slot is believed no more here than anywhere: it may ask this of an erasure it
 * was given, once.
 */
#include <ctype.h>

#include "dossier/change_rule.h"
#include "worker_private.h"

#define XID_MAX 20 /* digits of an xid8 */

/* ---- the slot's end ---- */

bool
commit_ask(void *arg, const char *xid, bool *ret_go, struct err *err)
{
	const int *fd = arg;
	auto_drop(json) json_t *ask = json_pack("{s:s, s:s}", "ask", "commit", "xid", xid);
	if (!message_send(*fd, ask, err))
		return false;
	auto_drop(json) json_t *said = message_receive(*fd, err);
	if (!json_is_boolean(json_get(said, "go")))
		return err_set(
		    err, ERR_TEMPORARY, "the worker did not say whether to commit: rolled back");
	*ret_go = json_flag(said, "go");
	return true;
}

/* ---- the supervisor's ---- */

bool
commit_is_asked(const json_t *message)
{
	return json_get(message, "ask") != NULL;
}

static bool
is_number(const char *xid)
{
	size_t n = strlen(xid);
	for (size_t i = 0; i < n; i++)
		if (!isdigit((unsigned char)xid[i]))
			return false;
	return n > 0 && n <= XID_MAX;
}

/* Who asks for anything else is no slot of ours any more, whatever it was. */
static bool
may_ask(const struct slot *slot, const json_t *ask, struct err *err)
{
	bool may = slot->work && change_rule(slot->work->task.action) && !slot->has_asked &&
	    strcmp(json_str_or(ask, "ask", ""), "commit") == 0 &&
	    is_number(json_str_or(ask, "xid", ""));
	return may ||
	    err_set(err, ERR_INPUT, "its slot asked what no task of its kind asks: ended");
}

bool
commit_answer(struct supervisor *s, struct slot *slot, const json_t *ask, struct err *err)
{
	bool go = false;
	if (!may_ask(slot, ask, err))
		return false;
	slot->has_asked = true;
	if (!s->may_commit(s, &slot->work->task, json_str(ask, "xid"), &go, err))
		return false;
	auto_drop(json) json_t *said = json_pack("{s:b}", "go", go);
	return message_send(slot->fd[PAIR_WORK], said, err);
}
