-- The newest look at what is held, and how many there were before it.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns sealed text, by text, at timestamptz, earlier bigint
SELECT sealed, by, at, (SELECT count(*) - 1 FROM lookup WHERE organisation_id = $1 AND request_id = $2) AS earlier FROM lookup
WHERE organisation_id = $1 AND request_id = $2 ORDER BY lookup_id DESC LIMIT 1
