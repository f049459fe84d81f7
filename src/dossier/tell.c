/*
 * Letters to the person: what a decision must tell them (art. 12(3), 12(4), 12(5), 12(6), 11(2)) as
 * a finished message in the outbox, or as a text to print. The letter and the decision come
 * together or not at all. Sends nothing: an officer does, and records it.
 */
#include "dossier/store/letter.h"
#include "dossier/store/part.h"

#include "tell.h"

#define ASIDE_S 86400 /* after so long nobody waits for what a process that died left aside */

/* ---- to whom ---- */

/* Where the letter goes: e-mail with an address, e-mail without one, or post. */
struct way {
	const char *to;  /* the address they gave */
	const char *why; /* as in struct letter_told */
};

/*
 * The e-mail address given for the request. Who asks for somebody else has an address of their own,
 * which we do not know: what was given is that of the person whose data it is.
 */
static bool
find_way(struct deciding *x, struct arena *a, struct way *ret, struct err *err)
{
	const struct dossier *d = x->d;
	const struct request *r = &d->request;
	*ret = (struct way){ .why = "nobody" };
	if (r->answer_by && strcmp(r->answer_by, "post") == 0)
		ret->why = "post";
	else if (!json_str(json_get(d->reg->organisation, "contact"), "email"))
		ret->why = "no-sender";
	if (strcmp(ret->why, "nobody") != 0 || strcmp(r->subject_relation, "self") != 0)
		return true;
	for (size_t i = 0; !ret->to && i < d->identifiers.n; i++) {
		const struct identifier *id = &d->identifiers.items[i];
		if (strcmp(id->kind, "email") != 0 || strcmp(id->source, "given") != 0)
			continue;
		const char *plain = unseal(
		    d->keys->ledger, seal_place(r->reference, "email", a), id->sealed, a, err);
		if (!plain)
			return false;
		if (mail_address_ok(plain))
			*ret = (struct way){ plain, "email" };
	}
	return true;
}

/* ---- making it ---- */

/* The template's text between salutation and signature, which are the same for all. */
static bool
fill(struct mail *m, enum letter_kind kind, json_t *data, struct arena *a, struct err *err)
{
	size_t n;
	const char *name = arena_printf(a, "letters/%s/frame.mustache", m->language);
	if (!letter_fill(
		letter_rule(kind)->template, m->language, data, a, &m->subject, &m->body, err))
		return false;
	json_object_set_new(data, "print", json_boolean(m->print));
	json_object_set_new(data, "subject", json_string(m->subject));
	size_t end = strlen(m->body);
	while (end > 0 && m->body[end - 1] == '\n')
		end--;
	json_object_set_new(data, "content", json_stringn(m->body, end));
	const char *frame = asset_text(name, a, &n, err);
	m->body = frame ? text_mustache(frame, data, NULL, NULL, a, err) : NULL;
	if (!m->body)
		return err_wrap(err, "%s", name);
	return letter_says_all(kind, m->body, data, err);
}

static bool
compose(struct deciding *x, const struct telling *t, const struct way *way, struct arena *a,
    struct mail *m, struct err *err)
{
	const json_t *o = x->d->reg->organisation;
	const char *from = json_str(json_get(o, "contact"), "email");
	*m = (struct mail){
		.from_name = text_clean(x->d->reg->name, false, 200, a),
		.from = from,
		.to = way->to,
		.language = tell_language(x->d, t->kind),
		.date = clock_now(),
		.print = strcmp(way->why, "post") == 0 || strcmp(way->why, "no-sender") == 0,
	};
	auto_drop(json) json_t *data = tell_data(x, m->language, t->facts, a, err);
	if (!data)
		return false;
	m->to_name = way->to ? arena_strdup(a, json_str(data, "name")) : NULL;
	if (!m->print)
		m->message_id = arena_printf(a, "%s.person.%s-%d%s", x->d->request.reference,
		    letter_rule(t->kind)->name, t->number, strrchr(from, '@'));
	return fill(m, t->kind, data, a, err);
}

static bool
letters_of(struct deciding *x, struct letter_list *ret, struct err *err)
{
	const struct request *r = &x->d->request;
	return letter_list(x->in->db, r->org_id, r->id, x->a, ret, err);
}

/* Counted under the lock: who tries again after a failure finds the same number. */
static int
next_number(const struct letter_list *letters, const char *kind)
{
	int n = 1;
	for (size_t i = 0; i < letters->n; i++)
		n += strcmp(letters->items[i].kind, kind) == 0;
	return n;
}

/* A printed letter has no Message-ID by which the store would know that it is the same. */
static bool
is_listed(const struct letter_list *letters, const char *file)
{
	for (size_t i = 0; i < letters->n; i++)
		if (letters->items[i].file && strcmp(letters->items[i].file, file) == 0)
			return true;
	return false;
}

