/*
 * Third parties of mail and chat: whoever is neither the person nor the organisation becomes a
 * number, in all items of an archive the same. The numbers are drawn for that archive and kept
 * nowhere: who has two archives cannot lay them beside each other.
 */
#include <strings.h>
#include <sys/random.h>

#include "dossier/phrase.h"
#include "dossier/redact.h"
#include "dossier/text.h"
#include "review.h"

#define NAME_MIN 3 /* bytes: a shorter one stands in too many words */

struct third {
	const char **texts; /* addresses, numbers and names */
	size_t ntexts;
	size_t number;
};
struct people {
	const struct review *r;
	struct arena *arena;
	const char **own; /* texts of the person and of the organisation, ended by NULL */
	size_t nown;
	struct third *items;
	size_t n, cap;
	/* of the item at hand: texts, and whose */
	const char **found;
	size_t *whose;
	size_t nfound, found_cap;
};

static bool
same(const char *x, const char *y)
{
	return strcasecmp(x, y) == 0;
}

/* ---- who is none of them ---- */

static void
add_own(struct people *p, const char *text)
{
	const char **more = arena_alloc(p->arena, (p->nown + 2) * sizeof(*more));
	if (!text || !*text)
		return;
	if (p->nown > 0)
		memcpy(more, p->own, p->nown * sizeof(*more));
	more[p->nown++] = arena_strdup(p->arena, text);
	more[p->nown] = NULL;
	p->own = more;
}

static bool
add_identifiers(struct people *p, struct err *err)
{
	const struct dossier *d = p->r->d;
	for (size_t i = 0; i < d->identifiers.n; i++) {
		const struct identifier *x = &d->identifiers.items[i];
		if (strcmp(x->state, "usable") != 0)
			continue;
		const char *plain = unseal(d->keys->ledger,
		    seal_place(d->request.reference, x->kind, p->arena), x->sealed, p->arena, err);
		if (!plain)
			return false;
		add_own(p, plain);
	}
	return true;
}

static void
add_organisation(struct people *p)
{
	const json_t *o = p->r->d->reg->organisation, *contact = json_get(o, "contact"), *v;
	const json_t *escalation = json_get(o, "escalation");
	const char *name;
	size_t i;
	add_own(p, json_str(o, "name"));
	add_own(p, json_str(contact, "email"));
	add_own(p, json_str(contact, "phone"));
	add_own(p, json_str(contact, "whatsapp"));
	add_own(p, json_str(json_get(o, "dpo"), "email"));
	add_own(p, json_str(json_get(escalation, "superior"), "email"));
	json_array_foreach(json_get(o, "channels"), i, v)
		add_own(p, json_str(v, "address"));
	json_object_foreach(json_get(escalation, "addresses"), name, v)
		add_own(p, json_string_value(v));
}

/* An address at the domain at which the organisation is reached is one of its people's. */
static bool
is_at_organisation(const struct people *p, const char *value)
{
	const char *contact = json_str(json_get(p->r->d->reg->organisation, "contact"), "email");
	const char *at = contact ? strchr(contact, '@') : NULL, *here = strchr(value, '@');
	if (!at || !here || strcasecmp(at, here) != 0)
		return false;
	for (size_t i = 0; i < p->nown; i++) /* where the person has theirs, so may anybody */
		if (strchr(p->own[i], '@') && same(strchr(p->own[i], '@'), at) &&
		    text_among(p->own[i], p->r->own, SIZE_MAX))
			return false;
	return true;
}

static const char *
normal(const struct people *p, const char *kind, const char *value)
{
	struct err none = { 0 };
	const char *n = text_identifier(kind, value, p->r->d->org.country, p->arena, &none);
	return n ? n : value;
}

static bool
is_own(const struct people *p, const char *kind, const char *value)
{
	const char *n = normal(p, kind, value);
	for (size_t i = 0; i < p->nown; i++)
		if (same(p->own[i], n) || same(normal(p, kind, p->own[i]), n))
			return true;
	return strcmp(kind, "email") == 0 && is_at_organisation(p, value);
}

/* ---- who is ---- */

static bool
has_text(const struct third *t, const char *text)
{
	for (size_t i = 0; i < t->ntexts; i++)
		if (same(t->texts[i], text))
			return true;
	return false;
}

static size_t
find(const struct people *p, const char *text)
{
	size_t i = 0;
	while (i < p->n && !has_text(&p->items[i], text))
		i++;
	return i;
}

