-- Who may do what in our schema, a line a table and role, as tests/data/privileges.txt has it. Columns in brackets; what the
-- owner may is not told, as it may everything.
WITH acl AS (
	SELECT c.relname AS name, c.relacl AS acl, c.relowner AS owner, NULL::text AS col FROM pg_class c
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'S')
	UNION ALL
	SELECT c.relname, a.attacl, c.relowner, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
	WHERE c.relnamespace = 'public'::regnamespace AND a.attacl IS NOT NULL
	UNION ALL
	SELECT p.oid::regprocedure::text, coalesce(p.proacl, acldefault('f', p.proowner)), p.proowner, NULL FROM pg_proc p
	WHERE p.pronamespace = 'public'::regnamespace
	UNION ALL
	SELECT 'schema ' || n.nspname, n.nspacl, n.nspowner, NULL FROM pg_namespace n WHERE n.nspname = 'public'
), given AS (
	SELECT a.name, coalesce(r.rolname, 'PUBLIC') AS grantee, g.privilege_type || coalesce(
			'(' || string_agg(a.col, ', ' ORDER BY a.col) || ')', '') || CASE WHEN bool_or(g.is_grantable) THEN '*' ELSE '' END AS what
	FROM acl a CROSS JOIN LATERAL aclexplode(a.acl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
	WHERE g.grantee <> a.owner
	GROUP BY a.name, 2, g.privilege_type
)
SELECT line FROM (
SELECT name || ': ' || grantee || ': ' || string_agg(what, ', ' ORDER BY what COLLATE "C") AS line FROM given GROUP BY name, grantee
UNION ALL
SELECT 'owner of ' || c.relname || ': ' || pg_get_userbyid(c.relowner) FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'S') AND pg_get_userbyid(c.relowner) <> 'dossier_owner'
UNION ALL
SELECT 'owner of ' || p.oid::regprocedure || ': ' || pg_get_userbyid(p.proowner) FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) <> 'dossier_owner'
UNION ALL
SELECT 'rows of ' || c.relname || ': ' || CASE WHEN c.relrowsecurity AND c.relforcerowsecurity THEN 'forced' ELSE 'not guarded' END
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
UNION ALL
SELECT 'rows of ' || tablename || ': ' || policyname || ': ' || permissive || ' ' || cmd || ' TO ' || array_to_string(roles, ', ')
	|| ' USING ' || CASE WHEN qual = 'true' THEN qual ELSE 'the condition' END || coalesce(' CHECK ' || with_check, '')
FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT DISTINCT 'the condition: ' || regexp_replace(qual, '\s+', ' ', 'g') FROM pg_policies
WHERE schemaname = 'public' AND qual <> 'true'
UNION ALL
SELECT 'role ' || rolname || ':' || CASE WHEN rolsuper THEN ' superuser' ELSE '' END || CASE WHEN rolbypassrls THEN ' bypassrls' ELSE '' END
	|| CASE WHEN rolcreaterole THEN ' createrole' ELSE '' END || CASE WHEN rolcreatedb THEN ' createdb' ELSE '' END
	|| CASE WHEN rolreplication THEN ' replication' ELSE '' END || CASE WHEN rolinherit THEN ' inherit' ELSE '' END
	|| coalesce(' member of ' || (SELECT string_agg(pg_get_userbyid(m.roleid), ', ') FROM pg_auth_members m WHERE m.member = r.oid), '')
FROM pg_roles r WHERE rolname LIKE 'dossier\_%'
) l
ORDER BY line COLLATE "C"
