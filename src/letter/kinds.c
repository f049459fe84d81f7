/*
 * The letters there are: whom each is for, and what the law wants it to say.
 */
#include "letter_private.h"

static const struct letter_rule rules[LETTER__MAX] = {
	[LETTER_EXTENSION] = { "extension", LETTER_TO_PERSON, "extension",
	    { "reason", "extended" } },
	[LETTER_REFUSAL] = { "refusal", LETTER_TO_PERSON, "refusal",
	    { "article", "facts", "remedies" }, .lasts = true, .decides = true, .on_file = true },
	[LETTER_DONE] = { "done", LETTER_TO_PERSON, "done", { "right", "remedies" }, .lasts = true,
	    .on_file = true },
	[LETTER_QUESTION_IDENTITY] = { "question-identity", LETTER_TO_PERSON, "question-identity",
	    { "doubt", "deadline" } },
	[LETTER_QUESTION_CLARIFICATION] = { "question-clarification", LETTER_TO_PERSON,
	    "question-clarification", { "doubt", "deadline" } },
	[LETTER_FEE] = { "fee", LETTER_TO_PERSON, "fee",
	    { "amount", "facts", "costs", "withdraw_by", "remedies" } },
	[LETTER_LIFTING] = { "lifting", LETTER_TO_PERSON, "lifting", { "facts", "remedies" },
	    .lasts = true, .on_file = true },
	[LETTER_CLOSE_NOT_IDENTIFIED] = { "close-not-identified", LETTER_TO_PERSON,
	    "close-not-identified", { "facts", "remedies" }, .decides = true },
	[LETTER_CLOSE_MISDIRECTED] = { "close-misdirected", LETTER_TO_PERSON, "close-misdirected",
	    { "facts", "remedies" }, .decides = true },
	[LETTER_CLOSE_NO_REQUEST] = { "close-not-an-avg-request", LETTER_TO_PERSON,
	    "close-not-an-avg-request", { "facts", "remedies" }, .decides = true },
	[LETTER_CLOSE_DECEASED] = { "close-deceased", LETTER_TO_PERSON, "close-deceased",
	    { "facts", "remedies" }, .decides = true },
	[LETTER_INSTRUCTION] = { "instruction", LETTER_TO_RECIPIENT, "instruct-access",
	    { "answer_by" } },
	[LETTER_INSTRUCTION_ERASE] = { "instruction", LETTER_TO_RECIPIENT, "instruct-erase",
	    { "answer_by" } },
	[LETTER_INSTRUCTION_CORRECT] = { "instruction", LETTER_TO_RECIPIENT, "instruct-correct",
	    { "answer_by" } },
	[LETTER_INSTRUCTION_STOP] = { "instruction", LETTER_TO_RECIPIENT, "instruct-stop",
	    { "answer_by" } },
	[LETTER_FORWARD] = { "forward", LETTER_TO_CONTROLLER, "forward", { "answer_by" },
	    .lasts = true },
	[LETTER_NOTIFY] = { "notify", LETTER_TO_RECIPIENT, "notify", { "right" }, .lasts = true },
	[LETTER_REPORT] = { "report", LETTER_TO_CONTROLLER, "done-instructed", { "right" },
	    .lasts = true },
	[LETTER_REMINDER] = { "reminder", LETTER_TO_RECIPIENT, "remind", { "answer_by" } },
	[LETTER_ESCALATION] = { "escalation", LETTER_TO_COLLEAGUE, "escalate", { "due" } },
	[LETTER_TASK] = { "task", LETTER_TO_COLLEAGUE, "task", { "answer_by" } },
	[LETTER_TASK_ERASE] = { "task", LETTER_TO_COLLEAGUE, "task-erase", { "answer_by" } },
	[LETTER_TASK_CORRECT] = { "task", LETTER_TO_COLLEAGUE, "task-correct", { "answer_by" } },
	[LETTER_TASK_STOP] = { "task", LETTER_TO_COLLEAGUE, "task-stop", { "answer_by" } },
};

const struct letter_rule *
letter_rule(enum letter_kind kind)
{
	return &rules[kind];
}

enum letter_kind
letter_kind_find(const char *name)
{
	size_t i = 0;
	while (i < LETTER__MAX && strcmp(rules[i].name, name) != 0)
		i++;
	return (enum letter_kind)i;
}

const char *
letter_to_name(enum letter_to to)
{
	static const char *const names[LETTER_TO__MAX] = { "person", "recipient", "controller",
		"colleague" };
	return names[to];
}

bool
letter_says_all(enum letter_kind kind, const char *text, const json_t *data, struct err *err)
{
	const struct letter_rule *r = &rules[kind];
	for (size_t i = 0; i <= array_len(r->must); i++) {
		const char *name = i < array_len(r->must) ? r->must[i] : "reference";
		const char *value = name ? json_str(data, name) : "";
		if (!value)
			BUG("a letter of kind %s without %s", r->name, name);
		if (!strstr(text, value))
			return err_set(err, ERR_INPUT,
			    "the template of the letter %s does not say {{{%s}}}, which the law "
			    "wants told: see docs/letters.md",
			    r->name, name);
	}
	return true;
}
