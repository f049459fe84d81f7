-- People and their roles.
-- returns user_id bigint; name text; disabled boolean; roles jsonb {"ORG or *": ["officer", ...]}
SELECT u.user_id, u.name, u.disabled, coalesce((
	SELECT jsonb_object_agg(w.place, w.roles) FROM (
		SELECT coalesce(o.slug, '*') AS place, jsonb_agg(r.role ORDER BY r.role) AS roles
		FROM user_role r LEFT JOIN organisation o ON o.organisation_id = r.organisation_id
		WHERE r.user_id = u.user_id AND (r.organisation_id IS NULL OR o.slug IS NOT NULL) GROUP BY 1) w), '{}') AS roles
FROM app_user u ORDER BY u.name
