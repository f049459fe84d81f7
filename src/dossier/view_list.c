/*
 * Lists of requests as a face shows them, most urgent first: those asked for, and what is due.
 */
#include "decide_private.h"
#include "dossier/store/user.h"

/* Nothing of it is decided, or nobody was told: what tells it lies there (as law/term has it). */
static bool
is_pending(const struct request *r, const struct unsent_letters *unsent)
{
	return (r->answered_at == 0 && r->closed_at == 0) || unsent_end(unsent, r->id);
}

/* Which date it is to which the days are counted. */
static const char *
due_is(const struct request *r)
{
	return date_cmp(r->due, r->promise) == 0 ? "promise"
	    : date_cmp(r->due, r->is_extended ? r->extended : r->deadline) == 0
	    ? r->is_extended ? "extended" : "deadline"
	    : date_cmp(r->due, r->deadline) == 0 ? "deadline"
						 : "at once";
}

json_t *
view_request(const struct org *org, const struct request *r, const struct unsent_letters *unsent,
    struct date today)
{
	int days_left = date_to_days(r->due) - date_to_days(today);

	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:s?}",
	    "reference", r->reference, "organisation", org->slug, "status", r->state, "received",
	    date_json(r->received), "deadline", date_json(r->deadline), "extended",
	    date_json(r->extended), "in_force",
	    date_json(r->is_extended ? r->extended : r->deadline), "promise", date_json(r->promise),
	    "due", date_json(r->due), "due_is", due_is(r), "days_left",
	    is_pending(r, unsent) ? json_integer(days_left) : json_null(), "handler", r->handler);
}

/* The letters of the requests of a list: those that nobody had to send yet are told of as next. */
struct lying {
	struct unsent_letters unsent, written;
};

static bool
lying_of(struct installation *in, const struct org *org, struct arena *a, struct lying *ret,
    struct err *err)
{
	return unsent_letters(in, org, 0, a, &ret->unsent, err) &&
	    unsent_written(in, org, 0, a, &ret->written, err);
}

/* One with what it waits for; what came of it is whether its letters could be looked at. */
static bool
append_one(const struct org *org, struct date today, const struct request *r,
    const struct request_waits_list *waits, const struct lying *lying, json_t *out, struct err *err)
{
	json_t *letters, *v = view_request(org, r, &lying->unsent, today);
	json_array_append_new(out, v);
	if (!unsent_view(org, &lying->unsent, r->id, &letters, err))
		return false;
	json_object_set_new(v, "unsent", letters);
	waits_show(v, r, waits, &lying->written, today);
	return true;
}

/* Of the late ones with whether a cause was recorded. */
static bool
append_listed(struct installation *in, const struct org *org, struct date today,
    const struct request_list *list, const struct lying *lying, struct arena *a, json_t *out,
    struct err *err)
{
	struct request_waits_list waits;
	int64_t *late = arena_alloc(a, (list->n + 1) * sizeof(*late));
	bool *explained = arena_alloc(a, (list->n + 1) * sizeof(*explained));
	size_t nlate = 0, k = 0;
	for (size_t i = 0; i < list->n; i++)
		if (date_cmp(list->items[i].due, today) < 0 &&
		    is_pending(&list->items[i], &lying->unsent))
			late[nlate++] = list->items[i].id;
	if (!clock_explained(in->db, org->id, late, nlate, explained, err) ||
	    !waits_of(in, org, list, a, &waits, err))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		const struct request *r = &list->items[i];
		bool is_late = k < nlate && late[k] == r->id;
		if (!append_one(org, today, r, &waits, lying, out, err))
			return false;
		json_object_set_new(json_array_get(out, json_array_size(out) - 1), "explained",
		    is_late ? json_boolean(explained[k]) : json_null());
		k += is_late;
	}
	return true;
}

