-- How far a tree has grown.
-- $1 organisation_id bigint
-- returns size bigint, nodes text
SELECT size, nodes FROM event_tree WHERE organisation_id = $1
