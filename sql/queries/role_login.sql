-- Of a private server: the program connects as these roles, by peer. The owner's tables are reached by who brings the schema
-- up to date.
DO $$
DECLARE
	name text;
BEGIN
	FOR name IN SELECT rolname FROM pg_roles WHERE NOT rolcanlogin
		AND rolname IN ('dossier_app', 'dossier_worker', 'dossier_portal', 'dossier_report', 'dossier_backup')
	LOOP
		EXECUTE format('ALTER ROLE %I LOGIN', name);
	END LOOP;
END $$
