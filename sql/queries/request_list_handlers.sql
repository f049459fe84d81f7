-- Requests, most urgent first: of several handlers, with commas between them.
-- parameters: see request_page; returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.handler = ANY (string_to_array($3::text, ','))
	AND $4::text IS NULL
-- include request_in_state
-- include request_page
