/*
 * Post: the letters of a request are listed, read, and said to have left or come back. What a
 * letter is about is not decided here; of an extension's notice the clock is told, since it is in
 * force only then.
 */
#include "dossier/phrase.h"
#include "dossier/post.h"
#include "tell.h"

/* ---- finding ---- */

bool
post_letters(const struct dossier *d, struct arena *a, struct letter_list *ret, struct err *err)
{
	const struct request *r = &d->request;
	return letter_list(d->in->db, r->org_id, r->id, a, ret, err);
}

static bool
find(const struct dossier *d, int64_t id, struct letter *ret, struct err *err)
{
	struct letter_list all;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].id == id) {
			*ret = all.items[i];
			return true;
		}
	return err_set(err, ERR_NOTFOUND,
	    "%s has no letter %" PRId64 ": `dossier letter list %s` names those there are",
	    d->request.reference, id, d->request.reference);
}

bool
post_number(const struct dossier *d, const char *file, int64_t *ret, struct err *err)
{
	struct letter_list all;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.items[i].file, file) == 0) {
			*ret = all.items[i].id;
			return true;
		}
	BUG("no letter %s, which was just written", file);
}

bool
post_latest(const struct dossier *d, enum letter_kind kind, struct letter *ret, bool *ret_found,
    struct err *err)
{
	struct letter_list all;
	*ret_found = false;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (letter_kind_find(all.items[i].kind) == kind) {
			*ret = all.items[i];
			*ret_found = true;
		}
	return true;
}

struct date
post_asked(const struct letter_list *letters, int64_t task, int64_t *ret_unsent)
{
	*ret_unsent = 0;
	for (size_t i = 0; i < letters->n; i++) {
		const struct letter *l = &letters->items[i];
		if (l->task_id != task || letter_kind_find(l->kind) != LETTER_INSTRUCTION)
			continue;
		if (date_is_set(l->sent) && !date_is_set(l->bounced)) {
			*ret_unsent = 0;
			return l->sent;
		}
		*ret_unsent = l->id;
	}
	return (struct date){ 0 };
}

/* ---- reading ---- */

/* Of what a proof is sealed: that it left, that it came back. */
#define LEFT "proof"
#define BACK "bounce-proof"

static const char *
proof_place(const struct letter *l, const char *of, struct arena *a)
{
	return arena_printf(a, "letter/%s/%s", of, l->file);
}

/* ${sealed} NULL: there is none, *ret NULL. */
static bool
open_proof(const struct dossier *d, const struct letter *l, const char *of, const char *sealed,
    const char **ret, struct err *err)
{
	*ret = sealed ? unseal(d->keys->ledger, proof_place(l, of, d->a), sealed, d->a, err) : NULL;
	return *ret || !sealed;
}

static const char *
seal_proof(const struct dossier *d, const struct letter *l, const char *of, const char *proof)
{
	return proof ? seal(d->keys->ledger, proof_place(l, of, d->a), proof, d->a) : NULL;
}

/* ---- what holds no more ---- */

/* Was it closed as what nobody asked, and is? */
static bool
is_mistaken(const struct dossier *d)
{
	const struct fact *closed = decide_latest(d, FACT_CLOSED);
	return closed && d->term.end.by == FACT_CLOSED &&
	    strcmp(closed->ground, ENTERED_BY_MISTAKE) == 0;
}

/* Why what a letter tells or asks holds no more, since it was written; NULL: it holds. */
static const char *
undone_by(const struct dossier *d, const struct letter *l)
{
	enum letter_kind kind = letter_kind_find(l->kind);
	bool decides = kind != LETTER__MAX && letter_rule(kind)->decides;
	for (size_t i = (size_t)l->facts; i < d->facts.n; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_REOPENED && decides)
			return phrase("the request was reopened since it was written");
		if (kind == LETTER_CLOSE_NOT_IDENTIFIED && f->kind == FACT_VERIFIED &&
		    strcmp(f->result, "passed") == 0)
			return phrase("it is known since who asks");
		if (f->kind == FACT_QUESTION_TAKEN_BACK && f->letter &&
		    strcmp(f->letter, letter_id(l)) == 0)
			return "the question was entered by mistake";
	}
	return is_mistaken(d) ? "the request was entered by mistake" : NULL;
}

