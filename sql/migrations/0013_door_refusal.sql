-- How often somebody was refused entry within an hour: the log has the first time, and the tenth, the hundredth and the
-- thousandth. Rows of more than a day ago go.

CREATE TABLE door_refusal (
	organisation_id bigint NOT NULL REFERENCES organisation,
	hour timestamptz NOT NULL,
	uid bigint NOT NULL,
	why text NOT NULL CHECK (why IN ('unknown', 'disabled', 'another-number', 'no-role')),
	times integer NOT NULL CHECK (times > 0),
	PRIMARY KEY (organisation_id, hour, uid, why)
);
COMMENT ON TABLE door_refusal IS 'Who knocked at the daemon''s door in the last hours and was not let in, for the log not to be flooded.';
COMMENT ON COLUMN door_refusal.organisation_id IS 'In whose log it is told: in each';
COMMENT ON COLUMN door_refusal.hour IS 'Within which hour';
COMMENT ON COLUMN door_refusal.uid IS 'Number of the user on the machine, as the kernel says';
COMMENT ON COLUMN door_refusal.why IS 'unknown here; disabled; has the name of another; no role for that command';
COMMENT ON COLUMN door_refusal.times IS 'How often, to a thousand';

ALTER TABLE door_refusal OWNER TO dossier_owner;
CALL by_organisation('door_refusal');
GRANT SELECT, INSERT, UPDATE (times), DELETE ON door_refusal TO dossier_app;
GRANT SELECT ON door_refusal TO dossier_backup;
