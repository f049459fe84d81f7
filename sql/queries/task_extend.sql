-- Prolongs leases that are still held.
-- $1 organisation_id bigint, $2 worker text, $3 task_ids bigint[], $4 lease in seconds integer
UPDATE task SET lease_until = statement_timestamp() + make_interval(secs => $4::integer)
WHERE organisation_id = $1 AND task_id = ANY ($3::bigint[]) AND worker = $2 AND lease_until IS NOT NULL
