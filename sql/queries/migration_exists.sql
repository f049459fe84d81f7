-- Has this database had its first migration, and may we see which others?
-- returns exists boolean, may_read boolean
SELECT c.oid IS NOT NULL, coalesce(has_table_privilege(c.oid, 'SELECT'), false)
FROM (SELECT to_regclass('schema_migration')::oid AS oid) c