static json_t *
letter_view(const struct dossier *d, const struct letter *l)
{
	bool is_void = strcmp(l->state, "written") == 0 && undone_by(d, l);
	return json_pack("{s:I, s:s, s:s, s:s?, s:s, s:s, s:s?, s:o, s:o, s:o}", "id",
	    (json_int_t)l->id, "kind", l->kind, "for", l->recipient_kind, "recipient", l->recipient,
	    "state", is_void ? "void" : l->state, "file", l->file, "message_id", l->message_id,
	    "at", instant_json(l->at), "sent", date_json(l->sent), "bounced",
	    date_json(l->bounced));
}

json_t *
post_list(struct installation *in, const struct actor *who, const char *reference, struct err *err)
{
	struct letter_list all;
	auto_drop(dossier) struct dossier *d = dossier_open(in, who, reference, err);
	if (!d ||
	    !installation_allows(in, who, d->request.org_id, act_roles(ACT_READ_LETTER), err) ||
	    !post_letters(d, d->a, &all, err))
		return NULL;
	json_t *out = json_array();
	for (size_t i = 0; i < all.n; i++)
		json_array_append_new(out, letter_view(d, &all.items[i]));
	return out;
}

static bool
whole_view(const struct dossier *d, const struct letter *l, void *arg, struct err *err)
{
	json_t **ret = arg;
	const char *proof, *back;
	auto_drop(json) json_t *content = letter_content(l, d->keys->ledger, d->a, err);
	if (!content || !open_proof(d, l, LEFT, l->proof, &proof, err) ||
	    !open_proof(d, l, BACK, l->bounce_proof, &back, err))
		return false;
	json_t *v = letter_view(d, l);
	json_object_set_new(v, "proof", proof ? json_string(proof) : json_null());
	json_object_set_new(v, "bounce_proof", back ? json_string(back) : json_null());
	json_object_update(v, content);
	*ret = v;
	return true;
}

/* Reading it is an event, and in a checkpoint, before anybody gets to see it. */
static bool
read_letter(struct dossier *d, int64_t id, const char *event,
    bool (*read)(const struct dossier *, const struct letter *, void *arg, struct err *), void *arg,
    struct err *err)
{
	struct letter l;
	if (!d)
		return false;
	struct installation *in = d->in;
	int64_t org_id = d->request.org_id;
	bool ok = find(d, id, &l, err) && read(d, &l, arg, err) &&
	    dossier_event(d, event, json_pack("{s:s, s:s}", "kind", l.kind, "file", l.file), err);
	return dossier_commit(d, ok, err) && installation_checkpoint(in, org_id, err);
}

json_t *
post_show(struct installation *in, const struct actor *who, const char *reference, int64_t id,
    struct err *err)
{
	auto_drop(json) json_t *v = NULL;
	struct dossier *d = dossier_begin(in, who, reference, ACT_READ_LETTER, err);
	return read_letter(d, id, "letter.read", whole_view, &v, err) ? take(v) : NULL;
}

struct taking {
	struct buf *b;
	bool old_day;
};

/* Was the day of receipt corrected since? Its dates are those of the other day then. */
static bool
has_old_day(const struct dossier *d, const struct letter *l)
{
	bool old = false;
	for (size_t i = (size_t)l->facts; i < d->facts.n && !date_is_set(l->sent); i++)
		old = old || d->facts.items[i].kind == FACT_RECEIPT_CORRECTED;
	return old;
}

static bool
compose(const struct dossier *d, const struct letter *l, void *arg, struct err *err)
{
	struct taking *t = arg;
	t->old_day = has_old_day(d, l);
	return letter_compose(l, d->keys->ledger, d->a, t->b, err);
}

bool
post_take(struct installation *in, const struct actor *who, const char *reference, int64_t id,
    struct buf *b, bool *ret_old_day, struct err *err)
{
	struct taking t = { .b = b };
	struct dossier *d = dossier_begin(in, who, reference, ACT_READ_LETTER, err);
	bool ok = read_letter(d, id, "letter.taken", compose, &t, err);
	*ret_old_day = t.old_day;
	return ok;
}

/* ---- what became of it ---- */

static bool
guard_of(const struct dossier *d, const struct letter *l, const struct post_news *n,
    struct guard_letter *ret, struct err *err)
{
	*ret = (struct guard_letter){ .sent = l->sent,
		.bounced = l->bounced,
		.proof = n->proof,
		.on = decide_day(d, n->on),
		.today = d->today };
	if (strcmp(l->state, "queued") == 0)
		return err_set(err, ERR_DENIED,
		    "the letter is not in the spool yet: the next worker puts it there");
	/* a letter that left has another day there than that of its writing, and needs none */
	ret->written = l->sent;
	return date_is_set(l->sent) || zone_date(d->org.zone, l->at, &ret->written, err);
}

