-- A calendar version that dates were computed with.
-- $1 name text, $2 version text
-- returns text text
SELECT text FROM calendar WHERE name = $1 AND version = $2
