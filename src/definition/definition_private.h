/*
 * What the files that read a definition share. Private to definition.
 */
#ifndef DEFINITION_PRIVATE_H
#define DEFINITION_PRIVATE_H

#include "dossier/definition.h"

/* One pass over a document. */
struct reader {
	const struct json_doc *doc;
	struct definition *def; /* as far as it is read */
	struct arena *a;        /* the definition's */
	struct err *err;
	struct uses *uses; /* where placeholders are noted; NULL: nowhere */
	/* while steps are read: whose they are, those before them, those of find */
	const struct action_kind *action;
	struct def_steps steps;
	const struct def_steps *earlier;
};

/*
 * complain(r, at, fmt, ...): INPUT "FILE:LINE:COLUMN: ..." of the value at pointer ${at}. Returns
 * false always.
 */
#define complain(r, at, ...) json_complain((r)->doc, at, (r)->err, __VA_ARGS__)
/* below(r, at, name): the pointer of a member. */
#define below(r, at, name) arena_printf((r)->a, "%s/%s", at, name)

/*
 * A kind of value: reads ${v}, which stands at pointer ${at}, into ${out}. ${how} is what the kind
 * needs to know, ${out} what it says there.
 */
typedef bool read_value(
    struct reader *r, const json_t *v, const char *at, const void *how, void *out);

/* ---- read.c: values, and objects by tables of their members ---- */

/* Members are read in the order of the table, whatever that of the file. */
struct member {
	const char *name;
	read_value *read;
	size_t offset; /* in the struct that is read into */
	const void *how;
	bool required;
};
struct members {
	const struct member *items;
	size_t n;
};
/* read_members: into the struct ${out}; a member that is not in the table is an error. */
bool read_members(struct reader *r, const json_t *object, const char *at, const struct members *m,
    void *out) MUSTCHECK;

read_value read_flag; /* bool */

struct form {
	const char *first, *rest; /* characters; NULL: any */
	const char *like;         /* an example */
};
extern const struct form form_word, form_slug, form_header;
read_value read_text;  /* const struct form or NULL -> const char *; never empty */
read_value read_lower; /* the same, in lower case: the name of a header */

struct words {
	const char *what; /* "a way of paging" */
	const char *const *items;
	size_t n;
};
#define WORDS(what, ...)                                                                           \
	{                                                                                          \
		what, (const char *const[]){ __VA_ARGS__ },                                        \
		    sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *)            \
	}
read_value read_word; /* const struct words -> an enum: which of them */

struct range {
	int64_t least, most;
};
read_value read_int;  /* const struct range -> int64_t */
read_value read_span; /* PT15M, P2D, 20s -> int64_t seconds */
/*
 * span_parse: "PT15M", "P2D", "20s", "7y" in seconds; false: none of these. A year has 365.25 days.
 */
bool span_parse(const char *text, double *ret_s);

extern const bool no_list;
read_value read_path; /* NULL, or &no_list: it may lead through none -> const struct path * */

/*
 * Lists and objects of any length: into an array, followed in its struct by a size_t with the
 * length.
 */
struct many {
	read_value *read; /* of one */
	const void *how;
	size_t size;              /* of one; in a map it begins with its name: const char * */
	size_t offset;            /* where in it the value goes */
	size_t least, most;       /* most 0: any number */
	const struct form *names; /* of a map; NULL: any */
};
read_value read_list, read_map; /* const struct many */
extern const struct many many_texts, many_paths;
/* {"NAME": "template"} into struct named_templates */
#define MANY_TEMPLATES(place, form)                                                                \
	{                                                                                          \
		.read = read_template, .how = place, .size = sizeof(struct named_template),        \
		.offset = offsetof(struct named_template, value), .names = form                    \
	}

/* ---- template.c ---- */

/* Placeholders bound to this person or to something found of this person. */
#define SCOPES_PERSON (BIT(IDENTITY) | BIT(ROW) | BIT(BATCH) | BIT(JOB) | BIT(CORRECT))

enum escape { AS_TEXT, AS_SEGMENT, AS_HEADER };
/* Where a template stands, and what may stand in it. */
struct place {
	const char *name; /* "a path" */
	unsigned scopes;
	enum escape escape;
	bool quoted; /* text around a value may be a query language: a quoting filter is needed */
	bool call;   /* it is part of the call itself */
};
extern const struct place place_address, place_prefix, place_plain_header, place_auth, place_limit,
    place_path, place_query, place_header, place_body, place_file, place_row, place_condition;

