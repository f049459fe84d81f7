-- Which events wait for their places.
-- $1 organisation_id bigint
-- returns event_id bigint
SELECT i.event_id FROM event_waiting w, unnest(w.event_ids) AS i (event_id) WHERE w.organisation_id = $1 ORDER BY i.event_id
