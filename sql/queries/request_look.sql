-- Open requests at which the ladder must look today, with what was told last for the day they are due: an extension that
-- comes back makes an earlier day count again.
-- $1 organisation_id bigint, $2 today date, $3 limit bigint
-- returns request_id bigint, reference text, due date, handler text (null: nobody), rung integer (null: nothing), told due date
SELECT r.request_id, r.reference, r.due, r.handler, e.rung, e.due
FROM request r LEFT JOIN LATERAL (SELECT x.rung, x.due FROM escalation x
	WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.task_id IS NULL AND x.due = r.due
	ORDER BY x.escalation_id DESC LIMIT 1) e ON true
WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed')
	AND (r.look_again IS NULL OR r.look_again <= $2)
ORDER BY r.look_again NULLS FIRST LIMIT $3 FOR UPDATE OF r SKIP LOCKED
