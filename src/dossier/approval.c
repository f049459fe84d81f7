/*
 * Four eyes: whether a second person is asked for, who that can be, and whether they approved what
 * is there now. The act itself is answer/approve.c's.
 */
#include "dossier/approval.h"
#include "dossier/phrase.h"

bool
approval_demanded(const struct reg *own, const struct reg *newest)
{
	return (own && own->approves_answers) || (newest && newest->approves_answers);
}

static bool
state_of(const struct dossier *d, const struct approval *of, bool demanded,
    struct approval_state *ret, struct err *err)
{
	const struct request *q = &d->request;
	*ret = (struct approval_state){ .demanded = demanded };
	return !demanded ||
	    (approval_standing(
		 d->in->db, q->org_id, q->id, of, d->a, &ret->approval, &ret->given, err) &&
		approval_people(d->in->db, q->org_id, q->id, d->a, &ret->people, err));
}

bool
approval_of(
    const struct dossier *d, const struct release *r, struct approval_state *ret, struct err *err)
{
	const struct approval of = {
		.kind = APPROVAL_ANSWER, .digest = r->sha256, .changes = d->request.changes
	};
	const struct reg *newest = contact_register(d, err);
	return newest && state_of(d, &of, approval_demanded(d->reg, newest), ret, err);
}

bool
approval_of_review(
    const struct dossier *d, const char *digest, struct approval_state *ret, struct err *err)
{
	const struct approval of = { .kind = APPROVAL_REVIEW, .digest = digest };
	const struct reg *newest = contact_register(d, err);
	return newest &&
	    state_of(d, &of, d->reg->approves_reviews || newest->approves_reviews, ret, err);
}

static const struct approver *
find(const struct approver_list *people, const char *name)
{
	for (size_t i = 0; i < people->n; i++)
		if (strcmp(people->items[i].name, name) == 0)
			return &people->items[i];
	return NULL;
}

const char *
approval_hand(const struct approver_list *people, const char *name)
{
	const struct approver *p = find(people, name);
	return p ? p->hand : NULL;
}

bool
approval_may(const struct approval_state *s, const char *name)
{
	const struct approver *p = find(&s->people, name);
	return p && !p->hand;
}

const char *
approval_names(const struct approval_state *s, struct arena *a)
{
	const char *names = NULL;
	for (size_t i = 0; i < s->people.n; i++) {
		const struct approver *p = &s->people.items[i];
		if (!p->hand)
			names = names ? arena_printf(a, "%s, %s", names, p->name) : p->name;
	}
	return names;
}

bool
approval_check(const struct dossier *d, const struct approval_state *s, struct err *err)
{
	const char *ref = d->request.reference, *names = approval_names(s, d->a);
	if (!s->demanded || s->given)
		return true;
	if (!conf_is_shared(&d->in->conf))
		return err_set(err, ERR_DENIED,
		    "%s: its register asks for a second person before it is answered (approvals), "
		    "and " INSTALLATION_OF_ONE,
		    ref);
	if (!names)
		return err_set(err, ERR_DENIED,
		    "%s waits for a second person (approvals of the register), and there is none: "
		    "who has the role approver had a hand in it, or nobody has it; an admin gives "
		    "it with `dossier user role USER approver --org %s`",
		    ref, d->org.slug);
	return err_set(err, ERR_DENIED,
	    "%s waits for a second person (approvals of the register): `dossier approve %s`, by %s",
	    ref, ref, names);
}

/* Whose data it is opens none (themselves_check). */
bool
approval_check_second(const struct dossier *d, const struct approval_state *s, struct err *err)
{
	const char *ref = d->request.reference, *name = d->who->name;
	const char *hand = approval_hand(&s->people, name), *others = approval_names(s, d->a);
	if (!conf_is_shared(&d->in->conf))
		return err_set(err, ERR_DENIED,
		    "%s: nobody approves what is their own, and " INSTALLATION_OF_ONE, ref);
	if (approval_may(s, name))
		return true;
	return hand ? err_set(err, ERR_DENIED,
			  "%s: who had a hand in it (%s: %s) does not approve it; who may: %s", ref,
			  name, hand, others ? others : phrase("nobody"))
		    : err_set(err, ERR_DENIED, "%s: %s has not the role approver here; who may: %s",
			  ref, name, others ? others : phrase("nobody"));
}

json_t *
approval_view(const struct approval_state *s)
{
	if (!s->demanded)
		return json_null();
	json_t *may = json_array();
	for (size_t i = 0; i < s->people.n; i++)
		if (!s->people.items[i].hand)
			json_array_append_new(may, json_string(s->people.items[i].name));
	return json_pack("{s:s?, s:o, s:o}", "by", s->given ? s->approval.by : NULL, "at",
	    instant_json(s->given ? s->approval.at : 0), "may", may);
}
