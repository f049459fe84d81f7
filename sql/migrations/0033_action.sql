-- Every right that changes data goes the way of an erasure: what is found and what is done say for which action.

ALTER TABLE found ADD COLUMN action text NOT NULL DEFAULT 'erase' CHECK (action IN ('erase', 'restrict', 'lift', 'rectify', 'suppress')),
	ADD COLUMN wanted text;
COMMENT ON COLUMN found.action IS 'What is to be done with what is found';
COMMENT ON COLUMN found.wanted IS 'Rectify: what is to be written in which column, suppress: for which purposes; JSON, sealed with the request''s ledger key; null: nothing is said';

ALTER TABLE erasure ADD COLUMN action text NOT NULL DEFAULT 'erase' CHECK (action IN ('erase', 'restrict', 'lift', 'rectify', 'suppress'));
COMMENT ON TABLE erasure IS 'The ledger of what is changed by program: each row is there before anything is.';
COMMENT ON COLUMN erasure.action IS 'What is done there';
COMMENT ON COLUMN erasure.sealed IS 'What was approved or decided, with the keys and, of columns that are written, the values of before: JSON, sealed with the request''s ledger key';
