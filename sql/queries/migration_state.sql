-- The files this program knows beside those the database has had.
-- $1 names text[], $2 sha256 text[] of the files in hexadecimal, in the same order
-- returns name text; known boolean; applied boolean; same boolean: the file is the one that was applied
SELECT coalesce(f.name, m.name) AS name, f.name IS NOT NULL AS known, m.name IS NOT NULL AS applied,
	coalesce(m.sha256 = decode(f.sha256, 'hex'), false) AS same
FROM unnest($1::text[], $2::text[]) AS f (name, sha256)
FULL JOIN schema_migration m ON m.name = f.name
ORDER BY 1
