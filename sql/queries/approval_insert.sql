-- What somebody approved, and on what that rests.
-- $1 organisation_id bigint, $2 request_id bigint, $3 kind text, $4 digest text, $5 changes bigint, $6 by text, $7 at timestamptz
-- changes state
INSERT INTO approval (organisation_id, request_id, kind, digest, changes, by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
