-- Asked tasks at which the ladder must look today, with what was told last since they were asked.
-- $1 organisation_id bigint, $2 today date, $3 limit bigint
-- returns task_id bigint, request_id bigint, reference text, system text, asked_at timestamptz, due date, told_rung
-- integer (-1: nothing), ended boolean: nobody needs its answer any more, instruction text: Message-ID of the letter that asked
-- a recipient (null: none did), erases boolean: it was asked to erase, stops boolean: or to stop a use, handler text (null: nobody)
SELECT t.task_id, t.request_id, r.reference, t.system, t.asked_at, r.due, coalesce((SELECT max(x.rung) FROM escalation x
	WHERE x.organisation_id = $1 AND x.request_id = t.request_id AND x.task_id = t.task_id AND x.asked_at = t.asked_at), -1)
	AS told_rung, r.state IN ('answered', 'closed') AS ended, (SELECT l.message_id FROM letter l
		WHERE l.organisation_id = $1 AND l.request_id = t.request_id AND l.task_id = t.task_id AND l.kind = 'instruction'
			ORDER BY l.letter_id DESC LIMIT 1) AS instruction,
	t.action = 'erase' AS erases, t.action = 'suppress' AS stops, r.handler
FROM task t JOIN request r ON r.organisation_id = t.organisation_id AND r.request_id = t.request_id
WHERE t.organisation_id = $1 AND t.idle = 'asked' AND coalesce(t.look_again, '-infinity'::date) <= $2::date
ORDER BY coalesce(t.look_again, '-infinity'::date) LIMIT $3 FOR NO KEY UPDATE OF t SKIP LOCKED
