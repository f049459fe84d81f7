-- The day of receipt was corrected: what stands in the request follows the last fact about it.
-- $1 organisation_id bigint, $2 request_id bigint, $3 received date, $4 received_at timestamptz, $5 promise date or null
-- changes state
UPDATE request SET received = $3, received_at = $4, promise = $5 WHERE organisation_id = $1 AND request_id = $2
