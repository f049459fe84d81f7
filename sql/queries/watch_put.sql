-- A system was asked.
-- $1 organisation_id bigint, $2 system text, $3 at timestamptz, $4 asked bigint
-- changes state
INSERT INTO watch (organisation_id, system, at, asked) VALUES ($1, $2, $3, $4)
ON CONFLICT (organisation_id, system) DO UPDATE SET at = excluded.at, asked = excluded.asked
