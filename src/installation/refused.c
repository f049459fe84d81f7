/*
 * Who was refused entry at the daemon's door stands in the log of every organisation, and who is in
 * and asks for what is not theirs in those they are in: whoever reads it learns who tries. It can
 * not be flooded: within an hour an event for the first time, the tenth, the hundredth and the
 * thousandth, by user and reason, and by command where it is one of those who are in.
 */
#include "dossier/installation.h"
#include "dossier/store/door_refusal.h"
#include "dossier/store/event.h"

static bool
is_told(int times)
{
	return times == 1 || times == 10 || times == 100 || times == 1000;
}

static bool
tell_one(struct installation *in, const struct actor *who, const char *counted, const char *command,
    const char *why, const struct org *org, struct err *err)
{
	int times = 0;
	if (!door_refusal_put(in->db, org->id, who->uid, why, counted, &times, err))
		return false;
	if (!is_told(times)) {
		event_none(in->db);
		return true;
	}
	return installation_event(in, who, org->id, 0, "door.refused",
	    json_pack("{s:s, s:I, s:s, s:s, s:i}", "user", who->name, "uid", (json_int_t)who->uid,
		"command", command, "why", why, "times", times),
	    err);
}

static bool
tell(struct installation *in, const struct actor *who, const char *command, const char *why,
    struct arena *a, struct err *err)
{
	struct org_list orgs;
	bool ok = door_refusal_see(in->db, err) && org_list(in->db, a, &orgs, err);
	for (size_t i = 0; ok && i < orgs.n; i++)
		ok = tell_one(in, who, "", command, why, &orgs.items[i], err);
	return ok;
}

bool
installation_refused(
    struct installation *in, const struct actor *who, const char *command, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *why;
	return people_refused(in, who, &why, err) && db_begin(in->db, err) &&
	    installation_commit(in, tell(in, who, command, why, a, err), err);
}

static bool
tell_theirs(struct installation *in, const struct actor *who, struct refusal refusal,
    const char *command, struct arena *a, struct err *err)
{
	struct org_list orgs;
	bool ok = door_refusal_see(in->db, err) &&
	    installation_orgs(in, who, NULL, act_roles(ACT_ENTER), a, &orgs, err);
	for (size_t i = 0; ok && i < orgs.n; i++)
		if (refusal.org_id == 0 || refusal.org_id == orgs.items[i].id)
			ok = tell_one(in, who, command, command, refusal.why, &orgs.items[i], err);
	return ok;
}

bool
installation_tried(struct installation *in, const struct actor *who, struct refusal refusal,
    const char *command, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	if (!refusal.why || who->holds || !who->asked)
		return true;
	return db_begin(in->db, err) &&
	    installation_commit(in, tell_theirs(in, who, refusal, command, a, err), err);
}
