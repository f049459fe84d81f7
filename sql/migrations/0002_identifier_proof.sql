-- What proves that an identifier is the person's, beside where it came from. What systems yielded before was used
-- unproven: of requests that are not answered a person says whose it is.
ALTER TABLE identifier ADD COLUMN proof text CHECK (proof IN ('row-key', 'verified-at-signup', 'person', 'verification'));
COMMENT ON COLUMN identifier.proof IS 'What proves it the person''s: row-key, verified-at-signup (as the register says of the system that yielded it), person (somebody who handles the request said so), verification (the person was checked by it); null: nothing';
UPDATE identifier i SET state = 'proposed' FROM request r
WHERE i.organisation_id = r.organisation_id AND i.request_id = r.request_id AND i.state = 'usable' AND i.source LIKE '%/%'
	AND r.answered_at IS NULL AND r.closed_at IS NULL;
