/*
 * Mail: what is found in it wherever it stands, and that what is made anew has all else.
 */
#include "dossier/redact.h"
#include "unit/unit.h"

#define MARK "Ren\xc3\xa9 Vries"

static bool
add_section(const char *heading, const char *text, size_t n, void *arg)
{
	buf_addf(arg, "[%s] %.*s\n", heading, (int)n, text ? text : "-");
	return true;
}

/* In each the mark stands once in what a reader of mail shows as WORDS, with # in its place. */
static const struct {
	const char *what, *mail, *words;
} cases[] = {
	{ "encoded words",
	    "From: a@b.example\nSubject: =?utf-8?Q?x_Ren=C3=A9?=\n =?utf-8?B?IFZyaWVz?= y\n\nz\n",
	    "[Subject] x # y\n" },
	{ "an address", "From: =?iso-8859-1?q?Ren=E9_Vries?= <a@b.example>\nSubject: s\n\nz\n",
	    "[From] # <a@b.example>\n" },
	{ "a header that nobody knows", "From: a@b.example\nX-Who: Ren\xc3\xa9 Vries\n\nz\n",
	    "X-Who: #\n" },
	{ "a line that is broken",
	    "From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
	    "Content-Transfer-Encoding: quoted-printable\n\nx Ren=C3=\n=A9 Vri=\nes y\n",
	    "[text] x # y\n" },
	{ "base64 in windows-1250",
	    "From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain;\n"
	    " charset=windows-1250\nContent-Transfer-Encoding: base64\n\n"
	    "nCBSZW7pIFZyaWVz\n",
	    "[text] \xc5\x9b #\n" },
	{ "koi8-r beside it",
	    "From: a@b.example\nSubject: Ren\xc3\xa9 Vries\nMIME-Version: 1.0\n"
	    "Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: 8bit\n\n\xc1\n",
	    "[text] \xd0\xb0\n" },
	{ "a page",
	    "From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/html\n\n"
	    "<p>x Ren&eacute;<i> Vr</i>ies y</p>\n",
	    "x # y\n" },
	{ "the name of an attachment",
	    "From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain;\n"
	    " name*0*=utf-8''Ren%C3%A9%20; name*1=Vries.txt\n\nz\n",
	    "[attachment #.txt, text] z\n" },
	{ "an attachment in an attachment",
	    "From: a@b.example\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n"
	    "From: c@d.example\nMIME-Version: 1.0\nContent-Type: application/json;\n"
	    " name=n.json\nContent-Transfer-Encoding: base64\n\neyJhIjoiUmVuXHUwMGU5IFZyaWVzIn0=\n",
	    "[attached message, attachment n.json] {\"a\":\"#\"}\n" },
	{ "what was signed",
	    "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/signed;\n"
	    " protocol=\"application/pgp-signature\"; micalg=pgp-sha1; boundary=b\n\n"
	    "--b\nContent-Type: text/plain\n\nRen\xe9 Vries\n--b\n"
	    "Content-Type: application/pgp-signature\n\nsig\n--b--\n",
	    "[text] #\n" },
	{ "between parts, and a boundary",
	    "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed;\n"
	    " boundary=\"Rene Vries\"\n\nRen\xc3\xa9 Vries\n--Rene Vries\n\nz\n"
	    "--Rene Vries--\nRen\xc3\xa9 Vries\n",
	    "[text] z" },
	{ "a file of many",
	    "From a@b.example Mon Nov 30 10:00:00 2026\nFrom: a@b.example\n\nz\n\n"
	    "From c@d.example Mon Nov 30 10:00:00 2026\nFrom: c@d.example\n\nRen\xc3\xa9 Vries\n",
	    "[message 2, text] #\n" },
};

static void
test_made(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_len(cases); i++) {
		struct redact_mark m = { .text = MARK, .instead = "#" };
		const struct bytes in = { cases[i].mail, strlen(cases[i].mail) };
		struct buf made = { 0 }, name = { 0 }, words = { 0 };
		struct redact_found found;
		struct err err = { 0 };
		print_message("# %s\n", cases[i].what);
		assert_ok(redact_holds("a.eml", in, &m, 1, &found, &err), &err);
		assert_int_equal(found.mark, 0);
		assert_ok(redact_file("a.eml", in, &m, 1, &made, &name, &err), &err);
		const struct bytes out = { made.data, made.len };
		assert_ok(redact_holds("a.eml", out, &m, 1, &found, &err), &err);
		assert_int_equal(found.mark, -1);
		assert_ok(redact_words("a.eml", out, add_section, &words, &err), &err);
		if (!strstr(words.data, cases[i].words) || strstr(words.data, "Vries") ||
		    strstr(made.data, "Vries"))
			fail_msg("%s\n%s", words.data, made.data);
		buf_release(&made);
		buf_release(&name);
		buf_release(&words);
	}
}

