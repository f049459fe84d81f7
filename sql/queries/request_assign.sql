-- Who works on a request.
-- $1 organisation_id bigint, $2 request_id bigint, $3 handler text or null
-- changes state
UPDATE request SET handler = $3 WHERE organisation_id = $1 AND request_id = $2 AND state <> 'closed'
