-- What tasks collected.
-- $1 organisation_id bigint; arrays of the same length: $2 request_id bigint[], $3 task_id bigint[], $4 category text[],
-- $5 name text[], $6 format text[], $7 blob text[], $8 description text[] (JSON)
-- changes state
INSERT INTO part (organisation_id, request_id, task_id, category, name, format, blob, description)
SELECT $1, p.request_id, p.task_id, p.category, p.name, p.format, p.blob, p.description::jsonb
FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
	WITH ORDINALITY AS p (request_id, task_id, category, name, format, blob, description, place)
ORDER BY p.place
