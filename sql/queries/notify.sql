-- Tells listening workers of new work, once, when the transaction commits.
-- returns nothing of interest
SELECT pg_notify('dossier_work', '')
