-- Requests that were closed as duplicates of one, since it was received, and are; the last first.
-- $1 organisation_id bigint, $2 reference text, $3 received date
-- returns requests
SELECT
-- include request_columns
FROM request r
WHERE r.organisation_id = $1 AND r.state = 'closed'
	AND r.request_id IN (SELECT c.request_id FROM request_clock c WHERE c.organisation_id = $1 AND c.fact = 'closed'
		AND c.recorded_at >= $3::date - 1 AND c.duplicate_of = $2)
ORDER BY r.request_id DESC
