-- What an archive of a request rests on is not what it was.
-- $1 organisation_id bigint, $2 request_id bigint
-- changes state
UPDATE request SET changes = changes + 1 WHERE organisation_id = $1 AND request_id = $2