static void
add_text(struct people *p, size_t whose, const char *text)
{
	struct third *t = &p->items[whose];
	if (has_text(t, text))
		return;
	const char **more = arena_alloc(p->arena, (t->ntexts + 1) * sizeof(*more));
	if (t->ntexts > 0)
		memcpy(more, t->texts, t->ntexts * sizeof(*more));
	more[t->ntexts++] = arena_strdup(p->arena, text);
	t->texts = more;
}

static size_t
add_third(struct people *p)
{
	if (p->n == p->cap) {
		size_t cap = p->cap ? 2 * p->cap : 64;
		struct third *more = arena_alloc(p->arena, cap * sizeof(*more));
		if (p->n > 0)
			memcpy(more, p->items, p->n * sizeof(*more));
		p->items = more;
		p->cap = cap;
	}
	p->items[p->n] = (struct third){ 0 };
	return p->n++;
}

/* In the item at hand. */
static void
note(struct people *p, const char *text, size_t whose)
{
	for (size_t i = 0; i < p->nfound; i++)
		if (same(p->found[i], text))
			return;
	if (p->nfound == p->found_cap) {
		size_t cap = p->found_cap ? 2 * p->found_cap : 64;
		const char **texts = arena_alloc(p->arena, cap * sizeof(*texts));
		size_t *who = arena_alloc(p->arena, cap * sizeof(*who));
		if (p->nfound > 0) {
			memcpy(texts, p->found, p->nfound * sizeof(*texts));
			memcpy(who, p->whose, p->nfound * sizeof(*who));
		}
		p->found = texts;
		p->whose = who;
		p->found_cap = cap;
	}
	p->found[p->nfound] = arena_strdup(p->arena, text);
	p->whose[p->nfound++] = whose;
}

/* "Vries, Jan de" of "Jan de Vries", and the other way round; NULL: it is one word. */
static const char *
turned(const char *name, struct arena *a)
{
	const char *comma = strchr(name, ','), *blank = strrchr(name, ' ');
	if (!blank || blank == name || !blank[1])
		return NULL;
	if (!comma)
		return arena_printf(a, "%s, %.*s", blank + 1, (int)(blank - name), name);
	const char *first = comma + 1 + strspn(comma + 1, " ");
	return arena_printf(a, "%s %.*s", first, (int)(comma - name), name);
}

static void
note_name(struct people *p, const char *name, size_t whose)
{
	add_text(p, whose, name);
	note(p, name, whose);
}

/* Whoever has an address, a number or a name that was met before is the same. */
static bool
meet(const char *kind, const char *value, const char *name, void *arg)
{
	struct people *p = arg;
	bool named = strlen(name) >= NAME_MIN && !same(name, value);
	const char *other = named ? turned(name, p->arena) : NULL, *plain = normal(p, kind, value);
	if (is_own(p, kind, value)) {
		if (named)
			add_own(p, name);
		add_own(p, other);
		return true;
	}
	named = named && !is_own(p, "name", name);
	size_t whose = find(p, plain);
	if (whose == p->n && named)
		whose = find(p, name);
	if (whose == p->n)
		whose = add_third(p);
	add_text(p, whose, plain);
	note(p, value, whose);
	if (named)
		note_name(p, name, whose);
	if (named && other)
		note_name(p, other, whose);
	return true;
}

/* ---- reading ---- */

/* The texts of a row, a line each. */
static void
add_strings(const json_t *v, struct buf *to)
{
	const char *key;
	json_t *x;
	size_t i;
	if (json_is_string(v)) {
		buf_add(to, json_string_value(v), json_string_length(v));
		buf_addc(to, '\n');
	}
	json_object_foreach((json_t *)(uintptr_t)v, key, x)
		add_strings(x, to);
	json_array_foreach((json_t *)(uintptr_t)v, i, x)
		add_strings(x, to);
}

static bool
too_large(struct err *err)
{
	return err_set(err, ERR_DENIED,
	    "it is too large to look into (more than 64 MiB): pass it or withhold it whole");
}

static bool
add_row(void *arg, int64_t row, const char *text, size_t n, struct err *err)
{
	struct buf *to = arg;
	(void)row;
	if (to->len + n > REDACT_MAX)
		return too_large(err);
	auto_drop(json) json_t *values = json_loadb(text, n, JSON_DECODE_INT_AS_REAL, NULL);
	if (values)
		add_strings(values, to);
	return true;
}

bool
review_texts(const struct dossier *d, const struct part *p, struct buf *ret, struct err *err)
{
	const char *home = d->in->conf.home;
	if (strcmp(p->format, "file") != 0)
		return part_rows(home, p, d->keys, 1, INT64_MAX, add_row, ret, err);
	return p->plain_bytes > REDACT_MAX ? too_large(err)
					   : part_bytes(home, p, d->keys, ret, err);
}

