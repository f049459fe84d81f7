-- Writes down that a file was applied.
-- $1 name text, $2 text of the file text
INSERT INTO schema_migration (name, sha256) VALUES ($1, sha256(convert_to($2::text, 'UTF8')))
