-- Prolongs leases that are still held. One that somebody else has locked is being finished or stopped: it is not waited for,
-- as who stops a request's tasks holds others of them.
-- $1 organisation_id bigint, $2 worker text, $3 task_ids bigint[], $4 lease in seconds integer
UPDATE task SET lease_until = statement_timestamp() + make_interval(secs => $4::integer)
WHERE organisation_id = $1 AND task_id = ANY (ARRAY(SELECT t.task_id FROM task t
	WHERE t.organisation_id = $1 AND t.task_id = ANY ($3::bigint[]) AND t.worker = $2 AND t.lease_until IS NOT NULL
	FOR NO KEY UPDATE SKIP LOCKED))
