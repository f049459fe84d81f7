-- Which days of a range are summed up.
-- $1 organisation_id bigint, $2 from date, $3 next date
-- returns received date
SELECT received FROM report_day WHERE organisation_id = $1 AND received >= $2 AND received < $3 ORDER BY received
