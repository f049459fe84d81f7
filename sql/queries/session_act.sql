-- From now on the session sees the organisations in which a person has a role: all, also those to come, when it holds in all.
-- $1 name text, $2 roles text, with commas between them, $3 uid bigint on the machine (-1: whichever)
-- returns held boolean: do they hold one of these roles anywhere?, set text
SELECT coalesce(bool_or(r.role = ANY (string_to_array($2::text, ','))), false) AS held,
	set_config('dossier.organisations', CASE WHEN bool_or(r.organisation_id IS NULL) THEN '*'
		ELSE coalesce(string_agg(DISTINCT r.organisation_id::text, ','), '') END, false) AS set
FROM app_user u JOIN user_role r ON r.user_id = u.user_id
WHERE u.name = $1 AND NOT u.disabled AND ($3::bigint = -1 OR u.uid IS NULL OR u.uid = $3)
