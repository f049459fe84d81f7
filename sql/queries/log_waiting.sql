-- Which events wait for their places.
-- $1 organisation_id bigint
-- returns event_id bigint; hash bytea (null: somebody changed it)
SELECT i.event_id, CASE WHEN length(i.hash) = 32 THEN i.hash END AS hash
FROM event_waiting w, unnest(w.event_ids, w.hashes) AS i (event_id, hash) WHERE w.organisation_id = $1 ORDER BY i.event_id
