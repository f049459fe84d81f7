-- A cursor over all events of an organisation, in the order of their numbers.
-- $1 organisation_id bigint
-- its rows: event_id bigint, request_id bigint, body text
DECLARE log_events NO SCROLL CURSOR FOR
SELECT event_id, request_id, body FROM event WHERE organisation_id = $1 ORDER BY event_id
