-- Of how many requests of an organisation what was collected was destroyed, and when the last time.
-- $1 organisation_id bigint
-- returns n bigint, last timestamptz
SELECT count(*) AS n, max(content_destroyed_at) AS last FROM sealing_key
WHERE organisation_id = $1 AND content_destroyed_at IS NOT NULL
