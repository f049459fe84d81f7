-- The person opted in again.
-- $1 organisation_id bigint, $2 suppression_ids bigint[], $3 by text, $4 reason text, sealed, $5 at timestamptz
-- changes state
UPDATE suppression SET ended_at = $5, ended_by = $3, reason = $4
WHERE organisation_id = $1 AND suppression_id = ANY ($2::bigint[]) AND ended_at IS NULL
