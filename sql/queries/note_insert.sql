-- A note about a request.
-- $1 organisation_id bigint, $2 request_id bigint, $3 sealed text, $4 by text, $5 at timestamptz
-- changes state
INSERT INTO note (organisation_id, request_id, sealed, by, at) VALUES ($1, $2, $3, $4, $5)
