-- A note about a request, or what the dpo advised on it.
-- $1 organisation_id bigint, $2 request_id bigint, $3 kind text, $4 sealed text, $5 by text, $6 at timestamptz
-- changes state
INSERT INTO note (organisation_id, request_id, kind, sealed, by, at) VALUES ($1, $2, $3, $4, $5, $6)
