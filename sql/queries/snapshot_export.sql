-- What this transaction sees, for another session to see the same.
-- returns snapshot text, organisations text: those the session sees
SELECT pg_export_snapshot(), current_setting('dossier.organisations')
