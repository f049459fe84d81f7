-- A request as it came.
-- $1 organisation_id bigint, $2 request_id bigint, $3 sealed text, $4 bytes bigint, $5 by text, $6 at timestamptz
-- changes state
INSERT INTO original (organisation_id, request_id, sealed, bytes, by, at) VALUES ($1, $2, $3, $4, $5, $6)
