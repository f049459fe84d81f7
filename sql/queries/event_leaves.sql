-- The leaves of the tree with their events.
-- $1 organisation_id bigint, $2 from: a position bigint, $3 limit bigint
-- returns position bigint, event_id bigint, hash bytea, body text (null: the event is missing)
SELECT l.position, l.event_id, l.hash, e.body
FROM event_leaf l LEFT JOIN event e ON e.organisation_id = l.organisation_id AND e.event_id = l.event_id
WHERE l.organisation_id = $1 AND l.position >= $2
ORDER BY l.position LIMIT $3
