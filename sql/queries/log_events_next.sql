-- Goes on with the events.
-- returns as log_events
FETCH 4000 FROM log_events
