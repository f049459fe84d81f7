/*
 * The proof rests on the ZIP itself, as the person will open it, and on nothing that the edits say
 * of what they did: texts are sought in every entry, also in those that no edit is about, and so
 * are the values of columns and rows that were left out and what patterns matched. Values that
 * stand in a cell that leaves, or in what is told of the request itself, may stand anywhere.
 */
#include "dossier/phrase.h"
#include "dossier/progress.h"

#include "edited.h"
#include "lines.h"
#include "prove.h"
#include "zip_read.h"

#define PIECE 65536
#define WINDOW (1 << 20)

enum place { IN_DATA = 1, IN_PORTABILITY = 2 };

/* The texts that may not stand in data/, files/ and pages, or in portability/. */
struct sought {
	struct redact_mark *marks;
	size_t *edits; /* of each mark */
	size_t n;
	struct redact_set *set; /* NULL: none */
};
struct prover {
	const struct proof *proof;
	struct edited *edited;
	struct arena *arena;
	struct sought data, portability;
	/* the entry at hand */
	const struct entry *entry;
	struct buf text, undone;
	int64_t rows;     /* that ended before text; of a table the first is none */
	bool csv, quoted; /* what it is; where text begins */
	size_t hit;       /* the edit, or SIZE_MAX */
	bool blind;
};

/* ---- what is sought ---- */

static bool
take_texts(struct prover *p, struct sought *s, bool portability, struct err *err)
{
	const struct edit_job *job = &p->edited->job;
	s->marks = arena_alloc(p->arena, (job->nedits + 1) * sizeof(*s->marks));
	s->edits = arena_alloc(p->arena, (job->nedits + 1) * sizeof(*s->edits));
	for (size_t i = 0; i < job->nedits; i++) {
		const struct edit *e = &job->edits[i];
		if (!e->text || e->elsewhere_known || (e->only_portable && !portability))
			continue;
		s->marks[s->n] = (struct redact_mark){ .text = e->text };
		s->edits[s->n++] = i;
	}
	s->set = s->n > 0 ? redact_set_new(s->marks, s->n, err) : NULL;
	return s->n == 0 || s->set;
}

static const struct sought *
sought_in(const struct prover *p)
{
	return p->entry->is_portable ? &p->portability : &p->data;
}

/* Strings and numbers of a row, but not the names of its columns. */
static void
know_row(struct seek *gone, struct bytes line, unsigned char where, struct buf *text)
{
	const char *s = line.p, *end = s + line.n;
	while (s < end) {
		const char *from = s;
		s = edit_token_end(s, end);
		struct bytes token = { from, (size_t)(s - from) };
		if (s == from)
			s++;
		else if (s == end || *s != ':')
			seek_know(gone, *from == '"' ? lines_json_text(token, text) : token, where);
	}
}

static bool
know_table(struct prover *p, const struct part *table, struct err *err)
{
	const struct archive_spec *spec = p->proof->spec;
	unsigned char where = (unsigned char)((table->only_portable ? 0 : IN_DATA) |
	    (table->only_portable || table->portable ? IN_PORTABILITY : 0));
	auto_drop(lines) struct lines *l = lines_open(spec->dir, table, spec->keys, err);
	struct bytes line = { "", 0 };
	while (l && line.p) {
		if (!lines_next(l, &line, err))
			return false;
		if (line.p)
			know_row(&p->edited->gone, line, where, &p->undone);
	}
	return l != NULL;
}

static bool
know_tables(struct prover *p, struct err *err)
{
	const struct archive_spec *spec = p->proof->spec;
	for (size_t i = 0; p->edited->gone.n > 0 && i < spec->nparts; i++)
		if (strcmp(spec->parts[i].format, "json") == 0 &&
		    !know_table(p, &spec->parts[i], err))
			return false;
	return true;
}

