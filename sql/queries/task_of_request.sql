-- The tasks of a request.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns tasks
SELECT
-- include task_columns
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
WHERE t.organisation_id = $1 AND t.request_id = $2
ORDER BY t.task_id
