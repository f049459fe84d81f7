/*
 * A letter in the outbox: aside until it is kept, gone when it is not, found again after a process
 * died; without a recipient; on paper.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "dossier/letter.h"
#include "unit/unit.h"

static char dir[] = "/tmp/letter_outbox.XXXXXX";
static struct arena *texts;

static const struct mail letter = {
	.from_name = "Zorg B.V.",
	.from = "info@zorg.example",
	.to_name = "Anna",
	.to = "anna@example.org",
	.subject = "Uw verzoek",
	.message_id = "R-1.person.extension-1@zorg.example",
	.language = "nl",
	.date = 0,
	.body = "Beste Anna,\n",
};

static int
empty(void **state)
{
	(void)state;
	return system(arena_printf(texts, "find %s -mindepth 1 -delete", dir));
}

static const char *
content(const char *name)
{
	static char text[4096];
	int fd = open(arena_printf(texts, "%s/%s", dir, name), O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	text[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		(void)close(fd);
	return n < 0 ? NULL : text;
}

static int
files(void)
{
	FILE *f = popen(arena_printf(texts, "ls -A %s | wc -l", dir), "r");
	int n = -1;
	assert_int_equal(fscanf(f, "%d", &n), 1);
	(void)pclose(f);
	return n;
}

static void
put(const char *name)
{
	assert_int_equal(system(arena_printf(texts, "echo x > '%s/%s'", dir, name)), 0);
}

static void
kept_or_not(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct eml_draft *d = eml_draft(&letter, dir, "a.eml", &err);
	assert_ok(d, &err);
	assert_null(content("a.eml"));
	assert_int_equal(files(), 1);
	eml_draft_free(d);
	assert_int_equal(files(), 0);
	d = eml_draft(&letter, dir, "a.eml", &err);
	assert_ok(d && eml_keep(d, &err), &err);
	eml_draft_free(d);
	assert_int_equal(files(), 1);
	assert_non_null(strstr(content("a.eml"), "\r\nTo: \"Anna\"\r\n <anna@example.org>\r\n"));
	/* what somebody died over is taken away by who writes it anew */
	put(".a.eml.4194304.part");
	put(".ab.eml.4194304.part");
	assert_ok(eml_write(&letter, dir, "a.eml", &err), &err);
	assert_int_equal(files(), 2);
}

/* The sweep of another process may have put it there first. */
static void
kept_by_another(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct eml_draft *d = eml_draft(&letter, dir, "a.eml", &err);
	const char *aside = arena_printf(texts, "%s/.a.eml.%ld.part", dir, (long)getpid());
	assert_ok(d, &err);
	assert_int_equal(rename(aside, arena_printf(texts, "%s/a.eml", dir)), 0);
	assert_ok(eml_keep(d, &err), &err);
	eml_draft_free(d);
	d = eml_draft(&letter, dir, "a.eml", &err);
	assert_int_equal(unlink(aside), 0);
	assert_int_equal(unlink(arena_printf(texts, "%s/a.eml", dir)), 0);
	assert_false(eml_keep(d, &err));
	assert_err(&err, ERR_SYSTEM, "cannot write a letter");
	eml_draft_free(d);
}

static void
left_aside(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct eml_draft *d = eml_draft(&letter, dir, "a.eml", &err);
	eml_leave(d);
	eml_draft_free(d);
	assert_int_equal(files(), 1);
}

static int
wanted(const char *name, void *arg)
{
	(void)arg;
	return strncmp(name, "known", 5) == 0 ? 1 : strncmp(name, "unsure", 6) == 0 ? -1 : 0;
}

static void
mended(void **state)
{
	(void)state;
	struct err err = { 0 };
	put(".known.eml.12.part");
	put(".known.there.eml.12.part");
	put("known.there.eml");
	put(".unsure.eml.12.part");
	put(".nobody.eml.12.part");
	put(".no.part"); /* not ours */
	put(".x.12a.part");
	put("x.12.part");
	assert_ok(eml_mend(dir, wanted, NULL, 3600, &err), &err);
	assert_non_null(content("known.eml"));
	assert_int_equal(files(), 8);
	assert_ok(eml_mend(dir, wanted, NULL, 0, &err), &err);
	assert_null(content(".nobody.eml.12.part"));
	assert_null(content(".known.there.eml.12.part"));
	assert_non_null(content(".unsure.eml.12.part"));
	assert_int_equal(files(), 6);
	assert_false(eml_mend("/nonexistent", wanted, NULL, 0, &err));
	assert_err(&err, ERR_SYSTEM, "outbox");
}

static void
no_recipient(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct mail m = letter;
	m.to = NULL;
	assert_ok(eml_write(&m, dir, "a.eml", &err), &err);
	assert_null(strstr(content("a.eml"), "To:"));
	assert_non_null(strstr(content("a.eml"), "\r\nSubject: Uw verzoek\r\n"));
	static const char *const bad[] = { "", "x", "a@b.nl,c@d.nl", "<a@b.nl>",
		"a@b.nl\nBcc: c@d.nl", "\xc3\xa9@b.nl" };
	for (size_t i = 0; i < array_len(bad); i++)
		assert_false(mail_address_ok(bad[i]));
	assert_true(mail_address_ok("o'hara+x@b.example"));
}

static void
on_paper(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct mail m = letter;
	m.print = true;
	m.message_id = NULL;
	m.body =
	    "Beste Anna,\n\n"
	    "\xc3\xa9\xc3\xa9n twee drie vier vijf zes zeven acht negen tien elf twaalf dertien "
	    "veertien vijftien zestien\n"
	    "- https://www.example.org/an/address/that/is/so/long/that/it/does/not/fit/on/one/line/"
	    "at/all\n";
	assert_ok(eml_write(&m, dir, "a.txt", &err), &err);
	assert_string_equal(content("a.txt"),
	    "Beste Anna,\n\n"
	    "\xc3\xa9\xc3\xa9n twee drie vier vijf zes zeven acht negen tien elf twaalf dertien\n"
	    "veertien vijftien zestien\n"
	    "-\nhttps://www.example.org/an/address/that/is/so/long/that/it/does/not/fit/on/one/"
	    "line/at/all\n");
	m.body = "a\033[31m";
	assert_false(eml_write(&m, dir, "b.txt", &err));
	assert_err(&err, ERR_INPUT, "control character");
	assert_int_equal(files(), 1);
}

/* Where we break a line, too: a mailbox would hold a message more. */
static void
no_mailbox(void **state)
{
	(void)state;
	struct err err = { 0 };
	struct mail m = letter;
	m.body = arena_printf(texts, "From here\n%075dFrom there\n", 0);
	assert_ok(eml_write(&m, dir, "a.eml", &err), &err);
	const char *text = content("a.eml");
	assert_non_null(strstr(text, "\r\n=46rom here\r\n"));
	assert_non_null(strstr(text, "0=\r\n=46rom there\r\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(kept_or_not, empty),
		cmocka_unit_test_setup(kept_by_another, empty),
		cmocka_unit_test_setup(left_aside, empty),
		cmocka_unit_test_setup(mended, empty),
		cmocka_unit_test_setup(no_recipient, empty),
		cmocka_unit_test_setup(on_paper, empty),
		cmocka_unit_test_setup(no_mailbox, empty),
	};
	texts = arena_new();
	if (!mkdtemp(dir))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)!system(arena_printf(texts, "rm -r %s", dir));
	arena_free(texts);
	return failed;
}
