-- A request was reopened: what its end stopped is asked anew.
-- $1 organisation_id bigint, $2 request_id bigint
-- changes state
UPDATE task SET state = 'ready', error = NULL, attempts = least(attempts, 1)
WHERE organisation_id = $1 AND request_id = $2 AND state = 'skipped' AND finished_at IS NULL
