-- Which of these requests have a cause of lateness recorded.
-- $1 organisation_id bigint, $2 request_id bigint[]
-- returns request_id bigint
SELECT DISTINCT request_id FROM request_clock
WHERE organisation_id = $1 AND request_id = ANY ($2) AND fact = 'late-cause'
