-- Requests, most urgent first: in which this person is known.
-- parameters: see request_page; returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND ($3::text IS NULL OR r.handler = ANY (string_to_array($3, ',')))
	AND r.request_id IN (SELECT i.request_id FROM identifier i WHERE i.organisation_id = $1 AND i.blind = $4::text
		AND i.state <> 'rejected')
-- include request_in_state
-- include request_page
