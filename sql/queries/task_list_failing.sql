-- Tasks that failed and are to be tried again, the next one first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT
-- include task_columns
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
WHERE t.organisation_id = $1 AND t.not_before IS NOT NULL AND t.error IS NOT NULL
ORDER BY t.not_before, t.task_id LIMIT $2
