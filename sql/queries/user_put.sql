-- A person who may work here: a new one, or one from before, by the number they have now.
-- $1 name text, $2 uid bigint, $3 at timestamptz
-- changes state
INSERT INTO app_user (name, uid, created_at) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET uid = excluded.uid, disabled = false
