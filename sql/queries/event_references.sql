-- What people call these requests.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint, reference text
SELECT request_id, reference FROM request
WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[]) ORDER BY request_id
