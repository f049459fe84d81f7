/*
 * Written instructions and a colleague's work: the message as Python's email package reads it, only
 * the identifiers that were given, one Message-ID for one letter, and nothing from outside that
 * begins a header.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dossier/asset.h"
#include "dossier/date.h"
#include "sink.h"

static struct arena *texts;
static char dir[] = "/tmp/connector_written.XXXXXX";

struct fixture {
	struct connector_call call;
	struct sink sink;
	struct err err;
};

static const struct identifier_value jan[] = { { "email", "jan@example.nl" },
	{ "klant_nr", "K-17" } };

#define ORGANISATION                                                                               \
	"\"organisation\":{\"name\":\"Zorg & Co \\u00e9\\u00e9n B.V.\","                           \
	"\"address\":\"Straat 1, Amstelveen\",\"zone\":\"Europe/Amsterdam\","                      \
	"\"languages\":[\"nl\",\"en\"],\"contact\":{\"email\":\"info@zorg.example\"},"             \
	"\"dpo\":{\"name\":\"x\",\"email\":\"fg@zorg.example\"}}"
#define CATEGORIES                                                                                 \
	"\"categories\":[{\"id\":\"C1\",\"name\":\"Gesprekken\"},{\"id\":\"C2\","                  \
	"\"name\":\"Caf\\u00e9 = 100% <b>\"}]"
#define REQUEST                                                                                    \
	"\"reference\":\"JBS-2026-K7Q4M2\",\"right\":\"access\",\"rights\":[\"access\","           \
	"\"portability\"],\"deadline\":\"2026-12-21\"," ORGANISATION "," CATEGORIES
#define RECIPIENT                                                                                  \
	"\"recipient\":{\"id\":\"R1\",\"name\":\"Anthropic, \\\"Ireland\\\" Ltd.\","               \
	"\"contact\":{\"email\":\"privacy@vendor.example\"}}"
#define SYSTEM                                                                                     \
	"{\"id\":\"anthropic\",\"name\":{\"nl\":\"Taalmodel\",\"en\":\"Language model\"},"         \
	"\"instruction\":{\"nl\":\"Zoek ook in batches.\",\"en\":\"Batches too.\"}}"

static void
prepare(struct fixture *f, const char *system, const char *request)
{
	json_error_t at;
	sink_init(&f->sink);
	memset(&f->err, 0, sizeof(f->err));
	call_init(&f->call, &f->sink, system, NULL);
	json_decref((json_t *)(uintptr_t)f->call.request);
	f->call.request = json_loads(request, 0, &at);
	if (!f->call.request)
		fail_msg("the request of the test is no JSON: column %d: %s", at.column, at.text);
	f->call.ids = jan;
	f->call.nids = 2;
	f->call.outbox = dir;
}

static void
done(struct fixture *f)
{
	call_release(&f->call);
	sink_release(&f->sink);
}

static int
clean(void **state)
{
	usec_t now;
	(void)state;
	assert_true(instant_parse("2026-11-21T23:30:00Z", &now, NULL));
	clock_move(now);
	return system(arena_printf(texts, "find %s -mindepth 1 -delete", dir));
}

/*
 * What Python's email package makes of the file: {"headers": {NAME: text}, "body", "defects",
 * "lines"}. New.
 */
static json_t *
parsed(const char *file)
{
	static const char program[] =
	    "import sys, json, email, email.policy\n"
	    "raw = open(sys.argv[1], 'rb').read()\n"
	    "m = email.message_from_bytes(raw, policy=email.policy.default)\n"
	    "lines = raw.split(b'\\r\\n')\n"
	    "print(json.dumps({'headers': {k: str(v) for k, v in m.items()}, 'body': "
	    "m.get_content().replace('\\r\\n', '\\n'),\n"
	    "  'to': m['To'].addresses[0].addr_spec, 'to_name': m['To'].addresses[0].display_name,"
	    "\n"
	    "  'from_name': m['From'].addresses[0].display_name, 'date': "
	    "m['Date'].datetime.isoformat(),\n"
	    "  'defects': [str(d) for d in m.defects] + [str(d) for v in m.values() for d in "
	    "v.defects],\n"
	    "  'longest': max(len(l) for l in lines), 'bare': raw.replace(b'\\r\\n', "
	    "b'').count(b'\\n'), 'ascii': raw.isascii(),\n"
	    "  'names': len(m.items())}))\n";
	const char *script = arena_printf(texts, "%s/../parse.%ld.py", dir, (long)getpid());
	FILE *out = fopen(script, "w");
	assert_non_null(out);
	(void)fputs(program, out);
	(void)fclose(out);
	FILE *in = popen(arena_printf(texts, "python3 %s %s/%s", script, dir, file), "r");
	json_t *j = json_loadf(in, 0, NULL);
	assert_int_equal(pclose(in), 0);
	(void)unlink(script);
	assert_non_null(j);
	return j;
}

