-- Tasks that are done, newest first.
-- $1 organisation_id bigint, $2 limit bigint
-- returns tasks
SELECT t.organisation_id, t.task_id, t.request_id, r.reference, t.system, t.action,
	CASE WHEN t.state = 'ready' AND t.lease_until > statement_timestamp() THEN 'leased' ELSE t.state END,
	t.connector, t.needs, t.categories, t.purge_at, t.due, t.not_before, t.attempts, t.fence, t.job_state, t.error,
	t.created_at, t.finished_at, t.asked_at
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
WHERE t.organisation_id = $1 AND t.state = 'done'
ORDER BY t.task_id DESC LIMIT $2
