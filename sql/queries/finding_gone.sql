-- What was found at a system before and was not seen this time.
-- $1 organisation_id bigint, $2 system text, $3 at timestamptz
-- changes state
UPDATE finding SET gone_at = $3 WHERE organisation_id = $1 AND system = $2 AND gone_at IS NULL AND last_at < $3
