-- The requests of an organisation by their keys, a page at a time.
-- $1 organisation_id bigint, $2 after: a request_id bigint, $3 limit bigint
-- returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.request_id > $2
ORDER BY r.request_id LIMIT $3
