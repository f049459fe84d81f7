-- Who is not to be used any more for what: the stop list, which survives the erasure of what it is about.

CREATE TABLE suppression (
	organisation_id bigint NOT NULL,
	suppression_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	kind text NOT NULL CHECK (kind <> ''),
	blind text NOT NULL CHECK (blind <> ''),
	sealed text NOT NULL,
	purpose text NOT NULL CHECK (purpose <> ''),
	channel text CHECK (channel IN ('email', 'phone', 'post')),
	since timestamptz NOT NULL,
	by text NOT NULL CHECK (by <> ''),
	ended_at timestamptz,
	ended_by text CHECK ((ended_by IS NOT NULL) = (ended_at IS NOT NULL)),
	reason text CHECK ((reason IS NOT NULL) = (ended_at IS NOT NULL)),
	PRIMARY KEY (organisation_id, suppression_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE suppression IS 'The stop list (GDPR art. 21(3), 7(3)): who is not used any more for which purpose. A row is never changed but for its end.';
COMMENT ON COLUMN suppression.organisation_id IS 'Whose list';
COMMENT ON COLUMN suppression.suppression_id IS 'Key; what commands call it';
COMMENT ON COLUMN suppression.request_id IS 'By which request';
COMMENT ON COLUMN suppression.kind IS 'Kind of identifier: email, phone, customer_id, ...';
COMMENT ON COLUMN suppression.blind IS 'Its keyed blind index, by which it is looked up';
COMMENT ON COLUMN suppression.sealed IS 'The identifier, sealed with the ledger key of the organisation: systems are asked whether it is used again';
COMMENT ON COLUMN suppression.purpose IS 'For which purpose of the register it is not used';
COMMENT ON COLUMN suppression.channel IS 'By which channel they are not approached for it; null: by none';
COMMENT ON COLUMN suppression.since IS 'From when';
COMMENT ON COLUMN suppression.by IS 'Unix user who logged or decided it';
COMMENT ON COLUMN suppression.ended_at IS 'When the person opted in again; null: they did not';
COMMENT ON COLUMN suppression.ended_by IS 'Unix user who recorded that';
COMMENT ON COLUMN suppression.reason IS 'What shows it, sealed as the identifier';
CREATE UNIQUE INDEX suppression_running ON suppression (organisation_id, blind, kind, purpose, coalesce(channel, '')) WHERE ended_at IS NULL;
CREATE INDEX suppression_request ON suppression (organisation_id, request_id, suppression_id);

ALTER TABLE suppression OWNER TO dossier_owner;
CALL by_organisation('suppression');
GRANT SELECT, INSERT, UPDATE (ended_at, ended_by, reason) ON suppression TO dossier_app;
GRANT SELECT, INSERT ON suppression TO dossier_worker;
GRANT SELECT ON suppression TO dossier_backup;
GRANT SELECT ON SEQUENCE suppression_suppression_id_seq TO dossier_backup;
