-- The epoch of a system when the last erasure there was done; an older one at the system tells that it was restored.
-- $1 organisation_id bigint, $2 system text
-- returns epoch bigint; no row: none is known
SELECT epoch FROM erasure WHERE organisation_id = $1 AND system = $2 AND state = 'done' AND epoch IS NOT NULL
ORDER BY ended_at DESC, erasure_id DESC LIMIT 1
