-- Letters; one whose Message-ID is known is the same letter and is left.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 task_id bigint[], $4 kind text[],
-- $5 recipient text[], $6 state text[], $7 message_id text[], $8 file text[]; $9 at timestamptz
-- changes state
INSERT INTO letter (organisation_id, request_id, task_id, kind, recipient, state, message_id, file, at)
SELECT $1, l.request_id, l.task_id, l.kind, l.recipient, l.state, l.message_id, l.file, $9
FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
	WITH ORDINALITY AS l (request_id, task_id, kind, recipient, state, message_id, file, place)
ORDER BY l.place
ON CONFLICT (organisation_id, message_id) DO NOTHING
