-- Gives events their places.
-- $1 organisation_id bigint, $2 position bigint of the first; arrays of the same length: $3 event_id bigint[], $4 hash bytea[]
INSERT INTO event_leaf (organisation_id, event_id, position, hash)
SELECT $1, n.event_id, $2::bigint + n.place - 1, n.hash
FROM unnest($3::bigint[], $4::bytea[]) WITH ORDINALITY AS n (event_id, hash, place)
