-- A right that was asked and not logged.
-- $1 organisation_id bigint, $2 request_id bigint, $3 name text, $4 at_once bigint (1: true)
-- changes state
INSERT INTO request_right (organisation_id, request_id, name, state, at_once) VALUES ($1, $2, $3, 'open', $4::bigint = 1)
