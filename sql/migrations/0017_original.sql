-- What was asked, as it came: a message, or what was written down of what was said.

CREATE TABLE original (
	organisation_id bigint NOT NULL,
	request_id bigint NOT NULL,
	sealed text NOT NULL,
	bytes bigint NOT NULL CHECK (bytes > 0),
	by text NOT NULL CHECK (by <> ''),
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, request_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE original IS 'The request as it came. Rows are only added, with the request.';
COMMENT ON COLUMN original.organisation_id IS 'Who was asked';
COMMENT ON COLUMN original.request_id IS 'Of which request';
COMMENT ON COLUMN original.sealed IS 'Its bytes in base64, sealed with the request''s ledger key';
COMMENT ON COLUMN original.bytes IS 'How many there are';
COMMENT ON COLUMN original.by IS 'Unix user who logged it';
COMMENT ON COLUMN original.at IS 'When';

ALTER TABLE original OWNER TO dossier_owner;
CALL by_organisation('original');
GRANT SELECT, INSERT ON original TO dossier_app;
GRANT SELECT ON original TO dossier_backup;
