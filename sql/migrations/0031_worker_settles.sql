-- The worker says what was carried out, which goes by the same rules as an officer who does: what was looked at before counts.
GRANT SELECT ON lookup TO dossier_worker;
