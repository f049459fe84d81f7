-- Has this database had its first migration?
-- returns exists boolean
SELECT to_regclass('schema_migration') IS NOT NULL
