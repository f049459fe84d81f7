-- A cursor over all leaves of an organisation, in the order of the tree.
-- $1 organisation_id bigint
-- its rows: position bigint, event_id bigint, hash bytea
DECLARE log_leaves NO SCROLL CURSOR FOR
SELECT position, event_id, hash FROM event_leaf WHERE organisation_id = $1 ORDER BY position
