/*
 * The archive: parts get their places, pages and documents are made around them, everything is
 * listed in a signed manifest and joined into one ZIP that goes, sealed, into the blob store. The
 * same parts, facts and instant give the same bytes.
 */
#include <ctype.h>

#include "dossier/digest.h"
#include "dossier/progress.h"

#include "pages.h"
#include "part.h"
#include "prove.h"
#include "rows_page.h"
#include "sealed.h"

struct entries {
	struct entry *items;
	size_t n, cap;
};
struct build {
	const struct archive_spec *spec;
	struct arena *arena;
	struct entries texts, parts; /* in the ZIP in this order */
	json_t *paths;               /* taken, in lower case: some file systems know no other */
	json_t *words, *columns;     /* of all languages */
	struct code_words *codes;
	struct words own; /* of the language of the request */
	struct pack pack;
	struct sealed page;
};

static struct entry *
new_entry(struct entries *to)
{
	if (to->n == to->cap) {
		to->cap = to->cap ? 2 * to->cap : 64;
		to->items = xrealloc(to->items, to->cap * sizeof(*to->items));
	}
	to->items[to->n] = (struct entry){ .rows = -1 };
	return &to->items[to->n++];
}

/* ---- places ---- */

static bool
claim(struct build *b, const char *path)
{
	char *key = arena_strdup(b->arena, path);
	for (char *s = key; *s; s++)
		*s = (char)tolower((unsigned char)*s);
	if (json_object_get(b->paths, key))
		return false;
	json_object_set_new(b->paths, key, json_true());
	return true;
}

/* FOLDER/NAME.ENDING, or FOLDER/NAME-2.ENDING and so on when that is taken. */
static const char *
free_path(struct build *b, const char *folder, const char *name, const char *ending)
{
	const char *path = arena_printf(b->arena, "%s/%s%s", folder, name, ending);
	for (int i = 2; !claim(b, path); i++)
		path = arena_printf(b->arena, "%s/%s-%d%s", folder, name, i, ending);
	return path;
}

static void
place(struct build *b, const struct part *p, const char *top)
{
	bool file = strcmp(p->format, "file") == 0;
	const char *folder = arena_printf(b->arena, "%s/%s", top, p->category);
	const char *dot = file ? strrchr(p->name, '.') : NULL;
	const char *ending =
	    file ? (dot && dot > p->name ? dot : "") : arena_printf(b->arena, ".%s", p->format);
	const char *name =
	    dot && *ending ? arena_strndup(b->arena, p->name, (size_t)(dot - p->name)) : p->name;
	struct entry *e = new_entry(&b->parts);
	e->path = free_path(b, folder, name, ending);
	e->part = p;
	e->is_portable = strcmp(top, "portability") == 0;
	e->rows = file || strcmp(p->format, "html") == 0 ? -1 : p->rows;
	e->sums = (struct packed){
		.plain_bytes = p->plain_bytes, .packed_bytes = p->packed_bytes, .crc32 = p->crc32
	};
	memcpy(e->sums.sha256, p->sha256, sizeof(e->sums.sha256));
}

