-- The old sums of a month.
-- $1 organisation_id bigint, $2 month date
-- changes state
WITH t AS (DELETE FROM report_task WHERE organisation_id = $1 AND month = $2)
DELETE FROM report_case WHERE organisation_id = $1 AND month = $2
