-- Four eyes: what a second person approved, and on what that rests. And who built an archive.

ALTER TABLE release ADD COLUMN built_by text CHECK (built_by <> '');
COMMENT ON COLUMN release.built_by IS 'Unix user who built it; null: built before that was kept here, the log tells';

CREATE TABLE approval (
	organisation_id bigint NOT NULL,
	approval_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	kind text NOT NULL CHECK (kind IN ('answer')),
	digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
	changes bigint NOT NULL,
	by text NOT NULL CHECK (by <> ''),
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, approval_id),
	UNIQUE (organisation_id, request_id, kind, digest, changes),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE approval IS 'What a second person approved. Rows are only added: one counts while what it rested on is as it was.';
COMMENT ON COLUMN approval.organisation_id IS 'Who was asked';
COMMENT ON COLUMN approval.approval_id IS 'Key';
COMMENT ON COLUMN approval.request_id IS 'Of which request';
COMMENT ON COLUMN approval.kind IS 'What may be done by it: answer, with the archive of that digest, which may leave';
COMMENT ON COLUMN approval.digest IS 'SHA-256 of what was approved, in hex: of an answer that of its archive, the ZIP';
COMMENT ON COLUMN approval.changes IS 'The request''s counter of changes then: of a later one it says nothing';
COMMENT ON COLUMN approval.by IS 'Unix user, who had no hand in it';
COMMENT ON COLUMN approval.at IS 'When';

ALTER TABLE approval OWNER TO dossier_owner;
CALL by_organisation('approval');
GRANT SELECT, INSERT ON approval TO dossier_app;
GRANT SELECT ON approval TO dossier_backup;
GRANT SELECT ON SEQUENCE approval_approval_id_seq TO dossier_backup;
