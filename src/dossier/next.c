/*
 * The steps of a request, a row each, and which of them comes before its answer.
 */
#include "dossier/next.h"
#include "dossier/rights.h"

#define REF "$REF"
#define ONE "$ONE"
#define TWO "$TWO"

static const struct {
	const char *name, *words[11], *why;
	bool waits;
} steps[] = {
	[NEXT_NOTHING] = { "nothing", { NULL }, "nothing is left to do", false },
	[NEXT_PLAN] = { "plan", { "work" }, "plans it, and asks every system", true },
	[NEXT_SEARCH] = { "search", { "work" }, "goes on with what is ready", false },
	[NEXT_RETRY] = { "retry", { "task", "retry", REF, ONE, "--action", TWO },
	    "what failed there is tried again; what is not to be asked is skipped", true },
	[NEXT_TASK] = { "task", { "task", "done", REF, ONE, "--action", TWO, "--interactive" },
	    "a colleague was asked; what came of it waits to be said", true },
	[NEXT_FORWARD] = { "forward", { "task", "show", REF, ONE, "--action", TWO },
	    "to which customers it goes waits to be said", true },
	[NEXT_RECIPIENT] = { "recipient", { "task", "show", REF, ONE, "--action", TWO },
	    "a recipient was asked in writing; the answer waits to be said", false },
	[NEXT_IDENTIFIER] = { "identifier", { "plan", REF },
	    "whose an identifier is waits for a person", true },
	[NEXT_LETTER] = { "letter", { "letter", "get", REF, ONE },
	    "a letter lies there: send it, and record that it left", false },
	[NEXT_STOP] = { "stop",
	    { "decide", REF, "--right", "objection", "--purpose", ONE, "--done", "--proof", "-" },
	    "it stops at once, whatever else waits", true },
	[NEXT_MANDATE] = { "mandate", { "mandate", REF, "--seen", "-", "--what", "-" },
	    "it was not seen that who asks may", true },
	[NEXT_COMPETENCE] = { "competence", { "mandate", REF, "--competence", "-", "--facts", "-" },
	    "it was not judged whether the child can decide", true },
	[NEXT_VERIFY] = { "verify",
	    { "verify", REF, "--method", "-", "--result", "-", "--to", ONE },
	    "it is not known who asks", true },
	[NEXT_DECIDE] = { "decide", { "decide", REF, "--right", ONE, "--done", "--proof", "-" },
	    "once it is done", true },
	[NEXT_EMPTY] = { "decide", { "decide", REF, "--right", ONE, "--nothing", "--proof", "-" },
	    "nothing was found, which is said, with what shows it", true },
	[NEXT_RESTRICT] = { "restrict",
	    { "decide", REF, "--right", "restriction", "--restrict", "--ground", "-" },
	    "what is only to be stored is marked at once, before anything else is weighed", true },
	[NEXT_STORED] = { "stored",
	    { "decide", REF, "--right", "restriction", "--lift", "--letter", "--facts", "-" },
	    "it is only stored; before that ends the person is told why", false },
	[NEXT_LIFT] = { "lift", { "decide", REF, "--right", "restriction", "--lift" },
	    "the person was told that what is only stored will be used again", true },
	[NEXT_DOUBT] = { "doubt", { "clarify", REF, "--doubt", "-" },
	    "a service that runs would end by it: ask the person once, or say why it is clear "
	    "(--clear)",
	    true },
	[NEXT_ERASE] = { "erase", { "decide", REF, "--right", "erasure", "--erase" },
	    "that it goes as `dossier plan` shows; what is to stay is refused, by its category",
	    true },
	[NEXT_ROLE] = { "role", { "decide", REF, "--category", ONE, "--role", "-" },
	    "whose it is for this person has to be said", true },
	[NEXT_UNDECIDED] = { "undecided",
	    { "decide", REF, "--right", "erasure", "--erase", "--category", ONE, "--undecided",
		"-" },
	    "of some of its records no rule tells whether they go", true },
	[NEXT_PROBLEM] = { "problem", { "plan", REF },
	    "something is in the way at a system, and nothing is erased before it is mended",
	    true },
	[NEXT_BEGIN] = { "begin", { "approve", REF, "--confirm", REF, "--digest", ONE },
	    "it begins at the systems once this is approved; look at it first", true },
	[NEXT_COOLING] = { "cooling", { "plan", REF },
	    "it is approved, and begins by itself after the cooling-off", false },
	[NEXT_LOOK] = { "look", { "next", REF }, "looks what is left to decide", true },
	[NEXT_REVIEW] = { "review", { "review", "list", REF },
	    "a person has to look at some of what leaves with the copy", true },
	[NEXT_INFORM] = { "inform", { "inform", REF },
	    "what the person is to be told beside the copy", true },
	[NEXT_BUILD] = { "build", { "archive", "build", REF },
	    "then look at it, before it is answered", true },
	[NEXT_APPROVE] = { "approve", { "approve", REF },
	    "a second person looks at the archive, and approves it before it leaves", true },
	[NEXT_ANSWER] = { "answer", { "answer", REF }, "all is there; look at it first", true },
	[NEXT_SOME] = { "answer", { "answer", REF, "--right", ONE },
	    "of this right all is there, and of another it is not; look at it first", true },
	[NEXT_CHECK] = { "check", { "connector", "check", TWO, ONE },
	    "it fails; tasks wait for their next try", false },
	[NEXT_CLAIM] = { "claim", { "hold", "show", ONE },
	    "a claim that keeps data is to be looked at again: release it, or place it anew",
	    false },
	[NEXT_MAXIMUM] = { "maximum", { "hold", "show", ONE },
	    "by now a statute has it destroyed, and it is still there", false },
	[NEXT_HELD] = { "held", { "plan", REF },
	    "a period is over: what it kept waits to be approved", false },
	[NEXT_FOUND] = { "found", { "suppressed", "findings", ONE },
	    "who objected, or was erased, was found there again: look whether they came back",
	    true },
	[NEXT_LACKS] = { "lacks", { NULL }, "not to be answered yet", true },
};
_Static_assert(array_len(steps) == NEXT__MAX, "a row for every step");

