-- Is there such a person?
-- $1 name text
-- returns user_id bigint
SELECT user_id FROM app_user WHERE name = $1
