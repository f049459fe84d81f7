-- Does a person hold one of these roles here?
-- $1 name text, $2 organisation_id bigint (0: anywhere), $3 roles text, with commas between them
-- returns has boolean
SELECT EXISTS (SELECT FROM app_user u JOIN user_role r ON r.user_id = u.user_id
	WHERE u.name = $1 AND NOT u.disabled AND r.role = ANY (string_to_array($3::text, ','))
		AND ($2::bigint = 0 OR r.organisation_id IS NULL OR r.organisation_id = $2))
