-- Tells listening workers of new work, once, when the transaction commits.
-- $1 which text: a system to be tried at once, as "ORGANISATION_ID SYSTEM", or empty
-- returns nothing of interest
SELECT pg_notify('dossier_work', $1::text)
