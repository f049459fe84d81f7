-- What kind of installation this is; said once.
-- $1 rehearsal boolean, $2 at timestamptz
INSERT INTO installation (rehearsal, created_at) VALUES ($1, $2)
