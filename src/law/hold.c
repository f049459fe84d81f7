/*
 * What a hold must rest on. Which statute covers a category is what the register says of it; that
 * it covers a record, and from which day, is for who places the hold.
 */
#include <ctype.h>

#include "dossier/hold.h"
#include "dossier/text.h"

/* ---- a claim ---- */

/* Words that anybody could say of any record; in lower case, words parted by one space. */
static const char *const empty_words[] = { "you never know", "never know", "just in case",
	"just to be sure", "to be safe", "for safety", "might need it", "may need it",
	"might be needed", "may be needed", "for the future", "legal reasons", "legal hold",
	"possible claim", "possible claims", "potential claim", "potential claims", "any claim",
	"any claims", "future claims", "some dispute", "a dispute", "not known",
	"je weet maar nooit", "je weet het nooit", "weet maar nooit", "voor de zekerheid",
	"voor het geval dat", "misschien nodig", "mogelijk nodig", "kan nodig zijn", "voor later",
	"juridische redenen", "eventuele claim", "eventuele claims", "mogelijke claim",
	"mogelijke claims", "mogelijk geschil", "een geschil", "een claim", "nog onbekend",
	"niet bekend" };
#define WORDS_MIN 3 /* beside those: who, and about what */
#define BYTES_MIN 15

/* Letters and digits in lower case, each run of the rest one space, one at both ends. */
static const char *
plain_words(const char *text, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	buf_addc(&b, ' ');
	for (const char *p = text; *p; p++) {
		unsigned char c = (unsigned char)*p;
		bool word = isalnum(c) || c >= 0x80;
		if (word || b.data[b.len - 1] != ' ')
			buf_addc(&b, word ? (char)tolower(c) : ' ');
	}
	if (b.data[b.len - 1] != ' ')
		buf_addc(&b, ' ');
	return arena_strdup(a, b.data);
}

/* ${words} without what says nothing. */
static const char *
without_empty(const char *words, struct arena *a)
{
	for (size_t i = 0; i < array_len(empty_words); i++) {
		const char *phrase = arena_printf(a, " %s ", empty_words[i]);
		for (const char *at; (at = strstr(words, phrase)) != NULL;)
			words = arena_printf(
			    a, "%.*s%s", (int)(at - words), words, at + strlen(phrase) - 1);
	}
	return words;
}

static size_t
count_words(const char *words)
{
	size_t n = 0;
	for (const char *p = words; *p; p++)
		n += p[0] == ' ' && p[1] && p[1] != ' ';
	return n;
}

bool
hold_check_dispute(const char *dispute, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *flaw = dispute ? text_flaw(dispute, true) : NULL;
	if (flaw)
		return err_set(err, ERR_USAGE, "the words of a claim hold %s", flaw);
	if (dispute && strlen(dispute) > HOLD_DISPUTE_MAX)
		return err_set(err, ERR_USAGE, "a claim is told in at most %d bytes of UTF-8",
		    HOLD_DISPUTE_MAX);
	const char *words = without_empty(plain_words(dispute ? dispute : "", a), a);
	return (count_words(words) >= WORDS_MIN && strlen(words) >= BYTES_MIN) ||
	    err_set(err, ERR_DENIED,
		"a claim that keeps data is a concrete one (art. 17(3)(e) GDPR): say with whom the "
		"dispute is and about what, or on which limitation period it rests");
}

bool
hold_check_review(struct date review, struct date today, struct err *err)
{
	char from[DATE_LEN], until[DATE_LEN];
	struct date last = date_add_months(today, 12);
	return (date_is_set(review) && date_cmp(review, today) > 0 &&
		   date_cmp(review, last) <= 0) ||
	    err_set(err, ERR_DENIED,
		"a claim is looked at again on a day after today (%s) and by %s, or it would keep "
		"data for ever (art. 5(1)(e), 17(3)(e) GDPR): say it with --review",
		date_format(today, from), date_format(last, until));
}

/* ---- a statute ---- */

/* "NL-AWR52" and "AWR 52": the same letters and digits behind the country. */
static bool
is_called(const char *id, const char *name)
{
	const char *p = strchr(id, '-');
	for (p = p ? p + 1 : id;; p++, name++) {
		while (*p && !isalnum((unsigned char)*p))
			p++;
		while (*name && !isalnum((unsigned char)*name))
			name++;
		if (tolower((unsigned char)*p) != tolower((unsigned char)*name))
			return false;
		if (!*p)
			return true;
	}
}

static const struct retention_basis *
called(const struct retention_law *l, const char *name, const char *country)
{
	size_t n;
	const struct retention_basis *all = retention_bases(l, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp(all[i].country, country) == 0 && is_called(all[i].id, name))
			return &all[i];
	return NULL;
}

const struct retention_basis *
hold_statute(const struct retention_law *l, const char *name, const char *country, struct err *err)
{
	const struct retention_basis *b = called(l, name, country);
	if (!b && !(b = retention_basis_find(l, name, err)))
		return NULL;
	if (!b->hold)
		(void)err_set(err, ERR_DENIED,
		    "%s (%s) is a norm and no statute that has data kept: a request for erasure "
		    "goes first (art. 17(3)(b) GDPR)",
		    b->id, b->article);
	else if (strcmp(b->country, country) != 0)
		(void)err_set(err, ERR_DENIED,
		    "%s (%s) is a law of %s, and this organisation is in %s (art. 17(3)(b) GDPR: a "
		    "law to which it is subject)",
		    b->id, b->article, b->country, country);
	else if (b->yields)
		(void)err_set(err, ERR_DENIED,
		    "%s (%s) yields to whose data it is; what another's interest demands is a "
		    "claim (art. 17(3)(e) GDPR): name it with --claim",
		    b->id, b->article);
	else
		return b;
	return NULL;
}

/* Does a collection of it say so in its rule of erasure? */
static bool
is_rule(const struct inventory *inv, const struct category *c, const char *basis)
{
	size_t k, h;
	const json_t *collection, *hold;
	for (size_t i = 0; i < inv->nsystems; i++)
		json_array_foreach(json_get(inv->systems[i].json, "collections"), k, collection)
			json_array_foreach(
			    json_get(json_get(collection, "erase"), "holds"), h, hold)
				if (strcmp(json_str_or(collection, "category", ""), c->id) == 0 &&
				    strcmp(json_str_or(hold, "basis", ""), basis) == 0)
					return true;
	return false;
}

bool
hold_check_covers(const struct retention_basis *b, const struct inventory *inv,
    const struct category *c, struct err *err)
{
	const char *basis = json_str_or(json_get(c->json, "retention"), "basis", "");
	return strcmp(basis, b->id) == 0 || is_rule(inv, c, b->id) ||
	    err_set(err, ERR_DENIED,
		"%s does not have %s kept, by the register (retention, erase.holds): a statute "
		"keeps only what its duty needs (art. 17(3)(b) GDPR)",
		b->article, c->id);
}

bool
hold_check_runs(const struct retention *r, struct date today, struct err *err)
{
	char last[DATE_LEN];
	return r->ahead || date_cmp(r->last, today) >= 0 ||
	    err_set(err, ERR_DENIED,
		"%s (%s) had it kept through %s: that is over (art. 17(3)(b) GDPR)", r->basis->id,
		r->basis->article, date_format(r->last, last));
}
