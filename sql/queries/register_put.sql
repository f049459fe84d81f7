-- A new version of the register, unless the newest one is the same text.
-- $1 organisation_id bigint, $2 text text, $3 by text, $4 at timestamptz
-- returns version integer; no row when nothing was new
-- changes state
INSERT INTO register_version (organisation_id, version, sha256, text, loaded_by, loaded_at)
SELECT $1, coalesce(max(version), 0) + 1, sha256(convert_to($2::text, 'UTF8')), $2, $3, $4
FROM register_version WHERE organisation_id = $1
HAVING coalesce((SELECT sha256 FROM register_version WHERE organisation_id = $1 ORDER BY version DESC LIMIT 1)
	<> sha256(convert_to($2::text, 'UTF8')), true)
RETURNING version
