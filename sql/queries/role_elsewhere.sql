-- In which other databases of this server our roles have tables: roles are the server's, and who is let into one is let into all.
-- returns names text (null: in none)
SELECT string_agg(DISTINCT d.datname, ', ' ORDER BY d.datname) AS names
FROM pg_shdepend s JOIN pg_roles r ON r.oid = s.refobjid JOIN pg_database d ON d.oid = s.dbid
WHERE s.refclassid = 'pg_authid'::regclass AND s.deptype = 'o' AND r.rolname = 'dossier_owner' AND d.datname <> current_database()
