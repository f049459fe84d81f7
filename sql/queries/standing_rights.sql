-- Which rights of some requests are due at once.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint, name text
SELECT request_id, name FROM request_right
WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[]) AND at_once
ORDER BY request_id, name
