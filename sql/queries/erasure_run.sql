-- By which holds a run goes that has not committed.
-- $1 organisation_id bigint, $2 erasure_id bigint, $3 holds bigint
UPDATE erasure SET holds = $3 WHERE organisation_id = $1 AND erasure_id = $2 AND state IN ('planned', 'committing')
