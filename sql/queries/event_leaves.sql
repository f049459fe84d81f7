-- The events of a log in the order of its tree.
-- $1 organisation_id bigint, $2 from: a position bigint, $3 before: a position bigint
-- returns position bigint, body text (null: the event is missing)
SELECT l.position, (SELECT e.body FROM event e WHERE e.organisation_id = $1 AND e.event_id = l.event_id) AS body
FROM event_leaf l
WHERE l.organisation_id = $1 AND l.position >= $2 AND l.position < $3
ORDER BY l.position
