-- Leases ready tasks: soonest purged first, then the earliest deadline. A lease that ran out counts as ready.
-- $1 organisation_id bigint, $2 worker text, $3 limit bigint, $4 lease in seconds integer
-- returns tasks
WITH c AS (
	UPDATE task SET lease_until = statement_timestamp() + make_interval(secs => $4::integer), worker = $2,
		fence = fence + 1, attempts = attempts + 1, again = false
	WHERE organisation_id = $1 AND task_id = ANY (ARRAY(
		SELECT n.task_id FROM task n
		WHERE n.organisation_id = $1 AND n.state = 'ready' AND n.not_before IS NULL
			AND (n.lease_until IS NULL OR n.lease_until <= statement_timestamp())
		ORDER BY n.purge_at, n.due, n.task_id LIMIT $3 FOR UPDATE SKIP LOCKED))
	RETURNING *
)
SELECT c.organisation_id, c.task_id, c.request_id, r.reference, c.system, c.action,
	CASE WHEN c.state = 'ready' AND c.lease_until > statement_timestamp() THEN 'leased' ELSE c.state END,
	c.connector, c.needs, c.categories, c.purge_at, c.due, c.not_before, c.attempts, c.fence, c.job_state, c.error,
	c.created_at, c.finished_at
FROM c JOIN request r ON r.organisation_id = c.organisation_id AND r.request_id = c.request_id
ORDER BY c.purge_at, c.due, c.task_id
