/*
 * What each request of a list waits for, looked up for all of them at once; of one that is looked
 * at alone too, so that it is told in one way.
 */
#include "dossier/approval.h"
#include "decide_private.h"
#include "dossier/letter.h"
#include "dossier/next.h"
#include "dossier/phrase.h"

static int
by_request(const void *id, const void *waits)
{
	const int64_t *x = id, y = ((const struct request_waits *)waits)->request_id;
	return (*x > y) - (*x < y);
}

static struct request_waits *
waits_find(const struct request_waits_list *all, int64_t request_id)
{
	return bsearch(&request_id, all->items, all->n, sizeof(*all->items), by_request);
}

/* Of which a register asks for a second person; one that cannot be read asks for nothing here. */
static void
add_approvals(struct installation *in, const struct org *org, const struct request_list *list,
    struct request_waits_list *all)
{
	struct err unread = { 0 };
	const struct reg *newest = register_of(in, org, 0, &unread), *own;
	for (size_t i = 0; i < list->n; i++) {
		struct request_waits *w = waits_find(all, list->items[i].id);
		if (w)
			w->second = false;
		if (!w || !w->copies || !w->built)
			continue;
		own = register_of(in, org, list->items[i].register_version, &unread);
		w->second = approval_demanded(own, newest);
	}
}

bool
waits_of(struct installation *in, const struct org *org, const struct request_list *list,
    struct arena *a, struct request_waits_list *ret, struct err *err)
{
	const char *checked[RIGHT__MAX + 1] = { 0 }, *copied[RIGHT__MAX + 1] = { 0 };
	int64_t *ids = arena_alloc(a, (list->n + 1) * sizeof(*ids));
	size_t nchecked = 0, ncopied = 0;
	for (unsigned r = 0; r < RIGHT__MAX; r++) {
		/* of an objection the register says whether it is to marketing: `show` looks */
		if (right_wants_check(r, right_rule(r)->absolute))
			checked[nchecked++] = right_name(r);
		if (right_is_copy(right_name(r)))
			copied[ncopied++] = right_name(r);
	}
	for (size_t i = 0; i < list->n; i++)
		ids[i] = list->items[i].id;
	if (!request_waits(in->db, org->id, ids, list->n, checked, copied, a, ret, err))
		return false;
	add_approvals(in, org, list, ret);
	return true;
}

/* The step of an answer. What the register says of it is looked at by `next`. */
static struct next_step
answer_step(const struct request_waits *w, const char *contact)
{
	if (w->unauthorised)
		return (struct next_step){ .code = NEXT_MANDATE };
	if (w->born)
		return (struct next_step){ .code = NEXT_LOOK };
	if (w->unverified)
		return (struct next_step){ NEXT_VERIFY, contact, NULL, NULL };
	if (w->other && !w->copies)
		return (
		    struct next_step){ w->begun ? NEXT_LOOK : NEXT_DECIDE, w->other, NULL, NULL };
	if (w->copies && !w->built)
		return (struct next_step){ .code = NEXT_BUILD };
	return (struct next_step){
		.code = w->copies && w->second && !w->approved ? NEXT_APPROVE : NEXT_ANSWER,
	};
}

static const char *
number(int64_t id, struct arena *a)
{
	return id ? arena_printf(a, "%" PRId64, id) : NULL;
}

/* The notice of an extension leaves within the first month (art. 12(3)), whatever waits. */
static void
find_notice(const struct request *r, const struct unsent_letters *written, struct date today,
    struct arena *a, struct next_known *ret)
{
	char day[DATE_LEN];
	if (date_cmp(today, r->deadline) > 0)
		return;
	ret->notice = number(unsent_first(written, r->id, letter_rule(LETTER_EXTENSION)->name), a);
	ret->limit = arena_printf(a,
	    phrase("the notice of the extension leaves on %s at the latest (art. 12(3) GDPR)"),
	    date_format(r->deadline, day));
}

static struct next_step
step_of(const struct request *r, const struct request_waits *w,
    const struct unsent_letters *written, struct date today, struct arena *a)
{
	struct next_known known = { .state = r->state,
		.ended = r->answered_at != 0 || r->closed_at != 0,
		.system = w->system,
		.action = w->action,
		.failed = w->failed,
		.written = w->written,
		.identifiers = w->identifiers,
		.letter = number(unsent_first(written, r->id, NULL), a) };
	find_notice(r, written, today, a, &known);
	struct next_step step = next_before(&known);
	return step.code == NEXT_ANSWER ? answer_step(w, number(w->contact, a)) : step;
}

static json_t *
kinds_of(const struct request_waits *w)
{
	json_t *list = json_array();
	if (w->unauthorised)
		json_array_append_new(list, json_string("authority"));
	if (w->unverified)
		json_array_append_new(list, json_string("verification"));
	if (w->identifiers)
		json_array_append_new(list, json_string("identifier"));
	return list;
}

/* The open rights that are due on another day than their request: [{"right","due"}]. */
static json_t *
dues_of(const struct request_waits *w)
{
	json_t *list = json_array();
	for (const char *const *due = w->dues; due && *due; due++) {
		size_t n = strcspn(*due, " ");
		json_array_append_new(
		    list, json_pack("{s:s%, s:s}", "right", *due, n, "due", *due + n + 1));
	}
	return list;
}

static const char *
view_status(const char *state, bool sources)
{
	return sources && strcmp(state, "collected") == 0 ? "waiting" : state;
}

void
waits_show(json_t *v, const struct request *r, const struct request_waits_list *all,
    const struct unsent_letters *written, struct date today)
{
	auto_drop(arena) struct arena *a = arena_new();
	const struct request_waits *w = waits_find(all, r->id);
	const struct request_waits none = { 0 };
	w = w ? w : &none;
	const struct next_step step = step_of(r, w, written, today, a);
	json_object_set_new(v, "status", json_string(view_status(r->state, w->sources)));
	json_object_set_new(
	    v, "rights", w->rights ? json_strings(w->rights, SIZE_MAX) : json_array());
	json_object_set_new(v, "rights_due", dues_of(w));
	json_object_set_new(v, "waits_for", kinds_of(w));
	json_object_set_new(v, "next", next_view(&step, r->reference));
}

bool
dossier_waits(const struct dossier *d, json_t *v, struct err *err)
{
	struct request self = d->request;
	const struct request_list one = { &self, 1 };
	struct request_waits_list waits;
	struct unsent_letters letters;
	if (!waits_of(d->in, &d->org, &one, d->a, &waits, err) ||
	    !unsent_written(d->in, &d->org, self.id, d->a, &letters, err))
		return false;
	waits_show(v, &self, &waits, &letters, d->today);
	return true;
}
