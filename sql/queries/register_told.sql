-- The versions of a register: the hash of what is kept, and what the log told when it was loaded. An event of an earlier
-- program told no hash: that one is left out.
-- $1 organisation_id bigint
-- returns version integer, stands text, follows text (null: nothing told of it)
SELECT v.version, encode(sha256(convert_to(v.text, 'UTF8')), 'hex') AS stands, e.body #>> '{body,sha256}' AS follows
FROM register_version v LEFT JOIN (SELECT body::jsonb AS body FROM event
	WHERE organisation_id = $1 AND request_id IS NULL AND body LIKE '%"kind":"register.loaded"%') e
	ON (e.body #>> '{body,version}')::integer = v.version
WHERE v.organisation_id = $1 AND (e.body IS NULL OR e.body #>> '{body,sha256}' IS NOT NULL)
ORDER BY v.version
