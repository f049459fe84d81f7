/*
 * Between the files that decide. Each decision is straight on: dossier_begin(), what law/guard says
 * of it, decide_append(), dossier_commit().
 */
#ifndef DECIDE_PRIVATE_H
#define DECIDE_PRIVATE_H

#include "dossier_private.h"
#include "dossier/decide.h"
#include "dossier/store/clock.h"
#include "dossier/store/letter.h"

/* dossier_term_update: write the dates that follow from the facts now, in the open transaction. */
bool dossier_term_update(struct dossier *d, struct err *err) MUSTCHECK;
/* dossier_right_due: by a clock of its own, as d->term has it; no date: as the request. */
struct date dossier_right_due(const struct dossier *d, const char *right);
/*
 * dossier_fact_known: *ret, was it known on ${as_of}? What was recorded later was not, whenever it
 * happened; but a request is there from its receipt on, noticed or not (EDPB Guidelines 01/2022
 * par. 159).
 */
bool dossier_fact_known(const struct dossier *d, const struct fact *f, struct date as_of, bool *ret,
    struct err *err) MUSTCHECK;
/* dossier_term_json: the dates as of a day, how they follow, and the calendar (clock.c); new. */
json_t *dossier_term_json(const struct dossier *d, struct date as_of, struct err *err);
/* view_request: the members that every view of a request begins with (view_list.c); new. */
json_t *view_request(const struct org *org, const struct request *r,
    const struct unsent_letters *unsent, struct date today);
/*
 * waits_of: what these wait for; waits_show: that of one, as "status", "rights", "waits_for" and
 * "next" of its view; ${written}: the letters that lie there, however new (waits.c).
 */
bool waits_of(struct installation *in, const struct org *org, const struct request_list *list,
    struct arena *a, struct request_waits_list *ret, struct err *err) MUSTCHECK;
void waits_show(json_t *v, const struct request *r, const struct request_waits_list *all,
    const struct unsent_letters *written, struct date today);
/* view_term_of: those, and "extendable", may it have more time, or has it (view_term.c)? New. */
json_t *view_term_of(const struct dossier *d, struct date as_of, struct err *err);
/*
 * history_of: what happened until a day in words (history.c):
 * [{"on","fact","text","article","by","recorded","late"}], new.
 */
json_t *history_of(const struct dossier *d, struct date as_of, struct err *err);

/*
 * unsent_letters: of one request (0: of all of the organisation) those that lie there, by request;
 * unsent_written: also those that were written just now; unsent_first: the first, of a
 * ${kind} (NULL: of any), 0: none;
 * unsent_view: of them that request's, [{"id","kind","for","since","bounced"}], new; unsent_end:
 * does one of these tell how it ended (unsent.c)?
 */
bool unsent_letters(struct installation *in, const struct org *org, int64_t request_id,
    struct arena *a, struct unsent_letters *ret, struct err *err) MUSTCHECK;
bool unsent_written(struct installation *in, const struct org *org, int64_t request_id,
    struct arena *a, struct unsent_letters *ret, struct err *err) MUSTCHECK;
bool unsent_view(const struct org *org, const struct unsent_letters *all, int64_t request_id,
    json_t **ret, struct err *err) MUSTCHECK;
int64_t unsent_first(const struct unsent_letters *all, int64_t request_id, const char *kind);
bool unsent_end(const struct unsent_letters *all, int64_t request_id);

/* Whether who asks may for a right, by which row of the law and which fact; NULL: by none. */
struct mandate_state {
	enum mandate is;
	const struct representative *row;
	const struct fact *by;
};
bool dossier_mandate(const struct dossier *d, const char *right, struct mandate_state *ret,
    struct err *err) MUSTCHECK;
/* The words of FACT_AUTHORITY_SEEN, opened; in d->a; NULL: not said. */
struct mandate_words {
	const char *what, *to;
};
bool mandate_words_read(const struct dossier *d, const struct fact *f, struct mandate_words *ret,
    struct err *err) MUSTCHECK;

/* mandate_evidence: what shows that who asks may, as a letter lists it, [{"name"}]; new. */
json_t *mandate_evidence(const struct dossier *d, const char *language, struct err *err);

/* verify_other_tried: was another way to check asked for before, or did one fail (verify.c)? */
bool verify_other_tried(const struct dossier *d, const char *method);
/* check_is_taken_back: did what the check was by turn out to be somebody else's? */
bool check_is_taken_back(const struct dossier *d, const struct fact *check);
/* fact_words: a digest of the sealed words, for the log (recheck.c); NULL: it has none. */
const char *fact_words(const struct fact *f, struct arena *a);

/* decide_day: an unset day means today. */
struct date decide_day(const struct dossier *d, struct date on);
/* decide_fact_count: how many facts of this kind there were. */
int decide_fact_count(const struct dossier *d, enum fact_kind kind);
/* decide_latest: the last one; NULL: there was none. */
const struct fact *decide_latest(const struct dossier *d, enum fact_kind kind);
/* decide_stop_search: what nobody asks for any more is not searched either (closing.c). */
bool decide_stop_search(const struct dossier *d, struct err *err) MUSTCHECK;
/* note_add: a note by who acts, which note_check() took, in the open transaction (notes.c). */
bool note_add(const struct dossier *d, const char *text, struct err *err) MUSTCHECK;
/* statement_add: likewise what the person says of what is not corrected, with its event. */
bool statement_add(const struct dossier *d, const char *text, struct err *err) MUSTCHECK;
/* decide_open_again: reopening, in the open transaction of ${d}. */
bool decide_open_again(struct dossier *d, const char *reason, struct err *err) MUSTCHECK;
/* Parts of a right as a person names them; none: all that is not decided yet. */
struct chosen {
	const char *const *categories, *const *purposes;
	size_t ncategories, npurposes;
};
/*
 * parts_choose: those meant and not decided yet; in d->a. NOTFOUND for what the right is
 * not about, CONFLICT when all of them are decided.
 */
bool parts_choose(struct dossier *d, const char *right, const struct chosen *c,
    struct right_part_list *ret, struct err *err) MUSTCHECK;
/* right_is_told: is it open, and can a letter of this kind be about what is left of it? */
bool right_is_told(const struct dossier *d, const struct request_right *r, enum letter_kind kind);
/*
 * dossier_absolute: why such a letter (extension, fee, question) can be about none of the open
 * rights; NONE: about one it can.
 */
enum absolute dossier_absolute(const struct dossier *d, enum letter_kind kind);

/* dossier_absolute_any: what any of them is about still against which nothing is weighed. */
enum absolute dossier_absolute_any(const struct dossier *d);

#endif
