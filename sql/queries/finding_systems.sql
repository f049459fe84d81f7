-- At which systems findings stand.
-- $1 organisation_id bigint
-- returns system text, n bigint, first_at timestamptz
SELECT system, count(*) AS n, min(first_at) AS first_at FROM finding
WHERE organisation_id = $1 AND gone_at IS NULL GROUP BY system ORDER BY system
