-- The review of what leaves: what a person said of it.

CREATE TABLE review (
	organisation_id bigint NOT NULL,
	review_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint NOT NULL,
	kind text NOT NULL CHECK (kind IN ('pass', 'withhold', 'redact', 'take-back')),
	takes_back bigint CHECK ((takes_back IS NOT NULL) = (kind = 'take-back')),
	ground text CHECK ((ground IS NOT NULL) = (kind IN ('withhold', 'redact'))),
	sealed text NOT NULL,
	by text NOT NULL CHECK (by <> ''),
	at timestamptz NOT NULL,
	PRIMARY KEY (organisation_id, review_id),
	UNIQUE (organisation_id, takes_back),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request,
	FOREIGN KEY (organisation_id, takes_back) REFERENCES review
);
COMMENT ON TABLE review IS 'What a person said of what leaves with a copy. Rows are only added.';
COMMENT ON COLUMN review.organisation_id IS 'Who was asked';
COMMENT ON COLUMN review.review_id IS 'Key; in order of time';
COMMENT ON COLUMN review.request_id IS 'Of which request';
COMMENT ON COLUMN review.kind IS 'pass: looked at, and leaves; withhold: left out; redact: blacked out; take-back: an earlier one does not count';
COMMENT ON COLUMN review.takes_back IS 'Which one does not count any more';
COMMENT ON COLUMN review.ground IS 'Why: a code of templates/law/withholding-grounds.json';
COMMENT ON COLUMN review.sealed IS 'Of what, known by the SHA-256 of it, and which part: JSON, sealed with the request''s key ledger';
COMMENT ON COLUMN review.by IS 'Unix user who said it';
COMMENT ON COLUMN review.at IS 'When';
CREATE INDEX review_request ON review (organisation_id, request_id, review_id);

ALTER TABLE review OWNER TO dossier_owner;
CALL by_organisation('review');
GRANT SELECT, INSERT ON review TO dossier_app;
GRANT SELECT ON review TO dossier_backup;
GRANT SELECT ON SEQUENCE review_review_id_seq TO dossier_backup;

ALTER TABLE release ADD COLUMN left_out jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(left_out) = 'array');
COMMENT ON COLUMN release.left_out IS 'How much each rule of the register and each row of review took away: numbers and codes';
