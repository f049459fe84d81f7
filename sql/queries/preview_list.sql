-- What the systems said of a request, round by round.
-- $1 organisation_id bigint, $2 request_id bigint
-- returns system text, action text, wanted text, change integer, purpose text, digest text, counts jsonb, sealed text, register_version integer, at timestamptz
SELECT system, action, wanted, change, purpose, digest, counts, sealed, register_version, at FROM found
WHERE organisation_id = $1 AND request_id = $2 ORDER BY change, system
