-- Erasures are repeated after a system, or this database, was restored from a backup. What is needed for that stands outside
-- too: in a file an organisation beside the checkpoints (docs/audit.md), of which the database knows how far it goes.

CREATE TABLE ledger_file (
	organisation_id bigint PRIMARY KEY REFERENCES organisation,
	bytes bigint NOT NULL CHECK (bytes > 0),
	lines bigint NOT NULL CHECK (lines > 0),
	hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);
COMMENT ON TABLE ledger_file IS 'How far the ledger file of an organisation goes at least: what was erased is never missing there.';
COMMENT ON COLUMN ledger_file.organisation_id IS 'Whose';
COMMENT ON COLUMN ledger_file.bytes IS 'Its length';
COMMENT ON COLUMN ledger_file.lines IS 'How many lines that are';
COMMENT ON COLUMN ledger_file.hash IS 'SHA-256 of the last of them, which holds that of the one before';
ALTER TABLE ledger_file OWNER TO dossier_owner;
CALL by_organisation('ledger_file');
GRANT SELECT, INSERT, UPDATE (bytes, lines, hash) ON ledger_file TO dossier_app, dossier_worker;
GRANT SELECT ON ledger_file TO dossier_report, dossier_backup;

CREATE TABLE restored (
	single boolean PRIMARY KEY DEFAULT true CHECK (single),
	made_at timestamptz,
	at timestamptz NOT NULL
);
COMMENT ON TABLE restored IS 'A row: this database came from a backup, and nothing is done before what was erased since is erased again.';
COMMENT ON COLUMN restored.single IS 'Always true, so that there is one row at most';
COMMENT ON COLUMN restored.made_at IS 'When the backup was made; null: nobody knows, it is behind its checkpoints or its ledger files';
COMMENT ON COLUMN restored.at IS 'Since when that is known';
ALTER TABLE restored OWNER TO dossier_owner;
GRANT SELECT, INSERT, DELETE ON restored TO dossier_app;
GRANT SELECT ON restored TO dossier_worker, dossier_report, dossier_backup;

CREATE TABLE replayed (
	organisation_id bigint NOT NULL REFERENCES organisation,
	replayed_id bigint GENERATED ALWAYS AS IDENTITY,
	system text NOT NULL,
	since timestamptz NOT NULL,
	erasures bigint NOT NULL,
	sealed text,
	by text NOT NULL CHECK (by <> ''),
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, replayed_id)
);
COMMENT ON TABLE replayed IS 'At which system what was erased was erased again, or that this is not needed there. Rows are only added.';
COMMENT ON COLUMN replayed.organisation_id IS 'Whose system';
COMMENT ON COLUMN replayed.replayed_id IS 'Key; in order of time';
COMMENT ON COLUMN replayed.system IS 'Id in the register';
COMMENT ON COLUMN replayed.since IS 'What was erased since then';
COMMENT ON COLUMN replayed.erasures IS 'How many erasures were begun again';
COMMENT ON COLUMN replayed.sealed IS 'Excused: why it need not be, sealed with an installation key; null: it was replayed';
COMMENT ON COLUMN replayed.by IS 'Unix user';
COMMENT ON COLUMN replayed.at IS 'When';
ALTER TABLE replayed OWNER TO dossier_owner;
CALL by_organisation('replayed');
GRANT SELECT, INSERT ON replayed TO dossier_app;
GRANT SELECT ON replayed TO dossier_worker, dossier_backup;
GRANT SELECT ON SEQUENCE replayed_replayed_id_seq TO dossier_backup;

GRANT SELECT ON event_tree TO dossier_report;

ALTER TABLE installation ADD COLUMN backup_at timestamptz;
COMMENT ON COLUMN installation.backup_at IS 'When the last backup was made by `dossier backup make`';
GRANT UPDATE (backup_at) ON installation TO dossier_app;
