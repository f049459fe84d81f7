-- Takes out events that wait for their places: some thousand at most, and those written together with them. What is
-- committed later waits here just the same, whatever its number, so none is ever passed over.
-- $1 organisation_id bigint, $2 limit bigint
-- returns event_id bigint; hash bytea (null: somebody changed it)
WITH f AS MATERIALIZED (
	SELECT x.waiting_id, x.event_ids FROM event_waiting x WHERE x.organisation_id = $1 ORDER BY x.waiting_id LIMIT $2
), s AS MATERIALIZED (
	SELECT f.waiting_id, sum(cardinality(f.event_ids)) OVER (ORDER BY f.waiting_id) - cardinality(f.event_ids) AS before FROM f
), w AS (
	DELETE FROM event_waiting d USING s WHERE d.organisation_id = $1 AND d.waiting_id = s.waiting_id AND s.before < $2
	RETURNING d.event_ids, d.hashes
)
SELECT i.event_id, CASE WHEN length(i.hash) = 32 THEN i.hash END AS hash
FROM w, unnest(w.event_ids, w.hashes) AS i (event_id, hash)
ORDER BY i.event_id