static bool
is_known(const struct letter *l, struct err *err)
{
	return letter_kind_find(l->kind) != LETTER__MAX ||
	    err_set(err, ERR_INPUT, "the letter is of the kind %s, which there is not", l->kind);
}

static bool
is_notice(const struct letter *l)
{
	return letter_kind_find(l->kind) == LETTER_EXTENSION;
}

/* Which facts say that a letter left and came back: of some of them the clock is told. */
static const struct news_facts {
	enum fact_kind left, back;
} of_question = { FACT_QUESTION_SENT, FACT_QUESTION_BOUNCED },
  of_any = { FACT_LETTER_SENT, FACT_LETTER_BOUNCED };

/* The question that a letter asks, *ret NULL: none. Each that was not late wrote one, in order. */
static bool
question_of(
    const struct dossier *d, const struct letter *l, const struct fact **ret, struct err *err)
{
	struct letter_list all;
	enum letter_kind kind = letter_kind_find(l->kind);
	const char *about = kind == LETTER_QUESTION_IDENTITY ? "identity"
	    : kind == LETTER_QUESTION_CLARIFICATION          ? "clarification"
							     : NULL;
	size_t nth = 0;
	*ret = NULL;
	if (!about)
		return true;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n && all.items[i].id <= l->id; i++)
		nth += letter_kind_find(all.items[i].kind) == kind;
	for (size_t i = 0; i < d->facts.n && nth > 0; i++) {
		const struct fact *f = &d->facts.items[i];
		if (f->kind == FACT_QUESTION_ASKED && !f->late && strcmp(f->ground, about) == 0 &&
		    --nth == 0)
			*ret = f;
	}
	return true;
}

/* Art. 19: a recipient is told by a letter that left, and not by one that came back. */
static bool
append_told(struct dossier *d, const struct letter *l, bool left, struct date on, struct err *err)
{
	const char *const recipients[] = { l->recipient, NULL };
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *right = d->rights.items[i].right,
			   *name = post_notice_name(d, l->recipient, right);
		const struct fact f = { .kind =
					    left ? FACT_RECIPIENTS_TOLD : FACT_RECIPIENTS_BOUNCED,
			.on = on,
			.right = right,
			.recipients = recipients,
			.ref = l->facts,
			.letter = letter_id(l) };
		if (strncmp(l->file, name, strlen(name)) == 0)
			return decide_append(d, &f, NULL, err);
	}
	return err_set(
	    err, ERR_INPUT, "the letter %s tells of no right of %s", l->file, d->request.reference);
}

const char *
post_notice_name(const struct dossier *d, const char *recipient, const char *right)
{
	return arena_printf(d->a, "%s.to-%s.notify-%s-", d->request.reference, recipient, right);
}

/* What the clock, or the history, is told of a letter to the person. */
static bool
append(struct dossier *d, const struct letter *l, bool left, const struct guard_letter *g,
    struct err *err)
{
	const struct fact *asked;
	if (is_notice(l))
		return notice_append(d, l, left, g, err);
	if (letter_kind_find(l->kind) == LETTER_NOTIFY)
		return append_told(d, l, left, g->on, err);
	if (strcmp(l->recipient_kind, letter_to_name(LETTER_TO_PERSON)) != 0)
		return true;
	if (!question_of(d, l, &asked, err))
		return false;
	const struct news_facts *kinds = asked ? &of_question : &of_any;
	const struct fact f = { .kind = left ? kinds->left : kinds->back,
		.on = g->on,
		.ref = asked ? asked->ref : l->id,
		.ground = asked ? asked->ground : l->kind,
		.letter = letter_id(l) };
	return decide_append(d, &f, g->proof, err);
}

static bool
tell_event(const struct dossier *d, const char *what, const struct letter *l, struct date on,
    struct err *err)
{
	return dossier_event(d, what,
	    json_pack("{s:s, s:s, s:o, s:b}", "kind", l->kind, "file", l->file, "on", date_json(on),
		"late", guard_is_late(on, d->today)),
	    err);
}

