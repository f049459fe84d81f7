-- How many requests a person handles that are not answered yet.
-- $1 organisation_id bigint, $2 name text
-- returns n bigint
SELECT count(*) AS n FROM request WHERE organisation_id = $1 AND handler = $2 AND state NOT IN ('answered', 'closed')
