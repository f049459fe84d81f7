-- Which purposes of the register an objection or a withdrawal of consent is about, and whether it is due at once.
-- $1 organisation_id bigint, $2 request_id bigint, $3 name text, $4 purposes text[], $5 at_once bigint (1: true)
-- changes state
UPDATE request_right SET purposes = $4, at_once = $5::bigint = 1
WHERE organisation_id = $1 AND request_id = $2 AND name = $3
