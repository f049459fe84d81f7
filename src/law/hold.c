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
/* Words of which no dispute is told; what is left has to say what it is about. */
static const char *const small_words[] = { "a", "aan", "ahead", "all", "alle", "allemaal", "alles",
	"als", "and", "any", "anything", "are", "be", "been", "bewaren", "bij", "but", "can",
	"case", "claim", "claims", "come", "comes", "could", "court", "daar", "dan", "dat", "data",
	"de", "denk", "deze", "die", "disagreement", "dispute", "disputes", "dit", "doe", "don",
	"dus", "een", "en", "er", "ergens", "everything", "for", "gaat", "gegevens", "geschil",
	"geschillen", "graag", "had", "handig", "have", "he", "hebben", "heeft", "het", "hier",
	"hij", "hold", "houden", "i", "ik", "in", "iemand", "iets", "is", "it", "je", "just", "kan",
	"keep", "keeping", "klant", "know", "komen", "komt", "kunnen", "later", "legal", "like",
	"lijkt", "maar", "may", "maybe", "mee", "met", "might", "misschien", "mogelijk", "moet",
	"moeten", "need", "needed", "never", "niet", "niks", "nobody", "nodig", "nog", "nooit",
	"not", "nu", "of", "om", "ons", "ooit", "op", "or", "our", "over", "perhaps", "person",
	"persoon", "possible", "possibly", "rather", "safe", "she", "should", "so", "some",
	"somebody", "someday", "someone", "something", "sometime", "straks", "sure", "t", "te",
	"that", "the", "them", "there", "they", "thing", "things", "this", "to", "toch", "u", "uit",
	"us", "van", "veilig", "voor", "want", "wat", "we", "weet", "well", "wel", "weten", "wie",
	"wij", "wil", "willen", "will", "with", "worden", "wordt", "would", "you", "ze", "zeker",
	"zij", "zijn", "zo", "zou", "zullen" };
#define WORDS_MIN 3 /* beside the phrases; and beside the small ones: */
#define TELLING_MIN 2
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

static bool
is_small(const char *word, size_t len)
{
	for (size_t i = 0; i < array_len(small_words); i++)
		if (strlen(small_words[i]) == len && strncmp(small_words[i], word, len) == 0)
			return true;
	return false;
}

/* Those that say something. */
static size_t
count_telling(const char *words)
{
	size_t n = 0;
	for (const char *p = words + strspn(words, " "); *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		n += !is_small(p, len);
		p += len;
	}
	return n;
}

