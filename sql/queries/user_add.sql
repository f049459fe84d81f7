-- A new person.
-- $1 name text, $2 at timestamptz
-- returns user_id bigint
-- changes state
INSERT INTO app_user (name, created_at) VALUES ($1, $2) RETURNING user_id
