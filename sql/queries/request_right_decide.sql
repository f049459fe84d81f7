-- What was decided about one right.
-- $1 organisation_id bigint, $2 request_id bigint, $3 name text, $4 state text, $5 decision text or null, $6 on date or null
-- changes state
UPDATE request_right SET state = $4, decision = $5, decided = $6
WHERE organisation_id = $1 AND request_id = $2 AND name = $3
