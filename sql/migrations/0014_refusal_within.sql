-- Who is in, and asks for what is not theirs, is counted as who is not let in; by command.

ALTER TABLE door_refusal
	ADD COLUMN command text NOT NULL DEFAULT '',
	DROP CONSTRAINT door_refusal_why_check,
	ADD CONSTRAINT door_refusal_why_check CHECK (why IN ('unknown', 'disabled', 'another-number', 'no-role', 'not-there')),
	DROP CONSTRAINT door_refusal_pkey,
	ADD PRIMARY KEY (organisation_id, hour, uid, why, command);
COMMENT ON TABLE door_refusal IS 'Who was refused in the last hours, at the daemon''s door or within, for the log not to be flooded.';
COMMENT ON COLUMN door_refusal.organisation_id IS 'In whose log it is told: in each; of who is in, theirs';
COMMENT ON COLUMN door_refusal.why IS 'unknown here; disabled; has the name of another; no role for that command; what they named is not there, or not theirs';
COMMENT ON COLUMN door_refusal.command IS 'The first words of it; empty: not let in at all, whichever it was';
