-- How it ended, with its receipt.
-- $1 organisation_id bigint, $2 erasure_id bigint, $3 state text, $4 receipt text (JSON) or null, $5 epoch bigint or null,
-- $6 ended_at timestamptz
-- changes state
UPDATE erasure SET state = $3, receipt = $4::text::jsonb, epoch = $5, ended_at = $6
WHERE organisation_id = $1 AND erasure_id = $2 AND state IN ('planned', 'committing')
