-- What failed at a system is sealed: a slot that was taken over could write any words there. What cannot be sealed is a code.

UPDATE task SET error = CASE error WHEN 'the request ended' THEN 'ended' WHEN 'no copy is asked for any more' THEN 'no-copy' END
WHERE error IS NOT NULL;
ALTER TABLE task ADD CONSTRAINT task_error_check
	CHECK (error IN ('ended', 'no-copy', 'unopened') OR error ~ '^[A-Za-z0-9+/=]{56,}$');
COMMENT ON COLUMN task.error IS 'The last failure, sealed with the request''s key, or a code: why it is not asked, or that the request could not be opened';
