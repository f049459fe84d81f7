-- What happened to the clock of a request, in the order of writing, with the parts of a right that each was about.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns facts
SELECT
-- include fact_columns
FROM request_clock c WHERE c.organisation_id = $1 AND c.request_id = $2 ORDER BY c.clock_id
