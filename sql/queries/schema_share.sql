-- Whoever works for long holds the schema as it is, until its session ends.
-- returns held boolean; false: it is being changed
SELECT pg_try_advisory_lock_shared(hashtextextended('dossier schema', 0)) AS held
