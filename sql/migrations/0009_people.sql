-- A name of the machine may be given to somebody else: its number tells. And a role can be taken back.

ALTER TABLE app_user ADD COLUMN IF NOT EXISTS uid bigint;
COMMENT ON COLUMN app_user.uid IS 'Number of that user on the machine; null: added before numbers were kept';
GRANT UPDATE (uid) ON app_user TO dossier_app;
GRANT DELETE ON user_role TO dossier_app;
