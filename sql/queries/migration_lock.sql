-- One migration at a time, until the end of the transaction.
-- returns nothing of interest
SELECT pg_advisory_xact_lock(hashtextextended('dossier migrate', 0))
