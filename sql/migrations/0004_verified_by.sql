-- By which of a request's identifiers the person was checked.
ALTER TABLE request_clock ADD COLUMN identifier_id bigint;
COMMENT ON COLUMN request_clock.identifier_id IS 'Verified: the contact data by which the person was checked; null: by none of the request''s identifiers';
