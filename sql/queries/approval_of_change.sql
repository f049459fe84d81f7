-- The approval that a round of a change began by: the last one before it was planned, and after the round before was.
-- $1 organisation_id bigint, $2 request_id bigint, $3 planned_at timestamptz, $4 planned before timestamptz
-- returns kind text, digest text, changes bigint, by text, at timestamptz
SELECT kind, digest, changes, by, at FROM approval
WHERE organisation_id = $1 AND request_id = $2 AND kind = 'change' AND at <= $3 AND at > $4
ORDER BY at DESC LIMIT 1
