-- Goes on with the events.
-- returns as log_events
FETCH 500 FROM log_events
