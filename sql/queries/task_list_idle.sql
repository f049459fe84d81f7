-- Tasks that are waiting, asked, failed or skipped, most urgent first.
-- $1 organisation_id bigint, $2 limit bigint, $3 state text
-- returns tasks
SELECT
-- include task_columns
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
WHERE t.organisation_id = $1 AND t.idle = $3
ORDER BY t.due, t.task_id LIMIT $2
