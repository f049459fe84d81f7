-- Gives leases back that were never used: the tasks may be claimed at once, and the claim does not count as a try. One that
-- somebody else has locked is not waited for: its lease runs out.
-- $1 organisation_id bigint, $2 worker text, $3 task_ids bigint[]
UPDATE task SET lease_until = NULL, worker = NULL, again = false, attempts = attempts - 1
WHERE organisation_id = $1 AND task_id = ANY (ARRAY(SELECT t.task_id FROM task t
	WHERE t.organisation_id = $1 AND t.task_id = ANY ($3::bigint[]) AND t.worker = $2 AND t.lease_until IS NOT NULL
	FOR NO KEY UPDATE SKIP LOCKED))
