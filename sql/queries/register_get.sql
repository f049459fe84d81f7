-- One version of the register.
-- $1 organisation_id bigint, $2 version integer (0: the newest)
-- returns version integer; text text
SELECT version, text FROM register_version
WHERE organisation_id = $1 AND ($2::integer = 0 OR version = $2)
ORDER BY version DESC LIMIT 1
