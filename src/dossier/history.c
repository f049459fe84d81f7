/*
 * What happened to a request, in words: its clock's facts, those that move a date and those that
 * only have to be known (a fee, a check, a cause of lateness). What a person wrote stays sealed.
 */
#include "decide_private.h"

/* How a fact is said; %s: the right, or "the request". */
static const struct {
	const char *fact, *text, *article;
} words[] = {
	{ "received", "received", "art. 12(3)" },
	{ "extension-decided", "extended; in force once its notice left", "art. 12(3)" },
	{ "extension-notice-sent", "the notice of the extension left", "art. 12(3)" },
	{ "extension-notice-bounced", "the notice of the extension came back", "art. 12(3)" },
	{ "question-asked", "the person was asked", "art. 12(6)" },
	{ "question-answered", "the person answered", "art. 12(6), recital 63" },
	{ "verified", "the person was checked", "art. 12(6)" },
	{ "refused", "%s was refused", "art. 12(4)" },
	{ "refused-in-part", "%s was refused", "art. 12(4)" },
	{ "answered-in-part", "%s was answered; other rights are open", "art. 12(3)" },
	{ "answered", "answered: no right is open any more", "art. 12(3)" },
	{ "done", "nothing is left to do", "art. 12(3)" },
	{ "closed", "closed", "art. 12(4)" },
	{ "close-letter", "the letter that tells why it is closed was written", "art. 12(4)" },
	{ "withdrawn", "withdrawn", "art. 12(2)" },
	{ "reopened", "reopened: the deadlines stay those of the receipt", "art. 12(3)" },
	{ "fee-warned", "the person was told of a fee", "art. 12(5)(a)" },
	{ "fee-charged", "a fee was charged", "art. 12(5)(a)" },
	{ "late-cause", "a cause of lateness was recorded", "art. 5(2)" },
};

/* Where the ground makes it another article. */
static const struct {
	const char *fact, *ground, *article;
} articles[] = {
	{ "question-asked", "clarification", "recital 63" },
	{ "question-answered", "clarification", "recital 63" },
	{ "question-answered", "identity", "art. 12(6)" },
	{ "fee-warned", "further-copy", "art. 15(3)" },
	{ "fee-charged", "further-copy", "art. 15(3)" },
	{ "closed", "not-identified", "art. 11(2), 12(2)" },
};

/* What of the detail is said behind it, in this order; %s: the value. */
static const struct {
	const char *key, *text;
} details[] = {
	{ "categories", " for %s" },
	{ "amount", " of EUR %s" },
	{ "withdraw_by", ", to withdraw until %s" },
	{ "accepted", "; the person agreed" },
	{ "ground", " (%s)" },
	{ "cause", ": %s" },
	{ "method", " by %s" },
	{ "result", ": %s" },
	{ "by", " by the %s" },
	{ "duplicate_of", " of %s" },
	{ "late", "; after the first month" },
};

static const char *
value_text(const json_t *v, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	const json_t *item;
	size_t i;
	if (json_is_string(v))
		return json_string_value(v);
	json_array_foreach(v, i, item)
		buf_addf(&b, "%s%s", i ? ", " : "", json_string_value(item));
	return b.len ? arena_strdup(a, b.data) : "";
}

/* The one place of a format: formats here have at most one %s. */
static const char *
fill(const char *format, const char *value, struct arena *a)
{
	const char *place = strstr(format, "%s");
	return !place
	    ? format
	    : arena_printf(a, "%.*s%s%s", (int)(place - format), format, value, place + 2);
}

static const char *
text_of(const char *text, const json_t *detail, struct arena *a)
{
	auto_drop(buf) struct buf b = { 0 };
	buf_adds(&b, fill(text, json_str_or(detail, "right", "the request"), a));
	for (size_t i = 0; i < array_len(details); i++) {
		const json_t *v = json_get(detail, details[i].key);
		if (json_is_string(v) || json_is_true(v) || json_array_size(v) > 0)
			buf_adds(&b, fill(details[i].text, value_text(v, a), a));
	}
	return arena_strdup(a, b.data);
}

static const char *
article_of(const char *fact, const json_t *detail, const char *otherwise)
{
	for (size_t i = 0; i < array_len(articles); i++)
		if (strcmp(articles[i].fact, fact) == 0 &&
		    strcmp(articles[i].ground, json_str_or(detail, "ground", "")) == 0)
			return articles[i].article;
	return otherwise;
}

static json_t *
fact_view(const struct clock_fact *f, struct date on, struct arena *a)
{
	size_t i = 0;
	while (i < array_len(words) && strcmp(words[i].fact, f->fact) != 0)
		i++;
	bool known = i < array_len(words);
	auto_drop(json) json_t *detail = clock_fact_detail(f);
	return json_pack("{s:o, s:s, s:s, s:s?, s:s, s:o}", "on", date_json(on), "fact", f->fact,
	    "text", text_of(known ? words[i].text : f->fact, detail, a), "article",
	    known ? article_of(f->fact, detail, words[i].article) : NULL, "by", f->by, "recorded",
	    instant_json(f->recorded_at));
}

json_t *
history_of(struct installation *in, const struct dossier *d, struct date as_of, struct arena *a,
    struct err *err)
{
	struct clock_fact_list facts;
	if (!request_clock(in->db, d->request.org_id, d->request.id, a, &facts, err))
		return NULL;
	json_t *out = json_array();
	for (size_t i = 0; i < facts.n; i++) {
		struct date on;
		bool known;
		if (!dossier_fact_known(&facts.items[i], &d->org, as_of, &on, &known, err)) {
			json_decref(out);
			return NULL;
		}
		if (known)
			json_array_append_new(out, fact_view(&facts.items[i], on, a));
	}
	return out;
}
