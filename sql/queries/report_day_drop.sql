-- Whatever was summed up of a range of days.
-- $1 organisation_id bigint, $2 from date, $3 next date
-- changes state
DELETE FROM report_day WHERE organisation_id = $1 AND received >= $2 AND received < $3
