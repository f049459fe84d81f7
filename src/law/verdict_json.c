/*
 * Verdicts written down, and compared: the words and the JSON of them. How one is reached is
 * verdict.c's.
 */
#include "dossier/verdict.h"

const char *const verdict_words[VERDICT__MAX] = {
	[VERDICT_ERASE] = "erase",
	[VERDICT_ANONYMISE] = "anonymise",
	[VERDICT_HOLD] = "hold",
	[VERDICT_KEEP] = "keep",
	[VERDICT_UNDECIDABLE] = "undecidable",
	[VERDICT_SET] = "set",
};
const char *const verdict_why_words[WHY__MAX] = {
	[WHY_RULE] = "rule",
	[WHY_STATUTE] = "statute",
	[WHY_CLAIM] = "claim",
	[WHY_RETENTION] = "retention",
	[WHY_CONTRACT] = "contract",
	[WHY_OPT_OUT] = "opt-out",
	[WHY_SHARED] = "shared",
	[WHY_REFERRED] = "referred",
	[WHY_NO_RULE] = "no-rule",
	[WHY_DATE] = "date",
	[WHY_NOT_OURS] = "not-ours",
};
/* Of what is done: "keep" is a rule, "nothing" a deed. */
static const char *const act_words[ERASE__MAX] = {
	[ERASE_DELETE] = "delete",
	[ERASE_ANONYMISE] = "anonymise",
	[ERASE_NOTHING] = "nothing",
	[ERASE_ASK] = "nothing",
};

static const char *
act_word(const struct row_verdict *v)
{
	return v->verdict == VERDICT_SET ? verdict_words[VERDICT_SET] : act_words[v->act];
}

bool
verdict_writes(const char *word)
{
	return strcmp(word, act_words[ERASE_ANONYMISE]) == 0 ||
	    strcmp(word, verdict_words[VERDICT_SET]) == 0;
}

/* ---- as JSON ---- */

static json_t *
reason_json(const struct verdict_reason *r)
{
	json_t *j =
	    json_pack("{s:s, s:s?, s:s?, s:o, s:b}", "code", verdict_why_words[r->code], "basis",
		r->basis, "article", r->article, "last", date_json(r->last), "ahead", r->ahead);
	if (r->hold)
		json_object_set_new(j, "hold", json_integer(r->hold));
	if (date_is_set(r->review))
		json_object_set_new(j, "review", date_json(r->review));
	if (r->column)
		json_object_set_new(j, "column", json_string(r->column));
	if (r->text)
		json_object_set_new(j, "text", json_string(r->text));
	return j;
}

/* By which it can be taken back, and by which the same row is known to be as it was. */
static json_t *
was_json(const struct row_verdict *v)
{
	json_t *was = json_object();
	for (size_t i = 0; i < v->nset; i++)
		json_object_set_new(was, v->set[i].column,
		    v->set[i].was ? json_string(v->set[i].was) : json_null());
	return was;
}

json_t *
verdict_json(const struct row_verdict *v)
{
	json_t *set = json_object(), *why = json_array();
	for (size_t i = 0; i < v->nset; i++)
		json_object_set_new(set, v->set[i].column, json_deep_copy(v->set[i].value));
	for (size_t i = 0; i < v->nwhy; i++)
		json_array_append_new(why, reason_json(&v->why[i]));
	json_t *j = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "verdict",
	    verdict_words[v->verdict], "do", act_word(v), "set", set, "kept",
	    v->kept ? json_strings(v->kept, SIZE_MAX) : json_null(), "why", why, "blocked_until",
	    v->blocked_ahead ? json_string("infinity") : date_json(v->blocked_until));
	if (v->verdict == VERDICT_SET)
		json_object_set_new(j, "was", was_json(v));
	return j;
}

bool
row_verdict_equal(const struct row_verdict *v, const struct row_verdict *w)
{
	auto_drop(json) json_t *of_v = verdict_json(v), *of_w = verdict_json(w);
	return json_equal(of_v, of_w);
}
