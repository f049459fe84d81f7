-- A person who may do nothing any more.
-- $1 name text
-- changes state
UPDATE app_user SET disabled = true WHERE name = $1 AND NOT disabled