static bool
people_of(const struct review *r, const struct part *p, redact_person_fn *each, void *arg,
    struct err *err)
{
	struct buf text = { 0 };
	bool table = strcmp(p->format, "file") != 0;
	bool ok = review_texts(r->d, p, &text, err) &&
	    (text.len == 0 ||
		redact_people(table ? "rows.txt" : p->name, (struct bytes){ text.data, text.len },
		    each, arg, err));
	if (text.len > 0)
		explicit_bzero(text.data, text.len);
	buf_release(&text);
	return ok || err_wrap(err, "%s", p->category);
}

/* ---- numbers ---- */

static size_t
draw(size_t below)
{
	uint64_t r;
	if (getrandom(&r, sizeof(r), 0) != (ssize_t)sizeof(r))
		BUG("the kernel gives no random number");
	return (size_t)(r % below);
}

/* In an order of chance: neither who was met first nor how often they stand there shows in it. */
static void
number(struct people *p)
{
	for (size_t i = 0; i < p->n; i++)
		p->items[i].number = i + 1;
	for (size_t i = p->n; i > 1; i--) {
		size_t k = draw(i), was = p->items[i - 1].number;
		p->items[i - 1].number = p->items[k].number;
		p->items[k].number = was;
	}
}

/* ---- edits ---- */

struct met {
	const struct review_item *item;
	const char **texts;
	size_t *whose;
	size_t n;
	struct review_left_out of;
};

static const struct review_what third_parties = { .kind = "redact", .ground = "third-party" };

static size_t
count_people(const struct met *m)
{
	size_t n = 0;
	for (size_t i = 0; i < m->n; i++) {
		size_t before = 0;
		while (before < i && m->whose[before] != m->whose[i])
			before++;
		n += before == i;
	}
	return n;
}

/* Theirs stands elsewhere too, where no rule says anything of it. */
static void
put_edits(const struct people *p, const struct met *m, struct review_edits *e)
{
	const bool nl = strcmp(p->r->d->request.language, "nl") == 0;
	struct review_left_out of = m->of;
	for (size_t i = 0; i < m->n; i++) {
		const struct edit x = {
			.kind = EDIT_REDACT,
			.blob = m->item->part->blob,
			.text = m->texts[i],
			.instead = arena_printf(p->arena, nl ? "[persoon %zu]" : "[person %zu]",
			    p->items[m->whose[i]].number),
			.ground = third_parties.ground,
			.elsewhere_known = true,
		};
		struct err none = { 0 };
		if (edit_check(&x, &none))
			review_add_edit(e, x);
	}
	of.part = m->item->part;
	of.what = &third_parties;
	of.edit = SIZE_MAX;
	of.count = (int64_t)count_people(m);
	review_add_left_out(e, of);
}

/* Is it asked of this item, by a rule or a person? */
static bool
is_asked(const struct review *r, const struct review_item *i, struct review_left_out *ret)
{
	for (size_t k = 0; k < r->nrules; k++)
		if (r->rules[k].third_parties && review_rules_on(&r->rules[k], i)) {
			*ret = (struct review_left_out){ .rule = r->rules[k].id };
			return true;
		}
	for (const struct review_fact *const *f = i->said; *f; f++)
		if ((*f)->what.people) {
			*ret = (struct review_left_out){ .fact = (*f)->id };
			return true;
		}
	return false;
}

bool
review_people(const struct review *r, struct review_edits *e, struct err *err)
{
	struct people p = { .r = r, .arena = r->a };
	struct met *met = arena_alloc(r->a, (r->nitems + 1) * sizeof(*met));
	size_t n = 0;
	for (size_t i = 0; i < r->nitems; i++) {
		struct met *m = &met[n];
		if (r->items[i].state == REVIEW_WITHHELD || !is_asked(r, &r->items[i], &m->of))
			continue;
		if (n == 0 && !add_identifiers(&p, err))
			return false;
		if (n == 0)
			add_organisation(&p);
		p.found = NULL;
		p.nfound = p.found_cap = 0;
		if (!people_of(r, r->items[i].part, meet, &p, err))
			return false;
		m->item = &r->items[i];
		m->texts = p.found;
		m->whose = p.whose;
		m->n = p.nfound;
		n++;
	}
	number(&p);
	for (size_t i = 0; i < n; i++)
		put_edits(&p, &met[i], e);
	return true;
}
