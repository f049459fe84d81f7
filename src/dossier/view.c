/*
 * Views: what a face shows, as JSON in the shapes of docs/json/. No rule is decided here.
 */
#include "dossier/store/note.h"
#include "dossier/store/release.h"
#include "decide_private.h"

json_t *
view_rights(const struct request_right_list *rights)
{
	json_t *out = json_array();
	for (size_t i = 0; i < rights->n; i++)
		json_array_append_new(out, json_string(rights->items[i].right));
	return out;
}

/* The parts of a right that were refused. */
static json_t *
refused_view(const struct decision_list *decisions, const char *right)
{
	json_t *out = json_array();
	for (size_t i = 0; i < decisions->n; i++) {
		const struct decision *x = &decisions->items[i];
		if (x->refused && strcmp(x->right, right) == 0)
			json_array_append_new(out,
			    json_pack("{s:s, s:s, s:s, s:o}", "category", x->part.category,
				"purpose", x->part.purpose, "ground", x->fact->ground, "on",
				date_json(x->fact->on)));
	}
	return out;
}

/* The parts that were done, with what proves it. */
static json_t *
done_view(const struct dossier *d, const char *right, struct err *err)
{
	auto_drop(json) json_t *out = json_array();
	for (size_t i = 0; i < d->decisions.n; i++) {
		const struct decision *x = &d->decisions.items[i];
		struct done_words w;
		if (x->refused || strcmp(x->right, right) != 0)
			continue;
		if (!done_words_read(d, x->fact, &w, err))
			return NULL;
		json_array_append_new(out,
		    json_pack("{s:s, s:b, s:s, s:o, s:s, s:s, s:s?, s:s?, s:s?}", "category",
			x->part.category, "nothing", x->nothing, "purpose", x->part.purpose, "on",
			date_json(x->fact->on), "by", w.by, "proof", w.proof, "receipt", w.receipt,
			"heard", w.heard, "result", w.result));
	}
	return take(out);
}

/* Is a part of an objection direct marketing, which is never refused (art. 21(3))? */
static bool
is_marketing(const struct dossier *d, const char *right, const struct right_part *part)
{
	const struct purpose *const p[] = { reg_purpose(d->reg, part->purpose), NULL };
	return absolute_of(right_of(right), p) == ABSOLUTE_MARKETING;
}

/* The parts of an open right that nothing was decided of; a copy is not decided by parts. */
static json_t *
undecided_view(const struct dossier *d, const struct request_right *r)
{
	struct right_part_list all = { 0 };
	json_t *out = json_array();
	if (!right_is_copy(r->right) && right_is_open(r))
		right_parts(d, r->right, d->a, &all);
	for (size_t i = 0; i < all.n; i++)
		if (!decision_of(&d->decisions, r->right, all.items[i]))
			json_array_append_new(out,
			    json_pack("{s:s, s:s, s:b}", "category", all.items[i].category,
				"purpose", all.items[i].purpose, "marketing",
				is_marketing(d, r->right, &all.items[i])));
	return out;
}

static json_t *
decisions_view(const struct dossier *d, struct err *err)
{
	auto_drop(json) json_t *out = json_array();
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		json_t *done = done_view(d, r->right, err);
		if (!done)
			return NULL;
		json_array_append_new(out,
		    json_pack("{s:s, s:s, s:s?, s:o, s:o, s:o, s:o, s:o}", "right", r->right,
			"state", r->state, "decision", r->decision, "decided",
			date_json(r->decided), "refused", refused_view(&d->decisions, r->right),
			"done", done, "undecided", undecided_view(d, r), "purposes",
			json_strings(r->purposes, SIZE_MAX)));
	}
	return take(out);
}

/* Nothing of it is decided, or nobody was told: what tells it lies there (as law/term has it). */
static bool
is_pending(const struct request *r, const struct unsent_letters *unsent)
{
	return (r->answered_at == 0 && r->closed_at == 0) || unsent_end(unsent, r->id);
}

/* The members every view of a request begins with. */
static json_t *
request_view(const struct org *org, const struct request *r, const struct unsent_letters *unsent,
    struct date today)
{
	int days_left = date_to_days(r->due) - date_to_days(today);

	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s?}", "reference",
	    r->reference, "organisation", org->slug, "status", r->state, "received",
	    date_json(r->received), "deadline", date_json(r->deadline), "extended",
	    date_json(r->extended), "promise", date_json(r->promise), "due", date_json(r->due),
	    "days_left", is_pending(r, unsent) ? json_integer(days_left) : json_null(), "handler",
	    r->handler);
}

/* Of which only one can be the person's, while nobody has said which. */
static json_t *
conflicts_view(const struct dossier *d, const struct identifier *x)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *y = &d->identifiers.items[i];
		bool open = strcmp(x->state, "proposed") == 0 || strcmp(y->state, "proposed") == 0;
		if (open && (identifiers_conflict(x, y) || identifiers_conflict(y, x)))
			json_array_append_new(out, json_integer((json_int_t)y->id));
	}
	return out;
}

