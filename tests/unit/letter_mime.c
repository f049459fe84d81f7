/*
 * A letter as a file: a message as Python's email package reads it, text that its coding must not
 * harm, nothing from outside that begins a header, and the same on paper.
 */
#include "../../src/letter/letter_private.h"
#include "dossier/text.h"
#include "unit/unit.h"

static struct arena *texts;

static const struct mail letter = {
	.from_name = "Zorg & Co \xc3\xa9\xc3\xa9n B.V.",
	.from = "info@zorg.example",
	.to_name = "Anthropic, \"Ireland\" Ltd.",
	.to = "privacy@vendor.example",
	.subject = "Uw verzoek",
	.message_id = "R-1.anthropic.instruct-access@zorg.example",
	.language = "nl",
	.date = INT64_C(1795303800) * USEC_PER_SEC,
	.body = "Beste lezer,\n\n\xc3\xa9\xc3\xa9n\n",
};

static const char *
composed(const struct mail *m)
{
	struct err err = { 0 };
	auto_drop(buf) struct buf b = { 0 };
	assert_ok(mime_compose(m, &b, &err), &err);
	return arena_strdup(texts, b.data);
}

/* What Python's email package makes of it: headers, body, defects, and how it is laid out. New. */
static json_t *
parsed(const struct mail *m)
{
	static const char program[] =
	    "import sys, json, email, email.policy\n"
	    "raw = open(sys.argv[1], 'rb').read()\n"
	    "m = email.message_from_bytes(raw, policy=email.policy.default)\n"
	    "lines = raw.split(b'\\r\\n')\n"
	    "to = m['To'].addresses[0]\n"
	    "print(json.dumps({'headers': {k: str(v) for k, v in m.items()},\n"
	    "  'body': m.get_content().replace('\\r\\n', '\\n'),\n"
	    "  'to': to.addr_spec, 'to_name': to.display_name,\n"
	    "  'from_name': m['From'].addresses[0].display_name,\n"
	    "  'date': m['Date'].datetime.isoformat(), 'defects': [str(d) for d in m.defects]\n"
	    "    + [str(d) for v in m.values() for d in v.defects],\n"
	    "  'longest': max(len(l) for l in lines),\n"
	    "  'bare': raw.replace(b'\\r\\n', b'').count(b'\\n'), 'ascii': raw.isascii(),\n"
	    "  'names': len(m.items())}))\n";
	char dir[] = "/tmp/letter_mime.XXXXXX";
	assert_non_null(mkdtemp(dir));
	const char *files[] = { program, composed(m) };
	for (int i = 0; i < 2; i++) {
		FILE *f = fopen(arena_printf(texts, "%s/%d", dir, i), "w");
		assert_non_null(f);
		(void)fputs(files[i], f);
		(void)fclose(f);
	}
	FILE *in = popen(arena_printf(texts, "python3 %s/0 %s/1; rm -r %s", dir, dir, dir), "r");
	json_t *j = json_loadf(in, 0, NULL);
	(void)pclose(in);
	assert_non_null(j);
	return j;
}

#define need_python()                                                                              \
	if (system("python3 -c 'import email.policy' 2>/dev/null") != 0) {                         \
		print_message("# python3 is not installed: letters are not parsed\n");             \
		return;                                                                            \
	}

static void
a_message(void **state)
{
	(void)state;
	need_python();
	auto_drop(json) json_t *m = parsed(&letter);
	const json_t *h = json_get(m, "headers");
	assert_int_equal(json_array_size(json_get(m, "defects")), 0);
	assert_true(json_int_or(m, "longest", 999) <= 76);
	assert_int_equal(json_int_or(m, "bare", 9), 0);
	assert_true(json_flag(m, "ascii"));
	assert_string_equal(json_str(m, "to"), letter.to);
	assert_string_equal(json_str(m, "to_name"), letter.to_name);
	assert_string_equal(json_str(m, "from_name"), letter.from_name);
	assert_string_equal(json_str(m, "date"), "2026-11-21T23:30:00+00:00");
	assert_string_equal(
	    json_str(h, "Message-ID"), "<R-1.anthropic.instruct-access@zorg.example>");
	assert_string_equal(json_str(h, "Content-Language"), "nl");
	assert_string_equal(json_str(h, "Subject"), "Uw verzoek");
	assert_string_equal(json_str(m, "body"), letter.body);
	assert_null(json_get(h, "In-Reply-To"));
}

