-- Tasks that are leased, most urgent first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT
-- include task_columns
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
WHERE t.organisation_id = $1 AND t.state = 'ready' AND t.not_before IS NULL AND t.lease_until > statement_timestamp()
ORDER BY t.purge_at, t.due, t.request_id LIMIT $2
