-- Keeps two workers from finishing tasks of the same request at once: without, each would see the other's task still
-- running and neither would settle the request. In order, so that nobody waits in a circle.
-- $1 organisation_id bigint, $2 request_ids bigint[]
-- returns nothing of interest
SELECT FROM request WHERE organisation_id = $1 AND request_id = ANY ($2::bigint[])
ORDER BY request_id FOR NO KEY UPDATE
