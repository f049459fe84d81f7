/*
 * What letters to the person say: the variables of their templates. Everything from outside is
 * cleaned; nothing is escaped, since a letter is plain text.
 */
#include "dossier/eml.h"
#include "dossier/refusal.h"
#include "dossier/store/note.h"

#include "letter.h"

#define LINE_MAX_BYTES 200
#define TEXT_MAX_BYTES 8000

const char *
letter_language(const struct dossier *d, const char *kind)
{
	const char *own = d->request.language;
	return eml_template_exists(kind, own) ? own : "en";
}

/* ---- articles ---- */

static const struct {
	const char *ours, *nl, *en;
} laws[] = {
	{ "GDPR ", "AVG", "GDPR" },
	{ "UAVG ", "Uitvoeringswet AVG", "of the Dutch GDPR Implementation Act (UAVG)" },
};

/* "17(3)(b)" as "artikel 17, lid 3, onder b,": the law's name follows. */
static void
add_dutch(struct buf *b, const char *s)
{
	bool parts = strchr(s, '(') != NULL;
	buf_adds(b, "artikel ");
	for (; *s; s++)
		if (*s == '(')
			buf_adds(b, s[1] >= '0' && s[1] <= '9' ? ", lid " : ", onder ");
		else if (*s != ')')
			buf_addc(b, *s);
	buf_adds(b, parts ? ", " : " ");
}

/*
 * One law with its articles, "GDPR 11(2), 12(2)"; one that is not ours to translate stays as it
 * is.
 */
static void
add_law(struct buf *b, const char *text, bool dutch, struct arena *a)
{
	size_t law = 0;
	while (law < array_len(laws) && strncmp(text, laws[law].ours, strlen(laws[law].ours)) != 0)
		law++;
	if (law == array_len(laws)) {
		buf_adds(b, text);
		return;
	}
	char *rest = arena_strdup(a, text + strlen(laws[law].ours));
	for (char *save, *one = strtok_r(rest, ", ", &save), *first = one; one;
	     one = strtok_r(NULL, ", ", &save)) {
		if (one != first)
			buf_adds(b, dutch ? " en " : " and ");
		if (dutch)
			add_dutch(b, one);
		else
			buf_addf(b, "article %s ", one);
		buf_adds(b, dutch ? laws[law].nl : laws[law].en);
	}
}

const char *
letter_article(const char *article, const char *language, struct arena *a)
{
	bool dutch = strcmp(language, "nl") == 0;
	auto_drop(buf) struct buf b = { 0 };
	char *save;
	for (char *law = strtok_r(arena_strdup(a, article), ";", &save); law;
	     law = strtok_r(NULL, ";", &save)) {
		if (b.len)
			buf_adds(&b, dutch ? " en " : " and ");
		add_law(&b, law + strspn(law, " "), dutch, a);
	}
	return arena_strdup(a, b.data ? b.data : "");
}

const char *
letter_money(int64_t cents, const char *language, struct arena *a)
{
	bool dutch = strcmp(language, "nl") == 0;
	return arena_printf(a, "\xe2\x82\xac%s%" PRId64 "%c%02" PRId64, dutch ? " " : "",
	    cents / 100, dutch ? ',' : '.', cents % 100);
}

/* ---- who writes, and about what ---- */

const char *
letter_right(const char *right, const char *language, struct arena *a, struct err *err)
{
	size_t n;
	enum right r;
	const char *text = asset_text("letters/words.json", a, &n, err);
	if (!text || !right_parse(right, &r, err))
		return NULL;
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_parse("letters/words.json", text, n, err);
	const char *word =
	    doc ? json_str(json_get(json_get(doc->root, "rights"), language), right) : NULL;
	if (!word) {
		err_set(
		    err, ERR_INPUT, "letters/words.json: no word for %s in %s", right, language);
		return NULL;
	}
	return arena_printf(a, "%s (%s)", word,
	    letter_article(arena_printf(a, "GDPR %s", right_article(r)), language, a));
}

static const char *
joined_rights(const struct dossier *d, const char *language, struct arena *a, struct err *err)
{
	const char *and = strcmp(language, "nl") == 0 ? " en " : " and ";
	auto_drop(buf) struct buf b = { 0 };
	for (size_t i = 0; i < d->rights.n; i++) {
		const char *one = letter_right(d->rights.items[i].right, language, a, err);
		if (!one)
			return NULL;
		buf_addf(&b, "%s%s", i == 0 ? "" : i + 1 < d->rights.n ? ", " : and, one);
	}
	return arena_strdup(a, b.data ? b.data : "");
}

