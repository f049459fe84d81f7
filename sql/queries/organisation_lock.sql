-- One at a time: whoever gives an organisation its next register version.
-- $1 organisation_id bigint
-- returns organisation_id bigint
SELECT organisation_id FROM organisation WHERE organisation_id = $1 FOR UPDATE
