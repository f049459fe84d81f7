/*
 * What is to be done today, each thing once, with the command that moves it: the requests that are
 * late, due or wait for who asks, as view_due has them; the letters that lie there; and the systems
 * that fail. A few statements for each organisation, however many requests there are.
 */
#include "decide_private.h"
#include "dossier/next.h"
#include "dossier/store/watch.h"
#include "dossier/store/hold.h"
#include "dossier/store/metrics.h"

#define DUE_SOON 7    /* days, as `due` has it */
#define ALL_DAYS 9999 /* whatever it is due */

/* A row; what is not of it is null. Steals ${step}. */
static json_t *
row(const char *what, const json_t *about, json_t *step)
{
	static const char *const members[] = { "organisation", "reference", "status", "due",
		"days_left", "handler" };
	json_t *v = json_pack("{s:s}", "what", what);
	for (size_t i = 0; i < array_len(members); i++) {
		json_t *m = json_object_get(about, members[i]);
		json_object_set_new(v, members[i], m ? json_incref(m) : json_null());
	}
	json_object_update(v, step);
	json_decref(step);
	return v;
}

/* Where who asks may act, and where approve; and of each organisation whose work is theirs. */
struct mine {
	struct org_list acts, approves, orgs;
	const char **names; /* "anna,bert": they, and for whom they deputise today */
};

static bool
names_of(struct installation *in, const struct actor *who, struct arena *a, struct mine *ret,
    struct err *err)
{
	bool ok = true;
	ret->names = arena_alloc(a, (ret->orgs.n + 1) * sizeof(*ret->names));
	for (size_t i = 0; ok && i < ret->orgs.n; i++) {
		struct date today;
		ok = org_today(&ret->orgs.items[i], &today, err) &&
		    people_stand_in(in, who->name, today, a, &ret->names[i], err);
	}
	return ok;
}

/* Does who asks handle it, or deputise for who does? */
static bool
is_handled(const json_t *request, const struct mine *mine)
{
	const char *org = json_str_or(request, "organisation", "");
	for (size_t i = 0; i < mine->orgs.n; i++)
		if (strcmp(mine->orgs.items[i].slug, org) == 0)
			return people_named(mine->names[i], json_str(request, "handler"));
	return false;
}

static bool
is_among(const struct org_list *orgs, const json_t *request)
{
	const char *org = json_str_or(request, "organisation", "");
	size_t i = 0;
	while (i < orgs->n && strcmp(orgs->items[i].slug, org) != 0)
		i++;
	return i < orgs->n;
}

/* May who asks act on it, and is it for them or for nobody in particular? Or is it to approve? */
static bool
is_mine(const json_t *request, const struct mine *mine)
{
	if (strcmp(json_str_or(json_get(request, "next"), "code", ""), "approve") == 0)
		return is_among(&mine->approves, request);
	return is_among(&mine->acts, request) &&
	    (!json_str(request, "handler") || is_handled(request, mine));
}

/* In which part of the day it stands; NULL: nothing is to be done about it. */
static const char *
part_of(const json_t *request, const struct mine *mine)
{
	const json_t *left = json_get(request, "days_left");
	if (json_is_integer(left) && json_integer_value(left) < 0)
		return "late";
	if (json_is_integer(left) && json_integer_value(left) <= DUE_SOON)
		return "due";
	return json_is_integer(left) && is_mine(request, mine) &&
		next_waits(json_get(request, "next"))
	    ? "waits"
	    : NULL;
}

static void
add_requests(const json_t *requests, const char *part, const struct mine *mine, json_t *out)
{
	size_t i;
	const json_t *r;
	json_array_foreach(requests, i, r) {
		const char *of = part_of(r, mine);
		if (of && strcmp(of, part) == 0)
			json_array_append_new(
			    out, row(part, r, json_deep_copy(json_get(r, "next"))));
	}
}

static bool
names_request(const json_t *requests, const char *reference)
{
	size_t i;
	const json_t *r;
	json_array_foreach((json_t *)(uintptr_t)requests, i, r)
		if (strcmp(json_str_or(r, "reference", ""), reference) == 0)
			return true;
	return false;
}

/* A row a request, of ${among} unless NULL: the first of its letters, and how many more. */
static bool
add_letters(struct installation *in, const struct org *org, const json_t *among, struct arena *a,
    json_t *out, struct err *err)
{
	struct unsent_letters all;
	if (!unsent_written(in, org, 0, a, &all, err))
		return false;
	for (size_t i = 0, n; i < all.n; i += n) { /* by request */
		const struct unsent_letter *l = &all.items[i];
		for (n = 1; i + n < all.n && all.items[i + n].request_id == l->request_id;)
			n++;
		if (among && !names_request(among, l->reference))
			continue;
		const struct next_step step = { NEXT_LETTER, arena_printf(a, "%" PRId64, l->id),
			NULL, l->kind };
		json_t *about =
		    json_pack("{s:s, s:s}", "organisation", org->slug, "reference", l->reference);
		json_t *v = row("letter", about, next_view(&step, l->reference));
		json_object_set_new(v, "letters", json_integer((json_int_t)n));
		json_array_append_new(out, v);
		json_decref(about);
	}
	return true;
}

