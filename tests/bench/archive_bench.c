/*
 * The archive's bench: makes the rows of a table, and collects them into an archive as a slot and
 * an officer do. Used by tests/bench/archive.sh.
 *
 * archive_bench rows MIB CORPUS
 *     about so many MiB of rows for COPY bench.mails, from a fixed seed
 * archive_bench run DSN HOME [ZIP]
 *     collect and build; prints {"seconds","bytes","parts_s","rss_kib"}; the plain ZIP, untimed
 * archive_bench large HOME ZIP MIB FILES
 *     an archive beyond ZIP's first limits: an entry of MIB that packs well, a file of MIB that
 *     does not pack at all, and so many small files
 */
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "dossier/archive.h"
#include "dossier/connector.h"
#include "bench.h"

#define EMAIL "sanne.devries@bakkerij.example"

/* ---- rows ---- */

static uint64_t seed = 20260305;

static unsigned
pick(unsigned n)
{
	seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
	return (unsigned)(seed >> 20) % n;
}

/*
 * Text in the manner of ${corpus}: runs of its words, now and then going on at another place where
 * the same word stands. Compressors meet in it what they meet in prose; random words would flatter
 * the slower of two.
 */
/* One word in so many is a rare one: so zip -6 makes about 3 to 1 of the rows, as of real prose. */
#define RARE 4
static char **words;
static size_t nwords, *alike; /* alike[i]: another place of words[i], round and round */

static bool
is_prose(const char *s)
{
	size_t letters = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");
	return letters > 0 && strlen(s) <= 24 &&
	    (s[letters] == '\0' || (strchr(".,:;", s[letters]) && s[letters + 1] == '\0'));
}

static int
by_word(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int c = strcmp(words[x], words[y]);
	return c ? c : (x > y) - (x < y);
}

static void
link_alike(void)
{
	size_t *order = xcalloc(nwords, sizeof(*order));
	alike = xcalloc(nwords, sizeof(*alike));
	for (size_t i = 0; i < nwords; i++)
		order[i] = i;
	qsort(order, nwords, sizeof(*order), by_word);
	for (size_t i = 0, first = 0; i < nwords; i++) {
		bool last = i + 1 == nwords || strcmp(words[order[i]], words[order[i + 1]]) != 0;
		alike[order[i]] = last ? order[first] : order[i + 1];
		first = last ? i + 1 : first;
	}
	free(order);
}

static void
read_corpus(const char *path)
{
	char *line = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "r");
	if (!f) {
		fprintf(stderr, "archive_bench: cannot open %s: %m\n", path);
		exit(1);
	}
	while (getline(&line, &size, f) >= 0)
		for (char *rest = line, *w; (w = strsep(&rest, " \t\n\"{}[]()"));)
			if (is_prose(w)) {
				words = xrealloc(words, (nwords + 1) * sizeof(*words));
				words[nwords++] = xstrdup(w);
			}
	(void)fclose(f);
	free(line);
	link_alike();
}

static size_t place;

/* Names and compounds, as any letter has them: halves of two words, the n-th of them once in n. */
static void
put_rare(struct buf *b)
{
	uint64_t n = pick(1u << (1 + pick(16)));
	const char *first = words[n * 7919 % nwords], *second = words[n * 104729 % nwords];
	size_t most = strcspn(first, ".,:;"), half = strlen(second) / 2;
	buf_add(b, first, most < 6 ? most : 6);
	buf_adds(b, second + half);
}

static void
put_sentence(struct buf *b)
{
	for (unsigned n = 5 + pick(16), i = 0; i < n; i++) {
		if (pick(3) == 0)
			for (unsigned k = pick(40); k > 0; k--)
				place = alike[place];
		place = (place + 1) % nwords;
		if (pick(40) == 0)
			place = pick((unsigned)nwords);
		if (pick(25) == 0)
			buf_addf(b, "%u ", pick(pick(3) ? 32 : 10000));
		if (pick(RARE) == 0)
			put_rare(b);
		else
			buf_adds(b, words[place]);
		buf_adds(b, i + 1 == n ? "." : " ");
	}
}

static const char *const names[] = { "Sanne", "Daan", "Fatima", "Pieter van Dijk", "mevrouw Jansen",
	"de heer El Amrani", "Lotte", "Bram", "Noor de Boer", "Thijs", "Yara", "Koen Bakker",
	"Iris", "Mohammed" };