static int
by_path(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

static void
place_parts(struct build *b)
{
	for (size_t i = 0; i < b->spec->nparts; i++) {
		const struct part *p = &b->spec->parts[i];
		if (!p->only_portable)
			place(b, p, strcmp(p->format, "file") == 0 ? "files" : "data");
		if (p->portable || p->only_portable)
			place(b, p, "portability");
	}
}

static void
sort_parts(struct build *b)
{
	if (b->parts.n)
		qsort(b->parts.items, b->parts.n, sizeof(*b->parts.items), by_path);
}

/* ---- pages of rows ---- */

/* A page lies sealed in the store until it is in the ZIP: it may be large. */
static bool
write_page(struct build *b, const struct part *rows, struct part *ret, struct err *err)
{
	const struct archive_spec *s = b->spec;
	const struct rows_page x = {
		.dir = s->dir,
		.identity = s->keys->content,
		.rows = rows,
		.facts = s->facts,
		.words = &b->own,
	};
	*ret = (struct part){ .category = rows->category, .name = rows->name, .format = "html" };
	return (sealed_begin(&b->page, s->dir, s->keys, err) &&
		   rows_page_write(&x, &b->page.pack, err) &&
		   sealed_end(&b->page, b->arena, ret, err)) ||
	    err_wrap(err, "the page of %s/%s", rows->category, rows->name);
}

static bool
make_page(struct build *b, const struct part *rows, struct err *err)
{
	struct part *page = arena_alloc(b->arena, sizeof(*page));
	if (!write_page(b, rows, page, err))
		return false;
	place(b, page, "data");
	return true;
}

/* Beside their JSON; placed in the same order they get the same names. */
static bool
make_pages(struct build *b, struct err *err)
{
	for (size_t i = 0; i < b->spec->nparts; i++) {
		const struct part *p = &b->spec->parts[i];
		progress_tell(
		    b->spec->progress, "pages made", (int64_t)i, (int64_t)b->spec->nparts);
		if (strcmp(p->format, "json") == 0 && !p->only_portable && !make_page(b, p, err))
			return false;
	}
	return true;
}

/* What cannot be removed is swept later: no row names it. */
static void
remove_pages(const struct build *b)
{
	for (size_t i = 0; i < b->parts.n; i++) {
		const struct part *p = b->parts.items[i].part;
		if (strcmp(p->format, "html") == 0 && !blob_remove(b->spec->dir, p->blob, NULL))
			continue;
	}
}

/* ---- texts ---- */

static bool
to_buf(void *arg, const void *p, size_t n, struct err *err)
{
	(void)err;
	buf_add(arg, p, n);
	return true;
}

static bool
add_text(struct build *b, const char *path, const char *text, struct err *err)
{
	auto_drop(buf) struct buf packed = { 0 };
	struct packed sums;
	pack_begin(&b->pack, to_buf, &packed);
	if (!pack_adds(&b->pack, text, err) || !pack_end(&b->pack, &sums, err))
		return false;
	struct entry *e = new_entry(&b->texts);
	e->path = path;
	e->sums = sums;
	e->text = packed;
	packed = (struct buf){ 0 };
	return claim(b, path) ||
	    err_set(err, ERR_INPUT, "two entries of the archive are called %s", path);
}

static bool
add_json(struct build *b, const char *path, json_t *document, struct err *err)
{
	char *text = json_dumps(document, JSON_INDENT(2));
	json_decref(document);
	if (!text)
		BUG("a document of the archive that is no JSON");
	bool ok = add_text(b, path, arena_printf(b->arena, "%s\n", text), err);
	free(text);
	return ok;
}

/* ${title} is set on the model for the page's head. */
static bool
add_page(struct build *b, const char *path, const char *template, json_t *model, const char *title,
    struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	json_object_set_new(model, "title", json_string(title));
	json_object_set_new(model, "up", json_string(strchr(path, '/') ? "../" : ""));
	const char *text =
	    page_render(arena_printf(a, "archive/%s.mustache", template), model, a, err);
	return text && add_text(b, path, text, err);
}

static const char *
by_language(const struct words *w, const char *nl, const char *en)
{
	return w->lang[0] == 'n' ? nl : en;
}

static bool
add_category_pages(struct build *b, json_t *model, struct err *err)
{
	json_t *c;
	size_t i;
	json_array_foreach(json_get(model, "categories"), i, c) {
		const char *path =
		    arena_printf(b->arena, "processing/%s.html", json_str_or(c, "id", "?"));
		json_object_set(model, "category", c);
		if (!add_page(b, path, "category", model, json_str_or(c, "name", "?"), err))
			return false;
	}
	json_object_del(model, "category");
	return true;
}

/* The start page of its language; all the other pages when it is the language of the request. */
static bool
add_pages(
    struct build *b, const struct words *w, bool all, const struct holdings *h, struct err *err)
{
	auto_drop(json) json_t *m = model_make(b->spec->facts, h, w);
	if (!m)
		return err_set(err, ERR_INPUT,
		    "the facts for the archive's pages hold text that is not UTF-8");
	const char *start = by_language(w, "LEESMIJ.html", "README.html");
	/* to the controller whose instruction this was, or the person */
	bool theirs = json_str(json_get(m, "request"), "instructed_by") != NULL;
	const char *found = by_language(w, "Wat wij vonden", "What we found");
	const char *title = theirs ? found : by_language(w, "Uw gegevens", "Your data");
	const char *letter =
	    theirs ? found : by_language(w, "Antwoord op uw verzoek", "Answer to your request");
	const char *processing = theirs
	    ? by_language(w, "Wat wij voor u verwerken", "What we process for you")
	    : by_language(w, "Wat wij met uw gegevens doen", "What we do with your data");
	if (!add_page(b, start, "start", m, title, err))
		return false;
	bool draft = json_array_size(json_get(m, "open")) > 0;
	return !all ||
	    ((!draft || add_page(b, ARCHIVE_DRAFT, "concept", m, found, err)) &&
		add_page(b, "letter.html", theirs ? "report" : "letter", m, letter, err) &&
		add_page(b, "completeness.html", "completeness", m,
		    by_language(w, "Waar wij hebben gezocht", "Where we searched"), err) &&
		add_page(b, "processing/index.html", "processing", m, processing, err) &&
		add_category_pages(b, m, err));
}

static struct words
words_of(const struct build *b, const char *lang)
{
	const json_t *organisation = json_get(b->spec->facts, "organisation");
	return (struct words){
		.lang = lang,
		.root = json_get(b->words, lang),
		.columns = b->columns,
		.facts = b->spec->facts,
		.zone = json_str_or(organisation, "zone", "UTC"),
		.codes = b->codes,
		.arena = b->arena,
	};
}

static bool
load_words(struct build *b, struct err *err)
{
	const json_t *request = json_get(b->spec->facts, "request");
	b->codes = code_words_open(err);
	b->words = b->codes ? words_load(err) : NULL;
	b->columns = b->words ? words_load_columns(err) : NULL;
	b->own = words_of(b, words_lang(json_str(request, "language")));
	return b->columns != NULL;
}

static bool
add_all_pages(struct build *b, const struct holdings *h, struct err *err)
{
	static const char *const languages[] = { "en", "nl" };
	for (size_t i = 0; i < array_len(languages); i++) {
		const struct words w = words_of(b, languages[i]);
		if (!add_pages(b, &w, strcmp(b->own.lang, w.lang) == 0, h, err))
			return false;
	}
	return true;
}

static bool
add_documents(struct build *b, const struct holdings *h, struct err *err)
{
	const struct archive_spec *s = b->spec;
	return add_json(b, "processing/processing.json", document_processing(s->facts), err) &&
	    add_json(b, "completeness.json", document_completeness(s->facts), err) &&
	    add_json(b, "omitted.json", document_omitted(s->facts), err) &&
	    add_json(b, "datapackage.json", document_package(s->facts, h, s->built_at), err) &&
	    add_text(b, "minisign.pub", vault_minisign_public(s->vault, b->arena), err);
}

static void
list_sums(const struct entries *from, struct buf *to)
{
	char sha[HEX_SIZE(SHA256_LEN)];
	for (size_t i = 0; i < from->n; i++)
		buf_addf(to, "%s  %s\n", hex_put(from->items[i].sums.sha256, SHA256_LEN, sha),
		    from->items[i].path);
}

/* Every entry but the manifest itself and its signature. */
static bool
add_manifest(struct build *b, struct err *err)
{
	auto_drop(buf) struct buf text = { 0 };
	char at[INSTANT_LEN];
	list_sums(&b->texts, &text);
	list_sums(&b->parts, &text);
	const char *comment = arena_printf(b->arena, "%s%s %s", draft_mark(b->spec->facts),
	    b->spec->reference, instant_format(b->spec->built_at, at));
	const char *signature =
	    vault_minisign(b->spec->vault, text.data, text.len, comment, b->arena);
	return add_text(b, "MANIFEST.sha256", text.data, err) &&
	    add_text(b, "MANIFEST.sha256.minisig", signature, err);
}

/* ---- the ZIP ---- */

struct output {
	struct blob *blob;
	struct digest *digest;
	int64_t bytes;
	const struct progress *progress;
};

static bool
to_blob(void *arg, const void *p, size_t n, struct err *err)
{
	struct output *o = arg;
	digest_add(o->digest, p, n);
	o->bytes += (int64_t)n;
	progress_tell(o->progress, "bytes written", o->bytes, 0);
	return blob_write(o->blob, p, n, err);
}

static bool
write_zip(const struct build *b, const struct entries *all, struct arena *a,
    struct archive_result *ret, struct err *err)
{
	auto_drop(blob) struct blob *blob =
	    blob_create(b->spec->dir, b->spec->keys->content_public, err);
	auto_drop(digest) struct digest *digest = digest_new();
	if (!blob)
		return false;
	struct output out = { blob, digest, 0, b->spec->progress };
	struct zip_job job = {
		.dir = b->spec->dir,
		.identity = b->spec->keys->content,
		.entries = all->items,
		.n = all->n,
		.at = b->spec->built_at,
		.out = to_blob,
		.arg = &out,
	};
	if (!zip_join(&job, err))
		return false;
	digest_end(digest, ret->sha256);
	ret->bytes = out.bytes;
	ret->blob = blob_commit(blob, a, err);
	return ret->blob != NULL;
}

static json_t *
list_contents(const struct entries *all)
{
	json_t *out = json_array();
	for (size_t i = 0; i < all->n; i++) {
		const struct entry *e = &all->items[i];
		json_t *item = json_pack(
		    "{s:s, s:I}", "path", e->path, "bytes", (json_int_t)e->sums.plain_bytes);
		if (e->rows >= 0)
			json_object_set_new(item, "rows", json_integer(e->rows));
		json_array_append_new(out, item);
	}
	return out;
}

static bool
join(struct build *b, struct arena *a, struct archive_result *ret, struct err *err)
{
	struct entries all = { .n = b->texts.n + b->parts.n };
	all.items = arena_alloc(b->arena, all.n * sizeof(*all.items));
	memcpy(all.items, b->texts.items, b->texts.n * sizeof(*all.items));
	if (b->parts.n)
		memcpy(all.items + b->texts.n, b->parts.items, b->parts.n * sizeof(*all.items));
	if (!write_zip(b, &all, a, ret, err))
		return false;
	const struct proof proof = { b->spec, all.items, all.n, ret->blob };
	if (b->spec->edited && !prove(&proof, err)) {
		(void)!blob_remove(b->spec->dir, ret->blob, NULL);
		ret->blob = NULL;
		return false;
	}
	ret->contents = list_contents(&all);
	return true;
}

static void
build_release(struct build *b)
{
	for (size_t i = 0; i < b->texts.n; i++)
		buf_release(&b->texts.items[i].text);
	free(b->texts.items);
	free(b->parts.items);
	json_decref(b->paths);
	json_decref(b->words);
	json_decref(b->columns);
	code_words_free(b->codes);
	pack_release(&b->pack);
	sealed_release(&b->page);
	arena_free(b->arena);
}

bool
archive_build(
    const struct archive_spec *spec, struct arena *a, struct archive_result *ret, struct err *err)
{
	struct build b = { .spec = spec, .arena = arena_new(), .paths = json_object() };
	place_parts(&b);
	bool ok = load_words(&b, err) && make_pages(&b, err);
	sort_parts(&b);
	struct holdings h = { b.parts.items, b.parts.n };
	ok = ok && add_all_pages(&b, &h, err) && add_documents(&b, &h, err) &&
	    add_manifest(&b, err) && join(&b, a, ret, err);
	remove_pages(&b);
	build_release(&b);
	return ok;
}
