-- Which purposes of the register an objection or a withdrawal of consent is about.
-- $1 organisation_id bigint, $2 request_id bigint, $3 name text, $4 purposes text[]
-- changes state
UPDATE request_right SET purposes = $4
WHERE organisation_id = $1 AND request_id = $2 AND name = $3