/* An archive tells to which controllers the request went and who was asked, and when. */
static bool
tell_change(const struct dossier *d, const struct letter *l, struct err *err)
{
	return (strcmp(l->recipient_kind, letter_to_name(LETTER_TO_CONTROLLER)) != 0 &&
		   letter_kind_find(l->kind) != LETTER_INSTRUCTION) ||
	    request_changed(d->in->db, &d->request, err);
}

/* What was asked anew takes the place of the first, which may name another person's number. */
static bool
check_newest(const struct dossier *d, const struct letter *l, struct err *err)
{
	struct letter_list all;
	if (letter_kind_find(l->kind) != LETTER_INSTRUCTION)
		return true;
	if (!post_letters(d, d->a, &all, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (all.items[i].id > l->id && all.items[i].task_id == l->task_id &&
		    strcmp(all.items[i].kind, l->kind) == 0)
			return err_set(err, ERR_DENIED,
			    "letter %" PRId64 " asks the same anew and took the place of letter "
			    "%" PRId64 ": send that one (`dossier letter show %s %" PRId64 "`)",
			    all.items[i].id, l->id, d->request.reference, all.items[i].id);
	return true;
}

/* Such a letter is not to be sent; one that left all the same did, and its proof shows that. */
static bool
check_stands(const struct dossier *d, const struct letter *l, const char *proof, struct err *err)
{
	const char *why = proof ? NULL : undone_by(d, l);
	return !why ||
	    err_set(err, ERR_DENIED,
		"letter %" PRId64 " (%s) tells what holds no more: %s; do not send it, and if it "
		"left all the same, say with --proof what shows it",
		l->id, l->kind, why);
}

bool
post_left(struct dossier *d, const struct letter *l, const struct post_news *n, struct err *err)
{
	struct guard_letter g;
	const struct term own = notice_term(d, l);
	if (!is_known(l, err) || !check_newest(d, l, err) || !check_stands(d, l, n->proof, err) ||
	    !guard_of(d, l, n, &g, err) ||
	    (is_notice(l) && !guard_extension_notice(&own, g.on, d->today, err)) ||
	    !guard_letter_left(&g, err) || (n->proof && !note_check(n->proof, err)))
		return false;
	const char *proof = seal_proof(d, l, LEFT, n->proof);
	return letter_set_sent(d->in->db, d->request.org_id, l->id, g.on, proof, err) &&
	    tell_event(d, "letter.sent", l, g.on, err) && tell_change(d, l, err) &&
	    append(d, l, true, &g, err);
}

bool
post_back(struct dossier *d, const struct letter *l, const struct post_news *n, struct err *err)
{
	struct guard_letter g;
	const struct term own = notice_term(d, l);
	if (!is_known(l, err) || !guard_of(d, l, n, &g, err) ||
	    (is_notice(l) && !guard_extension_bounce(&own, g.on, d->today, err)) ||
	    !guard_letter_back(&g, err) || (n->proof && !note_check(n->proof, err)))
		return false;
	const char *proof = seal_proof(d, l, BACK, n->proof);
	return letter_set_bounced(d->in->db, d->request.org_id, l->id, g.on, proof, err) &&
	    tell_event(d, "letter.bounced", l, g.on, err) && tell_change(d, l, err) &&
	    append(d, l, false, &g, err);
}

static bool
is_untaken(const struct dossier *d, const struct letter *l, bool *ret, struct err *err)
{
	int64_t taken;
	if (!dossier_was(d, "letter.taken", json_pack("{s:s}", "file", l->file), &taken, err))
		return false;
	*ret = taken == 0 && letter_kind_find(l->kind) != LETTER_ESCALATION;
	return true;
}

bool
post_sent(struct installation *in, const struct actor *who, const char *reference,
    const struct post_news *n, bool *ret_untaken, struct err *err)
{
	struct letter l;
	struct dossier *d = dossier_begin(in, who, reference, ACT_LETTER, err);
	bool ok = d && find(d, n->letter, &l, err) && is_untaken(d, &l, ret_untaken, err) &&
	    post_left(d, &l, n, err);
	return dossier_commit(d, ok, err);
}

bool
post_bounced(struct installation *in, const struct actor *who, const char *reference,
    const struct post_news *n, struct err *err)
{
	struct letter l;
	struct dossier *d = dossier_begin(in, who, reference, ACT_LETTER, err);
	bool ok = d && find(d, n->letter, &l, err) && post_back(d, &l, n, err);
	return dossier_commit(d, ok, err);
}
