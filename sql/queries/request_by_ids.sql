-- Requests by their keys.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.request_id = ANY ($2::bigint[])
