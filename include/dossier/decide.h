/*
 * Casework's decisions about time and outcome: questions, extension, refusal, closing. Each goes
 * through its guard of law/guard, is written as an append-only clock fact with its event, and
 * recomputes the dates. What the person must be told is a letter that waits to be sent afterwards.
 */
#ifndef DOSSIER_DECIDE_H
#define DOSSIER_DECIDE_H

#include "dossier/dossier.h"
#include "dossier/guard.h"

/* A letter to the person that a decision wrote: ${ret_told}, in ${a}. */
struct letter_told {
	const char *kind;       /* "extension"; NULL: none was written */
	int64_t no;             /* its number, as listed */
	const char *file;       /* its name */
	const char *message_id; /* NULL: a text to print */
	const char *id;         /* as facts name it: message_id, or the file of a text to print */
	/*
	 * "email"; "nobody": no address to send it to is known; "unproven": nothing shows that the
	 * one they gave is theirs; to be printed: "post", as they
	 * want it so, "no-sender", as the register has no contact.email
	 */
	const char *to;
	const char *body; /* what it says */
	/* its language when that is not the organisation's first: what was typed stands in it */
	const char *other_language;
};

/*
 * Dates left unset mean today in the organisation's zone. Texts are kept sealed; grounds are not
 * personal.
 */
struct decide_extension {
	const char *ground, *reason;
	const char *const *rights; /* none: all that are open, may be, and were not yet */
	size_t nrights;
};
bool decide_extend(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_extension *x, struct arena *a, struct letter_told *ret_told,
    struct err *err) MUSTCHECK;
/*
 * What post_sent() and post_bounced() say of the letter that decide_extend wrote, of ${right}
 * (NULL: the only one it can be said of).
 */
struct decide_notice {
	const char *right;
	struct date on;
	const char *proof;
};
bool decide_extension_notice(struct installation *in, const struct actor *who,
    const char *reference, const struct decide_notice *x, struct err *err) MUSTCHECK;
bool decide_extension_bounce(struct installation *in, const struct actor *who,
    const char *reference, const struct decide_notice *x, struct err *err) MUSTCHECK;

struct decide_refusal {
	const char *const *rights; /* none: the only open one */
	size_t nrights;
	const char *const *categories; /* none: all of the right */
	size_t ncategories;
	const char *const *purposes; /* of an objection or a withdrawal of consent; none: all */
	size_t npurposes;
	const char *ground, *facts, *necessity, *proportionality;
	const char *law, *procedure; /* where the ground asks for them, as until */
	struct date until;
	bool direct_marketing;
	const char *statement;   /* of the person, kept with it (rectification); NULL: none */
	const char *unannounced; /* why the person is not told (art. 23(2)(h)); NULL: they are */
};
/*
 * decide_refuse: what was refused and the words the person must get: ground, facts, complaint and
 * court; in the shape of docs/json/refuse.schema.json; new. A refusal of categories leaves their
 * right open for the rest. One that is unannounced writes no letter.
 */
json_t *decide_refuse(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_refusal *x, struct arena *a, struct letter_told *ret_told, struct err *err);

/*
 * Parts of a right were done as asked, by hand (${done}), or hold nothing of the person
 * (${nothing}), and recipients were told of it (art. 19).
 * Until all of its parts are decided the right can not be answered.
 */
struct decide_done {
	const char *right;             /* NULL: the only open one */
	const char *const *categories; /* none: all that is not decided yet */
	size_t ncategories;
	const char *const *purposes; /* of an objection or a withdrawal of consent; none: all */
	size_t npurposes;
	bool done, nothing; /* at most one */
	struct date on;
	const char *proof, *receipt; /* sealed, as who did it; receipt NULL: none */
	const char *by;              /* who did it; NULL: who records it */
	/* of a human review: how they gave their view; what came of it, as they read it */
	const char *heard, *result;
	const char *const *told; /* ids of recipients */
	size_t ntold;
	const char *untold; /* why the others could not be told, or not within reason; or NULL */
	/* of what is done or is nothing: may that be said of these parts? NULL: it may */
	bool (*may)(struct dossier *d, const char *right, const struct right_part_list *parts,
	    struct err *err);
};
/*
 * decide_may_do: may a right be carried out now, with ${proof}: is it open, and is it established
 * who asks? DENIED.
 */
