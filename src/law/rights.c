/*
 * The rights of a person and our roles, by name and article. Only names: what a right demands is
 * decided by planning and casework.
 */
#include "dossier/plan.h"

static const struct {
	const char *name, *article;
} rights[] = {
	[RIGHT_ACCESS] = { "access", "15" },
	[RIGHT_RECTIFICATION] = { "rectification", "16" },
	[RIGHT_ERASURE] = { "erasure", "17" },
	[RIGHT_RESTRICTION] = { "restriction", "18" },
	[RIGHT_PORTABILITY] = { "portability", "20" },
	[RIGHT_OBJECTION] = { "objection", "21" },
	[RIGHT_HUMAN_REVIEW] = { "human-review", "22(3)" },
	[RIGHT_CONSENT_WITHDRAWAL] = { "consent-withdrawal", "7(3)" },
};
_Static_assert(array_len(rights) == RIGHT__MAX, "a row for every right");

static const char *const roles[] = {
	[ROLE_CONTROLLER] = "controller",
	[ROLE_PROCESSOR] = "processor",
	[ROLE_JOINT] = "joint",
	[ROLE_FOLLOWS_ACCOUNT] = "follows-account",
	[ROLE_UNCLEAR] = "unclear",
};
_Static_assert(array_len(roles) == ROLE__MAX, "a name for every role");

const char *
right_name(enum right r)
{
	return rights[r].name;
}

const char *
right_article(enum right r)
{
	return rights[r].article;
}

bool
right_parse(const char *s, enum right *ret, struct err *err)
{
	auto_drop(buf) struct buf names = { 0 };
	for (size_t i = 0; i < array_len(rights); i++) {
		if (strcmp(rights[i].name, s) == 0) {
			*ret = (enum right)i;
			return true;
		}
		buf_addf(&names, "%s%s", i ? ", " : "", rights[i].name);
	}
	return err_set(err, ERR_USAGE, "no right \"%.40s\": expected one of %s", s, names.data);
}

const char *
role_name(enum role r)
{
	return roles[r];
}
