-- The newest clock fact and the newest event there are.
-- $1 organisation_id bigint
-- returns clock_id bigint, event_id bigint; 0: none
SELECT coalesce((SELECT max(c.clock_id) FROM request_clock c WHERE c.organisation_id = $1), 0),
	coalesce((SELECT max(e.event_id) FROM event e WHERE e.organisation_id = $1), 0)
