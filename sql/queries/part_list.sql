-- What was collected for a request.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns part_id bigint, category text, name text, format text, blob text, description jsonb
SELECT part_id, category, name, format, blob, description FROM part
WHERE organisation_id = $1 AND request_id = $2 ORDER BY category, name, format, part_id
