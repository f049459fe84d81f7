/*
 * What a request needs next, as a line for whoever looks at it: a command that is not refused, or
 * what an answer waits for. What may be done is decided elsewhere.
 */
#include "dossier/answer.h"
#include "dossier/phrase.h"
#include "cli.h"

static bool
waits_for_person(const json_t *v)
{
	size_t i;
	json_t *t;
	json_array_foreach(json_get(v, "tasks"), i, t) {
		const char *word = json_str_or(t, "state", "");
		if (strcmp(word, "asked") == 0 || strcmp(word, "failed") == 0)
			return true;
	}
	return false;
}

/* What the open rights need next, of each kind the last right that needs it. */
struct needed {
	const char *known, *known_why; /* who asks; and why that is not */
	const char *decided;
	const char *refusable; /* the end of the line: how it may be refused, if at all */
	const char *copy;
	const char *lacks; /* anything else, in words */
	bool answer;
	bool gives; /* a copy is open, for which an erasure waits */
};

static bool
is_copy_open(const json_t *v)
{
	size_t i;
	json_t *d;
	json_array_foreach(json_get(v, "decisions"), i, d) {
		struct err none = { 0 };
		enum right right;
		if (strcmp(json_str_or(d, "state", ""), "open") == 0 &&
		    right_parse(json_str_or(d, "right", ""), &right, &none) &&
		    rights_needing(ACTION_COLLECT) & 1u << right)
			return true;
	}
	return false;
}

/* What is never refused is not offered to be (art. 21(3)). */
static const char *
refusable(const json_t *undecided)
{
	size_t i, never = 0;
	json_t *part;
	json_array_foreach(undecided, i, part)
		never += json_is_true(json_get(part, "marketing"));
	return never == 0 ? phrase(", or `dossier refuse`")
	    : never < json_array_size(undecided)
	    ? phrase(", or `dossier refuse --purpose ID` of what is no marketing")
	    : "";
}

/* Of one open right the first thing that an answer waits for. */
static bool
need(const struct cli *cli, const json_t *v, const json_t *d, struct needed *n, struct err *err)
{
	const char *name = json_str_or(d, "right", ""), *lacks;
	const json_t *undecided = json_get(d, "undecided"), *x;
	enum right right;
	size_t i;
	if (!right_parse(name, &right, err))
		return false;
	json_array_foreach(json_get(v, "unidentified"), i, x)
		if (strcmp(json_str_or(x, "right", ""), name) == 0) {
			n->known = name;
			n->known_why = json_str_or(x, "why", "");
			return true;
		}
	if (rights_needing(ACTION_COLLECT) & 1u << right) {
		n->copy = name;
		return true;
	}
	if (json_array_size(undecided) > 0) {
		if (n->gives && rights_needing(ACTION_ERASE) & 1u << right)
			return true;
		n->decided = name;
		n->refusable = refusable(undecided);
		return true;
	}
	if (!answer_lacks(
		cli->in, &cli->who, json_str_or(v, "reference", ""), name, cli->arena, &lacks, err))
		return false;
	n->answer = n->answer || !lacks;
	n->lacks = lacks ? lacks : n->lacks;
	return true;
}

/* What an answer to what is open needs next. */
static bool
say_answer(const struct cli *cli, const json_t *v, const char *ref, struct err *err)
{
	struct needed n = { .gives = is_copy_open(v) };
	size_t i;
	json_t *d;
	json_array_foreach(json_get(v, "decisions"), i, d)
		if (strcmp(json_str_or(d, "state", ""), "open") == 0 && !need(cli, v, d, &n, err))
			return false;
	if (n.known)
		print_talk(cli,
		    "\nnext: `dossier verify %s`, for %s waits until it is known who asks: %s", ref,
		    n.known, n.known_why);
	if (n.decided)
		print_talk(cli,
		    "\nnext: `dossier decide %s --right %s --done --proof TEXT` once it is done%s",
		    ref, n.decided, n.refusable);
	if (n.lacks)
		print_talk(cli, "\nnot to be answered yet: %s", n.lacks);
	if (n.copy && json_array_size(json_get(v, "tasks")) > 0)
		print_talk(cli,
		    "\nnext: `dossier archive build %s`, look at it with `archive get`, then "
		    "`dossier answer %s`",
		    ref, ref);
	else if (n.answer)
		print_talk(cli, "\nnext: `dossier answer %s`", ref);
	return true;
}

bool
next_say(const struct cli *cli, const json_t *v, struct err *err)
{
	const char *status = json_str_or(v, "status", ""), *ref = json_str_or(v, "reference", "");
	if (json_str(json_get(v, "term"), "ended"))
		return true; /* nobody is waited for any more */
	if (strcmp(status, "answered") == 0 || strcmp(status, "closed") == 0)
		return true;
	if (strcmp(status, "logged") == 0)
		print_talk(cli, "\nnext: `dossier work` plans it and asks every system");
	else if (waits_for_person(v))
		print_talk(cli,
		    "\nnext: what is asked or failed waits for a person: `dossier task done`, "
		    "`retry` or `skip`");
	else if (strcmp(status, "searching") == 0)
		print_talk(cli, "\nnext: `dossier work` goes on with what is ready");
	else if (strcmp(status, "collected") == 0)
		return say_answer(cli, v, ref, err);
	return true;
}

/* Built beforehand it is there to be looked at; what it waits for before it may leave is told. */
bool
next_say_archive(const struct cli *cli, const char *reference, struct err *err)
{
	const char *lacks;
	size_t i;
	json_t *d;
	auto_drop(json) json_t *v = view_show(cli->in, &cli->who, reference, err);
	if (!v)
		return false;
	json_array_foreach(json_get(v, "decisions"), i, d) {
		const char *name = json_str_or(d, "right", "");
		enum right right;
		if (strcmp(json_str_or(d, "state", ""), "open") != 0)
			continue;
		if (!right_parse(name, &right, err))
			return false;
		if (!(rights_needing(ACTION_COLLECT) & 1u << right))
			continue;
		if (!answer_lacks(cli->in, &cli->who, reference, name, cli->arena, &lacks, err))
			return false;
		if (lacks) {
			print_talk(cli, "not to be answered yet: %s", lacks);
			return true;
		}
	}
	print_talk(cli,
	    "next: `dossier archive get %s FILE.zip`, look at it, then `dossier answer %s`",
	    reference, reference);
	return true;
}
