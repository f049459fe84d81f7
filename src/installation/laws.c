/*
 * The tables of the law, read once for as long as the installation is open: calendars by name, the
 * grounds of refusal, the causes of lateness, who may ask for whom, what check suffices,
 * until when a law has data kept.
 */
#include "dossier/installation.h"
#include "dossier/store/installation.h"

struct laws {
	struct calendar **calendars; /* the newest last */
	struct calendar **older;     /* read from the database */
	size_t ncalendars, nolder;
	struct refusal_law *refusals;
	struct late_causes *causes;
	struct representatives *representatives;
	struct sufficient_law *sufficient;
	struct withholding_law *withholding;
	struct retention_law *retention;
};

static struct laws *
laws(struct installation *in)
{
	if (!in->laws)
		in->laws = xcalloc(1, sizeof(*in->laws));
	return in->laws;
}

void
laws_free(struct laws *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->ncalendars; i++)
		calendar_free(l->calendars[i]);
	for (size_t i = 0; i < l->nolder; i++)
		calendar_free(l->older[i]);
	free(l->calendars);
	free(l->older);
	refusal_law_free(l->refusals);
	late_causes_free(l->causes);
	representatives_free(l->representatives);
	sufficient_law_free(l->sufficient);
	withholding_free(l->withholding);
	retention_law_free(l->retention);
	free(l);
}

static const struct calendar *
newest(const struct laws *l, const char *name)
{
	for (size_t i = l->ncalendars; i-- > 0;)
		if (strcmp(calendar_name(l->calendars[i]), name) == 0)
			return l->calendars[i];
	return NULL;
}

static const struct calendar *
keep(struct laws *l, struct calendar *c)
{
	l->calendars = xrealloc(l->calendars, (l->ncalendars + 1) * sizeof(struct calendar *));
	return l->calendars[l->ncalendars++] = c;
}

const struct calendar *
laws_calendar(struct installation *in, const char *name, struct err *err)
{
	const struct calendar *known = newest(laws(in), name);
	if (known)
		return known;
	struct calendar *c = calendar_open(name, err);
	return c ? keep(laws(in), c) : NULL;
}

const struct calendar *
laws_calendar_anew(struct installation *in, const char *name, struct err *err)
{
	const struct calendar *known = newest(laws(in), name);
	struct calendar *c = calendar_open(name, err);
	if (!c)
		return NULL;
	if (!known || strcmp(calendar_version(known), calendar_version(c)) != 0)
		return keep(laws(in), c);
	calendar_free(c);
	return known;
}

static struct calendar *
kept_calendar(struct installation *in, const char *name, const char *version, struct err *err)
{
	auto_drop(arena) struct arena *a = arena_new();
	const char *text;
	if (!calendar_get(in->db, name, version, a, &text, err))
		return NULL;
	if (!text)
		return err_set(err, ERR_INPUT, "there is no version %s of the calendar %s", version,
			   name),
		       NULL;
	auto_drop(json_doc) struct json_doc *doc =
	    json_doc_parse("calendar", text, strlen(text), err);
	auto_drop(calendar) struct calendar *c = doc ? calendar_new(doc, err) : NULL;
	if (!c || strcmp(calendar_version(c), version) == 0)
		return c ? take(c) : NULL;
	return err_set(err, ERR_INPUT, "what was kept of the calendar %s is not version %s", name,
		   version),
	       NULL;
}

static const struct calendar *
find_version(struct calendar *const *list, size_t n, const char *name, const char *version)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(calendar_name(list[i]), name) == 0 &&
		    strcmp(calendar_version(list[i]), version) == 0)
			return list[i];
	return NULL;
}

/* What was kept is never the one of today, also where that file is lost. */
const struct calendar *
laws_calendar_of(struct installation *in, const char *name, const char *version, struct err *err)
{
	struct laws *l = laws(in);
	struct err lost = { 0 };
	(void)laws_calendar(in, name, &lost);
	const struct calendar *c = find_version(l->calendars, l->ncalendars, name, version);
	if (c || (c = find_version(l->older, l->nolder, name, version)))
		return c;
	struct calendar *kept = kept_calendar(in, name, version, err);
	if (!kept)
		return NULL;
	l->older = xrealloc(l->older, (l->nolder + 1) * sizeof(struct calendar *));
	return l->older[l->nolder++] = kept;
}

const struct refusal_law *
laws_refusals(struct installation *in, struct err *err)
{
	struct laws *l = laws(in);
	return l->refusals ? l->refusals : (l->refusals = refusal_law_open(err));
}

const struct late_causes *
laws_late_causes(struct installation *in, struct err *err)
{
	struct laws *l = laws(in);
	return l->causes ? l->causes : (l->causes = late_causes_open(err));
}

const struct representatives *
laws_representatives(struct installation *in, struct err *err)
{
	struct laws *l = laws(in);
	return l->representatives ? l->representatives
				  : (l->representatives = representatives_open(err));
}

const struct sufficient_law *
laws_sufficient(struct installation *in, struct err *err)
{
	struct laws *l = laws(in);
	return l->sufficient ? l->sufficient : (l->sufficient = sufficient_law_open(err));
}

const struct withholding_law *
laws_withholding(struct installation *in, struct err *err)
{
	struct laws *l = laws(in);
	return l->withholding ? l->withholding : (l->withholding = withholding_open(err));
}

const struct retention_law *
laws_retention(struct installation *in, struct err *err)
{
	struct laws *l = laws(in);
	return l->retention ? l->retention : (l->retention = retention_law_open(err));
}
