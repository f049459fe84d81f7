/*
 * The register of mandates: who asks for many people, what was seen of that, until when. Whether a
 * request of theirs rests on it is mandate.c's.
 */
#include "dossier/agents.h"
#include "dossier_private.h"

bool
agents_find(struct installation *in, const struct org *org, const char *label, struct arena *a,
    struct agent *ret, struct err *err)
{
	struct agent_list all;
	if (!agent_list(in->db, org->id, label, 0, a, &all, err))
		return false;
	if (all.n == 0)
		return err_set(err, ERR_NOTFOUND,
		    "%s has no agent \"%.40s\": `dossier agent list` names those there are",
		    org->slug, label);
	*ret = all.items[0];
	return true;
}

static bool
check_label(const char *label, struct err *err)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
	size_t n = strspn(label, allowed);
	return (n > 0 && n <= 40 && !label[n] && *label != '-') ||
	    err_set(err, ERR_USAGE,
		"an agent is called by capitals, digits and hyphens, at most 40: MYPRIVACY; no "
		"person's name");
}

static bool
check_agent(struct installation *in, const struct org *org, const struct agent *x,
    struct date today, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct representatives *l = laws_representatives(in, err);
	if (!l || !check_label(x->label, err))
		return false;
	const struct representative *row = representative_find(l, "agent", org->country);
	if (!evidence_find(l, x->evidence) || !evidence_shows(row, x->evidence))
		return err_set(err, ERR_USAGE,
		    "no authority of a %s by that (%s): expected one of %s", row->relation,
		    row->article, evidence_names(row, a));
	if (x->email && !letter_address_ok(x->email))
		return err_set(err, ERR_USAGE, "--email: no address that a letter can go to");
	return (date_is_set(x->until) && date_cmp(x->until, today) >= 0 &&
		   date_cmp(x->since, x->until) <= 0) ||
	    err_set(err, ERR_DENIED,
		"an agent's mandate has its last day (%s), today or later, and not before its "
		"first: say it with --until",
		row->article);
}

bool
agents_add(struct installation *in, const struct actor *who, const char *slug,
    const struct agent *said, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct agent x = *said;
	struct org org;
	struct date today;
	if (!installation_org(in, who, slug, act_roles(ACT_AGENT), a, &org, err) ||
	    !org_today(&org, &today, err))
		return false;
	x.since = date_is_set(x.since) ? x.since : today;
	x.by = who->name;
	if (!check_agent(in, &org, &x, today, err) || !db_begin(in->db, err))
		return false;
	bool ok = agent_insert(in->db, org.id, &x, err) &&
	    installation_event(in, who, org.id, 0, "agent.added",
		json_pack("{s:s, s:s, s:b, s:o, s:o, s:o}", "label", x.label, "evidence",
		    x.evidence, "bulk", x.bulk, "rights",
		    x.rights ? json_strings(x.rights, SIZE_MAX) : json_array(), "since",
		    date_json(x.since), "until", date_json(x.until)),
		err);
	return installation_commit(in, ok, err);
}

bool
agents_end(struct installation *in, const struct actor *who, const char *slug, const char *label,
    struct date on, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org org;
	struct agent x;
	struct date today;
	if (!installation_org(in, who, slug, act_roles(ACT_AGENT), a, &org, err) ||
	    !org_today(&org, &today, err) || !agents_find(in, &org, label, a, &x, err) ||
	    !db_begin(in->db, err))
		return false;
	on = date_is_set(on) ? on : today;
	bool ok = agent_end(in->db, org.id, &x, on, err) &&
	    installation_event(in, who, org.id, 0, "agent.ended",
		json_pack("{s:s, s:o}", "label", x.label, "on", date_json(on)), err);
	return installation_commit(in, ok, err);
}

static json_t *
agent_view(const struct org *org, const struct agent *x)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:o, s:s?, s:o, s:o, s:o, s:s}", "organisation",
	    org->slug, "label", x->label, "evidence", x->evidence, "bulk", x->bulk, "rights",
	    json_strings(x->rights, SIZE_MAX), "email", x->email, "since", date_json(x->since),
	    "until", date_json(x->until), "ended", date_json(x->ended), "by", x->by);
}

json_t *
agents_view(struct installation *in, const struct actor *who, const char *slug, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!installation_orgs(in, who, slug, act_roles(ACT_SEE), a, &orgs, err))
		return NULL;
	auto_drop(json) json_t *out = json_array();
	for (size_t i = 0; i < orgs.n; i++) {
		struct agent_list all;
		if (!agent_list(in->db, orgs.items[i].id, NULL, 0, a, &all, err))
			return NULL;
		for (size_t k = 0; k < all.n; k++)
			json_array_append_new(out, agent_view(&orgs.items[i], &all.items[k]));
	}
	return json_incref(out);
}
