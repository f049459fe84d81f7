-- What the tasks of some requests did that have come to an end.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint, system text, action text, change integer, state text, outcomes jsonb
SELECT request_id, system, action, change, state, outcomes FROM task
WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[]) AND state IN ('done', 'failed')
ORDER BY request_id, task_id
