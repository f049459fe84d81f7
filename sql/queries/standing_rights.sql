-- How the rights of some requests stand.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns request_id bigint, name text, state text, decided date, decision text, at_once boolean, due date
SELECT request_id, name, state, decided, decision, at_once, due FROM request_right
WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[])
ORDER BY request_id, name
