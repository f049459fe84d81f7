-- Installation keys are rotated: what an older one wraps is wrapped by the newest, and nothing new by an older one.

ALTER TABLE installation ADD COLUMN key_id text CHECK (key_id ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{8}$');
COMMENT ON COLUMN installation.key_id IS 'The oldest installation key that still wraps anything new: the newest since the last rotation; null: there was none';
GRANT UPDATE (key_id) ON installation TO dossier_app;
GRANT UPDATE (content, ledger) ON sealing_key TO dossier_app;
GRANT UPDATE (sealed) ON replayed TO dossier_app;
