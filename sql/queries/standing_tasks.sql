-- Which of some requests have tasks, and whether one runs, or will.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint, running boolean
SELECT request_id, bool_or(state = 'ready') AS running FROM task
WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[])
GROUP BY request_id ORDER BY request_id