/* A picture that may hold it goes; one that does not seem to stays, and is said. */
static void
test_pictures(void **state)
{
	static const char mail[] =
	    "From: a@b.example\nSubject: Vries\nMIME-Version: 1.0\n"
	    "Content-Type: multipart/mixed; boundary=b\n\n"
	    "--b\nContent-Type: image/png; name=\"x Vries.png\"\n\n\x89PNG\r\n\x1a\n%s\n--b--\n";
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct redact_mark m = { .text = "Vries" };
		struct buf in = { 0 }, made = { 0 }, name = { 0 };
		struct redact_found found;
		struct err err = { 0 };
		buf_addf(&in, mail, i ? "tEXtAuthor\1Vries" : "IDAT");
		assert_ok(redact_file("a.eml", (struct bytes){ in.data, in.len }, &m, 1, &made,
			      &name, &err),
		    &err);
		assert_ok(redact_holds(
			      "a.eml", (struct bytes){ made.data, made.len }, &m, 1, &found, &err),
		    &err);
		assert_int_equal(found.blind, !i);
		assert_int_equal(strstr(made.data, "image/png") != NULL, !i);
		assert_null(strstr(made.data, "Vries"));
		buf_release(&in);
		buf_release(&made);
		buf_release(&name);
	}
}

/* EBCDIC: nobody can say what it does not hold. */
static void
test_unknown_letters(void **state)
{
	static const char mail[] =
	    "From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain; "
	    "charset=x-nobodys\n\n\xe5\x99\x89\x85\xa2\n";
	struct redact_mark m = { .text = "Vries" };
	struct redact_found found;
	struct err err = { 0 };
	(void)state;
	assert_ok(
	    redact_holds("a.eml", (struct bytes){ mail, sizeof(mail) - 1 }, &m, 1, &found, &err),
	    &err);
	assert_int_equal(found.mark, -1);
	assert_true(found.blind);
}

static bool
add_person(const char *kind, const char *value, const char *name, void *arg)
{
	buf_addf(arg, "%s %s (%s)\n", kind, value, name);
	return true;
}

static void
test_people(void **state)
{
	static const char mail[] =
	    "From: =?utf-8?Q?Ren=C3=A9_Vries?= <R@x.example>\nTo: g: a@b.example, \"C, D\" "
	    "<c@d.example>;\nSubject: +31 6 12345678\n\nI am r@x.example, not q@.\n"
	    "T 020 1234567 / 06-12 34 56 78\n020-1234567 0612345678\n"
	    "> Van: Gerda Smit [mailto:g@s.example]\n";
	struct buf b = { 0 };
	struct err err = { 0 };
	(void)state;
	assert_ok(
	    redact_people("a.eml", (struct bytes){ mail, strlen(mail) }, add_person, &b, &err),
	    &err);
	assert_string_equal(b.data,
	    "email r@x.example (Ren\xc3\xa9 Vries)\nemail a@b.example ()\n"
	    "email c@d.example (C, D)\nphone +31 6 12345678 ()\nemail r@x.example ()\n"
	    "phone 020 1234567 ()\nphone 06-12 34 56 78 ()\nphone 020-1234567 ()\n"
	    "phone 0612345678 ()\n"
	    "email g@s.example (Gerda Smit)\n");
	buf_release(&b);
}

/* Parts in parts without end: made of no more than may be. */
static void
test_deep(void **state)
{
	struct redact_mark m = { .text = "Vries" };
	struct buf in = { 0 }, made = { 0 }, name = { 0 };
	struct err err = { 0 };
	(void)state;
	buf_adds(&in, "From: a@b.example\nSubject: Vries\nMIME-Version: 1.0\n");
	for (int i = 0; i < 2000; i++)
		buf_addf(&in, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	assert_false(
	    redact_file("a.eml", (struct bytes){ in.data, in.len }, &m, 1, &made, &name, &err));
	assert_true(err.kind == ERR_DENIED || err.kind == ERR_INPUT);
	buf_release(&in);
	buf_release(&made);
	buf_release(&name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_made),
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_unknown_letters),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_deep),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
