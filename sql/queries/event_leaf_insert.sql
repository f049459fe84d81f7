-- Gives events their places.
-- $1 organisation_id bigint; arrays of the same length: $2 event_id bigint[], $3 position bigint[], $4 hash bytea[]
UPDATE event_leaf l SET position = n.position, hash = n.hash
FROM unnest($2::bigint[], $3::bigint[], $4::bytea[]) AS n (event_id, position, hash)
WHERE l.organisation_id = $1 AND l.event_id = n.event_id AND l.position IS NULL