bool decide_may_do(struct dossier *d, enum right right, const char *proof, struct err *err)
    MUSTCHECK;
/* decide_done: in the open transaction of ${d}; search_done() makes it one with its notices. */
bool decide_done(struct dossier *d, const struct decide_done *x, struct err *err) MUSTCHECK;

/* The words of FACT_CARRIED_OUT, opened; in d->a. */
struct done_words {
	const char *proof, *receipt, *by; /* receipt NULL: none */
	const char *heard, *result;       /* of a human review; NULL: not said */
};
bool done_words_read(const struct dossier *d, const struct fact *f, struct done_words *ret,
    struct err *err) MUSTCHECK;
/*
 * restrictions_in_force: what is stored only of this request, the oldest first, in d->a; what
 * turned out to be nothing is left out. Returns how many. view_restrictions: likewise, as "show"
 * has it: [{"category","ground","article","since","noticed","told"}]; new.
 */
struct restriction;
size_t restrictions_in_force(const struct dossier *d, struct restriction **ret);
json_t *view_restrictions(const struct dossier *d);
/*
 * restriction_tell: the notice of 18(3) for these, why it ends as the person reads it, and that it
 * was written; *ret in ${a}. In the open transaction. restriction_untold: the first of these of
 * which it did not leave, or came back; NULL: each was told. *ret_letter: which waits; 0: none.
 */
bool restriction_tell(struct dossier *d, const struct restriction *list, size_t n, const char *why,
    struct arena *a, struct letter_told *ret, struct err *err) MUSTCHECK;
bool restriction_untold(const struct dossier *d, const struct restriction *list, size_t n,
    const struct restriction **ret, int64_t *ret_letter, struct err *err) MUSTCHECK;
/*
 * done_recipients: of those that got what was done of a right, or were told of it all the same:
 * who was told of all of that, or was not; ids, ended by NULL, in ${a}. done_concerns: was it done,
 * with data this one got? done_is_told: was this one told, since then, by what did not come back?
 * done_is_excused: it was said why others could not be.
 */
bool done_concerns(const struct dossier *d, const struct decision *x, const char *recipient);
bool done_is_told(const struct dossier *d, const struct decision *x, const char *recipient);
void done_recipients(const struct dossier *d, const char *right, bool told, struct arena *a,
    const char *const **ret);
bool done_is_excused(const struct dossier *d, const char *right);

/*
 * What is not acted upon is told by a letter of its ground, and closed on the day that left:
 * ${letter} writes it and closes nothing; ${letter_sent} says that it left, as post_sent() does,
 * and closes, by default with the same facts. One that is known to have left needs neither.
 */
struct decide_closing {
	const char *ground, *facts, *duplicate_of;
	bool letter, letter_sent;
	struct date on;    /* the letter left; no date: today */
	const char *proof; /* and what shows it */
};
/*
 * What else came of an end, in ${arena}: a letter, and which duplicates were opened again, as the
 * request that was to answer them ended without an answer; ended by NULL, or NULL: none.
 */
struct decide_ended {
	struct arena *arena;
	struct letter_told told;
	const char *const *resumed;
};
bool decide_close(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_closing *x, struct arena *a, struct decide_ended *ret, struct err *err)
    MUSTCHECK;
bool decide_reopen(struct installation *in, const struct actor *who, const char *reference,
    const char *reason, struct err *err) MUSTCHECK;
struct decide_withdrawal {
	const char *const *rights; /* none: all that are open */
	size_t nrights;
	const char *by, *how;
	struct date on;
	/* what from outside shows that day, sealed; NULL: of a day gone by it counts from today */
	const char *proof;
};
bool decide_withdraw(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_withdrawal *x, struct arena *a, struct decide_ended *ret, struct err *err)
    MUSTCHECK;

