-- Locks a request against whatever else changes it or its tasks, until the end of the transaction.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns state text
SELECT state FROM request WHERE organisation_id = $1 AND request_id = $2 FOR NO KEY UPDATE
