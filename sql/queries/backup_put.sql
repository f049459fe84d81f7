-- A backup was made.
-- $1 backup_at timestamptz
UPDATE installation SET backup_at = $1
