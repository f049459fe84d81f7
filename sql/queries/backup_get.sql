-- When the last backup was made.
-- returns backup_at timestamptz
SELECT backup_at FROM installation