/* A fee (art. 12(5)(a), 15(3)): first the warning, later the charge of what was warned of. */
struct decide_fee {
	int64_t amount_cents;
	const char *ground, *facts, *costs;
	struct date withdraw_by, on;
};
bool decide_fee_warn(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_fee *x, struct arena *a, struct letter_told *ret_told, struct err *err)
    MUSTCHECK;
bool decide_fee_charge(struct installation *in, const struct actor *who, const char *reference,
    bool accepted, struct err *err) MUSTCHECK;

/*
 * decide_receipt: the day of receipt is put right; every date and every judgement follows, and an
 * archive that was built is none of it any more.
 */
struct decide_receipt {
	struct date on;
	const char *why;   /* how the right one is known; sealed */
	const char *proof; /* what from outside shows it; NULL: nothing */
};
bool decide_receipt(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_receipt *x, struct err *err) MUSTCHECK;

/*
 * decide_language: of what the person is written, and of an archive; what was written before stays
 * as it is. decide_not_asked: the question of this number, which nobody was asked by, is taken
 * back, and its letter with it. decide_take_off: a right that nobody asked; what of it was searched
 * for stops. Each with how that is known, sealed.
 */
bool decide_language(struct installation *in, const struct actor *who, const char *reference,
    const char *language, const char *why, struct err *err) MUSTCHECK;
bool decide_not_asked(struct installation *in, const struct actor *who, const char *reference,
    int64_t question, const char *why, struct err *err) MUSTCHECK;
bool decide_take_off(struct installation *in, const struct actor *who, const char *reference,
    const char *right, const char *why, struct arena *a, struct decide_ended *ret, struct err *err)
    MUSTCHECK;

/*
 * decide_cause: why it is late, or will be; a word of dossier/late_cause.h. decide_cause_back: that
 * was not why, as is known by ${why}, sealed; DENIED unless it stands.
 */
bool decide_cause(struct installation *in, const struct actor *who, const char *reference,
    const char *cause, const char *note, struct err *err) MUSTCHECK;
bool decide_cause_back(struct installation *in, const struct actor *who, const char *reference,
    const char *cause, const char *why, struct err *err) MUSTCHECK;

/* decide_transfer: of art. 20(2), a step of FACT_TRANSFER_... by hand, and what it has to say. */
struct decide_transfer {
	enum fact_kind what;
	const char *text; /* sealed, as the fact says */
	struct date on;   /* sent; no date: today */
};
bool decide_transfer(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_transfer *x, struct err *err) MUSTCHECK;
/*
 * transfer_view: how it stands, {"state": "asked|infeasible|sent","to","why","on"}; *ret JSON null:
 * none is asked. New.
 */
bool transfer_view(const struct dossier *d, json_t **ret, struct err *err) MUSTCHECK;

struct decide_question {
	const char *about, *doubt, *method;
	bool large_quantity;
	struct date on;
	const char *proof; /* of a day that is over: what shows that it was asked then; sealed */
};
bool decide_question(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_question *x, struct arena *a, struct letter_told *ret_told, struct err *err)
    MUSTCHECK;
/* decide_meaning_clear: that erasure is meant is clear without a question, as ${why} says. */
bool decide_meaning_clear(struct installation *in, const struct actor *who, const char *reference,
    const char *why, struct err *err) MUSTCHECK;
/* decide_question_answered: the latest open question about that is answered, or else the latest. */
bool decide_question_answered(struct installation *in, const struct actor *who,
    const char *reference, const char *about, struct date on, struct err *err) MUSTCHECK;

/* How the person was checked. */
struct decide_check {
	const char *method, *result;
	const char *to;            /* by which contact data: a number or kind; NULL: the only one */
	const char *proof;         /* what shows it; NULL: not said; kept sealed */
	const char *const *rights; /* for which; none: all that were asked */
	size_t nrights;
	struct date on;
};
/*
 * decide_verify: the identifier by which a check was passed is proven the person's, and used from
 * then on. *ret_identifier: its number; 0: by none of the request's. USAGE when ${x->to} leaves it
 * open which.
 */
