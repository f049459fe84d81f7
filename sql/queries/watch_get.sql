-- When a system was last asked.
-- $1 organisation_id bigint, $2 system text
-- returns at timestamptz; no row: never
SELECT at FROM watch WHERE organisation_id = $1 AND system = $2