static bool
add_systems(
    struct installation *in, const struct org *org, struct arena *a, json_t *out, struct err *err)
{
	struct failing_list list;
	if (!metrics_failing(in->db, org->id, a, &list, err))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		const struct failing *f = &list.items[i];
		const struct next_step step = { NEXT_CHECK, f->system, org->slug,
			arena_printf(a, "%s: %" PRId64, f->system, f->tasks) };
		json_t *about = json_pack("{s:s}", "organisation", org->slug);
		json_t *v = row("system", about, next_view(&step, ""));
		json_object_set_new(v, "next_try", instant_json(f->next));
		json_array_append_new(out, v);
		json_decref(about);
	}
	return true;
}

static json_t *
hold_row(const struct org *org, const struct hold_waiting *w, struct arena *a)
{
	const struct next_step step = {
		.code = w->owner ? NEXT_CLAIM
		    : w->id      ? NEXT_MAXIMUM
		    : w->written ? NEXT_RECIPIENT
		    : w->system  ? NEXT_TASK
				 : NEXT_HELD,
		.one = w->system ? w->system : arena_printf(a, "%" PRId64, w->id),
		.two = w->action,
	};
	json_t *about = json_pack("{s:s, s:s, s:o, s:s?}", "organisation", org->slug, "reference",
	    w->reference, "due", date_json(w->day), "handler", w->owner);
	json_t *v = row("hold", about, next_view(&step, w->reference));
	json_decref(about);
	return v;
}

/* Of claims ${owners} alone, unless NULL: they look at them again. */
static bool
add_holds(struct installation *in, const struct org *org, const char *owners, struct arena *a,
    json_t *out, struct err *err)
{
	struct holds_waiting l;
	struct date today;
	if (!org_today(org, &today, err) || !hold_wait(in->db, org->id, today, a, &l, err))
		return false;
	for (size_t i = 0; i < l.n; i++)
		if (!owners || people_named(owners, l.items[i].owner))
			json_array_append_new(out, hold_row(org, &l.items[i], a));
	return true;
}

/* A row a system, whoever it is about. */
static bool
add_findings(
    struct installation *in, const struct org *org, struct arena *a, json_t *out, struct err *err)
{
	struct watch_finding_systems l;
	if (!watch_finding_systems(in->db, org->id, a, &l, err))
		return false;
	for (size_t i = 0; i < l.n; i++) {
		const struct next_step step = { NEXT_FOUND, org->slug, NULL,
			arena_printf(a, "%s: %" PRId64, l.items[i].system, l.items[i].n) };
		json_t *about = json_pack("{s:s}", "organisation", org->slug);
		json_array_append_new(out, row("finding", about, next_view(&step, "")));
		json_decref(about);
	}
	return true;
}

json_t *
view_today(struct installation *in, const struct actor *who, const char *org, bool only_mine,
    struct err *err)
{
	static const char *const parts[] = { "late", "due", "waits" };
	auto_drop(arena) struct arena *a = arena_new();
	struct mine mine = { 0 };
	const struct due_asked asked = { org, ALL_DAYS, only_mine };
	bool late;
	auto_drop(json) json_t *requests = view_due(in, who, &asked, &late, err);
	if (!requests || !installation_orgs(in, who, org, act_roles(ACT_SEE), a, &mine.orgs, err) ||
	    !names_of(in, who, a, &mine, err) ||
	    !installation_orgs(in, who, NULL, act_roles(ACT_HANDLE), a, &mine.acts, err) ||
	    !installation_orgs(in, who, NULL, act_roles(ACT_APPROVE), a, &mine.approves, err))
		return NULL;
	auto_drop(json) json_t *out = json_array();
	for (size_t i = 0; i < array_len(parts); i++)
		add_requests(requests, parts[i], &mine, out);
	for (size_t i = 0; i < mine.orgs.n; i++)
		if (!add_letters(in, &mine.orgs.items[i], only_mine ? requests : NULL, a, out, err))
			return NULL;
	for (size_t i = 0; i < mine.orgs.n; i++)
		if (!add_holds(
			in, &mine.orgs.items[i], only_mine ? mine.names[i] : NULL, a, out, err))
			return NULL;
	for (size_t i = 0; !only_mine && i < mine.orgs.n; i++)
		if (!add_findings(in, &mine.orgs.items[i], a, out, err) ||
		    !add_systems(in, &mine.orgs.items[i], a, out, err))
			return NULL;
	return take(out);
}