/* COPY's own escapes: a paragraph ends with \n\n. */
static void
put_body(struct buf *b)
{
	buf_addf(b, "Beste %s,\\n\\n", names[pick(array_len(names))]);
	for (unsigned n = 2 + pick(14); n > 0; n--) {
		put_sentence(b);
		buf_adds(b, pick(5) ? " " : "\\n\\n");
	}
	buf_addf(b, "\\n\\nMet vriendelijke groet,\\n%s\\nBakkerij De Vries\\n",
	    names[pick(array_len(names))]);
	if (pick(3) == 0) {
		buf_adds(b, "\\n> ");
		put_sentence(b);
		buf_adds(b, "\\n> ");
		put_sentence(b);
	}
}

static void
put_row(struct buf *b, unsigned id)
{
	static const char *const labels[] = { "[]", "[\"factuur\"]", "[\"klant\", \"spoed\"]",
		"{\"map\": \"archief\", \"gelezen\": true}" };
	buf_addf(b,
	    "%u\t" EMAIL "\t2025-%02u-%02u %02u:%02u:%02u+00\t%s\tinfo+%u@bakkerij.example\t", id,
	    1 + pick(12), 1 + pick(28), pick(24), pick(60), pick(60), pick(2) ? "in" : "uit",
	    pick(40));
	put_sentence(b);
	buf_addc(b, '\t');
	put_body(b);
	buf_addf(b, "\t%s\t%u\t%s\t%s\n", pick(10) ? "t" : "f", 800 + pick(90000),
	    labels[pick(array_len(labels))], pick(7) ? "\\N" : "\xe2\x82\xac caf\xc3\xa9");
}

static int
rows(const char *mib, const char *corpus)
{
	int64_t left = strtol(mib, NULL, 10) * 1024 * 1024;
	auto_drop(buf) struct buf b = { 0 };
	read_corpus(corpus);
	for (unsigned id = 1; left > 0; id++) {
		buf_reset(&b);
		put_row(&b, id);
		if (fwrite(b.data, 1, b.len, stdout) != b.len)
			return 1;
		left -= (int64_t)b.len;
	}
	return 0;
}

/* ---- the run ---- */

static void
collect(const char *dsn, struct row_sink *sink)
{
	struct err err = { 0 };
	const struct identifier_value id = { "email", EMAIL };
	auto_drop(json) json_t *system =
	    json_pack("{s:s, s:[{s:s, s:s, s:s, s:[s], s:[{s:s, s:s}]}]}", "id", "app",
		"collections", "name", "mails", "category", "B-C01", "table", "bench.mails",
		"order", "id", "match", "column", "customer_email", "identifier", "email");
	auto_drop(json) json_t *settings = json_pack("{s:s}", "dsn", dsn);
	auto_drop(json) json_t *request = json_pack("{s:[{s:s}]}", "categories", "id", "B-C01");
	struct connector_call call = {
		.system = system,
		.settings = settings,
		.ids = &id,
		.nids = 1,
		.request = request,
		.sink = sink,
		.outcomes = json_array(),
		.yields = json_array(),
		.state = json_object(),
	};
	do {
		call.again_s = 0;
		check(connector_postgresql.act[ACTION_COLLECT](&call, &err), &err);
	} while (call.again_s > 0);
	json_decref(call.outcomes);
	json_decref(call.yields);
	json_decref(call.state);
}

static json_t *
facts(void)
{
	return json_pack(
	    "{s:s, s:{s:s, s:s, s:{}}, s:{s:s, s:s, s:s, s:s}, s:[{s:s, s:s}], s:[{s:s, s:s, "
	    "s:s}], s:[], s:[], s:[], s:[], s:[]}",
	    "format", "dossier-archive-facts/1", "organisation", "name", "Bench B.V.", "country",
	    "NL", "contact", "request", "reference", "B-2026-00000", "received", "2026-03-05",
	    "deadline", "2026-04-07", "language", "nl", "rights", "right", "access", "decision",
	    "granted", "categories", "id", "B-C01", "name", "Mails", "role", "controller",
	    "recipients", "searched_with", "completeness", "left_out", "omitted");
}

/* What a run has: keys, a sink, facts; timed from here. */
struct rig {
	struct arena *arena;
	struct vault *vault;
	struct request_keys *keys;
	json_t *facts;
	struct part_sink *sink;
	double start;
};

