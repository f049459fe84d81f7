-- The blobs of a request.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns blob text
SELECT blob FROM part WHERE organisation_id = $1 AND request_id = $2
UNION SELECT blob FROM release WHERE organisation_id = $1 AND request_id = $2 AND blob <> ''
