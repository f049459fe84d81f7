/*
 * The tables of the law, read once for as long as the installation is open: calendars by name, the
 * grounds of refusal, the causes of lateness.
 */
#include "dossier/installation.h"

struct laws {
	struct calendar **calendars; /* the newest last */
	size_t ncalendars;
	struct refusal_law *refusals;
	struct late_causes *causes;
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
	free(l->calendars);
	refusal_law_free(l->refusals);
	late_causes_free(l->causes);
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
