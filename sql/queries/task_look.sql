-- Asked tasks at which the ladder must look today, with what was told last.
-- $1 organisation_id bigint, $2 today date, $3 limit bigint
-- returns task_id bigint, request_id bigint, reference text, system text, asked at timestamptz, due date, rung integer
-- (null: nothing), told due date
SELECT t.task_id, t.request_id, r.reference, t.system, coalesce(t.finished_at, t.created_at), r.due, e.rung, e.due
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
LEFT JOIN LATERAL (SELECT x.rung, x.due FROM escalation x
	WHERE x.organisation_id = $1 AND x.request_id = t.request_id AND x.task_id = t.task_id
	ORDER BY x.escalation_id DESC LIMIT 1) e ON true
WHERE t.organisation_id = $1 AND t.state = 'asked' AND r.state NOT IN ('answered', 'closed')
	AND (t.look_again IS NULL OR t.look_again <= $2)
ORDER BY t.look_again NULLS FIRST LIMIT $3 FOR UPDATE OF t SKIP LOCKED
