-- Nobody handles a dossier about themselves: by what a person who works here is known is kept, blinded, and asked for.

GRANT SELECT, INSERT, DELETE ON user_identifier TO dossier_app;
GRANT SELECT ON user_identifier TO dossier_worker;
