-- Open requests at which the ladder must look today, with what was told last for the day they are due: an extension that
-- comes back makes an earlier day count again.
-- $1 organisation_id bigint, $2 today date, $3 limit bigint
-- returns request_id bigint, reference text, due date, handler text (null: nobody), told_rung integer (-1: nothing)
SELECT r.request_id, r.reference, r.due, r.handler, coalesce((SELECT max(x.rung) FROM escalation x
	WHERE x.organisation_id = $1 AND x.request_id = r.request_id AND x.task_id IS NULL AND x.asked_at IS NULL AND x.due = r.due),
	-1) AS told_rung
FROM request r
WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed') AND coalesce(r.look_again, '-infinity'::date) <= $2::date
ORDER BY coalesce(r.look_again, '-infinity'::date) LIMIT $3 FOR NO KEY UPDATE OF r SKIP LOCKED
