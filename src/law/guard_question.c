/*
 * Guards on what is asked of the person and on how the person is checked: art. 12(6), recital 63.
 * Makes a standing demand for identity papers impossible, and a kept copy of them too; a masked
 * one is the last step.
 */
#include "dossier/phrase.h"
#include "guard_private.h"

#define NO_COPY "art. 12(6), 5(1)(c) GDPR; EDPB Guidelines 01/2022 par. 73-79"

#define MANDATE "mandate" /* asked for, and no check of who they are */
#define GIVEN "code-to-given"
#define LAST "masked-copy" /* AP: only if there is no other way, and then masked */

static const struct verify_method methods[] = {
	{ "code-to-address", "a code to the e-mail address on file, given back", "email", false,
	    CHECK_ON_FILE },
	{ GIVEN,
	    "a code to contact data they merely gave, given back: shows who has them, and no more",
	    NULL, true, CHECK_GIVEN },
	{ "login", "asked from within an account the person signed in to", NULL, false,
	    CHECK_ON_FILE },
	{ "known-channel",
	    "asked over a channel that shows who writes and stood on file before: signed mail, a "
	    "message from our own app",
	    NULL, true, CHECK_ON_FILE },
	{ "letter-code", "a code by post to the address on file, given back", NULL, false,
	    CHECK_STRONG },
	{ "phone-on-file", "called back, or a code sent, on the number on file", "phone", false,
	    CHECK_STRONG },
	{ "counter", "came to the counter and showed who they are; nothing copied", NULL, false,
	    CHECK_STRONG },
	{ "eid", "an electronic means of identification: DigiD, eHerkenning, itsme, BankID", NULL,
	    false, CHECK_EID },
	{ LAST,
	    "a copy of an identity document, photo and number blacked out; seen and destroyed. "
	    "Only when another way was tried",
	    NULL, false, CHECK_DOCUMENT },
};

const char *const verify_words[] = { "code-to-address", GIVEN, "login", "known-channel",
	"letter-code", "phone-on-file", "counter", "eid", LAST, MANDATE, NULL };
const char *const verify_result_words[] = { "passed", "failed", NULL };

const struct verify_method *
guard_verify_methods(size_t *ret_n)
{
	*ret_n = array_len(methods);
	return methods;
}

const struct verify_method *
guard_verify_method(const char *name)
{
	for (size_t i = 0; i < array_len(methods); i++)
		if (name && strcmp(methods[i].name, name) == 0)
			return &methods[i];
	return NULL;
}

/* The words people use for it; none is a method. */
static bool
is_copy(const char *method)
{
	static const char *const words[] = { "copy", "kopie", "scan", "passport", "paspoort",
		"photo", "foto" };
	for (size_t i = 0; i < array_len(words); i++)
		if (strcasestr(method, words[i]))
			return true;
	return false;
}

/* A masked copy is a step at all where the register says why. */
enum copy { COPY_NEVER, COPY_LATER, COPY_NOW };

static enum copy
copy_of(bool reason, bool tried)
{
	return !reason ? COPY_NEVER : tried ? COPY_NOW : COPY_LATER;
}

static bool
check_method(const char *method, enum copy copy, bool asked, struct err *err)
{
	auto_drop(buf) struct buf names = { 0 };
	bool last = method && strcmp(method, LAST) == 0;
	const char *later =
	    copy == COPY_LATER ? phrase("; " LAST " once another way was tried") : "";
	for (size_t i = 0; i < array_len(methods); i++) {
		if ((copy != COPY_NOW && strcmp(methods[i].name, LAST) == 0) ||
		    (asked && methods[i].seen))
			continue;
		if (method && strcmp(methods[i].name, method) == 0)
			return true;
		buf_addf(&names, "%s%s", i ? ", " : "", methods[i].name);
	}
	if (last && copy == COPY_NEVER)
		return err_set(err, ERR_DENIED,
		    "a masked copy of an identity document is no step here: the register gives no "
		    "reason for it (verification.masked_copy; " NO_COPY "); still possible: %s",
		    names.data);
	if (last)
		return err_set(err, ERR_DENIED,
		    "a masked copy of an identity document is the last step, when another way was "
		    "tried (" NO_COPY "); still possible: %s",
		    names.data);
	if (method && is_copy(method))
		return err_set(err, ERR_DENIED,
		    "a copy of an identity document is not asked for (" NO_COPY
		    "); still possible: %s",
		    names.data);
	if (!method || !*method)
		return err_set(
		    err, ERR_USAGE, "say how (--method): expected one of %s%s", names.data, later);
	return err_set(err, ERR_USAGE, "no way to verify \"%.40s\": expected one of %s%s", method,
	    names.data, later);
}

static bool
is_same_text(const char *a, const char *b)
{
	static const char space[] = " \t\r\n";
	for (;;) {
		a += strspn(a, space);
		b += strspn(b, space);
		size_t n = strcspn(a, space);
		if (n != strcspn(b, space) || strncasecmp(a, b, n) != 0)
			return false;
		if (n == 0)
			return true;
		a += n;
		b += n;
	}
}

