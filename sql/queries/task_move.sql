-- A person moves a task: asked, failed or waiting to ready, done, or asked where something is left to say; any unfinished one
-- to skipped; one that was skipped to ready, as if it never was; one that was done or skipped to asked, to be said anew. Who
-- has it tried again gives it all its tries.
-- $1 organisation_id bigint, $2 task_id bigint, $3 to text, $4 at timestamptz
-- returns request_id bigint
-- changes state
UPDATE task SET state = $3, error = NULL, not_before = NULL, lease_until = NULL, worker = NULL, again = false,
	attempts = CASE WHEN $3::text = 'ready' THEN least(attempts, 1) ELSE attempts END,
	outcomes = CASE state WHEN 'skipped' THEN '[]' ELSE outcomes END,
	finished_at = CASE WHEN $3::text NOT IN ('ready', 'asked') THEN $4::timestamptz END,
	asked_at = CASE WHEN $3::text = 'asked' THEN coalesce(asked_at, $4::timestamptz) ELSE asked_at END
WHERE organisation_id = $1 AND task_id = $2
	AND (state IN ('asked', 'failed', 'waiting') OR $3 = 'ready' AND state = 'ready' AND not_before IS NOT NULL OR $3 = 'skipped' AND state = 'ready' OR $3 = 'ready' AND state = 'skipped'
		OR $3 = 'asked' AND state IN ('done', 'skipped'))
RETURNING request_id
