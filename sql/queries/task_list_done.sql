-- Tasks that are done, newest first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT
-- include task_columns
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
WHERE t.organisation_id = $1 AND t.state = 'done'
ORDER BY t.task_id DESC LIMIT $2
