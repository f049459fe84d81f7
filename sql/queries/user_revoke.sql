-- Take a role back, or all of them.
-- $1 name text, $2 organisation_id bigint or null for the role in all, $3 role text, or null for every role everywhere
-- returns role text of each
-- changes state
DELETE FROM user_role r USING app_user u
WHERE u.name = $1 AND r.user_id = u.user_id
	AND ($3::text IS NULL OR (r.role = $3 AND r.organisation_id IS NOT DISTINCT FROM $2::bigint))
RETURNING r.role