bool
hold_check_against(const char *against, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *flaw = against ? text_flaw(against, false) : NULL;
	if (flaw)
		return err_set(err, ERR_USAGE, "whom a claim is against %s", flaw);
	if (against && strlen(against) > HOLD_DISPUTE_MAX)
		return err_set(err, ERR_USAGE,
		    "whom a claim is against is told in at most %d bytes", HOLD_DISPUTE_MAX);
	const char *words = without_empty(plain_words(against ? against : "", a), a);
	return (count_telling(words) > 0 && strlen(words) > 3) ||
	    err_set(err, ERR_DENIED,
		"a claim that keeps data is against somebody (art. 17(3)(e) GDPR): name them with "
		"--against WHO");
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
	return (count_words(words) >= WORDS_MIN && count_telling(words) >= TELLING_MIN &&
		   strlen(words) >= BYTES_MIN) ||
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

/* ---- a law in words ---- */

/* "AWR 52(4)" and "art. 52 AWR" begin and end otherwise; the first is of what is called AWR 52. */
static bool
is_article_of(const char *id, const char *text)
{
	const char *dash = strchr(id, '-');
	const char *p = dash ? dash + 1 : id;
	for (; *p; p++, text++) {
		while (*p && !isalnum((unsigned char)*p))
			p++;
		while (*text && !isalnum((unsigned char)*text))
			text++;
		if (!*p)
			break;
		if (tolower((unsigned char)*p) != tolower((unsigned char)*text))
			return false;
	}
	return !isalnum((unsigned char)*text);
}

/* A word that a law may be called by: it has a capital, and is none of these. */
static bool
is_law_word(const char *word, size_t len)
{
	static const char *const others[] = { "Art", "Artikel", "Article", "Section", "Lid" };
	for (size_t i = 0; i < array_len(others); i++)
		if (strlen(others[i]) == len && strncmp(others[i], word, len) == 0)
			return false;
	return len >= 2 && isupper((unsigned char)*word);
}

/* A number that is no year. */
static bool
is_article_number(const char *word, size_t len)
{
	size_t digits = strspn(word, "0123456789");
	bool year =
	    digits == 4 && len == 4 && (strncmp(word, "19", 2) == 0 || strncmp(word, "20", 2) == 0);
	return digits > 0 && !year;
}

static bool
names_law(const char *text)
{
	bool law = false, article = false;
	for (const char *p = text; *p; p++) {
		size_t len = 0;
		while (isalnum((unsigned char)p[len]) || (unsigned char)p[len] >= 0x80)
			len++;
		if (len == 0)
			continue;
		law = law || is_law_word(p, len);
		article = article || is_article_number(p, len);
		p += len - 1;
	}
	return law && article;
}

/* BW 3:307 to 3:311: after these a claim lapses; nobody has to keep a thing for that. */
static bool
is_limitation(const char *text, struct arena *a)
{
	static const char *const words[] = { " verjaring ", " verjaringstermijn ", " limitation ",
		" 3 306 ", " 3 307 ", " 3 308 ", " 3 309 ", " 3 310 ", " 3 311 " };
	const char *plain = plain_words(text, a);
	for (size_t i = 0; i < array_len(words); i++)
		if (strstr(plain, words[i]))
			return true;
	return false;
}

bool
hold_check_until(
    const struct retention_basis *b, struct date until, struct date today, struct err *err)
{
	char last[DATE_LEN], day[DATE_LEN];
	struct retention_asked x;
	struct date latest = retention_latest(b, today, &x);
	return date_cmp(until, latest) <= 0 ||
	    err_set(err, ERR_DENIED,
		"%s (%s) has nothing of today or before kept through %s: through %s at most (art. "
		"17(3)(b) GDPR)",
		b->id, b->article, date_format(until, day), date_format(latest, last));
}

bool
hold_check_law(const struct retention_law *l, const char *text, struct date until,
    struct date today, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	size_t n;
	const struct retention_basis *all = retention_bases(l, &n);
	if (is_limitation(text, a))
		return err_set(err, ERR_DENIED,
		    "a period of limitation (BW 3:307, 3:310) obliges nobody to keep data: what it "
		    "is kept for is a claim, `dossier hold add --claim` (art. 17(3)(e) GDPR)");
	if (!names_law(text))
		return err_set(err, ERR_DENIED,
		    "what is kept needs the law and the article that demand it (art. 17(3)(b) "
		    "GDPR): --law 'AWR 52(4)', or a basis of `dossier retention --list`");
	for (size_t i = 0; i < n; i++)
		if (all[i].hold && is_article_of(all[i].id, text))
			return hold_check_until(&all[i], until, today, err);
	return true;
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

bool
hold_rule(const json_t *collection, const char *basis, json_t **ret_columns)
{
	size_t i;
	const json_t *hold;
	json_t *columns = json_array();
	bool any = false, whole = false;
	json_array_foreach(json_get(json_get(collection, "erase"), "holds"), i, hold) {
		if (strcmp(json_str_or(hold, "basis", ""), basis) != 0)
			continue;
		any = true;
		whole = whole || !json_get(hold, "columns");
		json_array_extend(columns, json_get(hold, "columns"));
	}
	*ret_columns = NULL;
	if (any && !whole)
		*ret_columns = columns;
	else
		json_decref(columns);
	return any;
}

/* What the register says of the collections that a hold is on. */
struct said {
	size_t rules, with; /* with a rule of erasure; with one that names the basis */
	const json_t *one;  /* the collection that is named */
};

static struct said
said_of(const char *basis, const struct hold_scope *x)
{
	struct said s = { 0 };
	size_t k;
	const json_t *c;
	for (size_t i = 0; i < x->inv->nsystems; i++)
		json_array_foreach(json_get(x->inv->systems[i].json, "collections"), k, c) {
			if (strcmp(json_str_or(c, "category", ""), x->category->id) != 0 ||
			    (x->system && strcmp(x->inv->systems[i].id, x->system) != 0) ||
			    (x->collection &&
				strcmp(json_str_or(c, "name", ""), x->collection) != 0))
				continue;
			json_t *columns;
			s.one = x->collection ? c : NULL;
			s.rules += json_is_object(json_get(c, "erase"));
			s.with += hold_rule(c, basis, &columns);
			json_decref(columns);
		}
	return s;
}

static bool
check_columns(const struct retention_basis *b, const struct hold_scope *x, const json_t *columns,
    struct err *err)
{
	for (const char *const *c = x->columns; columns && c && *c; c++)
		if (!json_has(columns, *c))
			return err_set(err, ERR_DENIED,
			    "%s does not have column %.60s of %s kept, by the register "
			    "(erase.holds): a statute keeps only what its duty needs (art. "
			    "17(3)(b) GDPR)",
			    b->article, *c, x->collection);
	return true;
}

/* The whole category by its retention, where no rule says less. */
static bool
is_whole(const struct retention_basis *b, const struct category *c)
{
	const json_t *retention = json_get(c->json, "retention");
	return strcmp(json_str_or(retention, "basis", ""), b->id) == 0 &&
	    strcmp(json_str_or(retention, "extent", "whole"), "whole") == 0;
}

bool
hold_check_covers(const struct retention_basis *b, const struct hold_scope *x, json_t **ret_columns,
    bool *ret_rule, struct err *err)
{
	struct said s = said_of(b->id, x);
	*ret_columns = NULL;
	*ret_rule = s.with > 0;
	if (s.with > 0 && s.one) {
		(void)hold_rule(s.one, b->id, ret_columns);
		return check_columns(b, x, *ret_columns, err);
	}
	if (is_whole(b, x->category) && (s.rules == 0 || s.with > 0))
		return true;
	if (s.with > 0)
		return err_set(err, ERR_DENIED,
		    "%s does not have %s kept as a whole: name the collection of it (art. 17(3)(b) "
		    "GDPR: to the extent), --system and --collection",
		    b->article, x->category->id);
	return err_set(err, ERR_DENIED,
	    "%s does not have %s kept, by the register (retention, erase.holds): a statute keeps "
	    "only what its duty needs (art. 17(3)(b) GDPR)",
	    b->article, x->collection ? x->collection : x->category->id);
}

/* Is it kept there, by the rules of that system, or as the whole or a part that nobody rules on? */
static bool
is_covered(const struct retention_basis *b, const struct hold_scope *x, bool *ret_whole)
{
	const json_t *retention = json_get(x->category->json, "retention");
	struct hold_scope anywhere = *x;
	anywhere.system = anywhere.collection = NULL;
	const struct said here = said_of(b->id, x), all = said_of(b->id, &anywhere);
	*ret_whole = is_whole(b, x->category) && (here.rules == 0 || here.with > 0);
	return *ret_whole || here.with > 0 ||
	    (all.with == 0 && here.rules == 0 &&
		strcmp(json_str_or(retention, "basis", ""), b->id) == 0);
}

size_t
hold_covers(const struct retention_law *l, const struct hold_scope *x, const char *country,
    struct hold_cover *ret, size_t most)
{
	size_t n = 0, nbases;
	const struct retention_basis *b = retention_bases(l, &nbases);
	for (size_t i = 0; i < nbases && n < most; i++)
		if (b[i].hold && !b[i].yields && strcmp(b[i].country, country) == 0 &&
		    is_covered(&b[i], x, &ret[n].whole))
			ret[n++].basis = &b[i];
	return n;
}

bool
hold_check_runs(const struct retention *r, struct date today, bool rule, struct err *err)
{
	char last[DATE_LEN];
	if (r->ahead)
		return rule ||
		    err_set(err, ERR_DENIED,
			"what %s (%s) counts from lies ahead, and no rule of the register "
			"(erase.holds) would find its day: say the day with --from, or it would be "
			"kept for ever (art. 5(1)(e) GDPR)",
			r->basis->id, r->basis->article);
	return date_cmp(r->last, today) >= 0 ||
	    err_set(err, ERR_DENIED,
		"%s (%s) had it kept through %s: that is over (art. 17(3)(b) GDPR)", r->basis->id,
		r->basis->article, date_format(r->last, last));
}
