-- What was kept need not be any more; nothing is erased by it.
-- $1 organisation_id bigint, $2 hold_id bigint, $3 by text, $4 reason text, sealed, $5 at timestamptz
-- changes state
UPDATE hold SET released_by = $3, reason = $4, released_at = $5
WHERE organisation_id = $1 AND hold_id = $2 AND released_at IS NULL AND ended_at IS NULL