/* Each demand for more rests on its own reasonable doubt. */
static bool
check_doubt(const struct guard_question *x, struct err *err)
{
	bool identity = strcmp(x->about, "identity") == 0;
	if (!guard_said(x->doubt))
		return err_set(err, ERR_DENIED,
		    "a question without %s; say it, or handle the request as it is",
		    identity
			? phrase(
			      "its doubt: art. 12(6) GDPR wants reasonable doubts about who asks")
			: phrase(
			      "what is unclear: recital 63 GDPR lets one ask which information is "
			      "meant"));
	for (const char *const *e = x->earlier; e && *e; e++)
		if (is_same_text(*e, x->doubt))
			return err_set(err, ERR_DENIED,
			    "this doubt was put to the person before: each demand for more needs "
			    "its own (art. 12(6) GDPR); "
			    "still possible: say what the answer left in doubt, decide, or close "
			    "as not identified");
	return true;
}

bool
guard_question(const struct term *t, const struct guard_question *x, struct err *err)
{
	bool identity = x->about && strcmp(x->about, "identity") == 0;
	if (!identity && (!x->about || strcmp(x->about, "clarification") != 0))
		return err_set(err, ERR_USAGE,
		    "no question about \"%.40s\": expected identity or clarification",
		    x->about ? x->about : "");
	if (!guard_open(t, "asking", err) || !guard_own_name(t, "asking the person", err) ||
	    (identity && !guard_weighed(x->absolute, "asking who they are", err)) ||
	    !guard_day(t, "a question", x->on, x->today, err))
		return false;
	bool mandate = identity && x->method && strcmp(x->method, MANDATE) == 0;
	if (mandate && !x->represented)
		return err_set(err, ERR_DENIED,
		    "the person asks themselves: there is no authority to ask for (art. 12(6) "
		    "GDPR); still possible: ask who they are");
	return check_doubt(x, err) &&
	    (!identity || mandate ||
		check_method(x->method, copy_of(x->copy, x->tried), true, err)) &&
	    guard_proven("that it was asked", x->on, x->today, x->proof, err);
}

bool
guard_question_answered(const struct guard_question_answer *x, struct err *err)
{
	if (date_cmp(x->on, x->asked) < 0)
		return err_set(err, ERR_DENIED,
		    "an answer of %s is older than its question of %s: a suspension cannot end "
		    "before it began "
		    "(art. 12(6) GDPR; EDPB Guidelines 01/2022 par. 159); expected a day from then "
		    "on",
		    DAY(x->on), DAY(x->asked));
	if (date_cmp(x->on, x->today) > 0)
		return err_set(err, ERR_DENIED,
		    "an answer of %s lies in the future: record it once it is there (art. 5(2) "
		    "GDPR)",
		    DAY(x->on));
	if (!date_is_set(x->left))
		return err_set(err, ERR_DENIED,
		    "an answer to a question that %s (art. 12(6) GDPR): record first that it "
		    "%s, with `dossier letter sent`; what came without it is checked "
		    "(`dossier verify --result`)",
		    phrase(x->back ? "came back" : "has not left"),
		    phrase(x->back ? "left another way" : "did"));
	if (date_cmp(x->on, x->left) < 0)
		return err_set(err, ERR_DENIED,
		    "an answer of %s is older than its question, which left on %s (art. 12(6) "
		    "GDPR): expected a day from then on",
		    DAY(x->on), DAY(x->left));
	return true;
}

/* More than suffices is asked on a doubt only. */
static bool
check_enough(const struct guard_verification *x, struct err *err)
{
	return !x->enough || x->doubted ||
	    err_set(err, ERR_DENIED,
		"%s is more than suffices here, and no doubt was recorded for which it was asked "
		"(art. 12(6) GDPR): still possible: %s; with a reasonable doubt, ask for it first "
		"(`dossier verify --doubt`)",
		x->method, x->enough);
}

bool
guard_verify(const struct term *t, const struct guard_verification *x, struct err *err)
{
	if (x->copy_kept)
		return err_set(err, ERR_DENIED,
		    "a copy of an identity document is not kept (" NO_COPY
		    "): record that it was checked, and destroy the copy");
	if (!x->result || (strcmp(x->result, "passed") != 0 && strcmp(x->result, "failed") != 0))
		return err_set(err, ERR_USAGE,
		    "no result of a check \"%.40s\": expected passed or failed",
		    x->result ? x->result : "");
	return check_method(x->method, copy_of(x->copy, x->tried), false, err) &&
	    check_enough(x, err) && guard_day(t, "a check", x->on, x->today, err);
}

bool
guard_verify_by(const struct guard_verified_by *x, struct err *err)
{
	const struct verify_method *m = guard_verify_method(x->method);
	if (!m || !m->kind || m->level <= CHECK_GIVEN || guard_said(x->proof))
		return true;
	if (x->unlooked)
		return err_set(err, ERR_DENIED,
		    "%s by contact data that was merely given (art. 12(6) GDPR; EDPB Guidelines "
		    "01/2022, section 3.3): look first whether it stood there (`dossier lookup`), "
		    "or say with --proof where it did; still possible: " GIVEN
		    ", which shows who has it, and no more",
		    x->method);
	return !x->nowhere ||
	    err_set(err, ERR_DENIED,
		"%s by contact data that stood in nothing that was looked at (art. 12(6) GDPR; "
		"EDPB Guidelines 01/2022, section 3.3): say with --proof where they stood before "
		"the request; still possible: " GIVEN ", which shows who has them, and no more",
		x->method);
}
