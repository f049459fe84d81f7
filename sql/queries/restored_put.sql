-- This database came from a backup; said once.
-- $1 made_at timestamptz (null: nobody knows), $2 at timestamptz
INSERT INTO restored (made_at, at) VALUES ($1, $2) ON CONFLICT DO NOTHING