/* The person's name as they gave it, or of who asks for them; NULL when not known. */
static bool
name_of(struct deciding *x, struct arena *a, const char **ret, struct err *err)
{
	static const char prefix[] = "requester: "; /* intake.c writes it so, as the first note */
	const struct dossier *d = x->d;
	const struct request *r = &d->request;
	struct note_list notes;
	const char *plain = NULL, *place = NULL, *sealed = NULL;
	*ret = NULL;
	if (strcmp(r->subject_relation, "self") != 0) {
		if (!note_list(x->in->db, r->org_id, r->id, a, &notes, err))
			return false;
		sealed = notes.n ? notes.items[0].sealed : NULL;
		place = arena_printf(a, "note/%s", r->reference);
	}
	for (size_t i = 0; !place && !sealed && i < d->identifiers.n; i++)
		if (strcmp(d->identifiers.items[i].kind, "name") == 0 &&
		    strcmp(d->identifiers.items[i].source, "given") == 0)
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
	else if (strcmp(r->subject_relation, "self") != 0)
		return true; /* another note */
	plain = text_clean(plain, false, LINE_MAX_BYTES, a);
	*ret = *plain ? plain : NULL;
	return true;
}

static json_t *
organisation_data(const struct dossier *d, struct arena *a)
{
	static const char *const contacts[] = { "email", "phone", "site" };
	const json_t *o = d->reg->organisation;
	const char *address = json_str(o, "address"), *dpo = json_str(json_get(o, "dpo"), "email");
	json_t *out = json_pack("{s:s, s:s*, s:s*}", "name",
	    text_clean(d->reg->name, false, LINE_MAX_BYTES, a), "address",
	    address ? text_clean(address, true, LINE_MAX_BYTES, a) : NULL, "dpo", dpo);
	for (size_t i = 0; i < array_len(contacts); i++) {
		const char *value = json_str(json_get(o, "contact"), contacts[i]);
		if (value)
			json_object_set_new(out, contacts[i],
			    json_string(text_clean(value, false, LINE_MAX_BYTES, a)));
	}
	return out;
}

/* To whom to complain, and the words of art. 12(4). */
static bool
add_remedies(
    const struct dossier *d, const char *language, json_t *data, struct arena *a, struct err *err)
{
	const json_t *o = d->reg->organisation;
	const char *named = json_string_value(json_array_get(json_get(o, "authorities"), 0));
	auto_drop(refusal_law) struct refusal_law *law = refusal_law_open(err);
	const char *remedies = law ? remedy_text(law, d->org.country,
					 json_str_or(o, "kind", "private"), named, language, a, err)
				   : NULL;
	if (!remedies)
		return false;
	const struct authority *who =
	    named ? authority_find(law, named) : authority_of(law, d->org.country);
	json_object_set_new(data, "remedies", json_string(remedies));
	json_object_set_new(data, "authority", who ? authority_json(who, language) : json_null());
	return true;
}

/* A value of a decision: words of whoever decided, or data made of them. */
static json_t *
cleaned(const json_t *value, struct arena *a)
{
	if (json_is_string(value))
		return json_string(text_clean(json_string_value(value), true, TEXT_MAX_BYTES, a));
	return json_deep_copy(value);
}

json_t *
letter_data(
    struct deciding *x, const char *language, json_t *facts, struct arena *a, struct err *err)
{
	auto_drop(json) json_t *own = facts;
	const struct request *r = &x->d->request;
	const char *name = NULL, *rights = joined_rights(x->d, language, a, err);
	if (!rights || !name_of(x, a, &name, err))
		return NULL;
	auto_drop(json) json_t *data =
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s*, s:b, s:b, s:b, s:o}", "reference",
		r->reference, "today", date_words(x->today, language, a), "received",
		date_words(r->received, language, a), "deadline",
		date_words(x->term.in_force, language, a), "rights", rights, "name", name,
		"represented", strcmp(r->subject_relation, "self") != 0, "late",
		date_cmp(x->today, x->term.in_force) > 0, "rehearsal", x->in->rehearsal,
		"organisation", organisation_data(x->d, a));
	if (!data) {
		err_set(err, ERR_INPUT, "the letter's words are not UTF-8");
		return NULL;
	}
	const char *key;
	json_t *value;
	json_object_foreach(own, key, value)
		json_object_set_new(data, key, cleaned(value, a));
	return add_remedies(x->d, language, data, a, err) ? take(data) : NULL;
}
