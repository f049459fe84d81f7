-- People and their roles.
-- returns user_id bigint; name text; disabled boolean; roles jsonb {"ORG or *": ["officer", ...]}; known jsonb {"ORG": ["email", ...]},
-- by which kinds of identifiers they are known as persons; away_from, away_until date, deputy text: away on these days
SELECT u.user_id, u.name, u.disabled, u.away_from, u.away_until,
	(SELECT d.name FROM app_user d WHERE d.user_id = u.deputy_id) AS deputy, coalesce((
	SELECT jsonb_object_agg(w.place, w.roles) FROM (
		SELECT coalesce(o.slug, '*') AS place, jsonb_agg(r.role ORDER BY r.role) AS roles
		FROM user_role r LEFT JOIN organisation o ON o.organisation_id = r.organisation_id
		WHERE r.user_id = u.user_id AND (r.organisation_id IS NULL OR o.slug IS NOT NULL) GROUP BY 1) w), '{}') AS roles,
	coalesce((SELECT jsonb_object_agg(k.slug, k.kinds) FROM (
		SELECT o.slug, jsonb_agg(i.kind ORDER BY i.kind) AS kinds
		FROM user_identifier i JOIN organisation o ON o.organisation_id = i.organisation_id
		WHERE i.user_id = u.user_id GROUP BY 1) k), '{}') AS known
FROM app_user u ORDER BY u.name
