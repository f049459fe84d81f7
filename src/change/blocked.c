/*
 * Why nothing can be approved, in words.
 */
#include <inttypes.h>

#include "dossier/decide.h"
#include "dossier/phrase.h"
#include "change_private.h"

/* What goes takes the last trace of it along, and then nobody asks by it. */
static bool
say_identifier(const struct dossier *d, struct err *err)
{
	size_t i = 0;
	while (!identifier_is_proposed(&d->identifiers.items[i]))
		i++;
	const struct identifier *x = &d->identifiers.items[i];
	const char *ref = d->request.reference;
	return err_set(err, ERR_DENIED,
	    "%s: nothing is erased while nobody said whether identifier %" PRId64 " (%s, from %s) "
	    "is theirs: `dossier plan %s --confirm %" PRId64 "`, --reject or --shared",
	    ref, x->id, x->kind, x->source, ref, x->id);
}

static bool
say(const struct change_state *s, const struct change_block *b, struct err *err)
{
	const char *ref = s->d->request.reference, *code = b->code;
	const char *why;
	if (strcmp(code, "identity") == 0 || strcmp(code, "authority") == 0) {
		why = strcmp(code, "identity") == 0 ? decide_unidentified(s->d, "erasure")
						    : decide_unauthorised(s->d, "erasure");
		return err_set(err, ERR_DENIED, "%s: nothing is erased: %s", ref, why ? why : code);
	}
	if (strcmp(code, "copy") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: nothing is erased before its copy was answered (art. 15 GDPR): `dossier "
		    "next %s`",
		    ref, ref);
	if (strcmp(code, "identifier") == 0)
		return say_identifier(s->d, err);
	if (strcmp(code, "searching") == 0 || strcmp(code, "failed") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: what %s holds was not found yet: `dossier work`, then `dossier plan %s`",
		    ref, b->system, ref);
	if (strcmp(code, CHANGE_RESTORED) == 0)
		return err_set(err, ERR_DENIED,
		    "%s: %s was restored from a backup: what was erased there since stands there "
		    "again, and goes first: `dossier replay --since DATE --system %s`",
		    ref, b->system, b->system);
	if (strcmp(code, "problem") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: nothing can be erased at %s as it is: `dossier plan %s` shows the "
		    "problem; when it is solved, `dossier plan %s --again`",
		    ref, b->system, ref, ref);
	if (strcmp(code, "undecidable") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: of records of %s at %s it cannot be told whether they go: `dossier "
		    "decide %s --right erasure --erase --category %s --undecided erase` or `keep`",
		    ref, b->category, b->system, ref, b->category);
	if (strcmp(code, "by-hand") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: no program can erase records of %s at %s, as the register has no rule "
		    "for them: complete it, or keep them with `--undecided keep`",
		    ref, b->category, b->system);
	if (strcmp(code, "spared") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: %s is not erased, and was previewed at %s with the others, which may "
		    "have to stay for it: `dossier plan %s --again`",
		    ref, b->category, b->system, ref);
	if (strcmp(code, "ground") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: what goes at %s was previewed without the ground of art. 17(1) that was "
		    "decided since: `dossier plan %s --again`",
		    ref, b->system, ref);
	if (strcmp(code, "role") == 0)
		return err_set(err, ERR_DENIED,
		    "%s: whether %s of this person is ours to answer for was not said: `dossier "
		    "decide %s --category %s --role controller` or `processor`",
		    ref, b->category, ref, b->category);
	return err_set(err, ERR_DENIED,
	    "%s: of %s nothing was decided: `dossier decide %s --right erasure --erase --category "
	    "%s`, or `dossier refuse %s --category %s`",
	    ref, b->category, ref, b->category, ref, b->category);
}

bool
change_blocked(const struct change_state *s, struct err *err)
{
	return s->nblocks == 0 || say(s, &s->blocks[0], err);
}
