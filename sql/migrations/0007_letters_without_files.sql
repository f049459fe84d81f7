-- The outbox is the rows that have not left: no file is written of a letter but for what colleagues are told.

UPDATE letter SET state = 'written' WHERE state = 'queued' AND kind <> 'escalation';
COMMENT ON COLUMN letter.state IS 'queued (its file is to be put in the spool); written (it waits to be sent); sent; bounced';
COMMENT ON COLUMN letter.file IS 'Its name; of what colleagues are told, that of its file in the spool';
