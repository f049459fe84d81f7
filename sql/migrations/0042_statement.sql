-- What the person says themselves of data that stay as they are, or are not whole, is kept with their request (GDPR art. 16).

ALTER TABLE note DROP CONSTRAINT note_kind_check, ADD CONSTRAINT note_kind_check CHECK (kind IN ('note', 'advice', 'statement'));
COMMENT ON COLUMN note.kind IS 'note; advice: of the dpo; statement: of the person, kept with what was refused (art. 16)';
