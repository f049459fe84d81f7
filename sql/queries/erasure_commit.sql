-- Its system may commit that transaction. An earlier one of its runs was rolled back, or is this one.
-- $1 organisation_id bigint, $2 erasure_id bigint, $3 xid text
-- changes state
UPDATE erasure SET state = 'committing', xid = $3 WHERE organisation_id = $1 AND erasure_id = $2 AND state IN ('planned', 'committing')
