-- Tasks that are ready, delayed ones among them, most urgent first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT t.organisation_id, t.task_id, t.request_id, r.reference, t.system, t.action,
	CASE WHEN t.state = 'ready' AND t.lease_until > statement_timestamp() THEN 'leased' ELSE t.state END,
	t.connector, t.needs, t.categories, t.purge_at, t.due, t.not_before, t.attempts, t.fence, t.job_state, t.error,
	t.created_at, t.finished_at, t.asked_at
FROM ((SELECT * FROM task WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NULL
		AND (lease_until IS NULL OR lease_until <= statement_timestamp()) ORDER BY purge_at, due, request_id LIMIT $2)
	UNION ALL
	(SELECT * FROM task WHERE organisation_id = $1 AND state = 'ready' AND not_before IS NOT NULL ORDER BY not_before LIMIT $2)) t
JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
ORDER BY t.purge_at, t.due, t.task_id LIMIT $2
