-- What the report tells of erasures: receipts and counts are numbers and codes. Nothing sealed, and no words of a person.
GRANT SELECT (organisation_id, request_id, system, action, change, state, planned_at, ended_at, receipt) ON erasure TO dossier_report;
GRANT SELECT (organisation_id, request_id, system, action, change, purpose, digest, counts, at) ON found TO dossier_report;
GRANT SELECT (records) ON hold TO dossier_report;
