-- What was done about holds: looked for, told, over.
-- $1 organisation_id bigint, $2 hold_ids bigint[], $3 looked_on date or null, $4 told_on date or null, $5 ended_at timestamptz or null
-- changes state
UPDATE hold SET looked_on = coalesce($3, looked_on), told_on = coalesce($4, told_on), ended_at = coalesce(ended_at, $5)
WHERE organisation_id = $1 AND hold_id = ANY ($2::bigint[])
