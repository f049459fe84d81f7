-- All events of an organisation, in the order of their numbers: that of log_choose.
-- its rows: event_id bigint, request_id bigint, body text
COPY (
	SELECT event_id, request_id, body FROM event
	WHERE organisation_id = current_setting('dossier.log')::bigint ORDER BY event_id
) TO STDOUT (FORMAT binary)
