-- A second person approves what a review came to.
ALTER TABLE approval DROP CONSTRAINT approval_kind_check, ADD CONSTRAINT approval_kind_check CHECK (kind IN ('answer', 'review'));
COMMENT ON COLUMN approval.kind IS 'What may be done by it: answer, with the archive of that digest, which may leave; review: what it came to counts as looked at';
COMMENT ON COLUMN approval.digest IS 'SHA-256 of what was approved, in hex: of an answer that of its archive, the ZIP; of a review that of its items and what was said';
COMMENT ON COLUMN approval.changes IS 'The request''s counter of changes then: of a later one it says nothing; 0 of a review, which is known by its digest';
