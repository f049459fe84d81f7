-- Forgets what was handed in of these categories of a task. The sweep removes the blobs.
-- $1 organisation_id bigint, $2 task_id bigint, $3 categories text[]
-- changes state
DELETE FROM part WHERE organisation_id = $1 AND task_id = $2 AND category = ANY ($3::text[])
