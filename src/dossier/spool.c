/*
 * Letters to the organisation's own people, which a mail program can send as they are: recipients,
 * subject, text. Decides neither who is told nor when; writes nothing of the person.
 */
#include "dossier/ladder.h"
#include "dossier/store/user.h"

#include "spool.h"

static bool
is_officer(const struct user *u, const char *slug)
{
	return !u->disabled &&
	    (json_has(json_get(u->roles, slug), "officer") ||
		json_has(json_get(u->roles, "*"), "officer"));
}

static bool
is_away(const struct user *u, struct date today)
{
	return u->deputy && date_cmp(u->away_from, today) <= 0 &&
	    date_cmp(today, u->away_until) <= 0;
}

json_t *
spool_people(struct installation *in, const struct org *org, struct date today, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct user_list users;
	struct err unread = { 0 };
	/* what is wrong with the register silences no officer */
	const struct reg *reg = register_of(in, org, 0, &unread);
	const json_t *e = reg ? json_get(reg->organisation, "escalation") : NULL;
	if (!user_list(in->db, a, &users, err))
		return NULL;
	json_t *officers = json_array(), *deputies = json_object();
	for (size_t i = 0; i < users.n; i++) {
		const struct user *u = &users.items[i];
		if (is_officer(u, org->slug))
			json_array_append_new(officers, json_string(u->name));
		if (is_away(u, today))
			json_object_set_new(deputies, u->name, json_string(u->deputy));
	}
	user_list_release(&users);
	return json_pack("{s:s, s:o, s:o, s:O?, s:O?}", "organisation", org->name, "officers",
	    officers, "deputies", deputies, "superior", json_get(e, "superior"), "addresses",
	    json_get(e, "addresses"));
}

/* A user once, in the role that comes first; */
static void
add_one(json_t *out, const json_t *people, const char *role, const char *user)
{
	size_t i;
	json_t *r;
	json_array_foreach(out, i, r)
		if (strcmp(json_str_or(r, "user", ""), user) == 0)
			return;
	json_array_append_new(out,
	    json_pack("{s:s, s:s, s:n, s:s?}", "role", role, "user", user, "name", "email",
		json_str(json_get(people, "addresses"), user)));
}

/* and with them who deputises for them today. */
static void
add_user(json_t *out, const json_t *people, const char *role, const char *user)
{
	const char *deputy = json_str(json_get(people, "deputies"), user);
	add_one(out, people, role, user);
	if (deputy)
		add_one(out, people, "deputy", deputy);
}

/* What of this rung cannot be told as it is meant to be: the officers are told instead. */
struct missed {
	bool handler;    /* nobody handles the request */
	bool no_address; /* who handles it has no address in the register */
	bool superior;   /* the register names none */
};

static struct missed
missed_of(const struct spool_news *n, const json_t *people)
{
	/* a letter to who was asked is there to be sent by somebody */
	bool handler = (n->roles & LADDER_HANDLER) || n->letter;
	return (struct missed){
		.handler = handler && !n->handler,
		.no_address =
		    handler && n->handler && !json_str(json_get(people, "addresses"), n->handler),
		.superior =
		    (n->roles & LADDER_SUPERIOR) && !json_is_object(json_get(people, "superior")),
	};
}

/* Who was asked gets a letter of their own: they are not among these. */
static json_t *
recipients(const struct spool_news *n, const json_t *people)
{
	json_t *out = json_array(), *officer;
	const json_t *superior = json_get(people, "superior");
	const struct missed missed = missed_of(n, people);
	bool handler = (n->roles & LADDER_HANDLER) || n->letter;
	bool officers =
	    (n->roles & LADDER_OFFICER) || missed.handler || missed.no_address || missed.superior;
	size_t i;
	if (handler && n->handler)
		add_user(out, people, "handler", n->handler);
	json_array_foreach(json_get(people, "officers"), i, officer)
		if (officers)
			add_user(out, people, "officer", json_string_value(officer));
	if ((n->roles & LADDER_SUPERIOR) && !missed.superior)
		json_array_append_new(out,
		    json_pack("{s:s, s:n, s:s, s:s}", "role", "superior", "user", "name",
			json_str_or(superior, "name", ""), "email",
			json_str_or(superior, "email", "")));
	return out;
}

static json_t *
text_data(const struct spool_news *n, const json_t *people, const char *language, struct arena *a)
{
	int left = date_to_days(n->due) - date_to_days(n->today);
	const struct missed missed = missed_of(n, people);
	return json_pack("{s:s, s:s*, s:s*, s:s*, s:s*, s:s, s:s, s:b, s:b, s:b, s:i, s:b, s:b, "
			 "s:b, s:b, s:b}",
	    "reference", n->reference, "system", n->system, "handler", n->handler, "letter",
	    n->letter, "skipped", n->skipped, "due", date_words(n->due, language, a),
	    "organisation", json_str_or(people, "organisation", ""), "late",
	    left<0, "today", left == 0, "soon", left> 0, "days", left < 0 ? -left : left, "one",
	    left == 1 || left == -1, "request", n->system == NULL, "no_address", missed.no_address,
	    "no_superior", missed.superior, "nobody",
	    json_array_size(json_get(people, "officers")) == 0);
}

bool
spool_make(struct installation *in, const json_t *people, const struct spool_news *n,
    const json_t *message, const unsigned char ledger[static KEY_LEN], struct arena *a,
    struct letter *ret, struct err *err)
{
	auto_drop(json) json_t *whole = json_deep_copy(message),
			       *data = json_pack("{s:o, s:o}", "nl", text_data(n, people, "nl", a),
				   "en", text_data(n, people, "en", a));
	const struct letter_draft draft = {
		.kind = LETTER_ESCALATION,
		.name = n->name,
		.rehearsal = in->rehearsal,
		.data = data,
	};
	json_object_set_new(whole, "recipients", recipients(n, people));
	return letter_make_message(&draft, whole, ledger, a, ret, err);
}
