-- How many requests were logged so long ago that a worker should have planned them.
-- $1 organisation_id bigint, $2 before timestamptz
-- returns n bigint
SELECT count(*) AS n FROM request WHERE organisation_id = $1 AND state = 'logged' AND logged_at < $2
