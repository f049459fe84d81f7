-- Gives leases back of tasks that can not run for a while, as their system is silent or busy: the claims do not count as tries,
-- and nobody claims them again before that time. Under the lock of their requests, as the queue follows.
-- $1 organisation_id bigint, $2 worker text, $3 task_ids bigint[], $4 seconds integer
UPDATE task SET lease_until = NULL, worker = NULL, again = false, attempts = attempts - 1,
	not_before = statement_timestamp() + make_interval(secs => $4::integer)
WHERE organisation_id = $1 AND task_id = ANY ($3::bigint[]) AND worker = $2 AND lease_until IS NOT NULL AND state = 'ready'
