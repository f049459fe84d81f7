-- What a look at what is held gave.
-- $1 organisation_id bigint, $2 request_id bigint, $3 sealed text, $4 by text, $5 at timestamptz
-- changes state
INSERT INTO lookup (organisation_id, request_id, sealed, by, at) VALUES ($1, $2, $3, $4, $5)
