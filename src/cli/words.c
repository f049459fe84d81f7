/*
 * All that the value of an option may be, where commands share it; what one alone takes stands with
 * it.
 */
#include "cli.h"

const char *const words_right[] = { "access", "rectification", "erasure", "restriction",
	"portability", "objection", "human-review", "consent-withdrawal", NULL };
_Static_assert(array_len(words_right) == RIGHT__MAX + 1, "a word for every right");
const char *const words_action[] = { "collect", "find", "erase", "restrict", "lift", "rectify",
	"suppress", "notify", "forward", NULL };
_Static_assert(array_len(words_action) == ACTION__MAX + 1, "a word for every action");
const char *const words_language[] = { "nl", "en", NULL };
