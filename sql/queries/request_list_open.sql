-- Requests, most urgent first: neither answered nor closed.
-- parameters: see request_page; returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.state NOT IN ('answered', 'closed')
	AND $2::text = 'open' AND $3::text IS NULL AND $4::text IS NULL
-- include request_page
