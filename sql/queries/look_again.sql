-- When to look again. Of a request, or of one of its tasks.
-- $1 organisation_id bigint, $2 request_id bigint, $3 task_id bigint or null, $4 on date
-- changes state
WITH r AS (
	UPDATE request SET look_again = $4 WHERE organisation_id = $1 AND request_id = $2 AND $3::bigint IS NULL
)
UPDATE task SET look_again = $4 WHERE organisation_id = $1 AND request_id = $2 AND task_id = $3
