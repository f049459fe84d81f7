/*
 * Facts of a request in short, for the tests of term and guard:
 * "2026-03-05 received; 2026-03-10 extension-decided number; 2026-03-11 question-asked identity "
     "#2".
 * After the kind: a ground, or the result of a check; #N the ref; "mute": without the words;
 * "much": much is processed; "for=RIGHT"; "by=METHOD"; "until=DAY";
 * "letter=ID", that told it; "recorded=DAY" where that was
 * later, and "proven" where it is shown; a question leaves on its day unless "unsent".
 */
#ifndef TESTS_LAW_HELP_H
#define TESTS_LAW_HELP_H

#include "dossier/term.h"
#include "unit/unit.h"

static inline struct date
day(const char *s)
{
	struct date d = { 0 };
	struct err err = { 0 };
	if (*s)
		assert_ok(date_parse(s, &d, &err), &err);
	return d;
}

static inline struct calendar *
calendar(const char *name)
{
	struct err err = { 0 };
	struct calendar *c = calendar_open(name, &err);
	assert_ok(c != NULL, &err);
	return c;
}

static inline void
assert_day(struct date d, const char *expected, const char *what, const char *in)
{
	char text[DATE_LEN];
	if (strcmp(date_format(d, text), expected) != 0)
		fail_msg("%s is \"%s\", expected \"%s\" in: %s", what, text, expected, in);
}

static inline void
read_word(struct fact *f, const char *word, struct arena *a, bool *unsent)
{
	if (strcmp(word, "unsent") == 0)
		*unsent = true;
	else if (*word == '#')
		f->ref = atoll(word + 1);
	else if (strcmp(word, "mute") == 0)
		f->sealed = NULL;
	else if (strcmp(word, "much") == 0)
		f->large_quantity = true;
	else if (strncmp(word, "for=", 4) == 0)
		f->right = arena_strdup(a, word + 4);
	else if (strncmp(word, "letter=", 7) == 0)
		f->letter = arena_strdup(a, word + 7);
	else if (strncmp(word, "recorded=", 9) == 0)
		f->recorded = day(word + 9);
	else if (strncmp(word, "by=", 3) == 0)
		f->method = arena_strdup(a, word + 3);
	else if (strncmp(word, "until=", 6) == 0)
		f->until = day(word + 6);
	else if (strcmp(word, "proven") == 0)
		f->result = "proven";
	else
		f->ground = arena_strdup(a, word);
}

static inline size_t
read_facts(const char *text, struct fact *ret, size_t max, struct arena *a)
{
	char *rest = arena_strdup(a, text), *line;
	size_t n = 0;
	while ((line = strsep(&rest, ";"))) {
		char *word, *words = line + strspn(line, " ");
		struct fact f = { .sealed = "words" };
		f.on = day(strsep(&words, " "));
		const char *kind = strsep(&words, " ");
		f.kind = fact_find(kind);
		if (f.kind == FACT__MAX || n + 2 > max)
			fail_msg("no fact \"%s\", or too many, in: %s", kind, text);
		bool unsent = f.kind != FACT_QUESTION_ASKED;
		while ((word = strsep(&words, " ")))
			read_word(&f, word, a, &unsent);
		bool judges = f.kind == FACT_VERIFIED || f.kind == FACT_COMPETENCE_JUDGED;
		f.result = judges ? f.ground : f.result;
		ret[n++] = f;
		f.kind = FACT_QUESTION_SENT;
		if (!unsent)
			ret[n++] = f;
	}
	return n;
}

/* The clock of these facts; what happened after ${as_of} is left out, as a caller does. */
static inline void
term_of(const struct calendar *c, const char *promise, bool is_done, const char *text,
    const char *as_of, struct arena *a, struct term *ret)
{
	struct fact facts[32];
	struct term_input in = { .calendar = c, .promise_is_done = is_done, .as_of = day(as_of) };
	size_t all = read_facts(text, facts, array_len(facts), a), n = 0;
	struct err err = { 0 };
	for (size_t i = 0; i < all; i++)
		if (date_cmp(facts[i].on, in.as_of) <= 0)
			facts[n++] = facts[i];
	in.facts = facts;
	in.nfacts = n;
	assert_ok(promise_parse(promise, &in.promise, &err), &err);
	term_compute(&in, a, ret);
}

/* Allowed when ${part} is NULL; else DENIED or USAGE with ${part} in the text. */
static inline void
assert_guard(bool ok, const struct err *err, enum err_kind kind, const char *part, const char *in)
{
	if (!part && !ok)
		fail_msg("refused: \"%s\" in: %s", err->text, in);
	if (part && (ok || err->kind != kind || !strstr(err->text, part)))
		fail_msg("%s \"%s\" (%d), expected \"%s\" in: %s", ok ? "allowed" : "refused",
		    err->text, (int)err->kind, part, in);
	/* one line, no capital, no full stop, and room for all of it */
	if (!ok &&
	    (strlen(err->text) >= sizeof(err->text) - 1 ||
		err->text[strlen(err->text) - 1] == '.' || strchr(err->text, '\n')))
		fail_msg("not a line for an error: \"%s\"", err->text);
}

#endif
