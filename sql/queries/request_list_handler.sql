-- Requests, most urgent first: of one handler.
-- parameters: see request_page; returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.handler = $3::text
	AND $4::text IS NULL
-- include request_in_state
-- include request_page
