-- Lines of the audit log, and that they wait for their places.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[] (null: none), $3 body text[], $4 hash bytea[]
WITH e AS (
	INSERT INTO event (organisation_id, request_id, body)
	SELECT $1, n.request_id, n.body FROM unnest($2::bigint[], $3::text[]) WITH ORDINALITY AS n (request_id, body, place)
	ORDER BY n.place
	RETURNING event_id
)
INSERT INTO event_waiting (organisation_id, event_ids, hashes) SELECT $1, array_agg(event_id ORDER BY event_id), $4::bytea[] FROM e
