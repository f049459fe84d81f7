-- What waits for its place has the hash of its leaf already, made of what was written when it was written: whoever changes an
-- event before it has its place is told of too. It is read once, and soon: not worth compressing.

ALTER TABLE event_waiting ADD COLUMN hashes bytea[], ALTER event_ids SET STORAGE EXTERNAL, ALTER hashes SET STORAGE EXTERNAL;
UPDATE event_waiting SET hashes = (
	SELECT array_agg(sha256(decode('00', 'hex') || convert_to(coalesce(e.body, ''), 'UTF8')) ORDER BY i.place)
	FROM unnest(event_ids) WITH ORDINALITY AS i (event_id, place)
	LEFT JOIN event e ON e.organisation_id = event_waiting.organisation_id AND e.event_id = i.event_id
);
ALTER TABLE event_waiting ALTER hashes SET NOT NULL, ADD CHECK (cardinality(hashes) = cardinality(event_ids));
COMMENT ON COLUMN event_waiting.hashes IS 'Of each, SHA-256 of a zero byte and the body';
