-- How far a tree has grown.
-- $1 organisation_id bigint, $2 size bigint, $3 nodes text, in hex
INSERT INTO event_tree (organisation_id, size, nodes) VALUES ($1, $2, $3)
ON CONFLICT (organisation_id) DO UPDATE SET size = excluded.size, nodes = excluded.nodes
