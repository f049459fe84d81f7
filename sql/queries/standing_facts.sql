-- What happened to the clocks of some requests, in the order of writing of each.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns facts
SELECT
-- include fact_columns
FROM request_clock c WHERE c.organisation_id = $1 AND c.request_id = ANY ($2::bigint[]) ORDER BY c.request_id, c.clock_id
