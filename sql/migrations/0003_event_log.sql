-- The audit log, so that a stranger can check it. What waits for its place stands in a table of its own, so that a leaf is
-- written once, when it has its place, and never changed.

CREATE TABLE event_waiting (
	organisation_id bigint NOT NULL REFERENCES organisation,
	waiting_id bigint GENERATED ALWAYS AS IDENTITY,
	event_ids bigint[] NOT NULL,
	PRIMARY KEY (organisation_id, waiting_id)
);
COMMENT ON TABLE event_waiting IS 'Events that have no place in the tree yet, a row for those written together. Taken out by who gives them their places.';
COMMENT ON COLUMN event_waiting.organisation_id IS 'Whose log';
COMMENT ON COLUMN event_waiting.waiting_id IS 'Key';
COMMENT ON COLUMN event_waiting.event_ids IS 'Which events';
ALTER TABLE event_waiting ALTER organisation_id SET (n_distinct = 2), ALTER organisation_id SET STATISTICS 0;

INSERT INTO event_waiting (organisation_id, event_ids)
SELECT organisation_id, array_agg(event_id ORDER BY event_id) FROM event_leaf WHERE position IS NULL
GROUP BY organisation_id, event_id / 1000 ORDER BY organisation_id, event_id / 1000;
DELETE FROM event_leaf WHERE position IS NULL;
DROP INDEX event_leaf_waiting;
ALTER TABLE event_leaf ALTER position SET NOT NULL, ALTER hash SET NOT NULL;
COMMENT ON COLUMN event_leaf.position IS 'Place in the tree, from 0 without gaps';
COMMENT ON COLUMN event_leaf.hash IS 'SHA-256 of a zero byte and the body';

CREATE TABLE event_tree (
	organisation_id bigint PRIMARY KEY REFERENCES organisation,
	size bigint NOT NULL CHECK (size >= 0),
	nodes text NOT NULL CHECK (nodes ~ '^([0-9a-f]{64})*$')
);
COMMENT ON TABLE event_tree IS 'How far each tree has grown. Derived from its leaves; made anew where it is missing.';
COMMENT ON COLUMN event_tree.organisation_id IS 'Whose tree';
COMMENT ON COLUMN event_tree.size IS 'How many leaves: the next free place';
COMMENT ON COLUMN event_tree.nodes IS 'Roots of its full subtrees, in hex, the smallest first: one for each bit that is set in the size';
