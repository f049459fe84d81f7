-- Which months of a range are summed up, and up to which fact and event.
-- $1 organisation_id bigint, $2 from date, $3 next date
-- returns month date, clock_id bigint, event_id bigint
SELECT month, clock_id, event_id FROM report_month WHERE organisation_id = $1 AND month >= $2 AND month < $3 ORDER BY month
