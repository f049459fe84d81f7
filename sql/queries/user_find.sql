-- One person.
-- $1 name text
-- returns user_id bigint, name text, disabled boolean, uid bigint (-1: not known)
SELECT user_id, name, disabled, coalesce(uid, -1) AS uid FROM app_user WHERE name = $1