static bool
have_python(void)
{
	return system("python3 -c 'import email.policy' 2>/dev/null") == 0;
}

#define need_python()                                                                              \
	if (!have_python()) {                                                                      \
		print_message("# python3 is not installed: letters are not parsed\n");             \
		return;                                                                            \
	}

static const char *
letter_file(const struct fixture *f)
{
	return json_str_or(f->call.letter, "file", "");
}

static void
assert_has(const json_t *message, const char *part)
{
	if (!strstr(json_str_or(message, "body", ""), part))
		fail_msg("the letter does not say: %s\n%s", part, json_str_or(message, "body", ""));
}

static void
instruction(void **state)
{
	(void)state;
	need_python();
	struct fixture f;
	struct stat st;
	prepare(&f, SYSTEM, "{" REQUEST "," RECIPIENT "}");
	if (!connector_written.collect(&f.call, &f.err))
		fail_msg("%s", f.err.text);
	assert_true(f.call.asked);
	assert_string_equal(letter_file(&f), "JBS-2026-K7Q4M2.anthropic.eml");
	assert_string_equal(json_str(f.call.letter, "to"), "privacy@vendor.example");
	assert_string_equal(json_str(f.call.letter, "message_id"),
	    "JBS-2026-K7Q4M2.anthropic.instruct-access@zorg.example");
	assert_int_equal(stat(arena_printf(texts, "%s/%s", dir, letter_file(&f)), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	json_t *m = parsed(letter_file(&f)), *h = json_get(m, "headers");
	assert_int_equal(json_array_size(json_get(m, "defects")), 0);
	assert_true(json_int_or(m, "longest", 999) <= 76);
	assert_int_equal(json_int_or(m, "bare", 9), 0);
	assert_true(json_flag(m, "ascii"));
	assert_string_equal(json_str(m, "to"), "privacy@vendor.example");
	assert_string_equal(json_str(m, "to_name"), "Anthropic, \"Ireland\" Ltd.");
	assert_string_equal(json_str(m, "from_name"), "Zorg & Co \xc3\xa9\xc3\xa9n B.V.");
	assert_string_equal(json_str(m, "date"), "2026-11-21T23:30:00+00:00");
	assert_string_equal(
	    json_str(h, "Message-ID"), "<JBS-2026-K7Q4M2.anthropic.instruct-access@zorg.example>");
	assert_string_equal(json_str(h, "Content-Language"), "nl");
	assert_string_equal(json_str(h, "Subject"), json_str(f.call.letter, "subject"));
	assert_non_null(strstr(json_str(h, "Subject"), "JBS-2026-K7Q4M2"));
	static const char *const parts[] = { "e-mailadres: jan@example.nl", "klant nr: K-17",
		"Zoek ook in batches.", "Gesprekken (C1)", "Caf\xc3\xa9 = 100% <b> (C2)",
		"uiterlijk 14 december 2026", "uiterlijk 21 december 2026", "artikel 15 AVG",
		"artikel 20 AVG", "Taalmodel", "Straat 1, Amstelveen", "fg@zorg.example",
		"Zorg & Co \xc3\xa9\xc3\xa9n B.V." };
	for (size_t i = 0; i < array_len(parts); i++)
		assert_has(m, parts[i]);
	assert_null(strstr(json_str(m, "body"), "{{"));
	json_decref(m);
	assert_int_equal(json_array_size(f.call.outcomes), 2);
	assert_string_equal(json_str(json_array_get(f.call.outcomes, 1), "category"), "C2");
	assert_string_equal(json_str(json_array_get(f.call.outcomes, 1), "code"), "written");
	done(&f);
}

static void
in_english(void **state)
{
	(void)state;
	need_python();
	struct fixture f;
	prepare(&f, SYSTEM,
	    "{\"reference\":\"R-1\",\"right\":\"portability\",\"rights\":[\"portability\"],"
	    "\"deadline\":null," ORGANISATION "," CATEGORIES ","
	    "\"recipient\":{\"id\":\"R1\",\"name\":null,\"described_as\":\"VPS\","
	    "\"language\":\"en\",\"contact\":{\"email\":\"a@b.example\"}}}");
	if (!connector_written.collect(&f.call, &f.err))
		fail_msg("%s", f.err.text);
	json_t *m = parsed(letter_file(&f));
	assert_has(m, "e-mail address: jan@example.nl");
	assert_has(m, "by 6 December 2026");
	assert_has(m, "Batches too.");
	assert_null(strstr(json_str(m, "body"), "article 15"));
	assert_null(strstr(json_str(m, "body"), "We must answer"));
	json_decref(m);
	done(&f);
}

/*
 * The day we need the answer: a week before ours; close to it, two days from now; never after ours
 * while ours may be met.
 */
static void
days(void **state)
{
	(void)state;
	need_python();
	static const char *const cases[][2] = { { "2026-12-21", "uiterlijk 14 december 2026" },
		{ "2026-11-26", "uiterlijk 24 november 2026" },
		{ "2026-11-23", "uiterlijk 23 november 2026" },
		{ "2026-11-01", "uiterlijk 24 november 2026" } };
	for (size_t i = 0; i < array_len(cases); i++) {
		struct fixture f;
		prepare(&f, SYSTEM, "{" REQUEST "," RECIPIENT "}");
		json_object_set_new(
		    (json_t *)(uintptr_t)f.call.request, "deadline", json_string(cases[i][0]));
		assert_true(connector_written.collect(&f.call, &f.err));
		json_t *m = parsed(letter_file(&f));
		assert_has(m, arena_printf(texts, "Graag %s", cases[i][1]));
		json_decref(m);
		done(&f);
	}
}

static void
again_the_same(void **state)
{
	(void)state;
	struct fixture f;
	char first[200];
	for (int i = 0; i < 2; i++) {
		prepare(&f, SYSTEM, "{" REQUEST "," RECIPIENT "}");
		assert_true(connector_written.collect(&f.call, &f.err));
		if (i)
			assert_string_equal(json_str(f.call.letter, "message_id"), first);
		(void)snprintf(first, sizeof(first), "%s", json_str(f.call.letter, "message_id"));
		clock_move(clock_now() + 86400 * USEC_PER_SEC);
		done(&f);
	}
	assert_int_equal(system(arena_printf(texts, "test $(ls -A %s | wc -l) = 1", dir)), 0);
}

static void
no_address(void **state)
{
	(void)state;
	struct fixture f;
	static const char *const recipients[] = { "null",
		"{\"id\":\"R1\",\"name\":\"X\",\"contact\":null}" };
	for (size_t i = 0; i < array_len(recipients); i++) {
		prepare(&f, SYSTEM,
		    arena_printf(texts, "{%s,\"recipient\":%s}", REQUEST, recipients[i]));
		assert_true(connector_written.collect(&f.call, &f.err));
		assert_true(f.call.asked);
		assert_null(f.call.letter);
		json_t *o = json_array_get(f.call.outcomes, 0);
		assert_string_equal(json_str(o, "code"), "asked");
		assert_string_equal(json_str(o, "why"), "no-contact");
		done(&f);
	}
	assert_int_equal(system(arena_printf(texts, "test $(ls -A %s | wc -l) = 0", dir)), 0);
}

static void
assert_refused(const char *system, const char *request, const char *part)
{
	struct fixture f;
	prepare(&f, system, request);
	if (connector_written.collect(&f.call, &f.err))
		fail_msg("written although %s", part);
	if (f.err.kind != ERR_INPUT || !strstr(f.err.text, part))
		fail_msg("error %d \"%s\" instead of \"%s\"", (int)f.err.kind, f.err.text, part);
	assert_null(f.call.letter);
	done(&f);
}

static void
no_injection(void **state)
{
	(void)state;
	assert_refused(SYSTEM,
	    "{" REQUEST ",\"recipient\":{\"id\":\"R\",\"name\":\"A\\r\\nBcc: x@y.nl\","
	    "\"contact\":{\"email\":\"a@b.nl\"}}}",
	    "control character");
	static const char *const addresses[] = { "a@b.nl\\r\\nBcc: x@y.nl", "a@b.nl, c@d.nl",
		"<a@b.nl>", "a", "a@b.nl\\u0000x", "\\u00e9@b.nl" };
	for (size_t i = 0; i < array_len(addresses); i++) {
		struct fixture f;
		const char *request = arena_printf(texts,
		    "{%s,\"recipient\":{\"id\":\"R\",\"name\":\"A\","
		    "\"contact\":{\"email\":\"%s\"}}}",
		    REQUEST, addresses[i]);
		if (strstr(addresses[i], "\\u0000"))
			continue; /* jansson refuses it before we do */
		prepare(&f, SYSTEM, request);
		assert_false(connector_written.collect(&f.call, &f.err));
		assert_int_equal(f.err.kind, ERR_INPUT);
		done(&f);
	}
	assert_refused("{\"id\":\"../x\"}", "{" REQUEST "," RECIPIENT "}", "named after");
	struct fixture f;
	static const struct identifier_value odd[] = { { "name",
	    "Jan\n2. Lever aan: iemand@anders.nl" } };
	prepare(&f, SYSTEM, "{" REQUEST "," RECIPIENT "}");
	f.call.ids = odd;
	f.call.nids = 1;
	assert_false(connector_written.collect(&f.call, &f.err));
	assert_int_equal(f.err.kind, ERR_INPUT);
	done(&f);
	assert_int_equal(system(arena_printf(texts, "test $(ls -A %s | wc -l) = 0", dir)), 0);
}

static void
lacking(void **state)
{
	(void)state;
	assert_refused(SYSTEM,
	    "{\"reference\":\"R-1\",\"right\":\"access\"," CATEGORIES "," RECIPIENT
	    ",\"organisation\":{\"name\":\"x\"}}",
	    "contact.email");
	assert_refused(SYSTEM, "{" REQUEST "," RECIPIENT ",\"deadline\":\"soon\"}", "not a date");
	struct fixture f;
	prepare(&f, SYSTEM, "{" REQUEST "," RECIPIENT "}");
	f.call.outbox = "/nonexistent";
	assert_false(connector_written.collect(&f.call, &f.err));
	assert_int_equal(f.err.kind, ERR_SYSTEM);
	done(&f);
	prepare(&f, SYSTEM,
	    "{\"reference\":\"R-1\",\"right\":\"teleportation\","
	    "\"rights\":[\"teleportation\"]," ORGANISATION "," CATEGORIES "," RECIPIENT "}");
	assert_false(connector_written.collect(&f.call, &f.err));
	assert_int_equal(f.err.kind, ERR_NOTFOUND);
	done(&f);
}

static void
forwarded(void **state)
{
	(void)state;
	need_python();
	struct fixture f;
	prepare(&f, "{\"id\":\"controller\",\"name\":{\"nl\":\"doorsturen\"}}",
	    "{" REQUEST ",\"recipient\":null,"
	    "\"controller\":{\"id\":\"acme\",\"name\":\"Acme B.V.\",\"language\":\"en\","
	    "\"contact\":{\"email\":\"privacy@acme.example\"}}}");
	if (!connector_written.forward(&f.call, &f.err))
		fail_msg("%s", f.err.text);
	assert_string_equal(letter_file(&f), "JBS-2026-K7Q4M2.to-acme.eml");
	json_t *m = parsed(letter_file(&f));
	assert_int_equal(json_array_size(json_get(m, "defects")), 0);
	assert_has(m, "on behalf of Acme B.V.");
	assert_has(m, "e-mail address: jan@example.nl");
	assert_has(m, "21 December 2026");
	assert_string_equal(json_str(m, "to"), "privacy@acme.example");
	json_decref(m);
	done(&f);
	prepare(&f, "{\"id\":\"controller\"}",
	    "{" REQUEST
	    ",\"controller\":{\"id\":\"acme\",\"name\":\"Acme B.V.\",\"contact\":null}}");
	assert_false(connector_written.forward(&f.call, &f.err));
	assert_int_equal(f.err.kind, ERR_INPUT);
	done(&f);
}

/* Text that quoted-printable must not harm, from a template of the organisation's own. */
static void
awkward_text(void **state)
{
	(void)state;
	need_python();
	struct fixture f;
	const char *own = arena_printf(texts, "%s.own", dir);
	assert_int_equal(
	    system(arena_printf(texts,
		"mkdir -p %s/letters/nl && "
		"printf 'Subject: =?x?= een heel lang onderwerp met de Caf\\303\\251-naam dat over "
		"meer dan \\303\\251\\303\\251n regel loopt en loopt\\n\\n"
		"From here  \\n.\\n=3D \\t\\n%%0300d\\n\\360\\237\\230\\200\\n' 0 > "
		"%s/letters/nl/instruct-access.mustache",
		own, own)),
	    0);
	asset_override_dir(own);
	prepare(&f, SYSTEM, "{" REQUEST "," RECIPIENT "}");
	if (!connector_written.collect(&f.call, &f.err))
		fail_msg("%s", f.err.text);
	json_t *m = parsed(letter_file(&f));
	assert_string_equal(json_str(json_get(m, "headers"), "Subject"),
	    "=?x?= een heel lang onderwerp met de Caf\xc3\xa9-naam dat over meer dan "
	    "\xc3\xa9\xc3\xa9n regel loopt en loopt");
	assert_has(m, arena_printf(texts, "From here  \n.\n=3D \t\n%0300d\n\xf0\x9f\x98\x80\n", 0));
	assert_true(json_int_or(m, "longest", 999) <= 76);
	json_decref(m);
	done(&f);
	assert_int_equal(
	    system(arena_printf(texts,
		"printf 'no subject\\n\\nx\\n' > %s/letters/nl/instruct-access.mustache", own)),
	    0);
	assert_refused(SYSTEM, "{" REQUEST "," RECIPIENT "}", "Subject: ...");
	asset_override_dir(NULL);
	assert_int_equal(system(arena_printf(texts, "rm -r %s", own)), 0);
}

static void
a_colleague(void **state)
{
	(void)state;
	struct fixture f;
	prepare(&f, SYSTEM, "{" REQUEST ",\"recipient\":null}");
	assert_true(connector_manual.collect(&f.call, &f.err));
	assert_true(f.call.asked);
	assert_int_equal(json_array_size(f.call.outcomes), 2);
	json_t *o = json_array_get(f.call.outcomes, 0);
	assert_string_equal(json_str(o, "code"), "asked");
	char *all = json_dumps(f.call.outcomes, 0);
	assert_null(strstr(all, "jan@"));
	free(all);
	done(&f);
}

static void
checks(void **state)
{
	(void)state;
	struct fixture f;
	json_t *problems = json_array();
	prepare(&f, "{\"id\":\"x\",\"name\":{\"nl\":\"x\"}}",
	    "{" REQUEST ",\"recipient\":{\"id\":\"R1\",\"contact\":null}}");
	assert_true(connector_written.check(&f.call, problems, &f.err));
	assert_int_equal(json_array_size(problems), 1);
	assert_true(connector_manual.check(&f.call, problems, &f.err));
	assert_int_equal(json_array_size(problems), 2);
	f.call.outbox = "/nonexistent";
	assert_false(connector_written.check(&f.call, problems, &f.err));
	json_decref(problems);
	done(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(instruction, clean),
		cmocka_unit_test_setup(in_english, clean),
		cmocka_unit_test_setup(days, clean),
		cmocka_unit_test_setup(again_the_same, clean),
		cmocka_unit_test_setup(no_address, clean),
		cmocka_unit_test_setup(no_injection, clean),
		cmocka_unit_test_setup(lacking, clean),
		cmocka_unit_test_setup(forwarded, clean),
		cmocka_unit_test_setup(awkward_text, clean),
		cmocka_unit_test_setup(a_colleague, clean),
		cmocka_unit_test_setup(checks, clean),
	};
	texts = arena_new();
	if (!mkdtemp(dir))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)!system(arena_printf(texts, "rm -r %s", dir));
	arena_free(texts);
	return failed;
}
