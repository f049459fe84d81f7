/*
 * Letters to the person: what a decision must tell them (art. 12(3), 12(4), 12(5), 12(6), 11(2)) as
 * a message, or as a text to print. The letter and the decision come together or not at all. Sends
 * nothing: an officer does, and records it.
 */
#include "tell.h"

/* ---- to whom ---- */

/* Where the letter goes: e-mail with an address, e-mail without one, or post. */
struct way {
	const char *to;  /* an address of theirs */
	const char *why; /* as in struct letter_told */
};

/*
 * Who asks for somebody else has an address of their own: what was given is that of the person
 * whose data it is. It is known once the authority says so.
 */
static bool
find_other(struct dossier *d, bool on_file, struct way *ret, struct err *err)
{
	const char *to;
	if (!mandate_address(d, on_file, &to, err))
		return false;
	if (to)
		*ret = (struct way){ to, "email" };
	return true;
}

static bool
find_way(struct dossier *d, bool on_file, struct arena *a, struct way *ret, struct err *err)
{
	const struct request *r = &d->request;
	*ret = (struct way){ .why = "nobody" };
	if (r->answer_by && strcmp(r->answer_by, "post") == 0)
		ret->why = "post";
	else if (!json_str(json_get(d->reg->organisation, "contact"), "email"))
		ret->why = "no-sender";
	if (strcmp(ret->why, "nobody") != 0)
		return true;
	if (request_is_represented(r))
		return find_other(d, on_file, ret, err);
	const struct identifier *id = on_file ? contact_shown(d) : contact_origin(d);
	if (!id) {
		ret->why = contact_origin(d) ? "unproven" : "nobody";
		return true;
	}
	const char *plain =
	    unseal(d->keys->ledger, seal_place(r->reference, "email", a), id->sealed, a, err);
	if (plain && letter_address_ok(plain))
		*ret = (struct way){ plain, "email" };
	return plain != NULL;
}

/* ---- making it ---- */

/* Counted under the lock: who tries again after a failure finds the same number. */
static int
next_number(const struct letter_list *letters, const char *kind)
{
	int n = 1;
	for (size_t i = 0; i < letters->n; i++)
		n += strcmp(letters->items[i].kind, kind) == 0;
	return n;
}

/* Does the last one of this kind still lie here? */
static bool
is_unsent(const struct letter_list *letters, const char *kind)
{
	size_t i = letters->n;
	while (i > 0 && strcmp(letters->items[i - 1].kind, kind) != 0)
		i--;
	return i > 0 && !date_is_set(letters->items[i - 1].sent);
}

/* A system's id has no dot: no instruction is ever named so. */
static const char *
name_of(struct dossier *d, const struct telling *t, struct err *err)
{
	struct letter_list letters;
	const char *kind = letter_rule(t->kind)->name;
	if (!post_letters(d, d->a, &letters, err))
		return NULL;
	int next = next_number(&letters, kind) - (t->again && is_unsent(&letters, kind));
	return arena_printf(
	    d->a, "%s.person.%s-%d", d->request.reference, kind, t->number ? t->number : next);
}

static bool
make(struct dossier *d, const struct telling *t, const struct way *way, struct letter *ret,
    const char **ret_body, struct err *err)
{
	const char *language = tell_language(d, t->kind);
	auto_drop(json) json_t *data = tell_data(d, language, t, d->a, err);
	const char *name = data ? name_of(d, t, err) : NULL;
	const struct letter_draft draft = {
		.kind = t->kind,
		.name = name,
		.language = language,
		.from_name = d->reg->name,
		.from = json_str(json_get(d->reg->organisation, "contact"), "email"),
		.to_name = way->to ? json_str(data, "name") : NULL,
		.to = way->to,
		.print = strcmp(way->why, "post") == 0 || strcmp(way->why, "no-sender") == 0,
		.rehearsal = d->in->rehearsal,
		.data = data,
	};
	return name && letter_make(&draft, d->keys->ledger, d->a, ret, ret_body, err);
}

/* NULL: the letter is in the language in which the organisation's people write. */
static const char *
other_language(const struct dossier *d, enum letter_kind kind)
{
	const json_t *ours = json_get(d->reg->organisation, "languages");
	const char *first = json_string_value(json_array_get(ours, 0));
	const char *language = tell_language(d, kind);
	return first && strcmp(first, language) != 0 ? language : NULL;
}

bool
tell_person(struct dossier *d, const struct telling *t, struct arena *a, struct letter_told *ret,
    struct err *err)
{
	struct way way;
	struct letter l;
	const char *body;
	int64_t no;
	if (!find_way(d, letter_rule(t->kind)->on_file && !t->to_origin, d->a, &way, err)) {
		json_decref(t->facts);
		return false;
	}
	if (!make(d, t, &way, &l, &body, err) || !dossier_letter(d, 0, &l, err) ||
	    !post_number(d, l.file, &no, err))
		return false;
	*ret = (struct letter_told){
		.kind = l.kind,
		.no = no,
		.file = arena_strdup(a, l.file),
		.message_id = arena_strdup(a, l.message_id),
		.id = arena_strdup(a, letter_id(&l)),
		.to = way.why,
		.body = arena_strdup(a, body),
		.other_language = arena_strdup(a, other_language(d, t->kind)),
	};
	return true;
}

json_t *
letter_told_json(const struct letter_told *l)
{
	return l->kind
	    ? json_pack("{s:s, s:I, s:s, s:s?, s:s}", "kind", l->kind, "letter", (json_int_t)l->no,
		  "file", l->file, "message_id", l->message_id, "to", l->to)
	    : json_null();
}
