-- Who is kept from a dossier about themselves is told in the log too.
ALTER TABLE door_refusal
	DROP CONSTRAINT door_refusal_why_check,
	ADD CONSTRAINT door_refusal_why_check CHECK (why IN ('unknown', 'disabled', 'another-number', 'no-role', 'not-there', 'about-them'));
COMMENT ON COLUMN door_refusal.why IS 'unknown here; disabled; has the name of another; no role for that command; what they named is not there, or not theirs; it is about them';
