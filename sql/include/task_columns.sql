-- The columns of a task as struct task has them; t: the task, r: its request.
	t.organisation_id, t.task_id, t.request_id, r.reference, t.system, t.action, t.change,
	CASE WHEN t.state = 'ready' AND t.lease_until > statement_timestamp() THEN 'leased' ELSE t.state END AS state,
	t.connector, t.needs, t.categories, t.purge_at, r.due, t.not_before, t.attempts, t.fence, t.job_state, t.error,
	t.created_at, t.finished_at, t.asked_at
