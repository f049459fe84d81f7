/*
 * An archive of many rows, built with nothing left out, and with one passage of one row left out.
 * edit_bench HOME ROWS: prints {"none_s","edit_s","prove_s","bytes","rss_kib"}. Used by
 * tests/bench/edit.sh.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "dossier/edit.h"
#include "bench.h"

static json_t *
facts(void)
{
	return json_pack("{s:s, s:{s:s, s:s, s:{}}, s:{s:s, s:s, s:s, s:s}, s:[{s:s, s:s}], "
			 "s:[{s:s, s:s, s:s}], s:[], s:[], s:[], s:[], s:[]}",
	    "format", "dossier-archive-facts/1", "organisation", "name", "Bench B.V.", "country",
	    "NL", "contact", "request", "reference", "B-2026-00000", "received", "2026-03-05",
	    "deadline", "2026-04-07", "language", "nl", "rights", "right", "access", "decision",
	    "granted", "categories", "id", "B-C01", "name", "Mails", "role", "controller",
	    "recipients", "searched_with", "completeness", "left_out", "omitted");
}

static void
put_rows(struct row_sink *rows, int64_t n)
{
	static const struct field fields[] = { { "id", FIELD_NUMBER, true },
		{ "created_at", FIELD_TIME, false }, { "name", FIELD_TEXT, true },
		{ "note", FIELD_TEXT, false }, { "email", FIELD_TEXT, true },
		{ "amount", FIELD_NUMBER, false }, { "extra", FIELD_JSON, false } };
	const struct collection c = { "B-C01", "orders", fields, array_len(fields) };
	struct err err = { 0 };
	char text[array_len(fields)][160];
	check(rows->begin(rows, &c, &err), &err);
	for (int64_t i = 0; i < n; i++) {
		struct value v[array_len(fields)];
		int len[] = {
			snprintf(text[0], sizeof(text[0]), "%" PRId64, i),
			snprintf(text[1], sizeof(text[1]), "2026-11-%02dT10:%02d:00Z",
			    (int)(i % 28) + 1, (int)(i % 60)),
			snprintf(text[2], sizeof(text[2]), "Jan de Vries %" PRId64, i % 977),
			snprintf(text[3], sizeof(text[3]),
			    i == n / 2 ? "Klacht van Anneliese van den Broek over %" PRId64
				       : "Bestelling %" PRId64 " is verzonden naar Alphen a/d Rijn",
			    i * 7),
			snprintf(text[4], sizeof(text[4]), "jan%" PRId64 "@example.org", i % 977),
			snprintf(
			    text[5], sizeof(text[5]), "%d.%02d", (int)(i % 500), (int)(i % 100)),
			snprintf(text[6], sizeof(text[6]), "{\"kanaal\":\"web\",\"regels\":%d}",
			    (int)(i % 9)),
		};
		for (size_t k = 0; k < array_len(fields); k++)
			v[k] = (struct value){ text[k], (size_t)len[k] };
		check(rows->row(rows, v, &err), &err);
	}
	check(rows->end(rows, &err), &err);
}

int
main(int argc, char **argv)
{
	struct err err = { 0 };
	struct rusage usage;
	struct archive_result made = { 0 };
	struct edit edit = { .kind = EDIT_REDACT, .text = "Anneliese van den Broek" };
	if (argc != 3) {
		fprintf(stderr, "usage: edit_bench HOME ROWS\n");
		return 2;
	}
	const char *home = argv[1];
	auto_drop(arena) struct arena *a = arena_new();
	auto_drop(json) json_t *about = facts();
	check(vault_create(home, &err), &err);
	auto_drop(vault) struct vault *vault = vault_open(home, &err);
	auto_drop(request_keys) struct request_keys *keys = request_keys_new();
	auto_drop(part_sink) struct part_sink *sink =
	    part_sink_new(home, keys->content_public, NULL);
	put_rows(part_sink_rows(sink), strtoll(argv[2], NULL, 10));
	struct archive_spec spec = { .dir = home,
		.keys = keys,
		.vault = vault,
		.reference = "B-2026-00000",
		.built_at = clock_now(),
		.facts = about };
	struct edit_job job = {
		.dir = home, .keys = keys, .lang = "nl", .edits = &edit, .nedits = 1
	};
	spec.parts = job.parts = part_sink_parts(sink, &spec.nparts);
	job.nparts = spec.nparts;
	edit.blob = job.parts[0].blob;

	double start = seconds();
	check(archive_build(&spec, a, &made, &err), &err);
	double none = seconds();
	json_decref(made.contents);
	auto_drop(edited) struct edited *e = edit_parts(&job, &err);
	check(e != NULL && edit.count == 1, &err);
	double edited = seconds();
	spec.parts = edited_parts(e, &spec.nparts);
	spec.edited = e;
	check(archive_build(&spec, a, &made, &err), &err);
	double end = seconds();
	(void)getrusage(RUSAGE_SELF, &usage);
	printf("{\"none_s\": %.3f, \"edit_s\": %.3f, \"prove_s\": %.3f, \"bytes\": %" PRId64
	       ", \"rss_kib\": %ld}\n",
	    none - start, edited - none, end - edited - (none - start), made.bytes,
	    usage.ru_maxrss);
	json_decref(made.contents);
	return 0;
}
