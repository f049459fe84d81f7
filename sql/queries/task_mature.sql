-- Tasks whose time has come may be claimed. Apart from claiming, so that a claim never has to look at those that must wait.
-- $1 organisation_id bigint, $2 limit bigint
UPDATE task SET not_before = NULL
WHERE organisation_id = $1 AND task_id = ANY (ARRAY(
	SELECT d.task_id FROM task d
	WHERE d.organisation_id = $1 AND d.state = 'ready' AND d.not_before IS NOT NULL AND d.not_before <= statement_timestamp()
	ORDER BY d.not_before LIMIT $2 FOR UPDATE SKIP LOCKED))
