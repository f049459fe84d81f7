/*
 * What letters to the person say: the variables of their templates. Everything from outside is
 * cleaned; nothing is escaped, since a letter is plain text.
 */
#include "dossier/store/note.h"

#include "tell.h"

#define LINE_MAX_BYTES 200

const char *
tell_language(const struct dossier *d, enum letter_kind kind)
{
	const char *own = d->request.language;
	return letter_speaks(kind, own) ? own : "en";
}

/*
 * The rights a letter is about; where none waits for it those that are open, and where none is, all
 * that were asked. Which: as names, in the order of asking.
 */
static size_t
rights_about(const struct dossier *d, enum letter_kind kind, const char *ret[static RIGHT__MAX])
{
	size_t n = 0, open = 0;
	for (size_t i = 0; i < d->rights.n; i++) {
		open += right_is_open(&d->rights.items[i]);
		if (right_is_told(d, &d->rights.items[i], kind))
			ret[n++] = d->rights.items[i].right;
	}
	if (n > 0)
		return n;
	for (size_t i = 0; i < d->rights.n; i++)
		if (open == 0 || right_is_open(&d->rights.items[i]))
			ret[n++] = d->rights.items[i].right;
	return n;
}

static const char *
joined_rights(const struct dossier *d, enum letter_kind kind, const char *language, struct arena *a,
    struct err *err)
{
	const char *and = strcmp(language, "nl") == 0 ? " en " : " and ", *names[RIGHT__MAX];
	size_t n = rights_about(d, kind, names);
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < n; i++) {
		const char *one = letter_right(names[i], language, a, err);
		if (!one)
			return NULL;
		buf_addf(&b, "%s%s", i == 0 ? "" : i + 1 < n ? ", " : and, one);
	}
	return arena_strdup(a, b.data ? b.data : "");
}

bool
tell_name(const struct dossier *d, struct arena *a, const char **ret, struct err *err)
{
	static const char prefix[] = "requester: "; /* intake.c writes it so, as the first note */
	const struct request *r = &d->request;
	struct note_list notes;
	const char *plain = NULL, *place = NULL, *sealed = NULL;
	*ret = NULL;
	if (request_is_represented(r)) {
		if (!note_list(d->in->db, r->org_id, r->id, a, &notes, err))
			return false;
		sealed = notes.n ? notes.items[0].sealed : NULL;
		place = arena_printf(a, "note/%s", r->reference);
	}
	for (size_t i = 0; !place && !sealed && i < d->identifiers.n; i++)
		if (strcmp(d->identifiers.items[i].kind, "name") == 0 &&
		    strcmp(d->identifiers.items[i].source, "given") == 0 &&
		    strcmp(d->identifiers.items[i].state, "usable") == 0)
			sealed = d->identifiers.items[i].sealed;
	if (!sealed)
		return true;
	if (!place)
		place = seal_place(r->reference, "name", a);
	plain = unseal(d->keys->ledger, place, sealed, a, err);
	if (!plain)
		return false;
	if (strncmp(plain, prefix, strlen(prefix)) == 0)
		plain += strlen(prefix);
	else if (request_is_represented(r))
		return true; /* another note */
	plain = text_clean(plain, false, LINE_MAX_BYTES, a);
	*ret = *plain ? plain : NULL;
	return true;
}

/*
 * By when the person hears: of what a letter is about, the first of it; of a letter that ends
 * something, the last of what it does not end.
 */
static struct date
deadline_of(const struct dossier *d, const struct telling *t)
{
	const char *names[RIGHT__MAX];
	struct date day = { 0 };
	size_t n = 0;
	if (!t->ended)
		n = rights_about(d, t->kind, names);
	for (size_t i = 0; t->ended && i < d->rights.n; i++)
		if (right_is_open(&d->rights.items[i]) &&
		    !text_among(d->rights.items[i].right, t->ended->names, t->ended->n))
			names[n++] = d->rights.items[i].right;
	for (size_t i = 0; i < n; i++) {
		struct date own = term_right(&d->term, names[i]).in_force;
		int order = date_cmp(own, day);
		if (!date_is_set(day) || (t->ended ? order > 0 : order < 0))
			day = own;
	}
	return date_is_set(day) ? day : d->term.in_force;
}

json_t *
tell_data(struct dossier *d, const char *language, const struct telling *t, struct arena *a,
    struct err *err)
{
	auto_drop(json) json_t *own = t->facts;
	const struct request *r = &d->request;
	const struct date deadline = deadline_of(d, t);
	const char *name = NULL, *rights = joined_rights(d, t->kind, language, a, err);
	if (!rights || !tell_name(d, a, &name, err))
		return NULL;
	auto_drop(json) json_t *data = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s*, s:b, s:b, s:o}",
	    "reference", r->reference, "today", date_words(d->today, language, a), "received",
	    date_words(r->received, language, a), "deadline", date_words(deadline, language, a),
	    "rights", rights, "name", name, "represented", request_is_represented(r), "late",
	    date_cmp(d->today, deadline) > 0, "organisation",
	    letter_organisation(d->reg->organisation, a));
	if (!data) {
		err_set(err, ERR_INPUT, "the letter's words are not UTF-8");
		return NULL;
	}
	const char *key;
	json_t *value;
	json_object_foreach(own, key, value)
		json_object_set_new(data, key, letter_cleaned(value, a));
	const struct remedy_case any = { remedy_about(d, NULL, NULL), NULL };
	return letter_add_remedies(d->reg->organisation, language, t->ncases ? t->cases : &any,
		   t->ncases ? t->ncases : 1, data, a, err)
	    ? take(data)
	    : NULL;
}

void
tell_part(const struct dossier *d, const struct right_part *p, const char *language, json_t *list)
{
	const struct category *c = reg_category(d->reg, p->category);
	const struct purpose *purpose = reg_purpose(d->reg, p->purpose);
	const char *name = c ? json_text_in(json_get(c->json, "name"), language) : NULL;
	json_t *part = json_pack("{s:s, s:s, s:s*}", "id", p->category, "name",
		   name ? name : p->category, "purpose", purpose ? purpose->text : NULL),
	       *other;
	size_t i;
	json_array_foreach(list, i, other) {
		if (json_equal(other, part)) {
			json_decref(part);
			return;
		}
	}
	json_array_append_new(list, part);
}

const char *
tell_rights(
    const char *const *rights, size_t n, const char *language, struct arena *a, struct err *err)
{
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < n; i++) {
		const char *one = letter_right(rights[i], language, a, err);
		if (!one)
			return NULL;
		buf_addf(&b, "%s%s", i ? "; " : "", one);
	}
	return arena_strdup(a, b.data ? b.data : "");
}

const char *
tell_other_rights(
    struct dossier *d, const struct rights_chosen *told, const char *language, struct err *err)
{
	const char *others[RIGHT__MAX];
	size_t n = 0;
	for (size_t i = 0; i < d->rights.n; i++) {
		const struct request_right *r = &d->rights.items[i];
		bool ours = !right_is_open(r);
		for (size_t k = 0; k < told->n; k++)
			ours = ours || strcmp(told->names[k], r->right) == 0;
		if (!ours)
			others[n++] = r->right;
	}
	return tell_rights(others, n, language, d->a, err);
}
