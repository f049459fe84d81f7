-- Events that have no place in the tree yet. What is committed later waits here just the same, whatever its number, so
-- none is ever passed over. OFFSET 0 has each looked up by itself: made a join, the whole log may be read.
-- $1 organisation_id bigint, $2 limit bigint
-- returns event_id bigint; body text; position bigint: the next free place
SELECT l.event_id, e.body, coalesce((SELECT max(p.position) FROM event_leaf p WHERE p.organisation_id = $1), -1) + 1 AS position
FROM event_leaf l, LATERAL (SELECT x.body FROM event x WHERE x.organisation_id = $1 AND x.event_id = l.event_id OFFSET 0) e
WHERE l.organisation_id = $1 AND l.position IS NULL
ORDER BY l.event_id LIMIT $2
