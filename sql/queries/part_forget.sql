-- Forgets what earlier runs of tasks collected. The sweep removes the blobs.
-- $1 organisation_id bigint, $2 task_ids bigint[]
-- changes state
DELETE FROM part WHERE organisation_id = $1 AND task_id = ANY ($2::bigint[])
