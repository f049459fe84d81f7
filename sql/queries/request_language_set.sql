-- In which language the person is written to was wrong.
-- $1 organisation_id bigint, $2 request_id bigint, $3 language text
-- changes state
UPDATE request SET language = $3 WHERE organisation_id = $1 AND request_id = $2
