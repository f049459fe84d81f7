-- The audit log. An event is written in the transaction it describes, with a leaf that waits for its place in the
-- organisation's Merkle tree (RFC 6962); one writer at a time gives places afterwards.

CREATE TABLE event (
	organisation_id bigint NOT NULL REFERENCES organisation,
	event_id bigint GENERATED ALWAYS AS IDENTITY,
	request_id bigint,
	body text NOT NULL,
	PRIMARY KEY (organisation_id, event_id),
	FOREIGN KEY (organisation_id, request_id) REFERENCES request
);
COMMENT ON TABLE event IS 'One line of the audit log. Append-only, and free of personal data.';
COMMENT ON COLUMN event.organisation_id IS 'Whose log';
COMMENT ON COLUMN event.event_id IS 'Key';
COMMENT ON COLUMN event.request_id IS 'About which request; null: none. For finding; the body is what counts';
COMMENT ON COLUMN event.body IS 'Canonical JSON (sorted keys, no spaces) with actor, at, body, kind, reference: exactly what is hashed';
CREATE INDEX event_by_request ON event (organisation_id, request_id, event_id) WHERE request_id IS NOT NULL;

CREATE TABLE event_leaf (
	organisation_id bigint NOT NULL REFERENCES organisation,
	event_id bigint NOT NULL,
	position bigint CHECK (position >= 0),
	hash bytea CHECK (length(hash) = 32),
	PRIMARY KEY (organisation_id, event_id),
	UNIQUE (organisation_id, position),
	CHECK ((position IS NULL) = (hash IS NULL))
);
COMMENT ON TABLE event_leaf IS 'The leaves of the Merkle tree. No foreign key: a leaf must outlive an event that somebody removed, to tell of it.';
COMMENT ON COLUMN event_leaf.organisation_id IS 'Whose tree';
COMMENT ON COLUMN event_leaf.event_id IS 'Which event';
COMMENT ON COLUMN event_leaf.position IS 'Place in the tree, from 0 without gaps; null: waiting for one';
COMMENT ON COLUMN event_leaf.hash IS 'SHA-256 of a zero byte and the body; null: waiting for a place';
CREATE INDEX event_leaf_waiting ON event_leaf (organisation_id, event_id) WHERE position IS NULL;
