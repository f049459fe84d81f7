/*
 * When what was collected to answer a request goes. The answer may be brought before a court within
 * six weeks of its receipt (UAVG 35(2); art. 79 GDPR elsewhere names no term): a week is left for
 * the post. A register's term may be longer, never shorter.
 */
#include "dossier/own_term.h"
#include "dossier/retention.h"

#define COURT "P7W"

static void
later(struct date *ret, enum own_why *why, struct date day, enum own_why because)
{
	if (date_is_set(*ret) && date_cmp(day, *ret) <= 0)
		return;
	*ret = day;
	*why = because;
}

struct date
own_content_goes(const struct own_term *x, enum own_why *why)
{
	struct date last = { 0 };
	*why = x->content ? OWN_WAITS : OWN_NO_TERM;
	if (!x->content || x->waits || !date_is_set(x->ended))
		return last;
	const struct date next = date_add_days(x->ended, 1);
	later(&last, why, retention_period_last(x->content, next), OWN_TERM);
	later(&last, why, retention_period_last(COURT, next), OWN_COURT);
	if (date_is_set(x->built))
		later(&last, why, date_add_days(x->built, x->archive_days), OWN_ARCHIVE);
	return date_add_days(last, 1);
}

const char *
own_why_name(enum own_why why)
{
	static const char *const names[] = { "term", "court", "archive", "no-term", "waits" };
	_Static_assert(sizeof(names) / sizeof(*names) == OWN__MAX, "a name for each");
	return names[why];
}
