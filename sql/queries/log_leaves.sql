-- All leaves of an organisation, in the order of the tree: that of log_choose.
-- its rows: position bigint, event_id bigint, hash bytea
COPY (
	SELECT position, event_id, hash FROM event_leaf
	WHERE organisation_id = current_setting('dossier.log')::bigint ORDER BY position
) TO STDOUT (FORMAT binary)