bool decide_verify(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_check *x, int64_t *ret_identifier, struct err *err) MUSTCHECK;
/*
 * decide_unidentified: why it is not established who asks for this right (art. 12(2), 12(6)), with
 * the command that changes it, in d->a; NULL: it is, or that is for the controller to say who
 * passed the request on.
 */
const char *decide_unidentified(const struct dossier *d, const char *right);
/*
 * decide_contact: the number to be named by --to where more than one that they gave may be meant by
 * a check (${method} NULL: by some), rather one that nothing shows to be theirs yet and that
 * stood there before the request; 0: none has to.
 * decide_unauthorised: likewise why who asks may not ask for the person, or a child for itself.
 * view_unidentified: open rights that wait for either, [{"right","why","needs","to"}], of
 * which the third names the step; new.
 */
const char *decide_check_command(const struct dossier *d, const char *method, int64_t to);
int64_t decide_contact(const struct dossier *d, const char *method);
const char *decide_unauthorised(const struct dossier *d, const char *right);
json_t *view_unidentified(const struct dossier *d);
/* ---- who asks for whom (mandate.c) ---- */

/* That somebody may ask for the person, as far as was seen. */
struct decide_authority {
	const char *evidence;          /* of law/representatives.json: "court-order" */
	const char *what;              /* was seen, and by whom; sealed, as to */
	const char *const *categories; /* that it covers, ended by NULL; none: all */
	const char *to;                /* the e-mail address to which letters go; NULL: not said */
	const char *const *rights;     /* for which; none: all that were asked */
	size_t nrights;
	struct date until, on;
};
bool decide_authority(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_authority *x, struct err *err) MUSTCHECK;
/* decide_authority_ended: all that were seen until then ended; ${why}, sealed. */
bool decide_authority_ended(struct installation *in, const struct actor *who, const char *reference,
    struct date on, const char *why, struct err *err) MUSTCHECK;
struct decide_competence {
	const char *result, *facts; /* "capable", "incapable"; what shows it, sealed */
	const char *const *rights;  /* none: all that were asked */
	size_t nrights;
	struct date on;
};
bool decide_competence(struct installation *in, const struct actor *who, const char *reference,
    const struct decide_competence *x, struct err *err) MUSTCHECK;
/* view_mandate: how it stands, as docs/json/mandate.schema.json has it; new. */
json_t *view_mandate(
    struct installation *in, const struct actor *who, const char *reference, struct err *err);
/*
 * mandate_address: the e-mail address of who asks, as the authority that stands names it, or the
 * mailbox of their agent; without such an authority only for what tells nothing that we hold (not
 * ${on_file}). In d->a; NULL: none is known.
 */
bool mandate_address(const struct dossier *d, bool on_file, const char **ret, struct err *err)
    MUSTCHECK;

/*
 * decide_about: is all of a right that is not refused of what is complied with at once, and
 * unproven?
 */
enum absolute decide_about(const struct dossier *d, const char *right);

/* view_term: the dates of a request as of a day (no date: today) with their derivation; new. */
json_t *view_term(struct installation *in, const struct actor *who, const char *reference,
    struct date as_of, struct err *err);

/*
 * dossier_recheck(in, org, f, ret_n, err): does what stands of every request follow from its facts,
 * and these from the log? What does not is told in ${f}, as "stands" and "follows"; *ret_n: how
 * many were looked at (recheck.c). In constant memory; each as of one moment.
 */
bool dossier_recheck(struct installation *in, const struct org *org, struct audit_findings *f,
    int64_t *ret_n, struct err *err) MUSTCHECK;

/*
 * dossier_recompute: the open requests whose calendar was corrected;
 * [{"reference","deadline":{"from","to"},...}], new.
 */