static void
rig_init(struct rig *r, const char *home)
{
	struct err err = { 0 };
	*r = (struct rig){ .arena = arena_new(), .keys = request_keys_new(), .facts = facts() };
	check(vault_create(home, &err) || err.kind == ERR_CONFLICT, &err);
	err_clear(&err);
	r->vault = vault_open(home, &err);
	check(r->vault != NULL, &err);
	r->start = seconds();
	r->sink = part_sink_new(home, r->keys->content_public, NULL);
}

/* Build, report, write the plain ZIP when it is wanted, and remove everything. */
static void
rig_finish(struct rig *r, const char *home, const char *zip)
{
	struct err err = { 0 };
	struct rusage usage;
	struct archive_result made = { 0 };
	double collected = seconds();
	struct archive_spec spec = {
		.dir = home,
		.keys = r->keys,
		.vault = r->vault,
		.reference = "B-2026-00000",
		.built_at = clock_now(),
		.facts = r->facts,
	};
	spec.parts = part_sink_parts(r->sink, &spec.nparts);
	check(archive_build(&spec, r->arena, &made, &err), &err);
	double end = seconds();
	(void)getrusage(RUSAGE_SELF, &usage);
	printf("{\"seconds\": %.3f, \"bytes\": %" PRId64 ", \"parts_s\": %.3f, \"rss_kib\": %ld}\n",
	    end - r->start, made.bytes, collected - r->start, usage.ru_maxrss);
	json_decref(made.contents);
	if (zip) {
		auto_drop(fd) int to = open(zip, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		check(archive_extract(home, made.blob, r->keys, to, &err), &err);
	}
	check(blob_remove(home, made.blob, &err), &err);
	part_sink_free(r->sink);
	vault_free(r->vault);
	request_keys_free(r->keys);
	json_decref(r->facts);
	arena_free(r->arena);
}

static int
run(const char *dsn, const char *home, const char *zip)
{
	struct rig r;
	rig_init(&r, home);
	collect(dsn, part_sink_rows(r.sink));
	rig_finish(&r, home, zip);
	return 0;
}

static void
large_rows(struct row_sink *rows, char *text, size_t size, int64_t n)
{
	struct err err = { 0 };
	const struct field field = { "text", FIELD_TEXT, false };
	const struct collection c = { "B-C01", "large", &field, 1 };
	const struct value value = { text, size };
	memset(text, 'x', size);
	check(rows->begin(rows, &c, &err), &err);
	for (int64_t i = 0; i < n; i++)
		check(rows->row(rows, &value, &err), &err);
	check(rows->end(rows, &err), &err);
}

static void
large_file(struct row_sink *rows, char *text, size_t size, int64_t n)
{
	struct err err = { 0 };
	check(rows->file_open(rows, "B-C01", "large.bin", &err), &err);
	for (int64_t i = 0; i < n; i++) {
		for (size_t k = 0; k < size; k += sizeof(seed)) {
			(void)pick(1);
			memcpy(text + k, &seed, sizeof(seed));
		}
		check(rows->file_write(rows, text, size, &err), &err);
	}
	check(rows->file_close(rows, &err), &err);
}

static int
large(const char *home, const char *zip, int64_t mib, int files)
{
	struct err err = { 0 };
	struct rig r;
	size_t size = 1024 * 1024;
	char *text = xmalloc(size), name[32];
	rig_init(&r, home);
	struct row_sink *rows = part_sink_rows(r.sink);
	large_rows(rows, text, size, mib);
	large_file(rows, text, size, mib);
	for (int i = 0; i < files; i++) {
		int n = snprintf(name, sizeof(name), "file-%d.txt", i);
		check(rows->file_open(rows, "B-C01", name, &err) &&
			rows->file_write(rows, name, (size_t)n, &err) &&
			rows->file_close(rows, &err),
		    &err);
	}
	rig_finish(&r, home, zip);
	free(text);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "rows") == 0)
		return rows(argv[2], argv[3]);
	if ((argc == 4 || argc == 5) && strcmp(argv[1], "run") == 0)
		return run(argv[2], argv[3], argc == 5 ? argv[4] : NULL);
	if (argc == 6 && strcmp(argv[1], "large") == 0)
		return large(
		    argv[2], argv[3], strtol(argv[4], NULL, 10), (int)strtol(argv[5], NULL, 10));
	fprintf(stderr,
	    "usage: archive_bench rows MIB CORPUS | run DSN HOME [ZIP] | large HOME ZIP MIB "
	    "FILES\n");
	return 2;
}
