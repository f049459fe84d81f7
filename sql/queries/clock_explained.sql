-- Which of these requests have a cause of lateness recorded that was not taken back since.
-- $1 organisation_id bigint, $2 request_id bigint[]
-- returns request_id bigint
SELECT DISTINCT c.request_id FROM request_clock c
WHERE c.organisation_id = $1 AND c.request_id = ANY ($2) AND c.fact = 'late-cause' AND NOT EXISTS (
	SELECT FROM request_clock t WHERE t.organisation_id = $1 AND t.request_id = c.request_id AND t.clock_id > c.clock_id
		AND t.fact = 'late-cause-taken-back' AND t.cause = c.cause)
