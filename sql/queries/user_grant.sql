-- A role for a person; nothing when the person has it already.
-- $1 name text, $2 organisation_id bigint or null for all, $3 role text
-- changes state
INSERT INTO user_role (user_id, organisation_id, role)
SELECT user_id, $2, $3 FROM app_user WHERE name = $1
ON CONFLICT DO NOTHING