/* In clear; NULL: it cannot be opened. */
static const char *
person_of(struct installation *in, const struct request_person *p, struct arena *a)
{
	struct err none = { 0 };
	auto_drop(request_keys) struct request_keys *keys =
	    vault_unwrap(in->vault, p->reference, p->content, p->ledger, &none);
	return keys
	    ? unseal(keys->ledger, seal_place(p->reference, p->kind, a), p->sealed, a, &none)
	    : NULL;
}

/* Of whom somebody asks. */
struct asked_of {
	struct installation *in;
	const struct actor *who;
	const struct org *org;
};

/* To each of the list, which stands in ${out} from ${first} on, whose it is; not if ${who}'s. */
static bool
add_persons(const struct asked_of *of, const struct request_list *list, size_t first,
    struct arena *a, json_t *out, struct err *err)
{
	struct request_persons persons;
	struct request_ids theirs;
	int64_t *ids = arena_alloc(a, (list->n + 1) * sizeof(*ids));
	for (size_t i = 0; i < list->n; i++)
		ids[i] = list->items[i].id;
	if (!identifier_person(of->in->db, of->org->id, ids, list->n, a, &persons, err) ||
	    !themselves_among(of->in, of->org, of->who->name, &(struct request_ids){ ids, list->n },
		a, &theirs, err))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		size_t k = 0;
		while (k < persons.n && persons.items[k].request_id != ids[i])
			k++;
		const char *name = k < persons.n && !request_ids_have(&theirs, ids[i])
		    ? person_of(of->in, &persons.items[k], a)
		    : NULL;
		json_object_set_new(json_array_get(out, first + i), "person",
		    name ? json_string(name) : json_null());
	}
	return true;
}

static const char *
blind_of(struct installation *in, const struct org *org, const char *person, struct arena *a,
    struct err *err)
{
	static const char *const kinds[] = { "email", "phone" };
	const char *kind = kinds[strchr(person, '@') == NULL];
	struct err bad = { 0 };
	const char *plain = text_identifier(kind, person, org->country, a, &bad);
	if (!plain)
		err_set(err, ERR_USAGE, "--person: %s", bad.text);
	return plain ? vault_blind(in->vault, org->slug, kind, plain, a) : NULL;
}

static bool
append_requests(const struct asked_of *of, struct request_filter f, const char *person,
    struct arena *a, json_t *out, struct err *err)
{
	struct installation *in = of->in;
	const struct org *org = of->org;
	struct request_list list;
	struct lying lying;
	struct date today;
	f.org_id = org->id;
	if (person && !(f.blind = blind_of(in, org, person, a, err)))
		return false;
	if (!org_today(org, &today, err) ||
	    (f.mine && !people_stand_in(in, of->who->name, today, a, &f.handlers, err)) ||
	    !request_list(in->db, &f, a, &list, err) || !lying_of(in, org, a, &lying, err))
		return false;
	size_t first = json_array_size(out);
	return append_listed(in, org, today, &list, &lying, a, out, err) &&
	    add_persons(of, &list, first, a, out, err);
}

/* most urgent first, whatever the organisation */
static int
by_due(const void *pa, const void *pb)
{
	const json_t *const *a = pa, *const *b = pb;
	int c = strcmp(json_str_or(*a, "due", ""), json_str_or(*b, "due", ""));
	return c ? c : strcmp(json_str_or(*a, "reference", ""), json_str_or(*b, "reference", ""));
}

/* sorted(list): the same members in order of urgency; steals ${list}. */
static json_t *
sorted(json_t *list)
{
	size_t n = json_array_size(list), i;
	json_t **items = xcalloc(n, sizeof(json_t *)), *v, *out = json_array();
	json_array_foreach(list, i, v)
		items[i] = json_incref(v);
	qsort(items, n, sizeof(json_t *), by_due);
	for (i = 0; i < n; i++)
		json_array_append_new(out, items[i]);
	free(items);
	json_decref(list);
	return out;
}

