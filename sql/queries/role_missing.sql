-- Which of our roles the server lacks, and whether this session may make them.
-- returns names text (null: none), may_make boolean
SELECT (SELECT string_agg(n.name, ', ' ORDER BY n.place) FROM unnest(ARRAY['dossier_owner', 'dossier_app', 'dossier_worker',
		'dossier_portal', 'dossier_report', 'dossier_backup']) WITH ORDINALITY AS n (name, place)
	WHERE NOT EXISTS (SELECT FROM pg_roles p WHERE p.rolname = n.name)) AS names,
	r.rolsuper OR r.rolcreaterole AS may_make
FROM pg_roles r WHERE r.rolname = current_user
