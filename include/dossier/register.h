/*
 * Registers: an organisation's record of processing (art. 30) as one JSON file of format
 * dossier-register/1 (templates/registers/register.schema.json, docs/registers.md), and connector
 * files.
 */
#ifndef DOSSIER_REGISTER_H
#define DOSSIER_REGISTER_H

#include "dossier/deadline.h"
#include "dossier/plan.h"

struct definition;
struct reg_controller { /* a customer for whom we are processor */
	const char *id, *name, *email;
	const json_t *json;
};

/* A register in memory. Everything is borrowed from doc and dies with reg_free. */
struct reg {
	struct json_doc *doc;
	const char *slug; /* "jbsync" */
	const char *code; /* "JBS", first part of references */
	const char *name, *country, *zone, *calendar;
	struct promise promise;
	bool promise_is_done;     /* the promise is met when the thing is done, not when answered */
	bool approves_answers;    /* a second person approves an archive before it answers */
	bool approves_reviews;    /* and what people said in the review of a copy */
	bool approves_changes;    /* and that data are erased */
	const char *cooling_off;  /* so long, "P1D", nothing of that is done yet; NULL: at once */
	bool asks_at_hold_end;    /* likewise before what a hold kept goes; false: unattended */
	const char *content_term; /* so long what was collected for an ended request is kept */
	const json_t *organisation;
	const struct purpose *purposes;
	size_t npurposes;
	struct inventory inv;
	const struct reg_controller *controllers;
	size_t ncontrollers;
	struct definition **definitions; /* of each system of inv; NULL: it has none */
	struct arena *arena;
};

/*
 * reg_new(doc, err): check ${doc} against the schema and for contradictions (an id twice, a
 * category or recipient that no row defines, a role or connector that is none, a collection of a
 * category its system does not list, ...), and read it. Takes ${doc} over, on failure too. INPUT
 * "FILE:LINE:COLUMN: ...".
 */
struct reg *reg_new(struct json_doc *doc, struct err *err);
/*
 * reg_check_arriving(r, err): what is asked of a file that comes in and not of a register that we
 * keep, which must stay readable: its names are one line, its texts hold no control and nothing
 * hidden, for they come to stand in letters (text_flaw); and it says of no system where it is: that
 * is the administrator's. INPUT "FILE:LINE:COLUMN: ...".
 */
bool reg_check_arriving(const struct reg *r, struct err *err) MUSTCHECK;
/*
 * reg_is_address(definition, setting): it says where a system is, or what of our machine is read to
 * reach it. ${definition}: of an http system, else NULL.
 */
bool reg_is_address(const struct definition *definition, const char *setting);
void reg_free(struct reg *r);
DEFINE_DROP(reg, struct reg, reg_free)

/* NULL when there is none */
const struct purpose *reg_purpose(const struct reg *r, const char *id);
const struct category *reg_category(const struct reg *r, const char *id);
const struct recipient *reg_recipient(const struct reg *r, const char *id);
const struct system *reg_system(const struct reg *r, const char *id);
const struct reg_controller *reg_controller(const struct reg *r, const char *id);
/*
 * reg_collection: of the system that has one of that name in that category; NULL: none has.
 * reg_column_text: what it says of a column: is it free text? ${collection} may be NULL.
 */
enum column_text { TEXT_UNSAID, TEXT_FREE, TEXT_STRUCTURED };
const json_t *reg_collection(const struct reg *r, const char *category, const char *name);
enum column_text reg_column_text(const json_t *collection, const char *column);
/* reg_columns_told: "naam, adres": these columns as people call them; NULL: none; in ${a}. */
const char *reg_columns_told(
    const json_t *collection, const json_t *names, const char *language, struct arena *a);
/*
 * reg_pattern_check: a pattern of a review, POSIX extended: it compiles, is short enough, and does
 * not match the empty text, as it would match everything then. INPUT.
 */
#define REVIEW_PATTERN_MAX 500
bool reg_pattern_check(const char *pattern, struct err *err) MUSTCHECK;
/* reg_check_searched: USAGE unless a system searches by this kind of identifier; names those. */
bool reg_check_searched(const struct reg *r, const char *kind, struct err *err) MUSTCHECK;

/*
 * What the law needs and the statement lacks or contradicts. Not an error: the register still
 * loads, the officer sees it as a warning, with the article.
 */
enum severity {
	FINDING_BREACH, /* the law demands it of this statement or record, and it is not there */
	FINDING_DOUBT,  /* unlawful unless there is more than the statement says */
	FINDING_NOTE,   /* no breach: what has to be known when a request is answered */
};
const char *severity_name(enum severity s); /* "breach" */

struct finding {
	const char *rule; /* its id: "no-purpose" */
	enum severity severity;
	const char *where;   /* "FILE:LINE:COLUMN" */
	const char *subject; /* id of the category, recipient or system, or "organisation" */
	const char *text;
	const char *article; /* "GDPR 15(1)(d)" */
};
struct findings {
	struct finding *items;
	size_t n;
};
/*
 * reg_findings(r, a): every finding, in the order of the file. Computed from the data, not stored
 * in it.
 */
struct findings reg_findings(const struct reg *r, struct arena *a);

/*
 * reg_diff(from, to, a): what changed, as lines a person can read ("category JBS-C04: retention
 * 12 months -> 6 months").
 */
struct text_list {
	const char **items;
	size_t n;
};
struct text_list reg_diff(const struct reg *from, const struct reg *to, struct arena *a);

/*
 * reg_labels(root, list, ret): which collections and columns of the register ${root} have no label
 * in each language of the pages (nl, en), or one that is marked "draft", in the order of the file:
 * [{"system","collection","column"|null,"state","nl"|null,"en"|null}], where state is "missing" or
 * "draft", and the texts are those there would be. New. *ret: a copy of the register with what
 * could be drafted, marked, by the names and rules of ${list} (templates/archive/columns.json);
 * new; NULL: not wanted. Columns that only a database knows are in no register: those are meant
 * that its rules speak of.
 */
json_t *reg_labels(const json_t *root, const json_t *list, json_t **ret);
struct label_counts {
	int drafts, missing;
};
struct label_counts reg_label_counts(const struct reg *r);

/*
 * reg_definition(r, system): what the connector file says that a system of kind "http" names, read
 * and checked with the register; NULL when it names none. ${system} is one of the register's.
 */
const struct definition *reg_definition(const struct reg *r, const struct system *system);

#endif
