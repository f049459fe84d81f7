-- What is kept though somebody asked for its erasure: by a statute, for a claim, or for its own retention.

CREATE TABLE hold (
	organisation_id bigint NOT NULL,
	hold_id bigint GENERATED ALWAYS AS IDENTITY,
	kind text NOT NULL CHECK (kind IN ('statute', 'claim', 'retention')),
	request_id bigint NOT NULL,
	system text CHECK (system <> ''),
	category text NOT NULL CHECK (category <> ''),
	collection text CHECK (collection <> ''),
	columns text[],
	erasure_id bigint,
	basis text CHECK ((basis IS NOT NULL) = (kind = 'statute')),
	article text NOT NULL CHECK (article <> ''),
	last_day date CHECK (last_day IS NULL OR kind <> 'claim'),
	must_go date,
	review date CHECK ((review IS NOT NULL) = (kind = 'claim')),
	owner text CHECK ((owner IS NOT NULL) = (kind = 'claim')),
	records bigint CHECK (records > 0),
	sealed text NOT NULL,
	by text NOT NULL CHECK (by <> ''),
	at timestamptz NOT NULL,
	looked_on date,
	told_on date,
	released_at timestamptz,
	released_by text CHECK ((released_by IS NOT NULL) = (released_at IS NOT NULL)),
	reason text CHECK ((reason IS NOT NULL) = (released_at IS NOT NULL)),
	ended_at timestamptz,
	PRIMARY KEY (organisation_id, hold_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	FOREIGN KEY (organisation_id, erasure_id) REFERENCES erasure,
	CHECK (kind <> 'retention' OR erasure_id IS NOT NULL),
	CHECK (collection IS NULL OR system IS NOT NULL),
	CHECK (collection IS NOT NULL OR (columns IS NULL AND records IS NULL))
);
COMMENT ON TABLE hold IS 'What is kept though its erasure was asked, why and until when. Rows stay when they are released or over.';
COMMENT ON COLUMN hold.organisation_id IS 'Who keeps it';
COMMENT ON COLUMN hold.hold_id IS 'Key; what commands call it';
COMMENT ON COLUMN hold.kind IS 'statute: a law keeps it; claim: a dispute needs it; retention: no statute, its own period';
COMMENT ON COLUMN hold.request_id IS 'Of whose data: the person of this request';
COMMENT ON COLUMN hold.system IS 'In which system; null: in each';
COMMENT ON COLUMN hold.category IS 'Of which category; of a collection that of it';
COMMENT ON COLUMN hold.collection IS 'Of which collection of it; null: of each of that category';
COMMENT ON COLUMN hold.columns IS 'Which columns; null: the whole record';
COMMENT ON COLUMN hold.erasure_id IS 'What that erasure left; null: a person placed it';
COMMENT ON COLUMN hold.basis IS 'Which statute: of templates/law/retention.json';
COMMENT ON COLUMN hold.article IS 'Its article, as it was then; of a claim and of a retention the GDPR''s';
COMMENT ON COLUMN hold.last_day IS 'Its last day; null: what it counts from lies ahead, or a claim, which ends when it is released';
COMMENT ON COLUMN hold.must_go IS 'The day by which it must have gone, though nobody asks; null: the statute says none';
COMMENT ON COLUMN hold.review IS 'When a claim is looked at again';
COMMENT ON COLUMN hold.owner IS 'Who looks: a Unix user';
COMMENT ON COLUMN hold.records IS 'How many records it names; null: all that is there of the person';
COMMENT ON COLUMN hold.sealed IS 'What is in dispute, and the keys of the records it names: JSON, sealed with the ledger key of the request where an erasure left it, else of the organisation';
COMMENT ON COLUMN hold.by IS 'Unix user who placed it';
COMMENT ON COLUMN hold.at IS 'When';
COMMENT ON COLUMN hold.looked_on IS 'On which day what it counts from was last looked for';
COMMENT ON COLUMN hold.told_on IS 'On which day it was told that its end, its last permitted day or its review has come; null: not yet';
COMMENT ON COLUMN hold.released_at IS 'When somebody released it; null: nobody did';
COMMENT ON COLUMN hold.released_by IS 'Who did: a Unix user';
COMMENT ON COLUMN hold.reason IS 'Why, sealed as the rest';
COMMENT ON COLUMN hold.ended_at IS 'When nothing was left of what it kept, or it was over; null: it is not';
CREATE INDEX hold_request ON hold (organisation_id, request_id, hold_id);
CREATE INDEX hold_erasure ON hold (organisation_id, erasure_id) WHERE erasure_id IS NOT NULL;
CREATE INDEX hold_running ON hold (organisation_id, hold_id) WHERE ended_at IS NULL AND released_at IS NULL;

ALTER TABLE hold OWNER TO dossier_owner;
CALL by_organisation('hold');
GRANT SELECT, INSERT, UPDATE (last_day, must_go, looked_on, told_on, released_at, released_by, reason, ended_at) ON hold TO dossier_app;
GRANT SELECT, INSERT, UPDATE (last_day, must_go, looked_on, told_on, ended_at) ON hold TO dossier_worker;
GRANT SELECT (organisation_id, hold_id, kind, request_id, category, basis, last_day, must_go, review, at, released_at, ended_at) ON hold TO dossier_report;
GRANT SELECT ON hold TO dossier_backup;
GRANT SELECT ON SEQUENCE hold_hold_id_seq TO dossier_backup;
