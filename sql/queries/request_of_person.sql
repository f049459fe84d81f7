-- The requests of a person: one, and those by which one of these identifiers is known as theirs; the oldest first.
-- $1 organisation_id bigint, $2 request_id bigint, $3 blinds text[]
-- returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.request_id IN (SELECT $2 UNION SELECT i.request_id FROM identifier i
	WHERE i.organisation_id = $1 AND i.blind = ANY ($3::text[]) AND i.state = 'usable')
ORDER BY r.request_id
