-- An event by its number, and its place in the tree.
-- $1 organisation_id bigint, $2 event_id bigint
-- returns event_id bigint, body text, position bigint (-1: it waits for one)
SELECT e.event_id, e.body, coalesce((SELECT l.position FROM event_leaf l
	WHERE l.organisation_id = $1 AND l.event_id = e.event_id), -1) AS position
FROM event e WHERE e.organisation_id = $1 AND e.event_id = $2
