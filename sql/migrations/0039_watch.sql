-- Who objected, or was erased, and is there again: findings, which erase nothing.

CREATE TABLE watch (
	organisation_id bigint NOT NULL REFERENCES organisation,
	system text NOT NULL CHECK (system <> ''),
	at timestamptz NOT NULL,
	asked bigint NOT NULL CHECK (asked >= 0),
	PRIMARY KEY (organisation_id, system)
);
COMMENT ON TABLE watch IS 'When a system was last asked whether who is on the stop list, or was erased, is used there again.';
COMMENT ON COLUMN watch.organisation_id IS 'Whose system';
COMMENT ON COLUMN watch.system IS 'System of the register';
COMMENT ON COLUMN watch.at IS 'When it was asked, or last tried to';
COMMENT ON COLUMN watch.asked IS 'For how many identifiers';

ALTER TABLE watch OWNER TO dossier_owner;
CALL by_organisation('watch');
GRANT SELECT, INSERT, UPDATE (at, asked) ON watch TO dossier_app, dossier_worker;
GRANT SELECT ON watch TO dossier_backup;

CREATE TABLE finding (
	organisation_id bigint NOT NULL,
	finding_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	system text NOT NULL CHECK (system <> ''),
	collection text NOT NULL CHECK (collection <> ''),
	why text NOT NULL CHECK (why IN ('suppressed', 'erased')),
	purpose text CHECK ((purpose IS NOT NULL) = (why = 'suppressed')),
	records bigint NOT NULL CHECK (records > 0),
	first_at timestamptz NOT NULL,
	last_at timestamptz NOT NULL,
	gone_at timestamptz,
	PRIMARY KEY (organisation_id, finding_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE finding IS 'Who is on the stop list and would be used again, or was erased and is there again. A person looks; nothing is done by itself.';
COMMENT ON COLUMN finding.organisation_id IS 'Whose system';
COMMENT ON COLUMN finding.finding_id IS 'Key';
COMMENT ON COLUMN finding.request_id IS 'Of whose person: the request that listed or erased them';
COMMENT ON COLUMN finding.system IS 'In which system';
COMMENT ON COLUMN finding.collection IS 'In which collection of it';
COMMENT ON COLUMN finding.why IS 'suppressed: would be used for the purpose again; erased: is there again while a backup may still hold them';
COMMENT ON COLUMN finding.purpose IS 'For which purpose they are on the stop list; null: they were erased';
COMMENT ON COLUMN finding.records IS 'How many records, when it was last seen';
COMMENT ON COLUMN finding.first_at IS 'When it was first seen';
COMMENT ON COLUMN finding.last_at IS 'When it was last seen';
COMMENT ON COLUMN finding.gone_at IS 'When it was looked for again and was not there; null: it is';
CREATE UNIQUE INDEX finding_standing ON finding (organisation_id, request_id, system, collection, why, coalesce(purpose, '')) WHERE gone_at IS NULL;
CREATE INDEX finding_system ON finding (organisation_id, system) WHERE gone_at IS NULL;

ALTER TABLE finding OWNER TO dossier_owner;
CALL by_organisation('finding');
GRANT SELECT, INSERT, UPDATE (records, last_at, gone_at) ON finding TO dossier_app, dossier_worker;
GRANT SELECT ON finding TO dossier_backup;
GRANT SELECT ON SEQUENCE finding_finding_id_seq TO dossier_backup;
