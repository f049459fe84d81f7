-- The rights a request invokes.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns name text, state text, decided date, decision text, purposes text[], at_once boolean, due date
SELECT name, state, decided, decision, purposes, at_once, due FROM request_right
WHERE organisation_id = $1 AND request_id = $2 ORDER BY name
