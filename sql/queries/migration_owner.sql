-- From when there is an owner it is the owner who changes the schema, until the end of the transaction.
-- returns nothing of interest
SELECT set_config('role', o.rolname, true) FROM pg_class c JOIN pg_roles o ON o.oid = c.relowner
WHERE c.oid = to_regclass('schema_migration') AND o.rolname = 'dossier_owner'
