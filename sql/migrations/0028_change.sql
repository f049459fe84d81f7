-- What is erased: what was found to erase, and the ledger of what was done. And a second person for it.

CREATE TABLE found (
	organisation_id bigint NOT NULL,
	request_id bigint NOT NULL,
	system text NOT NULL,
	change integer NOT NULL CHECK (change >= 0),
	purpose text NOT NULL CHECK (purpose IN ('preview', 'later', 'hold-ended', 'replay')),
	digest text CHECK (digest ~ '^[0-9a-f]{64}$'),
	counts jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(counts) = 'object'),
	sealed text CHECK ((sealed IS NULL) = (digest IS NULL)),
	register_version integer NOT NULL,
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, request_id, system, change),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE found IS 'Which records of a person a system was found to hold, and what would become of each.';
COMMENT ON COLUMN found.organisation_id IS 'Who was asked';
COMMENT ON COLUMN found.request_id IS 'For which request';
COMMENT ON COLUMN found.system IS 'System of the register';
COMMENT ON COLUMN found.change IS 'Which round of that request: that of its tasks';
COMMENT ON COLUMN found.purpose IS 'preview: to decide on; later: to see that nothing came back; hold-ended: a duty to keep is over; replay: the system was restored';
COMMENT ON COLUMN found.digest IS 'SHA-256 of all that it said, in hex; null: it was not asked yet';
COMMENT ON COLUMN found.counts IS 'How many, by category and verdict: numbers and codes';
COMMENT ON COLUMN found.sealed IS 'All that it said, with the keys: JSON, sealed with the request''s ledger key';
COMMENT ON COLUMN found.register_version IS 'By which register';
COMMENT ON COLUMN found.at IS 'When';

ALTER TABLE found OWNER TO dossier_owner;
CALL by_organisation('found');
GRANT SELECT, INSERT, UPDATE (digest, counts, sealed, register_version, at) ON found TO dossier_app, dossier_worker;
GRANT SELECT ON found TO dossier_backup;

CREATE TABLE erasure (
	organisation_id bigint NOT NULL,
	erasure_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	system text NOT NULL,
	change integer NOT NULL CHECK (change >= 0),
	purpose text NOT NULL CHECK (purpose IN ('request', 'hold-ended', 'replay')),
	state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'committing', 'done', 'stopped')),
	holds bigint NOT NULL,
	xid text,
	epoch bigint,
	sealed text NOT NULL,
	receipt jsonb CHECK (jsonb_typeof(receipt) = 'object'),
	planned_at timestamptz NOT NULL,
	by text NOT NULL CHECK (by <> ''),
	ended_at timestamptz CHECK ((ended_at IS NOT NULL) = (state IN ('done', 'stopped'))),
	PRIMARY KEY (organisation_id, erasure_id),
	UNIQUE (organisation_id, request_id, system, change),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	CHECK (state <> 'committing' OR xid IS NOT NULL)
);
COMMENT ON TABLE erasure IS 'The ledger of what is erased by program: each row is there before anything is gone.';
COMMENT ON COLUMN erasure.organisation_id IS 'Who was asked';
COMMENT ON COLUMN erasure.erasure_id IS 'Key';
COMMENT ON COLUMN erasure.request_id IS 'For which request';
COMMENT ON COLUMN erasure.system IS 'At which system of the register';
COMMENT ON COLUMN erasure.change IS 'Which round of that request: that of what was found and of its task';
COMMENT ON COLUMN erasure.purpose IS 'request: as was asked; hold-ended: a duty to keep is over; replay: the system was restored';
COMMENT ON COLUMN erasure.state IS 'planned; committing: that system was told to commit; done; stopped: nothing was changed';
COMMENT ON COLUMN erasure.holds IS 'The organisation''s counter of holds that its run went by';
COMMENT ON COLUMN erasure.xid IS 'The transaction at that system, which tells whether it was committed; null: none was begun';
COMMENT ON COLUMN erasure.epoch IS 'Of that system when it was done: another one tells that it was restored; null: it keeps none';
COMMENT ON COLUMN erasure.sealed IS 'What was approved, with the keys: JSON, sealed with the request''s ledger key';
COMMENT ON COLUMN erasure.receipt IS 'What was done, of how many records, and which layers are clean of them: numbers, names of the register and codes';
COMMENT ON COLUMN erasure.planned_at IS 'When it was begun';
COMMENT ON COLUMN erasure.by IS 'Unix user who approved it, or whose worker swept';
COMMENT ON COLUMN erasure.ended_at IS 'When it was done, or stopped';

ALTER TABLE erasure OWNER TO dossier_owner;
CALL by_organisation('erasure');
GRANT SELECT, INSERT, UPDATE (state, holds, xid, epoch, receipt, ended_at) ON erasure TO dossier_app, dossier_worker;
GRANT SELECT ON erasure TO dossier_backup;
GRANT SELECT ON SEQUENCE erasure_erasure_id_seq TO dossier_backup;

ALTER TABLE organisation ADD COLUMN holds bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN organisation.holds IS 'Raised by each hold that is placed: what went by an older number may not commit';
GRANT UPDATE (holds) ON organisation TO dossier_app, dossier_worker;

ALTER TABLE approval DROP CONSTRAINT approval_kind_check, ADD CONSTRAINT approval_kind_check CHECK (kind IN ('answer', 'review', 'change'));
COMMENT ON COLUMN approval.kind IS 'What may be done by it: answer, with the archive of that digest, which may leave; review: what it came to counts as looked at; change: what was previewed is done at the systems';
COMMENT ON COLUMN approval.digest IS 'SHA-256 of what was approved, in hex: of an answer that of its archive, the ZIP; of a review that of its items and what was said; of a change that of what will be done';
COMMENT ON COLUMN approval.changes IS 'The request''s counter of changes then: of a later one it says nothing; 0 of what is known by its digest alone';
-- the worker begins what was approved when its time has come, and says what was carried out
GRANT SELECT ON approval TO dossier_worker;
GRANT INSERT ON request_clock, right_category TO dossier_worker;
GRANT UPDATE (state, decided, decision, purposes, at_once) ON request_right TO dossier_worker;
