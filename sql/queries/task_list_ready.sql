-- Tasks that are ready, delayed ones among them, most urgent first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT
-- include task_columns
FROM ((SELECT * FROM task WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NULL
		AND (lease_until IS NULL OR lease_until <= statement_timestamp()) ORDER BY purge_at, due, request_id LIMIT $2)
	UNION ALL
	(SELECT * FROM task WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NOT NULL ORDER BY not_before LIMIT $2)) t
JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
ORDER BY t.purge_at, t.due, t.task_id LIMIT $2
