-- A month is summed up up to a fact and an event; who else does the same waits here.
-- $1 organisation_id bigint, $2 month date, $3 clock_id bigint, $4 event_id bigint
-- changes state
INSERT INTO report_month (organisation_id, month, clock_id, event_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (organisation_id, month) DO UPDATE SET clock_id = excluded.clock_id, event_id = excluded.event_id