/* What the pages say of whose it is, and of who answers. */
static void
know_facts(struct prover *p, const json_t *facts)
{
	size_t i;
	const char *name;
	json_t *item;
	const char *text = json_string_value(facts);
	if (text)
		seek_know(&p->edited->gone, (struct bytes){ text, strlen(text) },
		    IN_DATA | IN_PORTABILITY);
	json_array_foreach(facts, i, item)
		know_facts(p, item);
	json_object_foreach((json_t *)(uintptr_t)facts, name, item)
		know_facts(p, item);
}

/* ---- what is said ---- */

static const struct part *
item_of(const struct prover *p, const char *blob)
{
	const struct edit_job *job = &p->edited->job;
	for (size_t i = 0; blob && i < job->nparts; i++)
		if (strcmp(job->parts[i].blob, blob) == 0)
			return &job->parts[i];
	return NULL;
}

static bool
is_file(const struct entry *e)
{
	return e->part && strcmp(e->part->format, "file") == 0;
}

/* The entry, without the name of a file: it may say who somebody is. */
static const char *
entry_said(const struct prover *p, int64_t row)
{
	char said[EDITED_SAID];
	if (is_file(p->entry))
		return arena_printf(p->arena, "%s", edited_said(p->entry->part, said));
	if (row > 0)
		return arena_printf(
		    p->arena, "%s (%s %lld)", p->entry->path, phrase("row"), (long long)row);
	return p->entry->path;
}

static bool
deny_hit(const struct prover *p, int64_t row, struct err *err)
{
	const struct edit *e = &p->edited->job.edits[p->hit];
	const struct part *item = item_of(p, e->blob);
	const char *entry = entry_said(p, row), *ref = p->proof->spec->reference;
	char said[EDITED_SAID];
	if (!item)
		return err_set(err, ERR_DENIED,
		    "%s still holds what was redacted everywhere: take that back, and say "
		    "`--only-here` if it is meant to stand there (`dossier review list %s`)",
		    entry, ref);
	if (e->kind == EDIT_WITHHOLD && !e->column)
		return err_set(err, ERR_DENIED,
		    "%s holds a value of a row, which was left out of %s: `dossier review "
		    "redact %s --everywhere`, or leave the row out with `--only-here`",
		    entry, edited_said(item, said), ref);
	if (e->kind == EDIT_WITHHOLD)
		return err_set(err, ERR_DENIED,
		    "%s holds a value of column %s, which was left out of %s: `dossier review "
		    "redact %s --everywhere`, or leave the column out with `--only-here`",
		    entry, e->column, edited_said(item, said), ref);
	return err_set(err, ERR_DENIED,
	    "%s still holds what was redacted in %s: `dossier review redact %s --everywhere`, or "
	    "with `--only-here` if it is meant to stand there",
	    entry, edited_said(item, said), ref);
}

/* A person who saw it decides; nobody did. */
static bool
deny_blind(const struct prover *p, struct err *err)
{
	const struct archive_spec *spec = p->proof->spec;
	const char *blob = p->entry->part->blob;
	for (size_t i = 0; i < p->edited->nmade; i++)
		if (strcmp(p->edited->made[i].blob, blob) == 0)
			blob = p->edited->made[i].from;
	for (size_t i = 0; i < spec->nseen; i++)
		if (strcmp(spec->seen[i], blob) == 0)
			return true;
	return err_set(err, ERR_DENIED,
	    "%s can not be searched for what was left out: look at it and pass it, or withhold it "
	    "(`dossier review list %s`)",
	    entry_said(p, 0), spec->reference);
}

/* ---- texts ---- */

static bool
found_value(void *arg, const struct needle *n)
{
	struct prover *p = arg;
	const struct edit *e = &p->edited->job.edits[n->tag];
	bool known = n->known & (e->only_portable ? IN_PORTABILITY : IN_DATA);
	if (known || (e->only_portable && !p->entry->is_portable))
		return true;
	p->hit = n->tag;
	return false;
}