static bool
record(struct deciding *x, const char *kind, const struct mail *m, const char *file, bool listed,
    struct err *err)
{
	const struct request *r = &x->d->request;
	const struct letter l = { .kind = kind,
		.recipient = "subject",
		.state = "written",
		.message_id = m->message_id,
		.file = file };
	return (listed || letter_insert(x->in->db, r->org_id, r->id, &l, err)) &&
	    dossier_event(x->in, x->d, "letter.written",
		json_pack(
		    "{s:s, s:s, s:s?}", "kind", kind, "file", file, "message_id", m->message_id),
		err);
}

bool
tell_person(struct deciding *x, const struct telling *telling, struct told *ret, struct err *err)
{
	struct telling t = *telling;
	struct way way;
	struct mail m;
	struct letter_list letters;
	struct arena *kept = x->in->arena;
	if (x->d->letter)
		BUG("two letters in one act");
	if (!letters_of(x, &letters, err) || !find_way(x, x->a, &way, err)) {
		json_decref(t.facts);
		return false;
	}
	const char *kind = letter_rule(t.kind)->name;
	t.number = t.number ? t.number : next_number(&letters, kind);
	if (!compose(x, &t, &way, x->a, &m, err))
		return false;
	/* a system's id has no dot: no instruction is ever named so */
	const char *file = arena_printf(kept, "%s.person.%s-%d.%s", x->d->request.reference, kind,
	    t.number, m.print ? "txt" : "eml");
	const char *outbox = conf_path(&x->in->conf, "outbox", kept);
	bool again = is_listed(&letters, file);
	x->d->letter = eml_draft(&m, outbox, file, err);
	if (!x->d->letter || !record(x, kind, &m, file, again, err))
		return false;
	*ret = (struct told){ m.message_id, m.body };
	x->in->told = (struct letter_told){ kind, arena_printf(kept, "%s/%s", outbox, file), file,
		arena_strdup(kept, m.message_id), way.why, again };
	return true;
}

json_t *
letter_told_json(const struct letter_told *l)
{
	return l->kind ? json_pack("{s:s, s:s, s:s?, s:s}", "kind", l->kind, "file", l->file,
			     "message_id", l->message_id, "to", l->to)
		       : json_null();
}

/* ---- the end of the act ---- */

/*
 * A commit whose answer was lost: did the letter's row stay? That of a letter written again was
 * there before: who is told to try again does the same once more.
 */
static bool
is_recorded(struct installation *in, int64_t org_id, bool *ret_known, struct err *err)
{
	struct err away = { 0 };
	bool recorded = false;
	*ret_known = err->kind != ERR_TEMPORARY || in->told.again ||
	    (installation_reconnect(in, &away) &&
		blob_is_known(in->db, org_id, in->told.name, &recorded, &away));
	return recorded;
}

bool
letter_settle(struct installation *in, struct dossier *d, bool ok, struct err *err)
{
	auto_drop(eml_draft) struct eml_draft *letter = take(d->letter);
	bool known = true;
	if (!letter)
		return ok;
	if (!ok && is_recorded(in, d->request.org_id, &known, err)) {
		err_clear(err);
		ok = true;
	}
	if (!known)
		eml_leave(letter); /* letters_mend finds out */
	if (!ok) {
		in->told = (struct letter_told){ 0 };
		return false;
	}
	struct err bad = { 0 };
	if (eml_keep(letter, &bad))
		return true;
	eml_leave(letter);
	return err_set(err, ERR_TEMPORARY,
	    "recorded, but its letter is not in the outbox yet (%s): `dossier work` puts it there",
	    bad.text);
}

struct mending {
	struct installation *in;
	const struct org_list *orgs;
};

static int
is_wanted(const char *name, void *arg)
{
	const struct mending *m = arg;
	bool known = false;
	for (size_t i = 0; !known && i < m->orgs->n; i++)
		if (!blob_is_known(m->in->db, m->orgs->items[i].id, name, &known, NULL))
			return -1;
	return known;
}

bool
letters_mend(struct installation *in, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	struct org_list orgs;
	struct mending m = { .in = in, .orgs = &orgs };
	return org_list(in->db, a, &orgs, err) &&
	    eml_mend(conf_path(&in->conf, "outbox", a), is_wanted, &m, ASIDE_S, err);
}

/* ---- what was told before ---- */

bool
tell_message_id(struct deciding *x, enum letter_kind kind, const char **ret, struct err *err)
{
	struct letter_list letters;
	*ret = NULL;
	if (!letters_of(x, &letters, err))
		return false;
	for (size_t i = 0; i < letters.n; i++)
		if (strcmp(letters.items[i].kind, letter_rule(kind)->name) == 0)
			*ret = letters.items[i].message_id;
	return true;
}
