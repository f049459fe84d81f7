-- How many holds were placed so far.
-- $1 organisation_id bigint
-- returns holds bigint
SELECT holds FROM organisation WHERE organisation_id = $1
