-- What was approved of some requests, in the order of writing of each.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint, kind text, digest text, changes bigint, by text, at timestamptz
SELECT request_id, kind, digest, changes, by, at FROM approval
WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[])
ORDER BY request_id, approval_id