/* Identifiers are shown to who may open the dossier: that is what the officer must compare. */
json_t *
view_identifiers(const struct dossier *d, struct err *err)
{
	json_t *out = json_array();
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		const char *plain = unseal(d->keys->ledger,
		    seal_place(d->request.reference, id->kind, d->a), id->sealed, d->a, err);
		if (!plain) {
			json_decref(out);
			return NULL;
		}
		json_array_append_new(out,
		    json_pack("{s:I, s:s, s:s, s:s, s:s, s:s?, s:o}", "id", (json_int_t)id->id,
			"kind", id->kind, "value", plain, "source", id->source, "state", id->state,
			"proof", id->proof, "conflicts", conflicts_view(d, id)));
	}
	return out;
}

static json_t *
notes_view(const struct dossier *d, struct err *err)
{
	struct note_list notes;
	const struct request *r = &d->request;
	if (!note_list(d->in->db, r->org_id, r->id, d->a, &notes, err))
		return NULL;
	json_t *out = json_array();
	for (size_t i = 0; i < notes.n; i++) {
		const char *plain = unseal(d->keys->ledger,
		    arena_printf(d->a, "note/%s", r->reference), notes.items[i].sealed, d->a, err);
		if (!plain) {
			json_decref(out);
			return NULL;
		}
		json_array_append_new(out,
		    json_pack("{s:o, s:s, s:s}", "at", instant_json(notes.items[i].at), "by",
			notes.items[i].by, "text", plain));
	}
	return out;
}

/* The newest archive; null when none was built. */
static json_t *
archive_view(const struct dossier *d, struct err *err)
{
	struct release rel;
	struct err none = { 0 };
	if (release_newest(d->in->db, d->request.org_id, d->request.id, d->a, &rel, &none))
		return json_pack("{s:s, s:I, s:o}", "sha256", rel.sha256, "bytes",
		    (json_int_t)rel.bytes, "built", instant_json(rel.built_at));
	if (none.kind == ERR_NOTFOUND)
		return json_null();
	err_set(err, none.kind, "%s", none.text);
	return NULL;
}

static json_t *
tasks_view(const struct dossier *d, const struct code_words *words)
{
	json_t *tasks = json_array();
	for (size_t i = 0; i < d->tasks.n; i++)
		json_array_append_new(tasks, view_dossier_task(words, d, &d->tasks.items[i], d->a));
	return tasks;
}

static json_t *
show(const struct dossier *d, struct err *err)
{
	const struct request *r = &d->request;
	const struct code_words *words = installation_words(d->in, err);
	auto_drop(json) json_t *ids = words ? view_identifiers(d, err) : NULL;
	auto_drop(json) json_t *notes = ids ? notes_view(d, err) : NULL;
	auto_drop(json) json_t *facts = notes ? history_of(d, d->today, err) : NULL;
	auto_drop(json) json_t *term = facts ? view_term_of(d, d->today, err) : NULL;
	auto_drop(json) json_t *decisions = term ? decisions_view(d, err) : NULL;
	auto_drop(json) json_t *archive = decisions ? archive_view(d, err) : NULL;
	struct unsent_letters letters;
	json_t *unsent;
	if (!archive || !unsent_letters(d->in, &d->org, r->id, d->a, &letters, err) ||
	    !unsent_view(&d->org, &letters, r->id, &unsent, err))
		return NULL;
	json_t *v = request_view(&d->org, r, &letters, d->today);
	json_object_set_new(v, "unsent", unsent);
	json_object_set_new(v, "rights", view_rights(&d->rights));
	json_object_set(v, "decisions", decisions);
	json_object_set_new(v, "channel", json_string(r->channel));
	json_object_set_new(v, "language", json_string(r->language));
	json_object_set_new(v, "answer_by", json_string(r->answer_by));
	json_object_set_new(
	    v, "instructed_by", r->instructed_by ? json_string(r->instructed_by) : json_null());
	json_object_set_new(v, "answered", instant_json(r->answered_at));
	json_object_set_new(v, "closed", instant_json(r->closed_at));
	json_object_set_new(v, "register_version", json_integer(r->register_version));
	json_object_set(v, "identifiers", ids);
	json_object_set_new(v, "unidentified", view_unidentified(d));
	json_object_set(v, "facts", facts);
	json_object_set(v, "term", term);
	json_object_set(v, "notes", notes);
	json_object_set_new(v, "tasks", tasks_view(d, words));
	json_object_set(v, "archive", archive);
	return v;
}

