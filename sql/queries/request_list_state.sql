-- Requests, most urgent first: in one state.
-- parameters: see request_page; returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.state = $2::text
	AND $3::text IS NULL AND $4::text IS NULL
-- include request_page
