-- The files this program knows beside those the database has had.
-- $1 names text[], $2 texts text[], in the same order
-- returns name text; known boolean; applied boolean; same boolean: the file is the one that was applied
SELECT coalesce(f.name, m.name) AS name, f.name IS NOT NULL AS known, m.name IS NOT NULL AS applied,
	coalesce(m.sha256 = sha256(convert_to(f.text, 'UTF8')), false) AS same
FROM unnest($1::text[], $2::text[]) AS f (name, text)
FULL JOIN schema_migration m ON m.name = f.name
ORDER BY 1