json_t *
view_list(struct installation *in, const struct actor *who, const struct request_filter *f,
    const char *org, const char *person, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	struct request_filter filter = *f;
	struct request last;
	if (f->after) {
		if (!installation_request(in, who, f->after, a, &last, err))
			return NULL;
		filter.after = last.reference;
	}
	if (!installation_orgs(in, who, org, act_roles(ACT_SEE), a, &orgs, err))
		return NULL;
	json_t *out = json_array();
	for (size_t i = 0; i < orgs.n; i++) {
		const struct asked_of of = { in, who, &orgs.items[i] };
		if (!append_requests(&of, filter, person, a, out, err)) {
			json_decref(out);
			return NULL;
		}
	}
	const char *view = person ? "view.person" : "view.list";
	if (!dossier_person_seen(in, who, &orgs, view, out, err)) {
		json_decref(out);
		return NULL;
	}
	return sorted(out);
}

static int
by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* The ids of a list, so that one can be found among them. */
static int64_t *
ids_of(const struct request_list *list, struct arena *a)
{
	int64_t *ids = arena_alloc(a, (list->n + 1) * sizeof(*ids));
	for (size_t i = 0; i < list->n; i++)
		ids[i] = list->items[i].id;
	qsort(ids, list->n, sizeof(*ids), by_number);
	return ids;
}

/* Those not among the due ones that have told nobody what was decided, or ask what nobody got. */
static bool
unsent_requests(struct installation *in, const struct org *org, const struct request_list *due,
    const struct unsent_letters *unsent, struct arena *a, struct request_list *ret, struct err *err)
{
	int64_t *ids = arena_alloc(a, (unsent->n + 1) * sizeof(*ids)), *listed = ids_of(due, a);
	size_t n = 0;
	*ret = (struct request_list){ 0 };
	for (size_t i = 0; i < unsent->n; i++) { /* by request */
		int64_t id = unsent->items[i].request_id;
		if ((n == 0 || ids[n - 1] != id) &&
		    !bsearch(&id, listed, due->n, sizeof(id), by_number))
			ids[n++] = id;
	}
	return n == 0 || request_by_ids(in->db, org->id, ids, n, a, ret, err);
}

/* Of these only what one of "anna,bert" handles. */
static void
keep_handled(struct request_list *list, const char *names)
{
	size_t n = 0;
	for (size_t i = 0; i < list->n; i++)
		if (people_named(names, list->items[i].handler))
			list->items[n++] = list->items[i];
	list->n = n;
}

/* Those due soon, and those whose letters lie there. */
static bool
append_due(const struct asked_of *of, const struct due_asked *asked, struct arena *a, json_t *out,
    struct err *err)
{
	struct installation *in = of->in;
	const struct org *org = of->org;
	struct lying lying;
	struct date today;
	struct request_list due, others;
	const char *names = NULL;
	if (!org_today(org, &today, err) ||
	    (asked->mine && !people_stand_in(in, of->who->name, today, a, &names, err)))
		return false;
	const struct request_filter f = { .org_id = org->id,
		.state = "open",
		.handlers = names,
		.due_by = date_add_days(today, asked->within_days),
		.limit = DUE_MOST };
	if (!request_list(in->db, &f, a, &due, err) || !lying_of(in, org, a, &lying, err) ||
	    !unsent_requests(in, org, &due, &lying.unsent, a, &others, err))
		return false;
	if (names)
		keep_handled(&others, names);
	return append_listed(in, org, today, &due, &lying, a, out, err) &&
	    append_listed(in, org, today, &others, &lying, a, out, err);
}

json_t *
view_due(struct installation *in, const struct actor *who, const struct due_asked *asked,
    bool *ret_late, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!installation_orgs(in, who, asked->org, act_roles(ACT_SEE), a, &orgs, err))
		return NULL;
	json_t *out = json_array();
	*ret_late = false;
	for (size_t i = 0; i < orgs.n; i++) {
		const struct asked_of of = { in, who, &orgs.items[i] };
		if (!append_due(&of, asked, a, out, err)) {
			json_decref(out);
			return NULL;
		}
	}
	size_t i;
	json_t *r;
	json_array_foreach(out, i, r)
		*ret_late = *ret_late || json_int_or(r, "days_left", 0) < 0;
	return sorted(out);
}
