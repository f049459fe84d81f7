/*
 * What an objection (art. 21) or a withdrawal of consent (art. 7(3)) is about: purposes of the
 * register, named one by one or as all that is direct marketing. Weighs nothing.
 */
#include "dossier/about.h"
#include "dossier/objection.h"
#include "dossier/text.h"

static bool
asks(const struct about_said *x, enum right right)
{
	for (size_t i = 0; i < x->nrights; i++)
		if (strcmp(x->rights[i], right_name(right)) == 0)
			return true;
	return false;
}

static bool
is_named(const struct about_said *x, const struct purpose *p)
{
	for (size_t i = 0; i < x->npurposes; i++)
		if (strcmp(x->purposes[i], p->id) == 0 || strcmp(x->purposes[i], ABOUT_ALL) == 0)
			return true;
	return false;
}

/* "a, b", some of them where they are many. */
static void
add_purposes(const struct reg *reg, struct buf *to)
{
	for (size_t i = 0; i < reg->npurposes && to->len < 150; i++)
		buf_addf(to, "%s%s", i ? ", " : "", reg->purposes[i].id);
}

static bool
no_such_purpose(const struct reg *reg, struct err *err)
{
	auto_drop(buf) struct buf ids = { 0 };
	add_purposes(reg, &ids);
	return err_set(err, ERR_NOTFOUND,
	    "--purpose: the register of %s has no such purpose; expected one of %s", reg->slug,
	    ids.len ? ids.data : "none");
}

/* What stops at once can hide in what was not said, and what is weighed among what was. */
static bool
check_named(const struct reg *reg, const struct about_said *x, struct err *err)
{
	auto_drop(buf) struct buf ids = { 0 };
	if (!asks(x, RIGHT_OBJECTION) || x->marketing || x->npurposes || reg->npurposes < 2)
		return true;
	add_purposes(reg, &ids);
	return err_set(err, ERR_DENIED,
	    "objection: say to what use of the data (art. 21 GDPR): --marketing, or --purpose of "
	    "%s; --purpose " ABOUT_ALL " where the message objects to all of it",
	    ids.data);
}

bool
about_check(const struct reg *reg, const struct about_said *x, struct err *err)
{
	bool objects = asks(x, RIGHT_OBJECTION), any = false;
	if (x->marketing && !objects)
		return err_set(err, ERR_USAGE,
		    "--marketing says what an objection is about: --right objection goes with it");
	if (x->npurposes && !objects && !asks(x, RIGHT_CONSENT_WITHDRAWAL))
		return err_set(err, ERR_USAGE,
		    "--purpose says what an objection or a withdrawal of consent is about: --right "
		    "objection or consent-withdrawal goes with it");
	for (size_t i = 0; i < x->npurposes; i++)
		if (strcmp(x->purposes[i], ABOUT_ALL) != 0 && !reg_purpose(reg, x->purposes[i]))
			return no_such_purpose(reg, err);
	for (size_t i = 0; i < reg->npurposes; i++)
		any = any || reg->purposes[i].marketing;
	if (!any && x->marketing)
		return err_set(err, ERR_NOTFOUND,
		    "--marketing: the register of %s marks no purpose as marketing: mark it, or "
		    "name it with --purpose",
		    reg->slug);
	return check_named(reg, x, err);
}

/* Of two rights asked at once, a withdrawal is about what rests on consent. */
const struct purpose *const *
about_of(const struct reg *reg, const struct about_said *x, enum right right, struct arena *a)
{
	const struct purpose **list = arena_alloc(a, (reg->npurposes + 1) * sizeof(*list));
	bool both = asks(x, RIGHT_OBJECTION) && asks(x, RIGHT_CONSENT_WITHDRAWAL);
	size_t k = 0;
	for (size_t i = 0; i < reg->npurposes; i++) {
		const struct purpose *p = &reg->purposes[i];
		bool about = right == RIGHT_OBJECTION
		    ? is_named(x, p) || (x->marketing && p->marketing)
		    : right == RIGHT_CONSENT_WITHDRAWAL && is_named(x, p) && (!both || p->consent);
		if (about)
			list[k++] = p;
	}
	list[k] = NULL;
	return list;
}

const char *const *
about_ids(const struct purpose *const *about, struct arena *a)
{
	size_t n = 0;
	while (about[n])
		n++;
	const char **ids = arena_alloc(a, (n + 1) * sizeof(*ids));
	for (size_t i = 0; i < n; i++)
		ids[i] = about[i]->id;
	ids[n] = NULL;
	return ids;
}

const char *const *
about_stops(const struct reg *reg, const char *const *objected, const char *const *withdrawn,
    struct arena *a)
{
	const char **ids = arena_alloc(a, (reg->npurposes + 1) * sizeof(*ids));
	size_t n = 0;
	for (size_t i = 0; i < reg->npurposes; i++) {
		const struct purpose *p = &reg->purposes[i];
		if ((text_among(p->id, objected, SIZE_MAX) && stops_at_once(RIGHT_OBJECTION, p)) ||
		    (text_among(p->id, withdrawn, SIZE_MAX) &&
			stops_at_once(RIGHT_CONSENT_WITHDRAWAL, p)))
			ids[n++] = p->id;
	}
	ids[n] = NULL;
	return ids;
}
