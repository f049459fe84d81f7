-- What was collected for a request.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns category text, name text, format text, blob text, description jsonb
SELECT category, name, format, blob, description FROM part
WHERE organisation_id = $1 AND request_id = $2 ORDER BY category, name, format, part_id
