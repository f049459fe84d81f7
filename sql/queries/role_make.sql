-- Makes the roles that the server lacks. Who makes them and is no superuser becomes each of them.
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY ARRAY['dossier_owner', 'dossier_app', 'dossier_worker', 'dossier_portal', 'dossier_report',
		'dossier_backup']
	LOOP
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
			EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', name);
			IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
				EXECUTE format('GRANT %I TO CURRENT_USER', name);
			END IF;
		END IF;
	END LOOP;
END $$
