-- What a look at what is held gave, before anybody was asked for it.

CREATE TABLE lookup (
	organisation_id bigint NOT NULL,
	lookup_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	sealed text NOT NULL,
	by text NOT NULL CHECK (by <> ''),
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, lookup_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE lookup IS 'What is held of a person, in numbers, as an officer looked. Rows are only added; the newest is shown.';
COMMENT ON COLUMN lookup.organisation_id IS 'Who was asked';
COMMENT ON COLUMN lookup.lookup_id IS 'Key; in order of time';
COMMENT ON COLUMN lookup.request_id IS 'Of which request';
COMMENT ON COLUMN lookup.sealed IS 'Counts, masked contact data, keys to compare and what was not looked at: JSON, sealed with the request''s key ledger';
COMMENT ON COLUMN lookup.by IS 'Unix user who looked';
COMMENT ON COLUMN lookup.at IS 'When';
CREATE INDEX lookup_request ON lookup (organisation_id, request_id, lookup_id);

ALTER TABLE lookup OWNER TO dossier_owner;
CALL by_organisation('lookup');
GRANT SELECT, INSERT ON lookup TO dossier_app;
GRANT SELECT ON lookup TO dossier_backup;
GRANT SELECT ON SEQUENCE lookup_lookup_id_seq TO dossier_backup;