json_t *dossier_recompute(struct installation *in, const struct actor *who, struct err *err);

/*
 * dossier_escalate: look at what is due and tell who must know: an event and a file in HOME/spool/
 * for each rung, once. Cheap when nothing is due. *ret_told: how many.
 */
bool dossier_escalate(
    struct installation *in, const struct actor *who, int64_t *ret_told, struct err *err) MUSTCHECK;

/* ---- the one way of deciding (decide.c) ---- */

/*
 * decide_append(d, f, text, err): a clock fact by who acts, with its words sealed, its event, which
 * tells the same but for the words, and the dates that follow. ${d} knows it afterwards. ${text}
 * NULL or "": no words.
 */
bool decide_append(struct dossier *d, const struct fact *f, const char *text, struct err *err)
    MUSTCHECK;
/* decide_fact_text: the sealed words of a fact, opened; "" when there are none. */
const char *decide_fact_text(const struct dossier *d, const struct fact *f, struct err *err);

/* decide_right: the state of a right whole, and what was decided; ${d} knows it afterwards. */
bool decide_right(struct dossier *d, const char *right, const char *state, const char *decision,
    struct date on, struct err *err) MUSTCHECK;
/*
 * decide_end: the last right was answered or refused. Nothing is left to do: a copy is done when
 * it is handed over, what else was granted was done before. ${letter}: which tells that answer, as
 * facts name it; NULL: the copy left.
 */
bool decide_end(struct dossier *d, const char *letter, struct err *err) MUSTCHECK;

/* ---- the clock of an open dossier (clock.c) ---- */

/* dossier_term: the clock as of a day, in d->a; DENIED for one before the receipt. */
bool dossier_term(const struct dossier *d, struct date as_of, struct term *ret, struct err *err)
    MUSTCHECK;
/* ---- which rights, and what one is about (choose.c, parts.c) ---- */

struct rights_chosen {
	const char *names[RIGHT__MAX];
	size_t n;
};
/*
 * rights_choose: those named, or the only open one. NOTFOUND for one that was not asked, CONFLICT
 * for one that is not open.
 */
bool rights_choose(const struct dossier *d, const char *const *named, size_t n,
    struct rights_chosen *ret, struct err *err) MUSTCHECK;
/* rights_tell_done: the letter that these rights were carried out; it leaves with the answer. */
bool rights_tell_done(struct dossier *d, const struct rights_chosen *rights, struct arena *a,
    struct letter_told *ret_told, struct err *err) MUSTCHECK;

/* remedy_about: whom and what they are about here; ground and right as in struct remedy_for. */
struct remedy_for remedy_about(const struct dossier *d, const char *ground, const char *right);
/*
 * remedy_decided: what was decided of these rights, as far as complaint or court differ: each
 * right, and each ground that has its own; NULL: see err. In ${a}.
 */
const struct remedy_case *remedy_decided(const struct dossier *d, const struct rights_chosen *x,
    const char *language, struct arena *a, size_t *ret_n, struct err *err);

/* right_categories: ids of those a right is about, ended by NULL; in ${a}. */
const char *const *right_categories(const struct dossier *d, const char *right, struct arena *a);
/*
 * right_parts: what it is decided in: the same categories whole; or, where it was said which
 * purposes an objection or a withdrawal of consent is about, each use of a category for one.
 * Where it was said what is to be corrected, no other is meant, but right_parts_all: it can be.
 */
void right_parts_all(
    const struct dossier *d, const char *right, struct arena *a, struct right_part_list *ret);
void right_parts(
    const struct dossier *d, const char *right, struct arena *a, struct right_part_list *ret);
/*
 * category_given: is a category handed over as a copy (data/, files/), and for portability? What
 * was refused, whole or in part, is not.
 */
struct given {
	bool data, portable;
};
struct given category_given(const struct dossier *d, const char *category);

/* letter_told_json: {"kind","letter","file","message_id","to"}, or null for none; new. */
json_t *letter_told_json(const struct letter_told *l);

#endif
