-- Organisations, one or all.
-- $1 slug text or null, $2 code text or null, $3 organisation_id bigint or null
-- returns organisation_id, slug, code, name, zone, calendar, country, register_version integer (0: none)
SELECT o.organisation_id, o.slug, o.code, o.name, o.zone, o.calendar, o.country,
	coalesce((SELECT max(v.version) FROM register_version v WHERE v.organisation_id = o.organisation_id), 0)
		AS register_version
FROM organisation o
WHERE ($1::text IS NULL OR o.slug = $1) AND ($2::text IS NULL OR o.code = $2)
	AND ($3::bigint IS NULL OR o.organisation_id = $3)
ORDER BY o.slug
