-- Whoever changes the schema is alone with it, until the end of the transaction.
-- returns held boolean; false: somebody works with it
SELECT pg_try_advisory_xact_lock(hashtextextended('dossier schema', 0)) AS held
