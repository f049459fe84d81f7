-- Tasks whose time has come may be claimed. Apart from claiming, so that a claim never has to look at those that must wait.
-- Under the lock of their request, as the queue follows; what another has locked is left to the next time.
-- $1 organisation_id bigint, $2 limit bigint
WITH m AS (
	UPDATE task SET not_before = NULL
	WHERE organisation_id = $1 AND task_id = ANY (ARRAY(
		SELECT d.task_id FROM task d JOIN request r ON r.organisation_id = d.organisation_id AND r.request_id = d.request_id
		WHERE d.organisation_id = $1 AND d.not_before IS NOT NULL AND d.not_before <= statement_timestamp()
		ORDER BY d.not_before LIMIT $2 FOR NO KEY UPDATE OF r SKIP LOCKED FOR UPDATE OF d SKIP LOCKED))
	RETURNING request_id, purge_at, due
)
INSERT INTO queue (organisation_id, request_id, purge_at, due) SELECT DISTINCT $1, request_id, purge_at, due FROM m
ON CONFLICT DO NOTHING
