-- What the dpo advised stands beside the notes, and is no note: it is told before anything is decided (GDPR art. 39(1)(a)).

ALTER TABLE note ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'note' CHECK (kind IN ('note', 'advice'));
COMMENT ON COLUMN note.kind IS 'note; advice: of the dpo';