/* What the entry's own form of writing added is undone; what the values had is not. */
static bool
undo_form(struct prover *p, const char *ending, struct bytes text)
{
	static const struct {
		const char *as, *is;
	} entities[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" },
		{ "&#39;", "'" } };
	const char *s = text.p, *end = s + text.n;
	buf_reset(&p->undone);
	if (strcmp(ending, ".json") == 0)
		return lines_undo_json(text, &p->undone);
	if (strcmp(ending, ".csv") == 0)
		return lines_undo_csv(text, &p->undone);
	if (strcmp(ending, ".html") != 0 || !memchr(s, '&', text.n))
		return false;
	while (s < end) {
		size_t i = 0;
		while (i < array_len(entities) &&
		    ((size_t)(end - s) < strlen(entities[i].as) ||
			memcmp(s, entities[i].as, strlen(entities[i].as)) != 0))
			i++;
		buf_addc(&p->undone, i < array_len(entities) ? *entities[i].is : *s);
		s += i < array_len(entities) ? strlen(entities[i].as) : 1;
	}
	return true;
}

/* Once is undone wherever texts are sought. */
static bool
is_escaped_twice(const char *ending, struct bytes text)
{
	return (strcmp(ending, ".json") == 0 && memmem(text.p, text.n, "\\\\", 2)) ||
	    (strcmp(ending, ".html") == 0 && memmem(text.p, text.n, "&amp;", 5));
}

static void
search_text(struct prover *p, const char *ending, struct bytes text)
{
	const struct sought *s = sought_in(p);
	p->hit = SIZE_MAX;
	if (!seek_in(&p->edited->gone, text, found_value, p) || !s->set)
		return;
	int mark = redact_set_find(s->set, text.p, text.n);
	if (mark < 0 && (is_escaped_twice(ending, text) || redact_set_is_near(s->set)) &&
	    undo_form(p, ending, text))
		mark = redact_set_find(s->set, p->undone.data, p->undone.len);
	if (mark >= 0)
		p->hit = s->edits[mark];
}

/* Rows are lines, but that in a CSV a line break within quotes ends none. */
static bool
ends_row(struct prover *p, char c)
{
	p->quoted ^= p->csv && c == '"';
	return c == '\n' && !p->quoted;
}

/* In which row; 0: in none. */
static int64_t
row_of_hit(struct prover *p, const char *ending)
{
	size_t hit = p->hit;
	int64_t row = p->rows;
	const char *s = p->text.data, *end = s + p->text.len, *to;
	if (!p->entry->part || (!p->csv && strcmp(ending, ".json") != 0))
		return 0;
	for (; s < end; s = to, row++) {
		for (to = s; to < end && !ends_row(p, *to++);)
			;
		search_text(p, ending, (struct bytes){ s, (size_t)(to - s) });
		if (p->hit == hit)
			return row;
	}
	p->hit = hit;
	return 0;
}

static void
forget_all_but_end(struct prover *p)
{
	size_t go = p->text.len > SEEK_OVERLAP ? p->text.len - SEEK_OVERLAP : 0;
	for (size_t i = 0; i < go; i++)
		p->rows += ends_row(p, p->text.data[i]);
	memmove(p->text.data, p->text.data + go, p->text.len - go);
	p->text.len -= go;
}

static bool
prove_text(struct prover *p, struct zip_reader *zip, struct err *err)
{
	const char *dot = strrchr(p->entry->path, '.'), *ending = dot ? dot : "";
	ssize_t n = 1;
	buf_reset(&p->text);
	p->rows = 0;
	p->csv = strcmp(ending, ".csv") == 0;
	p->quoted = false;
	while (n > 0) {
		buf_reserve(&p->text, PIECE + 1);
		n = zip_reader_read(zip, p->text.data + p->text.len, PIECE, err);
		if (n < 0)
			return false;
		p->text.len += (size_t)n;
		if (n > 0 && p->text.len < WINDOW)
			continue;
		search_text(p, ending, (struct bytes){ p->text.data, p->text.len });
		if (p->hit != SIZE_MAX)
			return deny_hit(p, row_of_hit(p, ending), err);
		forget_all_but_end(p);
	}
	return true;
}

/* ---- files ---- */

