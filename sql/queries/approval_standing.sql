-- The approval of what is there now, if there is one.
-- $1 organisation_id bigint, $2 request_id bigint, $3 kind text, $4 digest text, $5 changes bigint
-- returns kind text, digest text, changes bigint, by text, at timestamptz
SELECT kind, digest, changes, by, at FROM approval
WHERE organisation_id = $1 AND request_id = $2 AND kind = $3 AND digest = $4 AND changes = $5
