/*
 * The reading of one organisation: as of which day, with which register, by which calendar.
 */
#include "dossier/store/register.h"
#include "report_private.h"

const char *
reader_period_name(const struct report_ask *ask, char out[static DATE_LEN])
{
	(void)date_format(ask->first, out);
	out[ask->is_year ? 4 : 7] = '\0';
	return out;
}

struct report_days
reader_month(struct date first)
{
	return (struct report_days){ first, date_add_months(first, 1) };
}

struct date
reader_first_deadline(struct reader *r, struct date received)
{
	struct date *kept = &r->deadlines[(unsigned)date_to_days(received) % DEADLINES_MAX];
	if (!date_is_set(*kept)) {
		auto_drop(arena) struct arena *a = arena_new();
		struct deadline d;
		deadline_compute(r->calendar, received, NULL, a, &d);
		*kept = d.first;
	}
	return *kept;
}

bool
reader_check_days(struct reader *r, usec_t now, struct err *err)
{
	const struct report_ask *ask = r->ask;
	char day[DATE_LEN], other[DATE_LEN];
	struct date installed;
	usec_t since;
	if (!zone_date(r->org->zone, now, &r->today, err) ||
	    !report_begin(r->db, r->org->id, &since, err) ||
	    !zone_date(r->org->zone, since, &installed, err))
		return false;
	r->as_of = date_is_set(ask->as_of) ? ask->as_of : r->today;
	if (date_cmp(r->as_of, r->today) > 0)
		return err_set(err, ERR_DENIED, "%s is still to come: it is %s there",
		    date_format(r->as_of, day), date_format(r->today, other));
	if (date_is_set(ask->as_of) && date_cmp(r->as_of, installed) < 0)
		return err_set(err, ERR_DENIED,
		    "on %s nothing was recorded: the installation is of %s",
		    date_format(r->as_of, day), date_format(installed, other));
	if (date_cmp(ask->first, r->as_of) > 0)
		return err_set(err, ERR_DENIED,
		    "%s is still to come: on %s there is nothing of it to report",
		    reader_period_name(ask, day), date_format(r->as_of, other));
	/* of today everything is known; of a past day what was recorded before its midnight */
	r->when.as_of = r->as_of;
	if (date_cmp(r->as_of, r->today) == 0)
		r->when = (struct report_when){ 0 };
	else if (!zone_midnight(r->org->zone, date_add_days(r->as_of, 1), &r->when.known, err))
		return false;
	return true;
}

bool
reader_register(struct reader *r, struct err *err)
{
	const char *text;
	size_t len;
	if (r->org->register_version == 0)
		return true;
	if (!register_get(r->db, r->org->id, 0, r->arena, &text, &len, err))
		return false;
	r->reg = json_loadb(text, len, 0, NULL);
	return true;
}