/* *ret: it is too large to be held. */
static bool
read_whole(struct prover *p, struct zip_reader *zip, bool *ret, struct err *err)
{
	ssize_t n = 1;
	buf_reset(&p->text);
	*ret = false;
	while (n > 0 && !*ret) {
		buf_reserve(&p->text, PIECE + 1);
		n = zip_reader_read(zip, p->text.data + p->text.len, PIECE, err);
		p->text.len += n > 0 ? (size_t)n : 0;
		*ret = p->text.len > REDACT_MAX;
	}
	return n >= 0;
}

static bool
search_section(const char *heading, const char *text, size_t n, void *arg)
{
	struct prover *p = arg;
	p->blind |= !text;
	return seek_in(
		   &p->edited->gone, (struct bytes){ heading, strlen(heading) }, found_value, p) &&
	    (!text || seek_in(&p->edited->gone, (struct bytes){ text, n }, found_value, p));
}

/* A reader that gives up has not searched it. */
static bool
search_file(struct prover *p, struct err *err)
{
	const struct sought *s = sought_in(p);
	const char *slash = strrchr(p->entry->path, '/'), *name = slash ? slash + 1 : "";
	struct bytes data = { p->text.data, p->text.len };
	struct redact_found found = { .mark = -1 };
	struct err why = { 0 };
	bool ok = s->n == 0 || redact_holds(name, data, s->marks, s->n, &found, &why);
	p->hit = found.mark >= 0 ? s->edits[found.mark] : SIZE_MAX;
	p->blind = found.blind;
	if (ok && p->hit == SIZE_MAX && p->edited->gone.n > 0 &&
	    seek_in(&p->edited->gone, data, found_value, p))
		ok = redact_words(name, data, search_section, p, &why) || p->hit != SIZE_MAX;
	p->blind |= !ok && (why.kind == ERR_INPUT || why.kind == ERR_DENIED);
	return ok || p->blind || err_set(err, why.kind, "%s", why.text);
}

static bool
prove_file(struct prover *p, struct zip_reader *zip, struct err *err)
{
	bool large;
	if (sought_in(p)->n == 0 && p->edited->gone.n == 0)
		return true;
	if (!read_whole(p, zip, &large, err))
		return false;
	if (large)
		return deny_blind(p, err);
	if (!search_file(p, err))
		return false;
	if (p->hit != SIZE_MAX)
		return deny_hit(p, 0, err);
	return !p->blind || deny_blind(p, err);
}

/* ---- all of it ---- */

static bool
prove_entries(struct prover *p, struct zip_reader *zip, struct err *err)
{
	const struct proof *proof = p->proof;
	const char *path = "";
	for (size_t i = 0; i < proof->n; i++) {
		const struct entry *e = p->entry = &proof->entries[i];
		progress_tell(
		    proof->spec->progress, "entries searched", (int64_t)i, (int64_t)proof->n);
		if (!zip_reader_next(zip, &path, err))
			return false;
		if (!path || strcmp(path, e->path) != 0)
			return err_set(err, ERR_SYSTEM, "the ZIP has not the entries it was given");
		if (is_file(e) ? !prove_file(p, zip, err) : !prove_text(p, zip, err))
			return false;
	}
	return zip_reader_next(zip, &path, err) &&
	    (!path || err_set(err, ERR_SYSTEM, "the ZIP has not the entries it was given"));
}

static void
prover_release(struct prover *p)
{
	redact_set_free(p->data.set);
	redact_set_free(p->portability.set);
	buf_release(&p->text);
	buf_release(&p->undone);
	arena_free(p->arena);
}

bool
prove(const struct proof *proof, struct err *err)
{
	const struct archive_spec *spec = proof->spec;
	struct prover p = { .proof = proof, .edited = spec->edited, .arena = arena_new() };
	auto_drop(zip_reader) struct zip_reader *zip = NULL;
	know_facts(&p, spec->facts);
	bool ok = take_texts(&p, &p.data, false, err) &&
	    take_texts(&p, &p.portability, true, err) && know_tables(&p, err) &&
	    (zip = zip_reader_new(spec->dir, proof->blob, spec->keys->content, err)) &&
	    prove_entries(&p, zip, err);
	prover_release(&p);
	return ok;
}