static void
in_a_thread(void **state)
{
	(void)state;
	struct mail m = letter;
	m.in_reply_to = "first@zorg.example";
	const char *text = composed(&m);
	assert_non_null(strstr(text, "\r\nIn-Reply-To: <first@zorg.example>\r\n"));
	assert_non_null(strstr(text, "\r\nReferences: <first@zorg.example>\r\n"));
}

static void
awkward_text(void **state)
{
	(void)state;
	need_python();
	struct mail m = letter;
	m.subject = "=?x?= een heel lang onderwerp met de Caf\xc3\xa9-naam dat over meer dan "
		    "\xc3\xa9\xc3\xa9n regel loopt en loopt";
	m.body = arena_printf(texts, "From here  \n.\n=3D \t\n%0300d\n\xf0\x9f\x98\x80\n", 0);
	auto_drop(json) json_t *j = parsed(&m);
	assert_string_equal(json_str(json_get(j, "headers"), "Subject"), m.subject);
	assert_string_equal(json_str(j, "body"), m.body);
	assert_true(json_int_or(j, "longest", 999) <= 76);
}

static void
refused(const struct mail *m, const char *part)
{
	struct err err = { 0 };
	auto_drop(buf) struct buf b = { 0 };
	assert_false(mime_compose(m, &b, &err));
	assert_err(&err, ERR_INPUT, part);
}

static void
no_injection(void **state)
{
	(void)state;
	struct mail m = letter;
	m.to_name = "A\r\nBcc: x@y.nl";
	refused(&m, "control character");
	m = letter;
	m.subject = "a\nBcc: x@y.nl";
	refused(&m, "control character");
	m = letter;
	m.in_reply_to = "a>\r\nBcc: x@y.nl";
	refused(&m, "control character");
	m = letter;
	m.body = "a\033[31m";
	refused(&m, "control character");
	m.print = true;
	refused(&m, "control character");
	m = letter;
	m.body = "\xff";
	refused(&m, "UTF-8");
	static const char *const bad[] = { "", "x", "a@b.nl,c@d.nl", "<a@b.nl>",
		"a@b.nl\nBcc: c@d.nl", "a@b.nl\r\nBcc: x@y.nl", "\xc3\xa9@b.nl" };
	for (size_t i = 0; i < array_len(bad); i++) {
		m = letter;
		m.to = bad[i];
		refused(&m, "no e-mail address");
		assert_false(letter_address_ok(bad[i]));
	}
	assert_true(letter_address_ok("o'hara+x@b.example"));
}

static void
no_recipient(void **state)
{
	(void)state;
	struct mail m = letter;
	m.to = NULL;
	const char *text = composed(&m);
	assert_null(strstr(text, "To:"));
	assert_non_null(strstr(text, "\r\nSubject: Uw verzoek\r\n"));
}

static void
on_paper(void **state)
{
	(void)state;
	struct mail m = letter;
	m.print = true;
	m.message_id = NULL;
	m.body =
	    "Beste Anna,\n\n"
	    "\xc3\xa9\xc3\xa9n twee drie vier vijf zes zeven acht negen tien elf twaalf dertien "
	    "veertien vijftien zestien\n"
	    "- https://www.example.org/an/address/that/is/so/long/that/it/does/not/fit/on/one/line/"
	    "at/all\n";
	assert_string_equal(composed(&m),
	    "Beste Anna,\n\n"
	    "\xc3\xa9\xc3\xa9n twee drie vier vijf zes zeven acht negen tien elf twaalf dertien\n"
	    "veertien vijftien zestien\n"
	    "-\nhttps://www.example.org/an/address/that/is/so/long/that/it/does/not/fit/on/one/"
	    "line/at/all\n");
}

/* Where we break a line, too: a mailbox would hold a message more. */
static void
no_mailbox(void **state)
{
	(void)state;
	struct mail m = letter;
	m.body = arena_printf(texts, "From here\n%075dFrom there\n", 0);
	const char *text = composed(&m);
	assert_non_null(strstr(text, "\r\n=46rom here\r\n"));
	assert_non_null(strstr(text, "0=\r\n=46rom there\r\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message),
		cmocka_unit_test(in_a_thread),
		cmocka_unit_test(awkward_text),
		cmocka_unit_test(no_injection),
		cmocka_unit_test(no_recipient),
		cmocka_unit_test(on_paper),
		cmocka_unit_test(no_mailbox),
	};
	texts = arena_new();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(texts);
	return failed;
}