/*
 * What is being read (reader.uses, not NULL for settings) needs this of the row of `each`; uses
 * this setting.
 */
void template_note_row(struct reader *r, const struct path *path);
void template_note_setting(struct reader *r, const char *name);
read_value read_template; /* const struct place -> const struct template * */
const struct template *template_parse(
    struct reader *r, const char *text, const struct place *place, const char *at);
/*
 * template_resolve: the value of a template that is one placeholder alone, *ret NULL: to be left
 * out. New.
 */
bool template_resolve(
    const struct template *t, const struct values *v, json_t **ret, struct err *err) MUSTCHECK;
/* template_scope: the scope of a template that is one placeholder alone; SCOPE__MAX: it is not. */
enum scope template_scope(const struct template *t);
/* template_name: the name in it, of one that template_scope() knows. */
const char *template_name(const struct template *t);
bool template_is_literal(const struct template *t);

/* ---- filter.c ---- */

struct filter {
	const char *name;
	void (*text)(const char *in, const char *arg, struct buf *out);
	json_t *(*value)(const json_t *v, const char *arg); /* new; NULL: it is not one for this */
	const char *arg; /* what the filter itself says, where the file gives none */
	bool takes_arg, quotes, plain, normalises, omits;
};
/* filter_find(name, n): NULL when there is none. filter_names: "lower, upper, ...". */
const struct filter *filter_find(const char *name, size_t n);
const char *filter_names(struct arena *a);
/* filter_run(f, arg, v): new; steals ${v}. NULL: the value is not one for this filter. */
json_t *filter_run(const struct filter *f, const char *arg, json_t *v);

/* ---- tree.c, condition.c ---- */

read_value read_tree; /* const struct place -> const struct tree * */
const struct template *tree_template(
    const struct tree *t); /* one that is a string alone, or NULL */

/* const char *: how a path in it begins: "", "row.", "body." -> const struct condition * */
read_value read_condition;
/*
 * condition_pins: bits of the scopes whose value it holds a member against, whatever else it asks.
 */
unsigned condition_pins(const struct condition *c);

/* ---- the parts of a definition: each into the struct of its name ---- */

extern const struct many many_params, many_identities, many_servers, many_auths;
/* auth_finish: servers know their credentials once these are read. */
bool auth_finish(struct reader *r) MUSTCHECK;
const struct def_server *server_find(const struct definition *d, const char *name);

extern const struct def_retry retry_usual;
extern const struct def_page page_none;
read_value read_retry; /* const struct def_retry * */
read_value read_rows;  /* const struct def_rows * */
read_value read_page;  /* const struct def_page * */
/* source_parse: "a.path", "header.NAME", "last_row.PATH". */
bool source_parse(struct reader *r, const char *text, const char *at, struct def_source *ret)
    MUSTCHECK;

extern const struct many many_ops, many_limits;
/* op_read: one; ${ret}->name is set by the caller. */
bool op_read(struct reader *r, const json_t *v, const char *at, struct def_op *ret) MUSTCHECK;
const struct def_op *op_find(const struct definition *d, const char *name);

/* ---- ref.c: what steps refer to ---- */

/* ref_rows: the step that keeps its rows by this name, or NULL. */
const struct def_step *ref_rows(const struct def_steps *steps, const char *into);
/* ref_gives: has ${op} all it uses, as ${s} calls it? */
bool ref_gives(struct reader *r, const struct def_step *s, const struct def_op *op, const char *at)
    MUSTCHECK;
read_value ref_read_op;   /* const struct def_op * */
read_value ref_read_rows; /* const struct def_step * */

/* ---- step.c, job.c ---- */

struct action_kind {
	const char *name;
	bool reads;  /* changes nothing at the vendor */
	bool erases; /* every change of it is about this person; it ends in what can be answered for
		      */
	bool corrects; /* there are new values */
};
/* steps_read: those of one action, which follow ${earlier} (NULL: none). */
bool steps_read(struct reader *r, const json_t *list, const char *at,
    const struct action_kind *action, const struct def_steps *earlier, struct def_steps *ret)
    MUSTCHECK;
read_value read_job; /* into struct def_step */

#endif