static enum next_code
code_of(const json_t *view)
{
	const char *code = json_str_or(view, "code", "");
	size_t i = 0;
	while (i < array_len(steps) && strcmp(steps[i].name, code) != 0)
		i++;
	return (enum next_code)i;
}

bool
next_waits(const json_t *view)
{
	enum next_code code = code_of(view);
	return code < NEXT__MAX && steps[code].waits;
}

/* They stand first. */
bool
next_is_before(const json_t *view)
{
	return code_of(view) <= NEXT_LETTER;
}

bool
next_is_look(const json_t *view)
{
	enum next_code code = code_of(view);
	return code == NEXT_LOOK || code == NEXT_BUILD;
}

/* A recipient has to be told before it can answer. */
static struct next_step
of_task(const struct next_known *k)
{
	if (k->failed)
		return (struct next_step){ NEXT_RETRY, k->system, k->action, NULL };
	if (k->written && k->letter)
		return (struct next_step){ NEXT_LETTER, k->letter, NULL, NULL };
	bool forward = strcmp(k->action, action_name(ACTION_FORWARD)) == 0;
	return (struct next_step){ k->written ? NEXT_RECIPIENT
		    : forward                 ? NEXT_FORWARD
					      : NEXT_TASK,
		k->system, k->action, NULL };
}

struct next_step
next_before(const struct next_known *k)
{
	if (k->ended)
		return (struct next_step){ k->letter ? NEXT_LETTER : NEXT_NOTHING, k->letter, NULL,
			NULL };
	if (k->notice)
		return (struct next_step){ NEXT_LETTER, k->notice, NULL, k->limit };
	if (strcmp(k->state, "logged") == 0)
		return (struct next_step){ .code = NEXT_PLAN };
	if (k->system && k->failed)
		return of_task(k);
	if (k->identifiers)
		return (struct next_step){ .code = NEXT_IDENTIFIER };
	if (k->system)
		return of_task(k);
	return (struct next_step){
		.code = strcmp(k->state, "searching") == 0 ? NEXT_SEARCH : NEXT_ANSWER,
	};
}

/* What stands in the place of a word of a row. */
static const char *
word_of(const char *word, const struct next_step *step, const char *reference)
{
	return strcmp(word, REF) == 0 ? reference
	    : strcmp(word, ONE) == 0  ? step->one
	    : strcmp(word, TWO) == 0  ? step->two
				      : word;
}

/* An option of which nothing is known to be said is left out. */
static json_t *
command_of(const struct next_step *step, const char *reference)
{
	const char *const *words = steps[step->code].words;
	if (!words[0])
		return json_null();
	json_t *argv = json_pack("[s]", "dossier");
	for (size_t i = 0; words[i]; i++)
		if (words[i + 1] && !word_of(words[i + 1], step, reference))
			i++;
		else
			json_array_append_new(
			    argv, json_string(word_of(words[i], step, reference)));
	return argv;
}

json_t *
next_view(const struct next_step *step, const char *reference)
{
	return json_pack("{s:s, s:s, s:s?, s:o}", "code", steps[step->code].name, "why",
	    steps[step->code].why, "detail", step->detail, "command", command_of(step, reference));
}