json_t *
view_show(struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	return d ? show(d, err) : NULL;
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
append_requests(struct installation *in, const struct org *org, struct request_filter f,
    const char *person, struct arena *a, json_t *out, struct err *err)
{
	struct request_list list;
	struct unsent_letters unsent;
	struct date today;
	f.org_id = org->id;
	if (person && !(f.blind = blind_of(in, org, person, a, err)))
		return false;
	if (!org_today(org, &today, err) || !request_list(in->db, &f, a, &list, err) ||
	    !unsent_letters(in, org, 0, a, &unsent, err))
		return false;
	for (size_t i = 0; i < list.n; i++)
		json_array_append_new(out, request_view(org, &list.items[i], &unsent, today));
	return true;
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
	if (!installation_orgs(in, who, org, MAY_SEE_CASES, a, &orgs, err))
		return NULL;
	json_t *out = json_array();
	for (size_t i = 0; i < orgs.n; i++)
		if (!append_requests(in, &orgs.items[i], filter, person, a, out, err)) {
			json_decref(out);
			return NULL;
		}
	if (person && !dossier_person_seen(in, who, &orgs, out, err)) {
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

/* What each of a list waits for a person to say. */
static bool
waits_of(struct installation *in, const struct org *org, const struct request_list *list,
    struct arena *a, struct request_waits_list *ret, struct err *err)
{
	const char *rights[RIGHT__MAX + 1] = { 0 };
	int64_t *ids = arena_alloc(a, (list->n + 1) * sizeof(*ids));
	size_t n = 0;
	/* of an objection the register says whether it is to marketing alone: `show` looks there */
	for (unsigned r = 0; r < RIGHT__MAX; r++)
		if (right_wants_check(r, right_rule(r)->absolute))
			rights[n++] = right_name(r);
	for (size_t i = 0; i < list->n; i++)
		ids[i] = list->items[i].id;
	return request_waits(in->db, org->id, ids, list->n, rights, a, ret, err);
}

static int
by_request(const void *id, const void *waits)
{
	return by_number(id, &((const struct request_waits *)waits)->request_id);
}

static json_t *
waits_view(const struct request_waits_list *waits, int64_t id)
{
	const struct request_waits *w =
	    bsearch(&id, waits->items, waits->n, sizeof(*waits->items), by_request);
	json_t *list = json_array();
	if (w && w->unverified)
		json_array_append_new(list, json_string("verification"));
	if (w && w->identifiers)
		json_array_append_new(list, json_string("identifier"));
	return list;
}

/* One that is due, or of which a letter lies there; ${explained}: new. */
static bool
append_one(const struct org *org, struct date today, const struct request *r,
    const struct request_waits_list *waits, const struct unsent_letters *unsent, json_t *explained,
    json_t *out, struct err *err)
{
	json_t *letters, *v = request_view(org, r, unsent, today);
	json_object_set_new(v, "explained", explained);
	json_object_set_new(v, "waits_for", waits_view(waits, r->id));
	json_array_append_new(out, v);
	return unsent_view(org, unsent, r->id, &letters, err) &&
	    json_object_set_new(v, "unsent", letters) == 0;
}

/* Of the late ones with whether a cause was recorded. */
static bool
append_listed(struct installation *in, const struct org *org, struct date today,
    const struct request_list *list, const struct unsent_letters *unsent, struct arena *a,
    json_t *out, struct err *err)
{
	struct request_waits_list waits;
	int64_t *late = arena_alloc(a, (list->n + 1) * sizeof(*late));
	bool *explained = arena_alloc(a, (list->n + 1) * sizeof(*explained));
	size_t nlate = 0, k = 0;
	for (size_t i = 0; i < list->n; i++)
		if (date_cmp(list->items[i].due, today) < 0 && is_pending(&list->items[i], unsent))
			late[nlate++] = list->items[i].id;
	if (!clock_explained(in->db, org->id, late, nlate, explained, err) ||
	    !waits_of(in, org, list, a, &waits, err))
		return false;
	for (size_t i = 0; i < list->n; i++) {
		const struct request *r = &list->items[i];
		bool is_late = k < nlate && late[k] == r->id;
		json_t *said = is_late ? json_boolean(explained[k]) : json_null();
		k += is_late;
		if (!append_one(org, today, r, &waits, unsent, said, out, err))
			return false;
	}
	return true;
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

/* Those due soon, and those whose letters lie there. */
static bool
append_due(struct installation *in, const struct org *org, int within_days, struct arena *a,
    json_t *out, struct err *err)
{
	struct unsent_letters unsent;
	struct date today;
	struct request_list due, others;
	if (!org_today(org, &today, err))
		return false;
	const struct request_filter f = { .org_id = org->id,
		.state = "open",
		.due_by = date_add_days(today, within_days),
		.limit = DUE_MOST };
	return request_list(in->db, &f, a, &due, err) &&
	    unsent_letters(in, org, 0, a, &unsent, err) &&
	    unsent_requests(in, org, &due, &unsent, a, &others, err) &&
	    append_listed(in, org, today, &due, &unsent, a, out, err) &&
	    append_listed(in, org, today, &others, &unsent, a, out, err);
}

json_t *
view_due(struct installation *in, const struct actor *who, const char *org, int within_days,
    bool *ret_late, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	if (!installation_orgs(in, who, org, MAY_SEE_CASES, a, &orgs, err))
		return NULL;
	json_t *out = json_array();
	*ret_late = false;
	for (size_t i = 0; i < orgs.n; i++)
		if (!append_due(in, &orgs.items[i], within_days, a, out, err)) {
			json_decref(out);
			return NULL;
		}
	size_t i;
	json_t *r;
	json_array_foreach(out, i, r)
		*ret_late = *ret_late || json_int_or(r, "days_left", 0) < 0;
	return sorted(out);
}
