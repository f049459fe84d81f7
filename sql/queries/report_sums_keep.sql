-- Months in which nothing is new are as good as summed up now.
-- $1 organisation_id bigint, $2 months date[], $3 clock_id bigint, $4 event_id bigint
-- changes state
UPDATE report_month SET clock_id = greatest(clock_id, $3), event_id = greatest(event_id, $4)
WHERE organisation_id = $1 AND month = ANY ($2::date[])
