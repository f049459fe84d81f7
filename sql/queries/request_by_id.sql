-- A request by its key.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns a request
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.request_id = $2
