-- Requests, most urgent first: in one state; waiting is collected while a task is not accounted for.
-- parameters: see request_page; returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.state = CASE $2::text WHEN 'waiting' THEN 'collected' ELSE $2::text END
	AND ($2::text NOT IN ('collected', 'waiting') OR ($2::text = 'waiting') =
-- include request_sources
	)
	AND $3::text IS NULL AND $4::text IS NULL
-- include request_page
