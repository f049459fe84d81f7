-- By what a person who works here is known; nothing when that is kept already.
-- $1 organisation_id bigint, $2 name text, $3 kind text, $4 blind text
-- changes state
INSERT INTO user_identifier (organisation_id, user_id, kind, blind)
SELECT $1, user_id, $3, $4 FROM app_user WHERE name = $2
ON CONFLICT DO NOTHING
